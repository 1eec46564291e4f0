"""What programs make of identity numbers, and what other documents in the same column are."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.idcard import IdState, parse_column
from jingzhun.fields.idcard_column import FEWEST_NUMBERS, NumberTally
from jingzhun.fields.idcard_documents import DocumentKind, document_kinds
from jingzhun.fields.idcard_floats import are_doubles, digits_of_doubles, reach
from jingzhun.fields.idcard_repairs import candidates
from small_county import WEIGHTS, identity_number

numbers = st.builds(
    lambda day, sequence: identity_number(f"{day:%Y%m%d}", sequence),
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


def with_check(body: str) -> str:
    """A number of another division than 350699, of people who cannot be alive."""
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def column_of(count: int) -> list[str]:
    """Numbers of ``count`` people, of whom one in eleven has an X."""
    return [identity_number(f"19{50 + place % 50}0{1 + place % 9}1{place % 9}", place % 1000) for place in range(count)]


def states(texts: list[str]) -> list[IdState]:
    return [IdState(int(state)) for state in parse_column(pa.array(texts, type=pa.string())).state]


def known(text: str) -> str:
    return parse_column(pa.array([text])).digits[0].tobytes().decode()


# domain.md 3.1: what Excel and what a float column leave.
@pytest.mark.parametrize(
    ("text", "state", "digits"),
    [
        ("350699196203071000", IdState.ROUNDED, "350699196203071???"),
        ("3.50699196203071E+17", IdState.ROUNDED, "350699196203071???"),
        ("3.50699196203071e+017", IdState.ROUNDED, "350699196203071???"),
        ("350,699,196,203,071,000", IdState.ROUNDED, "350699196203071???"),
        ("350699196203071000.00", IdState.ROUNDED, "350699196203071???"),
        ("350699196203070976.0", IdState.ROUNDED_FLOAT, "35069919620307????"),
        ("3.50699196203070976E+17", IdState.ROUNDED_FLOAT, "35069919620307????"),
        ("3.50699E+17", IdState.ROUNDED, "350699????????????"),
        ("3.507E+14", IdState.ROUNDED, "3507??19??????????"),
        ("3.50699520307002E+14", IdState.UPGRADED, "350699195203070023"),
        ("350699520307002.0", IdState.UPGRADED, "350699195203070023"),
        ("350699####0028", IdState.MASKED, "350699????????0028"),
        ("350699########0028", IdState.MASKED, "350699????????0028"),
        ("350699…0028", IdState.MASKED, "350699????????0028"),
        ("350699？？？？？？？？0028", IdState.MASKED, "350699????????0028"),
        ("########", IdState.UNREADABLE, "?" * 18),
        ("#N/A", IdState.MISSING, "?" * 18),
    ],
)
def test_number_cells_and_masks_keep_what_is_known(text: str, state: IdState, digits: str) -> None:
    assert states([text]) == [state]
    assert known(text) == digits


# GB 11643-1989: 996 to 999 are kept for people of more than a hundred years.
@pytest.mark.parametrize(
    ("text", "born"),
    [("350699880307996", "1888"), ("350699880307995", "1988"), ("350699520307998", "1952")],
)
def test_old_numbers_of_centenarians_belong_to_the_19th_century(text: str, born: str) -> None:
    assert states([text]) == [IdState.UPGRADED]
    assert known(text)[6:10] == born


@pytest.mark.parametrize("seed", range(20))
def test_a_column_of_printed_doubles_is_known_by_its_column(seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = rng.integers(-14_600, 14_600, 300).astype("datetime64[D]").astype(object)
    texts = [identity_number(f"{day:%Y%m%d}", int(rng.integers(0, 1000))) for day in days]
    texts = [text for text in texts if text[-1] != "X"]
    column = parse_column(pa.array([str(int(float(text))) for text in texts]))
    assert set(column.state.tolist()) == {IdState.ROUNDED_FLOAT}
    for text, digits, double in zip(texts, column.digits, column.value, strict=True):
        assert all(mine in ("?", theirs) for mine, theirs in zip(digits.tobytes().decode(), text, strict=True))
        assert abs(int(double) - int(text)) <= 32


def test_a_single_double_and_a_column_of_typing_errors_stay_numbers_with_a_wrong_check() -> None:
    double = str(int(float(identity_number("19620307", 104))))
    wrong = [text[:-1] + str((int(text[-1]) + 1) % 10) for text in column_of(80) if text[-1] != "X"]
    assert states([double]) == [IdState.CHECK_WRONG]
    assert set(states([double, *wrong])) == {IdState.CHECK_WRONG}


def test_sound_numbers_beside_printed_doubles_stay_sound() -> None:
    sound = column_of(100)
    printed = [str(int(float(text))) for text in column_of(60) if text[-1] != "X"]
    found = states([*sound, *printed])
    assert set(found[: len(sound)]) == {IdState.VALID}
    assert found[len(sound) :].count(IdState.ROUNDED_FLOAT) >= 40


@given(st.integers(11 * 10**16, 83 * 10**16))
def test_reach_and_known_digits_hold_for_every_province(number: int) -> None:
    double = np.array([int(float(number))])
    assert are_doubles(double).all()
    assert abs(int(double[0]) - number) <= reach(double)[0]
    digits = digits_of_doubles(double)[0].tobytes().decode()
    assert all(mine in ("?", theirs) for mine, theirs in zip(digits, str(number), strict=True))


@settings(deadline=None)  # the first example loads Arrow's kernels
@given(numbers, st.integers(0, 17), st.integers(0, 9))
def test_candidates_hold_the_number_that_lost_or_gained_a_digit(number: str, place: int, digit: int) -> None:
    for damaged in (number[:place] + number[place + 1 :], number[:place] + str(digit) + number[place:]):
        if states([damaged]) == [IdState.LENGTH_WRONG]:
            found = candidates(damaged)
            assert number in found
            assert states(list(found)) == [IdState.VALID] * len(found)


@pytest.mark.parametrize("text", ["", "无", "350699195203070023", "350699********0028", "张三", "3506991952030702"])
def test_nothing_is_guessed_where_a_single_slip_explains_nothing(text: str) -> None:
    assert candidates(text) == ()


def test_a_wrong_digit_has_candidates_too() -> None:
    assert "350699195203070023" in candidates("350699195203070026")


@pytest.mark.parametrize(
    ("text", "state", "kind"),
    [
        ("350699195203070023", IdState.VALID, DocumentKind.RESIDENT),
        ("350699520307002", IdState.UPGRADED, DocumentKind.RESIDENT),
        ("35069919520307002343", IdState.VALID, DocumentKind.DISABILITY_CARD),
        ("35069919520307002343B1", IdState.VALID, DocumentKind.DISABILITY_CARD),
        (with_check("81000018850307001"), IdState.VALID, DocumentKind.HONG_KONG_RESIDENCE),
        (with_check("82000018850307001"), IdState.VALID, DocumentKind.MACAO_RESIDENCE),
        (with_check("83000018850307001"), IdState.VALID, DocumentKind.TAIWAN_RESIDENCE),
        (with_check("91184018850307001"), IdState.VALID, DocumentKind.FOREIGN_RESIDENCE),
        ("XXA350185030701", IdState.OTHER_DOCUMENT, DocumentKind.FOREIGN_RESIDENCE),
        ("H00000000", IdState.OTHER_DOCUMENT, DocumentKind.HONG_KONG_MACAO_PERMIT),
        ("m0000000001", IdState.OTHER_DOCUMENT, DocumentKind.HONG_KONG_MACAO_PERMIT),
        ("00000001", IdState.OTHER_DOCUMENT, DocumentKind.TAIWAN_PERMIT),
        ("0000000001（B）", IdState.OTHER_DOCUMENT, DocumentKind.TAIWAN_PERMIT),
        ("A000000(0)", IdState.OTHER_DOCUMENT, DocumentKind.HONG_KONG_IDENTITY_CARD),
        ("E00000000", IdState.OTHER_DOCUMENT, DocumentKind.PASSPORT),
        ("EA0000000", IdState.OTHER_DOCUMENT, DocumentKind.PASSPORT),
        ("军字第00000000号", IdState.OTHER_DOCUMENT, DocumentKind.MILITARY),
        ("K000000000", IdState.OTHER_DOCUMENT, DocumentKind.UNTOLD),
        ("19520307", IdState.UNREADABLE, DocumentKind.UNTOLD),
        ("20130001", IdState.UNREADABLE, DocumentKind.UNTOLD),
    ],
)
def test_documents_are_told_by_their_form(text: str, state: IdState, kind: DocumentKind) -> None:
    column = parse_column(pa.array([text]))
    assert IdState(int(column.state[0])) is state
    assert document_kinds(column.text).tolist() == [kind]
    assert kind.words


def test_a_column_as_it_should_be_gives_no_warning() -> None:
    assert NumberTally.of(parse_column(pa.array(column_of(5000)))).warnings() == ()


def test_no_x_in_two_hundred_numbers_is_a_warning() -> None:
    without_x = [text for text in column_of(400) if text[-1] != "X"]
    few = NumberTally.of(parse_column(pa.array(without_x[: FEWEST_NUMBERS - 1])))
    enough = NumberTally.of(parse_column(pa.array(without_x[:FEWEST_NUMBERS])))
    assert few.warnings() == ()
    (warning,) = enough.warnings()
    assert "200 个号码中没有一个以 X 结尾" in warning


def test_old_and_missing_numbers_are_no_reason_for_alarm() -> None:
    column = parse_column(pa.array(["350699520307002"] * 300 + [""] * 300))
    assert NumberTally.of(column).warnings() == ()


def test_numbers_kept_as_numbers_are_counted_apart() -> None:
    excel = [f"{float(text[:-1] + '0'):.14E}" for text in column_of(17)]
    double = ["350699196203070976.0"] * 3
    tally = NumberTally.of(parse_column(pa.array(excel + double)))
    (warning,) = tally.warnings()
    assert (tally.rounded, tally.rounded_float) == (17, 3)
    assert "17 个只留下前 15 位" in warning
    assert "3 个末几位不可信" in warning
    # A slip here and there is told with its row, not of the column.
    assert NumberTally.of(parse_column(pa.array([*excel, *column_of(10)]))).warnings() == ()


def test_a_column_of_other_numbers_and_an_empty_one_are_warnings() -> None:
    wrong = [text[:-1] + str((int(text[-1]) + 1) % 10) for text in column_of(60) if text[-1] != "X"]
    assert "校验位不符" in " ".join(NumberTally.of(parse_column(pa.array(wrong))).warnings())
    assert "全部空着" in " ".join(NumberTally.of(parse_column(pa.array(["", "无"]))).warnings())
    assert NumberTally().warnings() == ()


@settings(deadline=None)  # the first example loads Arrow's kernels
@given(
    st.lists(st.one_of(numbers, st.sampled_from(["", "350699520307002", "3.50699E+17", "张三"]))), st.integers(0, 20)
)
def test_counts_of_batches_add_up(texts: list[str], cut: int) -> None:
    parts = [NumberTally.of(parse_column(pa.array(part, type=pa.string()))) for part in (texts[:cut], texts[cut:])]
    assert parts[0].add(parts[1]) == NumberTally.of(parse_column(pa.array(texts, type=pa.string())))
