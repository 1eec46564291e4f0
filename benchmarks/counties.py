"""The sample counties and the tables that all systems are given.

A county folder holds ``files/`` (the spreadsheets as the offices send them), ``truth/`` (kept apart, so that no
system can see it) and ``tables/`` (roll and registers as Parquet, made from the files by the project's own reader).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.prepared import REGISTERS, SOURCE, read_table
from jingzhun.case import Case
from jingzhun.choose import ChosenTable
from jingzhun.intake import take_in
from jingzhun.kinds import TableKind
from jingzhun.sample import COUNTIES, MAIN_REGISTERS, USUAL_DAMAGE, CountySummary, DamageSettings, write_county
from jingzhun.sample.truth import HOUSEHOLDS_FILE, LINKS_FILE
from jingzhun.sample.truth_findings import FINDINGS_FILE

#: The day on which the sample counties are checked.
AS_OF = date(2016, 6, 30)
_SUMMARY_FILE = "summary.json"


@dataclass(frozen=True)
class CountyRequest:
    """Which county is wanted.

    Attributes:
        name: one of the sample counties.
        seed: of the sample.
        population: of the sample; the county's own when None.
        damage: how much of what is written goes wrong.
    """

    name: str
    seed: int
    population: int | None = None
    damage: DamageSettings = USUAL_DAMAGE

    @property
    def folder(self) -> str:
        """A name for the county's folder, the same for the same county."""
        damage = "" if self.damage == USUAL_DAMAGE else f"-damage-{self.damage.factor:g}"
        kinds = "-all-kinds" if self.damage.all_kinds else ""
        return f"{self.name}-{self.population or 'own'}-{self.seed}{damage}{kinds}"


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


def kept_county(request: CountyRequest, cache: Path) -> County:
    """A county out of a cache folder; made there first where it is missing.

    Counties of another generator do not count: their folder says of which sources they were made. A change of the
    reader is not noticed; empty the cache after one.

    Args:
        request: which county.
        cache: the folder; one county of a million people takes about 100 MB of it.
    """
    folder = cache / f"{request.folder}-{_generator()}"
    summary_file = folder / _SUMMARY_FILE
    if not summary_file.exists():
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        made = make_county(request, unfinished)
        (unfinished / _SUMMARY_FILE).write_text(json.dumps(asdict(made.summary), default=str), encoding="utf-8")
        unfinished.rename(folder)
    stated = json.loads(summary_file.read_text(encoding="utf-8"))
    summary = CountySummary(**stated)
    return County(folder, replace(summary, directory=folder / "files", files=tuple(summary.files)))


def _generator() -> str:
    """A short digest of what makes the counties."""
    digest = hashlib.sha256()
    for part, pattern in (("sample", "*.py"), ("data", "names/*.toml"), ("data", "divisions/villages_3506.csv")):
        for path in sorted(Path(str(resources.files("jingzhun"))).joinpath(part).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def make_county(request: CountyRequest, directory: Path) -> County:
    """Write a sample county, set its truth apart and prepare its tables.

    Args:
        request: which county.
        directory: an empty folder.
    """
    files, truth, tables = (directory / part for part in ("files", "truth", "tables"))
    summary = write_county(
        request.name,
        files,
        seed=request.seed,
        population=request.population,
        damage=request.damage,
        registers=MAIN_REGISTERS,
    )
    truth.mkdir()
    for truth_file in (LINKS_FILE, HOUSEHOLDS_FILE, FINDINGS_FILE):
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


def _fields_of(item: ChosenTable) -> pa.Table:
    """The recognised columns of one table under their field names."""
    mapping = item.table.mapping_for(item.kind)
    table = pa.Table.from_batches(list(item.table.batches()))
    columns = {field: table.column(header).cast(pa.string()) for field, header in mapping.items()}
    return pa.table(columns | {label: table.column(label) for label in SOURCE})
