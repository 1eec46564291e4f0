"""Rows of a register that can meet no member of the roll, passed over before they are typed.

A row is *plain* when its number is sound and written as it should be, and its name is one of two to four ideographs;
blanks may stand between, and the number may have 15 digits (``fields/plain_cells``). Which keys such a row has follows
from these two cells alone. Where none of them is a key of the roll the row yields no pair, and counting it is all that
is left to do. Every other row goes the whole way, so that the pairs are those that would have been found without the
screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.hashes import column_hashes
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.fields.idcard_floats import NEARLY_ALL, are_doubles
from jingzhun.fields.name_traces import NameTraces
from jingzhun.fields.plain_cells import PlainNames, PlainNumbers, plain_names, plain_numbers
from jingzhun.kinds import TableKind
from jingzhun.match.candidates import RollIndex
from jingzhun.match.keys import NAME_KEYS, NUMBER_KEYS, NameKey, key_of, rounded_by_look
from jingzhun.match.membership import Membership
from jingzhun.match.traces import tail_of
from jingzhun.normalise import LEFT_OUT, place_columns

_NUMBER_PARTS = ("birth", "tail", "ten")
_NEAR = ("whole", "village")
_PLACELESS = "placeless"
_PLACE_FIELDS = ("address", "location", "township", "village")
_PLACES = ("village", "village_inside", "home")
#: So many rows are looked at together that what is computed of them stays in the processor's cache (decision 0009).
_ROWS_A_LOOK = 131_072


@dataclass(frozen=True)
class RollScreen:
    """What the keys of the roll ask of a plain row.

    Attributes:
        bodies: 17 digits that a member has or may have had.
        rounded, fifteen: first fifteen digits of members whose number lost the rest, and of all.
        by_number_part: for ``birth``, ``tail`` and ``ten`` its values among the members of whom a key asks for it, and
            the sets of keys of it together with parts of the name (none for the part alone).
        whole: whole names of the members of whom no more is asked.
        near: of the members of whom only a name and a village are asked, the whole names, and the keys of both.
    """

    bodies: Membership
    rounded: Membership
    fifteen: Membership
    by_number_part: dict[str, tuple[Membership, dict[tuple[str, ...], Membership]]]
    whole: Membership
    near: tuple[Membership, Membership]


@dataclass(frozen=True)
class Screened:
    """What is left of a batch, and what is to be counted of the rest.

    Attributes:
        batch: the rows that remain, in their order; its metadata tells ``typed`` of the rest.
        rows: people passed over; all have sound numbers.
        numbers: what their numbers are.
    """

    batch: pa.RecordBatch
    rows: int
    numbers: NumberTally


def roll_screen(index: RollIndex) -> RollScreen:
    """Prepare to screen registers for an indexed roll."""
    number = {key.name: one for key, one in zip(NUMBER_KEYS, index.by_number, strict=True)}
    keys = [key for key in NAME_KEYS if key.register in ("any", _PLACELESS)]
    traces = index.traces
    whole: list[np.ndarray] = []
    near: list[np.ndarray] = []
    villages: list[np.ndarray] = []
    parts: dict[str, dict[tuple[str, ...], list[np.ndarray]]] = {part: {} for part in _NUMBER_PARTS}
    values: dict[str, list[np.ndarray]] = {part: [] for part in _NUMBER_PARTS}
    for key in keys:
        # Where a register row lives is not known yet: what shares the rest may share the place.
        asked = tuple(part for part in key.parts if part not in _PLACES)
        found = NameKey(asked, roll=key.roll).of(traces, key.roll)[1]
        if asked == ("whole",):
            (near if key.parts == _NEAR or key.register == _PLACELESS else whole).append(found)
            if key.parts == _NEAR:
                villages.append(key.of(traces, key.roll)[1])
            continue
        *named, part = asked
        parts[part].setdefault(tuple(named), []).append(found)
        values[part].append(NameKey((part,), roll=key.roll).of(traces, key.roll)[1])
    return RollScreen(
        bodies=Membership.of(number["body, roll repaired"].keys),
        rounded=Membership.of(number["first fifteen, roll rounded"].keys),
        fifteen=Membership.of(number["first fifteen, register rounded"].keys),
        by_number_part={
            part: (_set_of(values[part]), {named: _set_of(found) for named, found in parts[part].items()})
            for part in _NUMBER_PARTS
        },
        whole=_set_of(whole),
        near=(_set_of(near), _set_of(villages)),
    )


def _set_of(keys: list[np.ndarray]) -> Membership:
    return Membership.of(np.concatenate([np.zeros(0, dtype=np.int64), *keys]))


def screen(roll: RollScreen, batch: pa.RecordBatch, mapping: Mapping[str, str], kind: TableKind) -> Screened:
    """Pass over the rows of a batch that can meet no member.

    Args:
        roll: the screen of the roll.
        batch: raw strings as ``read`` delivers them; not of a roll.
        mapping: field name → header of the batch.
        kind: which register it is.
    """
    cells = [_texts(batch, mapping[field]) for field in ("id_number", "name") if field in mapping]
    if len(cells) < 2:
        return Screened(batch, 0, NumberTally())
    starts = range(0, max(1, batch.num_rows), _ROWS_A_LOOK)
    looks = [_look_at(roll, *(cell.slice(first, _ROWS_A_LOOK) for cell in cells)) for first in starts]
    plain = _Look.of(looks)
    needed = plain.needed
    here = np.flatnonzero((plain.near != 0) & ~needed)
    rows = {field: _chosen(batch, mapping, field, plain.row[here]) for field in _PLACE_FIELDS if field in mapping}
    needed[here[_near(roll, plain.near[here], rows, kind)]] = True
    needed |= _doubles_that_count(plain, cells)
    passed = np.flatnonzero(~needed)
    if not len(passed):
        return Screened(batch, 0, NumberTally())
    kept = np.ones(batch.num_rows, dtype=bool)
    kept[plain.row[passed]] = False
    count, new = len(passed), ~plain.is_old[passed]
    ends_in_x = int((plain.check[passed][new] == 10).sum())
    # Whether a float column was printed is judged by its doubles and by how many other numbers there are.
    told = {**(batch.schema.metadata or {}), LEFT_OUT: str(int(new.sum()) - ends_in_x)}
    rest = batch.take(pa.array(np.flatnonzero(kept))).replace_schema_metadata(told)
    tally = NumberTally(rows=count, written=count, numbers=int(new.sum()), ending_x=ends_in_x, complete=count)
    return Screened(rest, count, tally)


class _Look(NamedTuple):
    """What number and name of some plain rows say, one entry a row, ordered by row.

    Attributes:
        row: position in the batch.
        body, check, is_old: see ``PlainNumbers``.
        needed: whether the row shares a key with the roll.
        near: the whole name, where the row may share name and village with a member; else 0.
    """

    row: np.ndarray
    body: np.ndarray
    check: np.ndarray
    is_old: np.ndarray
    needed: np.ndarray
    near: np.ndarray

    @classmethod
    def of(cls, looks: Sequence[_Look]) -> _Look:
        """Those at the pieces of a batch together, piece after piece."""
        together = _Look(*(np.concatenate(parts) for parts in zip(*looks, strict=True)))
        first = np.repeat(np.arange(len(looks)) * _ROWS_A_LOOK, [len(look.row) for look in looks])
        return together._replace(row=together.row + first)


def _look_at(roll: RollScreen, numbers: pa.Array, names: pa.Array) -> _Look:
    """Look at the plain rows of a piece of a batch."""
    plain, named = _both(plain_numbers(numbers), plain_names(names), len(numbers))
    traces = named.traces()
    needed = np.zeros(len(plain.row), dtype=bool)
    for found in _met(roll, plain, traces):
        needed[found] = True
    near = np.zeros(len(plain.row), dtype=np.int64)
    here = roll.near[0].found(traces.whole)
    near[here] = traces.whole[here]
    return _Look(plain.row, plain.body, plain.check, plain.is_old, needed, near)


def _texts(batch: pa.RecordBatch, header: str) -> pa.Array:
    """A column of the batch as strings, null counted as empty."""
    column = batch.column(header)
    if column.type != pa.string():
        column = column.cast(pa.string())
    return pc.fill_null(column, "") if column.null_count else column


def _both(numbers: PlainNumbers, names: PlainNames, rows: int) -> tuple[PlainNumbers, PlainNames]:
    """The rows of which number and name are plain."""
    has_number, has_name = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    has_number[numbers.row] = True
    has_name[names.row] = True
    mine, theirs = np.flatnonzero(has_name[numbers.row]), np.flatnonzero(has_number[names.row])
    row, lengths = names.row[theirs], names.lengths[theirs]
    return PlainNumbers(*(part[mine] for part in numbers)), PlainNames(row, names.codes[:, theirs], lengths)


def _chosen(batch: pa.RecordBatch, mapping: Mapping[str, str], field: str, rows: np.ndarray) -> pa.Array:
    """The texts of a field in some rows."""
    return pc.fill_null(batch.column(mapping[field]).take(pa.array(rows)).cast(pa.string()), "")


def _near(roll: RollScreen, whole: np.ndarray, places: Mapping[str, pa.Array], kind: TableKind) -> np.ndarray:
    """Positions of the rows whose name and village a member has, and of those whose village cannot be read."""
    if not places or not len(whole):
        return np.arange(len(whole))
    village = column_hashes(place_columns(pa.table(dict(places)), kind)["village"])
    return np.concatenate([np.flatnonzero(village == 0), roll.near[1].found(key_of([whole, village]))])


def _met(roll: RollScreen, numbers: PlainNumbers, traces: NameTraces) -> list[np.ndarray]:
    """Positions of plain rows that share a key with the roll; some more than once."""
    met = [roll.bodies.found(numbers.body), roll.rounded.found(numbers.body // 100)]
    rows, fifteen = rounded_by_look(numbers.body, numbers.check)
    met.append(rows[roll.fifteen.found(fifteen)])
    met.append(roll.whole.found(traces.whole))
    number_parts = {
        "birth": numbers.birth.astype(np.int64),
        "tail": tail_of(numbers.body % 1000, numbers.check),
        "ten": numbers.body // 10**7,
    }
    for part, (values, by_names) in roll.by_number_part.items():
        likely = values.likely(number_parts[part])
        value = number_parts[part][likely]
        for named, keys in by_names.items():
            met.append(likely[keys.found(key_of([*(getattr(traces, name)[likely] for name in named), value]))])
    return met


def _doubles_that_count(numbers: _Look, cells: Sequence[pa.Array]) -> np.ndarray:
    """Plain rows that stay because their column may be one of printed floats, see ``idcard_floats.printed_doubles``.

    It is none where less than nine in ten of its numbers can be doubles: then no number of the column counts as one
    that is not faulty.
    """
    digits = (numbers.check < 10) & ~numbers.is_old
    may_be = digits & are_doubles(numbers.body * 10 + numbers.check)
    others = int((digits & ~may_be).sum())
    # No cell holds more people than bytes.
    lengths = [pc.binary_length(cell).to_numpy(zero_copy_only=False) for cell in cells]
    in_other_rows = np.delete(lengths[0] + lengths[1] + 1, numbers.row)
    most = int(may_be.sum()) + int(in_other_rows.sum())
    counts: np.ndarray = may_be & (others <= (1 - NEARLY_ALL) / NEARLY_ALL * most)
    return counts
