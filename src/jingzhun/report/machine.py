"""What scripts read: households.csv, findings.ndjson, links.parquet, and findings on a pipe. All numbers masked.

Texts are searched for numbers before they are escaped or quoted, when nothing stands in them but themselves.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jingzhun.errors import OutputError
from jingzhun.model import LINK_COLUMNS, Run
from jingzhun.policy.households import HOUSEHOLD_COLUMNS
from jingzhun.privacy import escape_json, show
from jingzhun.report.folder import cause_and_fix
from jingzhun.report.masking import Masking, masking_of, texts_of

SCHEMA_VERSION = 1
_LINK_TYPES = {
    **{name: pa.int64() for name in ("roll_row", "register_row")},
    **{name: pa.float64() for name in ("weight", "chance_wrong")},
    "owner": pa.int16(),
}
_METADATA = {"schema_version": str(SCHEMA_VERSION)}
LINK_SCHEMA = pa.schema([(name, _LINK_TYPES.get(name, pa.string())) for name in LINK_COLUMNS], _METADATA)
_LINK_FILES = ("roll_file", "roll_sheet", "register_file", "register_sheet")
# A cell that a spreadsheet program would take for a formula (OWASP, CSV injection), full-width forms included.
_FORMULA = re.compile(r"^[\s\ufeff\x00]*[=+\-@＝＋－＠]|^[\t\r\n\x00]")


def write_households(run: Run, path: Path, masking: Masking) -> None:
    """Write households.csv: one row a household, UTF-8 with BOM, safe to open in WPS and Excel.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    frame = masking.frame(run.households[list(HOUSEHOLD_COLUMNS)])
    masking.refuse_numbers(texts_of(frame), path.name)
    path.write_text(csv_text(frame), encoding="utf-8-sig", newline="")


def write_findings_file(path: Path, masking: Masking) -> None:
    """Write findings.ndjson: one JSON object a finding.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    masking.refuse_numbers(texts_of(masking.findings), path.name)
    text = "".join(f"{line}\n" for line in json_lines(masking.findings))
    path.write_text(text, encoding="utf-8", newline="\n")


def write_answers(answers: pd.DataFrame, path: Path, masking: Masking) -> None:
    """Write answers.parquet: the statements of every household's answer (``policy.answers.ANSWER_COLUMNS``).

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    published = masking.frame(answers)
    masking.refuse_numbers(texts_of(published), path.name)
    table = pa.Table.from_pandas(published, preserve_index=False).replace_schema_metadata(_METADATA)
    pq.write_table(table, path, compression="zstd")


def write_links(run: Run, path: Path, masking: Masking) -> None:
    """Write links.parquet, ordered by roll row and register row; the same links give the same bytes.

    Names of files and sheets read as in every other file of the folder, so that tables can be joined on them.

    Raises:
        PrivacyError: a name or a reason holds a full number.
        OSError: the file could not be written.
    """
    pq.write_table(links_as_published(run.links, masking, path.name), path, compression="zstd")


def links_as_published(links: pa.Table, masking: Masking, what: str) -> pa.Table:
    """The links in a fixed order, with the names of files and sheets as they read outside the working files.

    Args:
        links: a table with at least ``LINK_COLUMNS``.
        masking: how names read.
        what: the file to be, for the message.

    Raises:
        PrivacyError: a name or a reason holds a full number.
    """
    columns = {name: links.column(name).cast(LINK_SCHEMA.field(name).type) for name in LINK_COLUMNS}
    columns |= {name: renamed(columns[name], masking.name) for name in _LINK_FILES}
    published = pa.table(columns, schema=LINK_SCHEMA)
    texts = (pc.unique(published.column(name)).to_pylist() for name in (*_LINK_FILES, "reasons"))
    masking.refuse_numbers((text for each in texts for text in each), what)
    by_weight = [("weight", "descending"), ("grade", "ascending"), ("reasons", "ascending")]
    order = pc.sort_indices(published, sort_keys=[(name, "ascending") for name in LINK_COLUMNS[:8]] + by_weight)
    return published.take(order).combine_chunks()


def write_findings(run: Run, stream: TextIO, format: str, masking: Masking | None = None) -> None:  # noqa: A002
    """Write the findings for another program: masked, in UTF-8 without a BOM whatever the encoding of the stream.

    The keys are the columns of the findings frame; JSON forms add ``schema_version``. In csv a cell that a
    spreadsheet program would take for a formula begins with an apostrophe, and control characters become visible.

    Args:
        run: a finished run.
        stream: where to, usually stdout.
        format: ``ndjson``, ``json`` (one array) or ``csv``.
        masking: how texts read outside the working file, as ``write_run`` returns it; made where it is not given.

    Raises:
        PrivacyError: a full number was left; nothing was written.
        OutputError: the stream takes no more, e.g. its disk is full.
        BrokenPipeError: its reader went away.
        ValueError: no such format.
    """
    masking = masking if masking is not None else masking_of(run)
    findings = masking.findings
    if format == "csv":
        text = csv_text(findings)
    elif format == "ndjson":
        text = "".join(f"{line}\n" for line in json_lines(findings))
    elif format == "json":
        text = "[" + ",".join(f"\n{line}" for line in json_lines(findings)) + "\n]\n"
    else:
        raise ValueError(f"no such format: {format}")
    masking.refuse_numbers(texts_of(findings), f"{format} 输出")
    try:
        send(text, stream)
    except BrokenPipeError:
        raise
    except OSError as error:
        what, fix = cause_and_fix(error)
        raise OutputError(f"{format} 没有写全：{what}", where="标准输出", fix=fix) from error


def send(text: str, stream: TextIO) -> None:
    """Write a text as UTF-8; a stream without bytes (in memory) takes it as it is."""
    stream.flush()
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
    else:
        buffer.write(text.encode("utf-8"))
    stream.flush()


def renamed(column: pa.ChunkedArray, change: Callable[[str], str]) -> pa.Array:
    """A column of texts with every distinct text changed."""
    encoded = column.combine_chunks().dictionary_encode()
    names = [change(name) for name in encoded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(encoded.indices)


def json_lines(frame: pd.DataFrame) -> Iterator[str]:
    """Each row as a JSON object that names the version of the form."""
    for record in frame.to_dict("records"):
        line = {"schema_version": SCHEMA_VERSION, **{str(key): _plain(value) for key, value in record.items()}}
        yield escape_json(json.dumps(line, ensure_ascii=False))


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as csv that spreadsheet programs show as it is."""
    safe = frame.copy()
    for label in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[label]):
            safe[label] = frame[label].map({text: _safe_cell(text) for text in frame[label].unique()})
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(safe.columns)
    writer.writerows(safe.itertuples(index=False, name=None))
    return text.getvalue()


def _safe_cell(text: str) -> str:
    """A cell that spreadsheet programs show as it is: a formula gets an apostrophe, controls become visible."""
    return ("'" if _FORMULA.match(text) else "") + show(text)
