"""The screen passes over rows without a pair, and nothing tells afterwards that it was there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields import idcard, name, owners
from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.fields.name_traces import usual_traces
from jingzhun.fields.plain_cells import plain_names, plain_numbers
from jingzhun.kinds import TableKind
from jingzhun.match.candidates import find_candidates, index_roll
from jingzhun.match.membership import Membership
from jingzhun.match.people import people_of
from jingzhun.match.raw_draw import draw_raw, merge_raw
from jingzhun.match.screen import roll_screen, screen
from jingzhun.match.shared_values import with_shared_values
from jingzhun.match.traces import traces_of
from jingzhun.normalise import typed
from small_county import identity_number

KIND = TableKind("vehicles")
MAPPING = {"name": "所有人", "id_number": "身份证明号码", "address": "住所详细地址"}
ADDRESSES = ("九峰镇福坪村12号", "九峰镇福坪村", "大溪镇江寨村8号", "")
Row = tuple[str, str, str]

births = st.sampled_from(["19520307", "19520308", "20010229", "19631231"])
sound_numbers = st.builds(identity_number, births, st.integers(1, 12))
surnames = st.sampled_from("陈林曾欧单无某夫妻")
names = st.builds(
    "".join, st.tuples(surnames, st.sampled_from("阳秀志乐和"), st.sampled_from(["", "英", "明", "配偶", "子", "等"]))
)
PRINTED_DOUBLE = str(int(float(identity_number("19520307", 9)[:17] + "0")))


@st.composite
def messy_numbers(draw: st.DrawFn) -> str:
    """A number as tables hold it: mostly sound, else damaged in one of many ways."""
    number = draw(sound_numbers)
    place = draw(st.integers(0, 17))
    return draw(
        st.sampled_from(
            [number] * 8
            + [number[:15] + "000", number[:6] + "********" + number[14:], number[:14] + "****", "", "无"]
            + [number[:place] + "5" + number[place + 1 :], number[:place] + number[place + 1 :], number.lower()]
            + [number[:6] + number[8:17], f" {number}", f"{number[:15]}E+17", "1" * 18, "999999" + number[6:]]
            + [
                f"{number}、{draw(sound_numbers)}",
                PRINTED_DOUBLE,
                f"{number[:6]} {number[6:14]} {number[14:]}",
                number[:6] + number[8:12] + "3399" + number[16:],
                number[:6] + number[8:14] + "997",
                f"{number[:9]}  ",
                "护照E12345678",
                number + "11",
                "中" * 6,
            ]
        )
    )


@st.composite
def messy_names(draw: st.DrawFn) -> str:
    """A name as tables hold it."""
    one = draw(names)
    return draw(
        st.sampled_from(
            [one] * 6
            + [
                f"{one}、{draw(names)}",
                f"{one[0]} {one[1:]}",
                " ".join(one),
                f"{one} {draw(names)}",
                f" {one}",
                f"{one}(已故)",
                "",
                "不详",
                "买买提·艾力",
                f"{one}等3人",
            ]
            + [f"{one[0]}□", "李WEI", f"{one}和妻子", "欧阳秀英", "𠮷田英", "\ue863英", "陳秀英"]
        )
    )


messy_rows = st.lists(st.tuples(messy_names(), messy_numbers(), st.sampled_from(ADDRESSES)), max_size=30)


def batch_of(rows: list[Row]) -> pa.RecordBatch:
    columns = [pa.array([row[place] for row in rows], type=pa.string()) for place in range(3)]
    source = [pa.array(["表"] * len(rows), type=pa.string()), pa.array([""] * len(rows), type=pa.string())]
    return pa.record_batch(
        [*columns, *source, pa.array(np.arange(len(rows)))], names=[*MAPPING.values(), "_file", "_sheet", "_row"]
    )


def _outcome(index: object, table: pa.Table) -> tuple[list[tuple[object, ...]], int]:
    found = find_candidates(index, people_of(table))  # type: ignore[arg-type]
    rows = table.select(["_row", "owner", "name", "id_digits", "id_state"]).take(pa.array(found.rows)).to_pylist()
    return [(member, *row.values()) for member, row in zip(found.members.tolist(), rows, strict=True)], found.dropped


@settings(max_examples=150, deadline=None)
@given(messy_rows, messy_rows)
def test_pairs_and_counts_are_those_without_the_screen(roll_rows: list[Row], register_rows: list[Row]) -> None:
    index = index_roll(with_shared_values(people_of(typed(batch_of(roll_rows), MAPPING, TableKind.ROLL))))
    batch = batch_of(register_rows)

    screened = screen(roll_screen(index), batch, MAPPING, KIND)
    whole, rest = typed(batch, MAPPING, KIND), typed(screened.batch, MAPPING, KIND)

    assert _outcome(index, rest) == _outcome(index, whole)
    assert len(rest) + screened.rows == len(whole)
    assert NumberTally.of_typed(rest).add(screened.numbers) == NumberTally.of_typed(whole)


def test_a_strange_row_is_passed_over_and_a_known_one_is_not() -> None:
    known, stranger = ("陈志明", identity_number("19520307", 28), ""), ("郭宝成", identity_number("19800101", 35), "")
    index = index_roll(people_of(typed(batch_of([known]), MAPPING, TableKind.ROLL)))

    screened = screen(roll_screen(index), batch_of([stranger, known, stranger]), MAPPING, KIND)

    assert screened.batch.column("_row").to_pylist() == [1]
    assert screened.rows == 2


@pytest.mark.parametrize("others", [1, 20, 40, 80, 2000])
def test_a_column_of_printed_floats_is_judged_as_a_whole(others: int) -> None:
    numbers = [identity_number("19520307", sequence) for sequence in range(1, 400)]
    printed = [str(int(float(number))) for number in numbers if number[-1] != "X"]
    sound = [identity_number(f"19{40 + place % 50}0{1 + place % 9}11", place % 999 + 1) for place in range(others)]
    index = index_roll(people_of(typed(batch_of([("陈志明", numbers[0], "")]), MAPPING, TableKind.ROLL)))
    batch = batch_of([("林秀英", number, "") for number in printed + sound])

    screened = screen(roll_screen(index), batch, MAPPING, KIND)
    whole = NumberTally.of_typed(typed(batch, MAPPING, KIND))

    assert NumberTally.of_typed(typed(screened.batch, MAPPING, KIND)).add(screened.numbers) == whole
    assert whole.rounded_float > 250


def test_a_batch_without_names_or_numbers_is_left_as_it_is() -> None:
    index = index_roll(people_of(typed(batch_of([("陈志明", "", "")]), MAPPING, TableKind.ROLL)))
    batch = batch_of([("郭宝成", identity_number("19800101", 35), "")])

    for missing in ("name", "id_number"):
        mapping = {field: header for field, header in MAPPING.items() if field != missing}
        assert screen(roll_screen(index), batch, mapping, KIND).batch is batch


@settings(max_examples=200, deadline=None)
@given(st.lists(messy_numbers() | st.text(max_size=20), max_size=20))
def test_plain_numbers_are_read_as_all_are(texts: list[str]) -> None:
    column = idcard.parse_column(pa.array(texts, type=pa.string()))
    plain = plain_numbers(pa.array(["", *texts, "x"], type=pa.string())[1:-1])

    assert (column.state[plain.row] == np.where(plain.is_old, IdState.UPGRADED, IdState.VALID)).all()
    assert (column.value[plain.row] // 10 == plain.body).all()
    assert (column.birth[plain.row] == plain.birth).all()
    checks = [10 if chr(code) == "X" else int(chr(code)) for code in column.check[plain.row]]
    assert checks == plain.check.tolist()
    written_well = [place for place, text in enumerate(texts) if text == column.text[place].as_py()]
    sound = np.flatnonzero(column.state == IdState.VALID)
    assert {place for place in written_well if place in sound and len(texts[place]) == 18} <= set(plain.row.tolist())


@settings(max_examples=200, deadline=None)
@given(st.lists(messy_names() | st.text(max_size=5), max_size=20))
def test_plain_names_are_read_as_all_are(texts: list[str]) -> None:
    column = pa.array(["", *texts, "x"], type=pa.string())[1:-1]
    plain = plain_names(column)

    cleaned = name.parse_column(column).to_pylist()
    assert [cleaned[row] for row in plain.row] == [texts[row].replace(" ", "") for row in plain.row]
    assert plain.row.tolist() == sorted(plain.row)
    nothing = pa.array([""] * len(texts), type=pa.string())
    assert not owners.list_several(column, nothing)[plain.row].any()
    usual = usual_traces(pa.array([cleaned[row] for row in plain.row], type=pa.string()))
    for part in ("whole", "any_order", "first", "last"):
        assert (getattr(plain.traces(), part) == getattr(usual, part)).all()


def test_nearly_all_names_are_plain() -> None:
    assert plain_names(pa.array(["陈志明", "林英", "林 英", "陈志明明", "欧秀英"])).row.tolist() == [0, 1, 2, 3, 4]


def test_nearly_all_numbers_are_plain() -> None:
    number = identity_number("19520307", 28)
    old = number[:6] + number[8:17]
    plain = plain_numbers(pa.array([old, number, f"{number[:6]} {number[6:]}", old[:12] + "996", ""]))

    assert plain.row.tolist() == [0, 1, 2]
    assert len(set(plain.body.tolist())) == len(set(plain.check.tolist())) == 1


@given(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9)))
def test_membership_is_exact(keys: list[int], values: list[int]) -> None:
    asked = np.array(values + keys, dtype=np.int64)
    found = Membership.of(np.array(keys, dtype=np.int64)).found(asked)

    assert found.tolist() == [place for place, value in enumerate(asked.tolist()) if value in set(keys)]


@settings(deadline=None)
@given(messy_rows, st.randoms(use_true_random=False), st.integers(1, 12), st.integers(1, 8))
def test_a_draw_depends_on_what_the_rows_say(rows: list[Row], random: object, cut: int, most: int) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    whole = draw_raw(batch_of(rows), MAPPING, most)
    parts = [draw_raw(batch_of(mixed[first : first + cut]), MAPPING, most) for first in range(0, len(mixed) or 1, cut)]

    assert merge_raw(parts, most).drop_columns(["_row"]).equals(whole.drop_columns(["_row"]))
    assert len(whole) == min(most, len({row[:2] for row in rows}))


def test_every_reading_is_heard_on_the_roll_alone() -> None:
    people = people_of(typed(batch_of([("单阿乐", "", "")]), MAPPING, TableKind.ROLL))

    assert len(traces_of(people, every_reading=False).person) == 1
    assert len(traces_of(people, every_reading=True).person) > 2
