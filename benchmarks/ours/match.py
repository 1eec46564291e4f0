"""The matching of jingzhun alone: ``python -m benchmarks.ours.match TABLES OUT [REGISTER…]``, on prepared tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.prepared import REGISTERS, SOURCE, read_table
from jingzhun.engine.local import map_batches
from jingzhun.engine.shares import shared_out
from jingzhun.kinds import TableKind
from jingzhun.match.link import best_links
from jingzhun.match.raw_draw import MATCHED_FIELDS
from jingzhun.match.score import RollSide, make_ready, roll_side, score_batch
from jingzhun.normalise import typed
from jingzhun.read.column_bounds import ROWS_AT_ONCE

_ALL = tuple(kind.value for kind in REGISTERS)
_PLACE = ["register_file", "register_sheet", "register_row"]
_COLUMNS = ["member", "register", *_PLACE, "grade", "weight", "chance_wrong", "link_reasons"]


def main(tables: Path, out: Path, registers: Sequence[str] = _ALL) -> None:
    """Match registers against the roll and write the links.

    Args:
        tables: folder of the prepared tables.
        out: written: ``member register register_file register_sheet register_row grade weight chance_wrong reasons``.
        registers: which ones; all of them unless said otherwise.
    """
    make_ready()
    raw = read_table(tables, TableKind.ROLL, {*MATCHED_FIELDS, "household_id"})
    roll = typed(raw, _own_names(raw), TableKind.ROLL)
    households = np.unique(roll.column("household_id").to_numpy(), return_inverse=True)[1]
    side = roll_side(roll)
    links = [_links(side, households, tables, kind) for kind in map(TableKind, registers)]
    pq.write_table(pa.concat_tables(links), out)


def _links(side: RollSide, households: np.ndarray, tables: Path, kind: TableKind) -> pa.Table:
    # As comparison.py does it: what matching does not look at is not read.
    register = read_table(tables, kind, MATCHED_FIELDS)
    task = partial(score_batch, side, mapping=_own_names(register), kind=kind)
    scored = list(map_batches(task, shared_out(register.to_batches(max_chunksize=ROWS_AT_ONCE))))
    links = best_links(side, households, scored, kind).links
    return links.select(_COLUMNS).rename_columns([*_COLUMNS[:-1], "reasons"])


def _own_names(table: pa.Table) -> dict[str, str]:
    return {label: label for label in table.column_names if label not in SOURCE}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]) or _ALL)
