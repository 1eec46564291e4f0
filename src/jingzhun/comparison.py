"""比对 of all registers: every table goes through the engine; one that breaks is left out whole and reported.

Of a register nothing is kept but the pairs that may become links, the people drawn by hash, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np
import pyarrow as pa

from jingzhun.accounts import RegisterCount
from jingzhun.choose import ChosenTable
from jingzhun.engine.local import map_batches
from jingzhun.engine.shares import shared_out
from jingzhun.errors import UnreadableFileError
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.intake import Progress
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.match.link import RegisterLinks, best_links
from jingzhun.match.namesakes import count_namesakes
from jingzhun.match.raw_draw import MATCHED_FIELDS, merge_raw
from jingzhun.match.score import RollSide, ScoredBatch, score_batch
from jingzhun.match.weights import Weights
from jingzhun.model import UnreadFile
from jingzhun.read import SheetTable

#: The draws of batches are put together as soon as there are so many.
_MOST_DRAWS = 16
#: The texts of a register row that choosing links needs.
_TEXTS_OF_LINKS = ("register_file", "register_sheet", "address", "location")


@dataclass(frozen=True)
class ScoredRegister:
    """What scoring found in a batch, a table or a whole register.

    Attributes:
        scored: what choosing links needs, as if all had been one batch.
        namesakes: how often each distinct name of the roll is met (``match.namesakes``), 0 where nobody counted.
    """

    scored: ScoredBatch
    namesakes: np.ndarray


@dataclass(frozen=True)
class ComparedRegister:
    """What one register says of the roll.

    Attributes:
        kind: which register.
        found: what scoring found in it.
        result: the links, and what stands behind them.
    """

    kind: TableKind
    found: ScoredRegister
    result: RegisterLinks


@dataclass(frozen=True)
class Comparison:
    """What the registers say of the roll.

    Attributes:
        registers: one entry a kind of which a table was read to its end.
        links: the links of all registers (``match.link.RegisterLinks.links``).
        counts: the register tables that were read to their end, with what each gave.
        broken: those that were not; ``unread`` says why.
    """

    registers: tuple[ComparedRegister, ...]
    links: pa.Table
    counts: tuple[RegisterCount, ...]
    broken: tuple[ChosenTable, ...]
    unread: tuple[UnreadFile, ...]

    @property
    def tables(self) -> tuple[ChosenTable, ...]:
        """The register tables that were read to their end."""
        return tuple(count.item for count in self.counts)

    @property
    def figures(self) -> dict[str, int]:
        """People read from registers, pairs compared, and keys met that too many members share."""
        return {
            "register_people": sum(register.result.rows for register in self.registers),
            "pairs_compared": sum(register.result.compared for register in self.registers),
            "pairs_dropped": sum(register.found.scored.dropped for register in self.registers),
        }


def compare_registers(
    side: RollSide,
    households: np.ndarray,
    registers: Sequence[ChosenTable],
    progress: Progress,
    *,
    weights: Mapping[TableKind, Weights] | None = None,
    for_reports: bool = False,
) -> Comparison:
    """Match all registers against the roll.

    Args:
        side: the roll, ready for matching.
        households: household number of every member.
        registers: the register tables, at least one, read batch by batch.
        progress: told how far the work is.
        weights: those to use; of a kind that is missing they are learnt from its register.
        for_reports: whether reports and the policy come after: the texts of register rows are kept for them, and it is
            counted how often the names of the roll are met, and how often without a number.
    """
    counts: list[RegisterCount] = []
    broken: list[ChosenTable] = []
    unread: list[UnreadFile] = []
    compared: list[ComparedRegister] = []
    links = []
    for kind in (kind for kind in register_kinds() if any(item.kind == kind for item in registers)):
        task = partial(_score, side, kind=kind, for_reports=for_reports)
        parts = [_nothing(task)]
        for item in (item for item in registers if item.kind == kind):
            try:
                parts.append(_score_table(task, item.table, kind, progress))
            except UnreadableFileError as error:
                broken.append(item)
                unread.append(UnreadFile(item.table.file, error.what, error.fix, is_error=True))
                continue
            counts.append(RegisterCount(item, parts[-1].scored.numbers, parts[-1].scored.compared))
        progress(f"选定{kind.words}的比对结果", 0, 0)
        found = _gathered(parts)
        result = best_links(side, households, [found.scored], kind, (weights or {}).get(kind))
        links.append(result.links)
        if len(parts) > 1:
            compared.append(ComparedRegister(kind, found, result))
    return Comparison(
        registers=tuple(compared),
        links=pa.concat_tables(links, promote_options="default"),
        counts=tuple(counts),
        broken=tuple(broken),
        unread=tuple(unread),
    )


def _score(
    side: RollSide, batch: pa.RecordBatch, mapping: Mapping[str, str], kind: TableKind, *, for_reports: bool
) -> ScoredRegister:
    """What an engine runs on one batch."""
    scored = score_batch(side, batch, mapping, kind, counts_unnumbered=for_reports)
    if not for_reports:
        texts = [field.name for field in scored.pairs.schema if pa.types.is_string(field.type)]
        scored = replace(
            scored, pairs=scored.pairs.drop_columns([each for each in texts if each not in _TEXTS_OF_LINKS])
        )
    names = batch.column(mapping["name"]) if for_reports and "name" in mapping else None
    return ScoredRegister(scored, count_namesakes(side.people, names))


def _score_table(
    task: partial[ScoredRegister], table: SheetTable, kind: TableKind, progress: Progress
) -> ScoredRegister:
    """Score one register table through the engine.

    Raises:
        UnreadableFileError: the file turns out to be damaged further down.
    """
    mapping = table.mapping_for(kind)
    if not task.keywords["for_reports"]:
        mapping = {field: header for field, header in mapping.items() if field in MATCHED_FIELDS}
    batches = _counted(table.batches(set(mapping.values())), kind, progress)
    return _gathered(chain([_nothing(task)], map_batches(partial(task, mapping=mapping), shared_out(batches))))


def _gathered(parts: Iterable[ScoredRegister]) -> ScoredRegister:
    """Several parts, at least one, as one; they are let go as they come in, but for their pairs."""
    pairs: list[pa.Table] = []
    draws: list[pa.Table] = []
    rows = compared = dropped = 0
    numbers = NumberTally()
    namesakes = unnumbered = np.zeros(1, dtype=np.int64)
    for part in parts:
        pairs.append(part.scored.pairs)
        draws.append(part.scored.drawn)
        if len(draws) == _MOST_DRAWS:
            draws = [merge_raw(draws)]
        rows += part.scored.rows
        compared += part.scored.compared
        dropped += part.scored.dropped
        numbers = numbers.add(part.scored.numbers)
        namesakes = namesakes + part.namesakes
        unnumbered = unnumbered + part.scored.unnumbered
    together = pa.concat_tables(pairs, promote_options="default")
    scored = ScoredBatch(together, merge_raw(draws), rows, compared, numbers, dropped, unnumbered)
    return ScoredRegister(scored, namesakes)


def _counted(batches: Iterable[pa.RecordBatch], kind: TableKind, progress: Progress) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        progress(f"比对{kind.words}", rows, 0)
        yield batch


def _nothing(task: partial[ScoredRegister]) -> ScoredRegister:
    """What a register without rows yields: no pairs, but the columns that later steps expect."""
    columns = {"_file": pa.string(), "_sheet": pa.string(), "_row": pa.int64()}
    empty = pa.RecordBatch.from_pydict({name: pa.array([], type=kept) for name, kept in columns.items()})
    return task(batch=empty, mapping={})
