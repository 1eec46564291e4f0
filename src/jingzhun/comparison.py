"""比对 of all registers: every table goes through the engine; one that breaks is left out whole and reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from jingzhun.choose import ChosenTable
from jingzhun.engine.local import map_batches
from jingzhun.errors import UnreadableFileError
from jingzhun.intake import Progress
from jingzhun.match.link import best_links
from jingzhun.match.score import RollSide, ScoredBatch, score_batch
from jingzhun.model import REGISTER_KINDS, TableKind, UnreadFile
from jingzhun.read import SheetTable


@dataclass(frozen=True)
class Comparison:
    """What the registers say of the roll.

    Attributes:
        links: the links of all registers (``match.link.RegisterLinks.links``).
        tables: the register tables that were read to their end.
        unread: those that were not, with the reason.
        rows, pairs: people read from registers, and pairs compared.
    """

    links: pa.Table
    tables: tuple[ChosenTable, ...]
    unread: tuple[UnreadFile, ...]
    rows: int
    pairs: int


def compare_registers(
    side: RollSide, households: np.ndarray, registers: Sequence[ChosenTable], progress: Progress
) -> Comparison:
    """Match all registers against the roll.

    Args:
        side: the roll, ready for matching.
        households: household number of every member.
        registers: the register tables, read batch by batch.
        progress: told how far the work is.
    """
    read: list[ChosenTable] = []
    unread: list[UnreadFile] = []
    matched = []
    for kind in REGISTER_KINDS:
        scored = [_nothing(side, kind)]
        for item in (item for item in registers if item.kind is kind):
            try:
                scored += score_table(side, item.table, kind, progress)
                read.append(item)
            except UnreadableFileError as error:
                unread.append(UnreadFile(item.table.file, error.what, error.fix, is_error=True))
        matched.append(best_links(side, households, scored, kind))
    return Comparison(
        links=pa.concat_tables([register.links for register in matched], promote_options="default"),
        tables=tuple(read),
        unread=tuple(unread),
        rows=sum(register.rows for register in matched),
        pairs=sum(register.compared for register in matched),
    )


def score_table(side: RollSide, table: SheetTable, kind: TableKind, progress: Progress) -> list[ScoredBatch]:
    """Score one register table through the engine.

    Raises:
        UnreadableFileError: the file turns out to be damaged further down.
    """
    task = partial(score_batch, side, mapping=table.mapping_for(kind), kind=kind)
    return list(map_batches(task, _counted(table, kind, progress)))


def _counted(table: SheetTable, kind: TableKind, progress: Progress) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in table.batches():
        rows += batch.num_rows
        progress(f"比对{kind.words}", rows, 0)
        yield batch


def _nothing(side: RollSide, kind: TableKind) -> ScoredBatch:
    """What a register without rows yields: no pairs, but the columns that later steps expect."""
    columns = {"_file": pa.string(), "_sheet": pa.string(), "_row": pa.int64()}
    empty = pa.RecordBatch.from_pydict({name: pa.array([], type=kept) for name, kept in columns.items()})
    return score_batch(side, empty, {}, kind)
