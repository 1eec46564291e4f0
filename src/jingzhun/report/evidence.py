"""evidence.parquet: what stood for and against every link, for ``jingzhun explain``; numbers masked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jingzhun.match.standing import EVIDENCE_SCHEMA
from jingzhun.report.machine import renamed
from jingzhun.report.masking import Masking

_HOUSEHOLDS = ("household_id", "member_household_id", "went_to_household_id")
_FILES = ("roll_file", "roll_sheet", "register_file", "register_sheet")
_WRITTEN = ("member_name", "member_address", "register_name", "register_address", "went_to_name")


def write(evidence: pa.Table, path: Path, masking: Masking) -> None:
    """Write what the run keeps of the comparison.

    Args:
        evidence: a table of ``EVIDENCE_SCHEMA``.
        path: the file to be.
        masking: how texts read outside the working file.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    changes: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(_HOUSEHOLDS, masking.household),
        **dict.fromkeys(_FILES, masking.name),
        **dict.fromkeys(_WRITTEN, masking.text),
    }
    columns = [
        renamed(evidence.column(name), changes[name]) if name in changes else evidence.column(name)
        for name in EVIDENCE_SCHEMA.names
    ]
    published = pa.Table.from_arrays(columns, schema=EVIDENCE_SCHEMA)
    texts = (pc.unique(published.column(name)).to_pylist() for name in (*changes, "member_number", "register_number"))
    masking.refuse_numbers((text for each in texts for text in each), path.name)
    # What the grades asked for stands with the table, for later versions may ask for something else.
    pq.write_table(published.replace_schema_metadata(evidence.schema.metadata), path, compression="zstd")
