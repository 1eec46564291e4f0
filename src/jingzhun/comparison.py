"""比对 of all registers: every table goes through the engine; one that breaks is left out whole and reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
import pyarrow as pa

from jingzhun.accounts import RegisterCount
from jingzhun.choose import ChosenTable
from jingzhun.engine.local import map_batches
from jingzhun.errors import UnreadableFileError
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.intake import Progress
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.match.link import best_links
from jingzhun.match.score import RollSide, ScoredBatch, score_batch
from jingzhun.model import UnreadFile
from jingzhun.read import SheetTable


@dataclass(frozen=True)
class Comparison:
    """What the registers say of the roll.

    Attributes:
        links: the links of all registers (``match.link.RegisterLinks.links``).
        counts: the register tables that were read to their end, with what each gave.
        broken: those that were not; ``unread`` says why.
        rows, pairs: people read from registers, and pairs compared.
    """

    links: pa.Table
    counts: tuple[RegisterCount, ...]
    broken: tuple[ChosenTable, ...]
    unread: tuple[UnreadFile, ...]
    rows: int
    pairs: int

    @property
    def tables(self) -> tuple[ChosenTable, ...]:
        """The register tables that were read to their end."""
        return tuple(count.item for count in self.counts)


def compare_registers(
    side: RollSide, households: np.ndarray, registers: Sequence[ChosenTable], progress: Progress
) -> Comparison:
    """Match all registers against the roll.

    Args:
        side: the roll, ready for matching.
        households: household number of every member.
        registers: the register tables, at least one, read batch by batch.
        progress: told how far the work is.
    """
    counts: list[RegisterCount] = []
    broken: list[ChosenTable] = []
    unread: list[UnreadFile] = []
    matched = []
    for kind in (kind for kind in register_kinds() if any(item.kind == kind for item in registers)):
        scored = [_nothing(side, kind)]
        for item in (item for item in registers if item.kind == kind):
            try:
                batches = score_table(side, item.table, kind, progress)
                counts.append(_count(item, batches))
                scored += batches
            except UnreadableFileError as error:
                broken.append(item)
                unread.append(UnreadFile(item.table.file, error.what, error.fix, is_error=True))
        matched.append(best_links(side, households, scored, kind))
    return Comparison(
        links=pa.concat_tables([register.links for register in matched], promote_options="default"),
        counts=tuple(counts),
        broken=tuple(broken),
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


def _count(item: ChosenTable, batches: Sequence[ScoredBatch]) -> RegisterCount:
    numbers = reduce(NumberTally.add, (batch.numbers for batch in batches), NumberTally())
    return RegisterCount(item, numbers, sum(batch.compared for batch in batches))


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
