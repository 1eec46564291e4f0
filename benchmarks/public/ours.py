"""The matching of jingzhun on records: ``python -m benchmarks.public.ours FOLDER OUT [FORM]``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.public.adapter import FULL_NAME, REGISTER, raw_table, roll_of
from benchmarks.public.records import SIDES, read_records
from jingzhun.engine.local import map_batches
from jingzhun.match.link import best_links
from jingzhun.match.score import roll_side, score_batch
from jingzhun.model import Grade

_ROWS_PER_BATCH = 65_536
_CHOSEN_GRADES = [Grade.A.value, Grade.B.value]


def main(folder: Path, out: Path, form: str = FULL_NAME) -> None:
    """Link the right side to the left one.

    Args:
        folder: of the records.
        out: written: ``left right weight chosen grade``, positions in both sides; grades A and B are chosen.
        form: of the names, one of ``adapter.NAME_FORMS``.
    """
    left, right = (read_records(folder, side) for side in SIDES)
    has_numbers = all(bool((side["number"] != "").any()) for side in (left, right))
    side = roll_side(roll_of(left, has_numbers=has_numbers, form=form))
    register = raw_table(right, "right", has_numbers=has_numbers, form=form)
    # Where nobody is known to live with anybody, everybody is a household.
    known = left["household"].where(left["household"] != "", left.index.astype(str) + "?")
    households = np.unique(known.to_numpy(dtype=object), return_inverse=True)[1]
    task = partial(score_batch, side, mapping=register.mapping, kind=REGISTER)
    scored = list(map_batches(task, register.rows.to_batches(max_chunksize=_ROWS_PER_BATCH)))
    links = best_links(side, households, scored, REGISTER).links
    grade = links.column("grade").to_numpy(zero_copy_only=False)
    columns = {
        "left": links.column("member"),
        "right": pa.array(links.column("register_row").to_numpy() - 1),
        "weight": links.column("weight"),
        "chosen": pa.array(np.isin(grade, _CHOSEN_GRADES)),
        "grade": links.column("grade"),
    }
    pq.write_table(pa.table(columns), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
