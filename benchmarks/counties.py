"""The sample counties and the tables that all systems are given.

A county folder holds ``files/`` (the spreadsheets as the offices send them), ``truth/`` (kept apart, so that no
system can see it) and ``tables/`` (roll and registers as Parquet, made from the files by the project's own reader).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.case import Case
from jingzhun.choose import ChosenTable
from jingzhun.intake import take_in
from jingzhun.kinds import TableKind
from jingzhun.sample import COUNTIES, CountySummary, write_county
from jingzhun.sample.truth import HOUSEHOLDS_FILE, LINKS_FILE

#: The day on which the sample counties are checked.
AS_OF = date(2016, 6, 30)
SOURCE = ["_file", "_sheet", "_row"]
#: The registers that a sample county has.
REGISTERS = tuple(map(TableKind, ("vehicles", "property", "payroll")))


@dataclass(frozen=True)
class County:
    """One county, written and prepared; positions everywhere are row positions in its tables.

    Attributes:
        directory: where ``files``, ``truth`` and ``tables`` are.
        summary: what the sample says of itself.
    """

    directory: Path
    summary: CountySummary

    @property
    def files(self) -> Path:
        """The spreadsheets as the offices send them."""
        return self.directory / "files"

    @property
    def tables(self) -> Path:
        """The prepared tables, one Parquet file a kind."""
        return self.directory / "tables"

    @cached_property
    def roll(self) -> pa.Table:
        """The prepared roll: texts under the field names of the project, and ``_file _sheet _row``."""
        return read_table(self.tables, TableKind.ROLL)

    @cached_property
    def registers(self) -> dict[str, pa.Table]:
        """The prepared registers by kind."""
        return {kind.value: read_table(self.tables, kind) for kind in REGISTERS}

    def truth_table(self, name: str) -> pd.DataFrame:
        """One of the truth files, all columns as text but the row numbers."""
        texts = pd.read_csv(self.directory / "truth" / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for label in ("roll_row", "register_row"):
            if label in texts:
                texts[label] = texts[label].astype("int64")
        return texts


def make_county(name: str, directory: Path, seed: int | None, population: int | None) -> County:
    """Write a sample county, set its truth apart and prepare its tables.

    Args:
        name: one of the sample counties.
        directory: a folder of this run.
        seed: of the sample; the county's own when None.
        population: of the sample; the county's own when None.
    """
    files, truth, tables = (directory / part for part in ("files", "truth", "tables"))
    summary = write_county(name, files, seed=seed, population=population)
    truth.mkdir()
    for truth_file in (LINKS_FILE, HOUSEHOLDS_FILE):
        (files / truth_file).rename(truth / truth_file)
    tables.mkdir()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as work:
        chosen = take_in(Case((files,), as_of=AS_OF), Path(work), lambda *_: None).chosen
        for kind in (TableKind.ROLL, *REGISTERS):
            parts = [_fields_of(item) for item in (*chosen.roll, *chosen.registers) if item.kind == kind]
            pq.write_table(pa.concat_tables(parts, promote_options="default"), tables / f"{kind.value}.parquet")
    return County(directory, summary)


def default_seed(name: str) -> int:
    """The seed that a sample county has when nobody names one."""
    return COUNTIES[name].seed


def read_table(tables: Path, kind: TableKind) -> pa.Table:
    """One prepared table; columns that only some sheets have hold ``""`` in the others."""
    return pq.read_table(tables / f"{kind.value}.parquet")


def _fields_of(item: ChosenTable) -> pa.Table:
    """The recognised columns of one table under their field names."""
    mapping = item.table.mapping_for(item.kind)
    table = pa.Table.from_batches(list(item.table.batches()))
    columns = {field: table.column(header).cast(pa.string()) for field, header in mapping.items()}
    return pa.table(columns | {label: table.column(label) for label in SOURCE})
