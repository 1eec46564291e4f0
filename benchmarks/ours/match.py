"""The matching of jingzhun alone, on the prepared tables: ``python -m benchmarks.ours.match TABLES OUT``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.counties import REGISTERS, SOURCE, read_table
from jingzhun.engine.local import map_batches
from jingzhun.kinds import TableKind
from jingzhun.match.link import best_links
from jingzhun.match.score import RollSide, roll_side, score_batch
from jingzhun.match.weights import shipped_weights
from jingzhun.normalise import typed

_ROWS_PER_BATCH = 65_536


def main(tables: Path, out: Path) -> None:
    """Match every register against the roll and write the links.

    Args:
        tables: folder of the prepared tables.
        out: written: ``member register register_file register_sheet register_row grade weight reasons``.
    """
    raw = read_table(tables, TableKind.ROLL)
    roll = typed(raw, _own_names(raw), TableKind.ROLL)
    households = np.unique(roll.column("household_id").to_numpy(), return_inverse=True)[1]
    side = roll_side(roll, shipped_weights())
    links = [_links(side, households, read_table(tables, kind), kind) for kind in REGISTERS]
    pq.write_table(pa.concat_tables(links), out)


def _links(side: RollSide, households: np.ndarray, register: pa.Table, kind: TableKind) -> pa.Table:
    task = partial(score_batch, side, mapping=_own_names(register), kind=kind)
    scored = list(map_batches(task, register.to_batches(max_chunksize=_ROWS_PER_BATCH)))
    links = best_links(side, households, scored, kind).links
    place = ["register_file", "register_sheet", "register_row"]
    chosen = links.select(["member", "register", *place, "grade", "weight", "link_reasons"])
    return chosen.rename_columns(["member", "register", *place, "grade", "weight", "reasons"])


def _own_names(table: pa.Table) -> dict[str, str]:
    return {label: label for label in table.column_names if label not in SOURCE}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
