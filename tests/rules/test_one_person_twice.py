"""JZ301, JZ302 and JZ303 accuse two households of counting one person twice: they must be right, and say why."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jingzhun.fields.idcard import check_character
from jingzhun.rules import RULES, run_rules
from jingzhun.rules.examples import Example

HEADERS = ("户编号", "姓名", "证件号码", "出生日期", "性别", "乡镇", "行政村")
TWICE = tuple(rule for rule in RULES if rule.code in ("JZ301", "JZ302", "JZ303"))
SOUND = "350699195406130022"
OTHER = "350699195203070015"


def codes(*people: tuple[str, ...]) -> dict[str, set[str]]:
    """Which of the three rules finds which households; a person is name, number, birth, sex, township, village."""
    rows = tuple((str(number), *person, *[""] * (6 - len(person))) for number, person in enumerate(people, start=1))
    findings, counts = run_rules(Example(HEADERS, ("✓",) * len(rows), rows).roll(), TWICE)
    assert not any(count.crashed for count in counts)
    return {code: set(group["household_id"]) for code, group in findings.groupby("code")}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("张秀英", "the same"),
        ("張秀英", "traditional form"),
        ("张秀瑛", "same sound"),
        ("张英秀", "characters swapped"),
        ("张英", "one character missing"),
        ("张□英", "one character lost"),
        ("张 秀 英", "blanks inside"),
    ],
)
def test_the_same_number_with_a_name_that_agrees_is_one_person(other: str, why: str) -> None:
    # NO-BREAK SPACE keeps the cells of the example whole; names are cleaned of it.
    assert codes(("张秀英", SOUND), (other.replace(" ", "\u00a0"), SOUND)) == {"JZ301": {"1", "2"}}, why


def test_a_surname_that_clerks_exchange_and_a_swapped_name_are_named_as_such() -> None:
    rows = (
        *(("甲", "肖明", SOUND), ("乙", "萧明", SOUND)),
        *(("丙", "林建国", OTHER), ("丁", "林国建", OTHER)),
    )
    findings, _ = run_rules(Example(HEADERS[:3], ("✓",) * 4, rows).roll(), TWICE)
    assert set(findings["code"]) == {"JZ301"}
    said = dict(zip(findings["household_id"], findings["reason"], strict=True))
    assert "姓氏常见混写, 名相同" in said["甲"]
    assert "姓名字序颠倒" in said["丁"]


def test_a_name_that_is_missing_is_not_called_different() -> None:
    rows = (("甲", "张秀英", SOUND), ("乙", "", SOUND))
    findings, _ = run_rules(Example(HEADERS[:3], ("✓",) * 2, rows).roll(), TWICE)
    assert findings["code"].tolist() == ["JZ302", "JZ302"]
    assert findings["reason"].str.contains("姓名缺失").all()


def test_names_that_agree_under_stated_sexes_that_do_not_are_two_people() -> None:
    rows = (("甲", "张秀英", SOUND, "", "女"), ("乙", "张秀瑛", SOUND, "", "男"))
    findings, _ = run_rules(Example(HEADERS[:5], ("✓",) * 2, rows).roll(), TWICE)
    assert findings["code"].tolist() == ["JZ302", "JZ302"]
    assert findings["reason"].str.contains("姓名同音, 性别不同").all()


def test_one_character_of_three_different_needs_sexes_that_agree_with_the_number() -> None:
    two = {"1", "2"}
    assert codes(("张秀英", SOUND, "", "女"), ("张秀强", SOUND, "", "女")) == {"JZ301": two}
    assert codes(("张秀英", SOUND, "", "女"), ("张秀强", SOUND, "", "男")) == {"JZ302": two}
    assert codes(("张秀英", SOUND, "", "女"), ("张秀强", SOUND)) == {"JZ302": two}
    assert codes(("张英", SOUND, "", "女"), ("张强", SOUND, "", "女")) == {"JZ302": two}
    assert codes(("张秀英", SOUND, "", "女"), ("李秀英", SOUND, "", "女")) == {"JZ302": two}
    assert codes(("张秀英", SOUND, "", "女"), ("张绣强", SOUND, "", "女")) == {"JZ302": two}


@pytest.mark.parametrize("other", ["林志强", "张志明", "张秀强", "张绣强", "张", "李秀英"])
def test_the_same_number_with_another_name_is_a_mistyped_number(other: str) -> None:
    assert codes(("张秀英", SOUND), (other, SOUND)) == {"JZ302": {"1", "2"}}


def test_three_households_of_which_two_hold_one_person() -> None:
    assert codes(("张秀英", SOUND), ("张秀英", SOUND), ("林志强", SOUND)) == {
        "JZ301": {"1", "2"},
        "JZ302": {"1", "2", "3"},
    }


def test_a_number_filled_down_a_whole_column_is_nobodys() -> None:
    people = [(name, SOUND) for name in ["张秀英", "林志强"] * 20]
    assert codes(*people) == {"JZ302": {str(number) for number in range(1, 41)}}


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("350699195406310022", "neighbours swapped"),
        ("350699195406130027", "check digit wrong"),
        ("350699195406130062", "sequence wrong"),
        ("350699195408130022", "birth date wrong"),
        ("350699915406130022", "digits of the year swapped"),
        ("35069919540613022", "a digit left out"),
        ("3506991954061300222", "a digit too many"),
        ("350699195406130000", "rounded by Excel"),
        ("3.50699195406130E+17", "rounded by Excel, as text"),
        ("3.5069919540613005E+17", "rounded by a float column"),
    ],
)
def test_a_damaged_number_that_can_be_the_same_is_one_person(damaged: str, why: str) -> None:
    assert codes(("张秀英", SOUND), ("张秀英", damaged)) == {"JZ303": {"1", "2"}}, why


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        ("350699195406150000", "rounded, another birth date"),
        ("3.5069919540613011E+17", "rounded, out of reach of the float"),
        ("350699********0045", "masked, other last digits"),
        ("350699195408130062", "two digits apart"),
        ("35069919540613", "far too short"),
        ("", "nothing but the name"),
        ("待补", "nothing but the name"),
    ],
)
def test_a_damaged_number_that_cannot_be_the_same_or_says_nothing_is_left_alone(damaged: str, why: str) -> None:
    assert codes(("张秀英", SOUND), ("张秀英", damaged)) == {}, why


def test_a_missing_number_needs_name_birth_date_and_sex() -> None:
    assert codes(("张秀英", SOUND), ("张秀英", "", "1954-06-13", "女")) == {"JZ303": {"1", "2"}}
    assert codes(("张秀英", SOUND), ("张秀英", "", "1954-06-13")) == {}
    assert codes(("张秀英", SOUND), ("张秀英", "", "1954-06-13", "男")) == {}
    assert codes(("张秀英", SOUND), ("张秀英", "", "1954-06-14", "女")) == {}
    assert codes(("张秀英", SOUND), ("张秀瑛", "", "1954-06-13", "女")) == {}


def test_a_masked_number_needs_birth_date_or_village() -> None:
    here, there = ("", "女", "九峰镇", "三坑村"), ("", "女", "山格镇", "平寨村")
    masked = "350699********0022"
    assert codes(("张秀英", SOUND, *here), ("张秀英", masked, *here)) == {"JZ303": {"1", "2"}}
    assert codes(("张秀英", SOUND, *here), ("张秀英", masked, *there)) == {}
    assert codes(("张秀英", SOUND, *here), ("张秀英", masked, "1954-06-13", *there[1:])) == {"JZ303": {"1", "2"}}


def test_a_stated_sex_or_birth_date_speaks_against_a_slip_of_the_hand() -> None:
    wrong = "350699195406130027"
    assert codes(("张秀英", SOUND, "1954-06-13"), ("张秀英", wrong, "1962-01-01")) == {}
    assert codes(("张秀英", SOUND, "", "女"), ("张秀英", wrong, "", "男")) == {}


def test_who_fits_two_different_people_is_undecided() -> None:
    twin = "35069919540613004"
    people = (("张秀英", SOUND), ("张秀英", twin + check_character(twin)), ("张秀英", "350699195406130000"))
    assert codes(*people) == {}
    rows = tuple((str(number), *person, "", "", "", "") for number, person in enumerate(people, start=1))
    _, counts = run_rules(Example(HEADERS, ("✓",) * 3, rows).roll(), TWICE[2:])
    assert counts[0].undecided == 1


def test_the_finding_names_the_other_household_and_how_the_numbers_relate() -> None:
    rows = (
        ("甲1", "张秀英", SOUND, "", "", "九峰镇", "三坑村"),
        ("乙2", "张秀英", "350699195406130027", "", "", "山格镇", "平寨村"),
    )
    findings, _ = run_rules(Example(HEADERS, ("✓",) * 2, rows).roll(), TWICE)
    assert findings["reason"].tolist() == [
        "疑与户乙2 张秀英 (山格镇平寨村 第3行, 号码只有第 18 位不同)是同一人",
        "疑与户甲1 张秀英 (九峰镇三坑村 第2行, 号码只有第 18 位不同)是同一人",
    ]
    assert SOUND in findings["roll_values"].iloc[0]


def bodies(first_year: int, last_year: int) -> st.SearchStrategy[str]:
    """The first 17 digits of sound numbers; sequence 000 is left out, for it looks rounded."""
    days = (st.integers(first_year, last_year), st.integers(1, 12), st.integers(1, 28))
    return st.builds("350699{:04d}{:02d}{:02d}{:03d}".format, *days, st.integers(1, 999))


# Many cases an example, since a roll of a hundred rows takes no longer than one of two. Such lists would take
# minutes to shrink, so the tests name the cases that fail.
MANY_CASES = settings(max_examples=10, deadline=None, phases=(Phase.reuse, Phase.generate))


@MANY_CASES
@given(st.lists(bodies(1950, 1953), min_size=60, max_size=60, unique=True))
def test_sound_numbers_that_differ_are_never_one_person(numbers: list[str]) -> None:
    found = codes(*[("张秀英", body + check_character(body)) for body in numbers])
    assert [numbers[int(each) - 1] for households in found.values() for each in households] == []


@dataclass(frozen=True)
class WrongDigit:
    """A sound number and the same with one digit that is wrong."""

    sound: str
    damaged: str

    @classmethod
    def of(cls, body: str, place: int, step: int) -> WrongDigit:
        sound = body + check_character(body)
        wrong = str(("0123456789X".index(sound[place]) + step) % 10)
        return cls(sound, sound[:place] + wrong + sound[place + 1 :])


# A number that ends in 000 looks rounded; the tables above have it.
WRONG_DIGITS = st.builds(WrongDigit.of, bodies(1930, 2015), st.integers(0, 17), st.integers(1, 9)).filter(
    lambda number: not number.damaged.endswith("000")
)
ALL_DIFFERENT = (lambda number: number.sound, lambda number: number.damaged)


@MANY_CASES
@given(st.lists(WRONG_DIGITS, min_size=60, max_size=60, unique_by=ALL_DIFFERENT))
def test_any_single_wrong_digit_is_seen_through(numbers: list[WrongDigit]) -> None:
    # A surname of its own keeps every pair from all others.
    names = [chr(ord("一") + place) + "秀英" for place in range(len(numbers))]
    people = [(name, each) for name, number in zip(names, numbers, strict=True) for each in astuple(number)]
    found = codes(*people)
    assert found.keys() == {"JZ303"}
    assert [people[row] for row in range(len(people)) if str(row + 1) not in found["JZ303"]] == []
