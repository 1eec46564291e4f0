"""Skewed tables: a clan village whose people bear one surname, and register rows without a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.prepared import SOURCE
from jingzhun.kinds import TableKind
from jingzhun.match.candidates import find_candidates, index_roll
from jingzhun.match.people import people_of
from jingzhun.normalise import typed

#: Members of the village who share the surname, and those of them who share the whole name.
CLAN, NAMESAKES = 2_000, 60
#: Share of the register rows that name people of the village, and of those their share with the whole name.
VILLAGE_SHARE, NAMESAKE_SHARE = 0.02, 0.03
#: Share of the register rows that bear no number.
WITHOUT_NUMBER = 0.05
_VILLAGE = "福建省漳州市平和县(样例)九峰镇福田村"
_SURNAME, _NAME = "林", "林秀英"
_ROLL = {
    "household_id": "户编号",
    "name": "姓名",
    "id_number": "证件号码",
    "relation": "与户主关系",
    "address": "家庭住址",
}
_REGISTER = {"plate": "HPHM", "name": "SYR", "id_number": "SFZMHM", "address": "ZSXXDZ"}
_ROWS_A_BATCH = 65_536


@dataclass(frozen=True)
class CandidateFigures:
    """How many members the rows of a register are compared with.

    Attributes:
        rows: people of the register.
        compared: pairs of a member and a register person.
        most: pairs of one register person at most.
        dropped: meetings that the limits of the matching keep from being compared.
    """

    rows: int
    compared: int
    most: int
    dropped: int


def skewed(roll: pa.Table, register: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The same tables with a clan village in both, and register rows without a number.

    Args:
        roll: of ``scale_tables.roll_file``; needs at least ``CLAN`` rows.
        register: of ``scale_tables.register_files``.
    """
    rng = np.random.default_rng(5)
    clan = np.zeros(len(roll), dtype=bool)
    clan[rng.permutation(len(roll))[:CLAN]] = True
    namesakes = np.zeros(len(roll), dtype=bool)
    namesakes[np.flatnonzero(clan)[:NAMESAKES]] = True
    settled = _settled(rng, roll, {"name": "姓名", "address": "家庭住址"}, clan, namesakes)
    clan = rng.random(len(register)) < VILLAGE_SHARE
    namesakes = clan & (rng.random(len(register)) < NAMESAKE_SHARE)
    settled_register = _settled(rng, register, {"name": "SYR", "address": "ZSXXDZ"}, clan, namesakes)
    bare = pa.array(rng.random(len(register)) < WITHOUT_NUMBER)
    numbers = pc.if_else(bare, "", settled_register.column("SFZMHM"))
    return settled, settled_register.set_column(register.schema.get_field_index("SFZMHM"), "SFZMHM", numbers)


def _settled(
    rng: np.random.Generator, table: pa.Table, headers: dict[str, str], clan: np.ndarray, namesakes: np.ndarray
) -> pa.Table:
    """The table with some people living in the village, all of one surname and some of one name."""
    names = table.column(headers["name"])
    given = pc.utf8_slice_codeunits(names, 1, 9)
    names = pc.if_else(pa.array(clan), pc.binary_join_element_wise(_SURNAME, given, ""), names)
    names = pc.if_else(pa.array(namesakes), _NAME, names)
    houses = pa.array(rng.integers(1, 700, len(table))).cast(pa.string())
    village = pc.binary_join_element_wise(_VILLAGE, houses, "号", "")
    address = pc.if_else(pa.array(clan), village, table.column(headers["address"]))
    table = table.set_column(table.schema.get_field_index(headers["name"]), headers["name"], names)
    return table.set_column(table.schema.get_field_index(headers["address"]), headers["address"], address)


def candidate_figures(roll: pa.Table, register: pa.Table) -> CandidateFigures:
    """Count the candidates of every row, as the matching finds them.

    Args:
        roll: of ``scale_tables``, skewed or not.
        register: the same.
    """
    index = index_roll(people_of(typed(_placed(roll), _ROLL, TableKind.ROLL)))
    rows = compared = most = dropped = 0
    for batch in _batches(register):
        people = people_of(typed(batch, _REGISTER, TableKind("vehicles")))
        found = find_candidates(index, people)
        rows, compared, dropped = rows + len(people), compared + len(found.rows), dropped + found.dropped
        most = max(most, int(np.bincount(found.rows).max()) if len(found.rows) else 0)
    return CandidateFigures(rows, compared, most, dropped)


def write_skewed(roll: Path, register: Path, folder: Path) -> tuple[Path, Path]:
    """Skew two files; where the results are.

    Args:
        roll: of ``scale_tables.roll_file``.
        register: one file of ``scale_tables.register_files``.
        folder: where the skewed files go.
    """
    paths = folder / "skewed-roll.parquet", folder / "skewed-vehicles.parquet"
    for path, table in zip(paths, skewed(pq.read_table(roll), pq.read_table(register)), strict=True):
        pq.write_table(table, path, compression="zstd")
    return paths


def _batches(register: pa.Table) -> Iterator[pa.RecordBatch]:
    placed = _placed(register.select(list(_REGISTER.values())))
    yield from placed.combine_chunks().to_batches(max_chunksize=_ROWS_A_BATCH)


def _placed(table: pa.Table) -> pa.Table:
    """The table with the place of every row, as the reader gives it."""
    file, sheet = (pa.array([""] * len(table), pa.string()) for _ in range(2))
    for label, values in zip(SOURCE, (file, sheet, pa.array(np.arange(1, len(table) + 1))), strict=True):
        table = table.append_column(label, values)
    return table
