"""What scripts read: households.csv, findings.ndjson, links.parquet, and findings on a pipe. All numbers masked."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jingzhun.errors import PrivacyError
from jingzhun.model import Run
from jingzhun.privacy import show, show_lines
from jingzhun.report.masking import Masking, masking_of

SCHEMA_VERSION = 1
FORMATS = ("ndjson", "json", "csv")
HOUSEHOLD_COLUMNS = (
    "household_id",
    "verdict",
    "reasons",
    "head_name",
    "township",
    "village",
    "members",
    "doubts",
    "corrections",
)
LINK_SCHEMA = pa.schema(
    [
        ("roll_file", pa.string()),
        ("roll_sheet", pa.string()),
        ("roll_row", pa.int64()),
        ("register", pa.string()),
        ("register_file", pa.string()),
        ("register_sheet", pa.string()),
        ("register_row", pa.int64()),
        ("grade", pa.string()),
        ("weight", pa.float64()),
        ("reasons", pa.string()),
    ]
)
_LINK_ORDER = ("roll_file", "roll_sheet", "roll_row", "register", "register_file", "register_sheet", "register_row")
# A cell that a spreadsheet program would take for a formula (OWASP, CSV injection), full-width forms included.
_FORMULA = re.compile(r"^[\s\ufeff\x00]*[=+\-@＝＋－＠]|^[\t\r\n\x00]")
_FULL_NUMBER = r"[0-9]{14}"


def write_households(run: Run, path: Path, masking: Masking) -> None:
    """Write households.csv: one row a household, UTF-8 with BOM, safe to open in WPS and Excel.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    frame = masking.household_frame(run.households)[list(HOUSEHOLD_COLUMNS)]
    for label in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[label]):
            frame[label] = frame[label].map({text: _plain_cell(text) for text in frame[label].unique()})
    text = _csv_text(frame.columns, frame.itertuples(index=False, name=None))
    masking.refuse_numbers(text, path.name)
    path.write_text(text, encoding="utf-8-sig", newline="")


def write_findings_file(run: Run, path: Path, masking: Masking) -> None:
    """Write findings.ndjson: one JSON object a finding.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    text = "".join(f"{line}\n" for line in _json_lines(masking.findings(run.findings)))
    masking.refuse_numbers(text, path.name)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_links(run: Run, path: Path) -> None:
    """Write links.parquet, ordered by roll row and register row; the same links give the same bytes.

    Raises:
        PrivacyError: a reason holds a full number.
        OSError: the file could not be written.
    """
    links = pa.table(
        {name: run.links.column(name).cast(kind) for name, kind in _types(LINK_SCHEMA)}, schema=LINK_SCHEMA
    )
    if pc.any(pc.match_substring_regex(links.column("reasons"), pattern=_FULL_NUMBER)).as_py():
        raise PrivacyError(
            f"准备写出的 {path.name} 的理由里有完整号码，已停止写出",
            fix="这是程序自身的差错，请把这句话和所用版本告诉维护者。",
        )
    by_weight = [("weight", "descending"), ("grade", "ascending"), ("reasons", "ascending")]
    order = pc.sort_indices(links, sort_keys=[(name, "ascending") for name in _LINK_ORDER] + by_weight)
    pq.write_table(links.take(order).combine_chunks(), path, compression="zstd")


def write_findings(run: Run, stream: TextIO, format: str) -> None:  # noqa: A002 - the name of the option
    """Write the findings for another program: masked, otherwise unaltered, without a BOM.

    The keys are the columns of the findings frame; JSON forms add ``schema_version``.

    Args:
        run: a finished run.
        stream: where to, usually stdout.
        format: ``ndjson``, ``json`` (one array) or ``csv``.

    Raises:
        PrivacyError: a full number was left; nothing was written.
        ValueError: no such format.
    """
    masking = masking_of(run)
    findings = masking.findings(run.findings)
    if format == "csv":
        text = _csv_text(findings.columns, findings.itertuples(index=False, name=None))
        if stream.isatty():  # on a screen control characters act; in a pipe they are data
            text = show_lines(text)
    elif format == "ndjson":
        text = "".join(f"{line}\n" for line in _json_lines(findings))
    elif format == "json":
        text = "[" + ",".join(f"\n{line}" for line in _json_lines(findings)) + "\n]\n"
    else:
        raise ValueError(f"no such format: {format}")
    masking.refuse_numbers(text, f"{format} 输出")
    stream.write(text)


def _types(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    return ((entry.name, entry.type) for entry in schema)


def _json_lines(findings: pd.DataFrame) -> Iterator[str]:
    for record in findings.to_dict("records"):
        line = {"schema_version": SCHEMA_VERSION, **{str(key): _plain(value) for key, value in record.items()}}
        # An escape is the same JSON: control and bidirectional characters never reach a screen.
        yield show(json.dumps(line, ensure_ascii=False))


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _csv_text(header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _plain_cell(text: str) -> str:
    """A cell that spreadsheet programs show as it is: a formula gets an apostrophe, controls become visible."""
    return ("'" if _FORMULA.match(text) else "") + show(text)
