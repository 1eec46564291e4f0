"""What rules must find because of what was wrong already: damaged cells, copied numbers, people counted twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from jingzhun.fields.idcard import check_character
from jingzhun.sample.circumstances import age_on
from jingzhun.sample.faults.copied import contradicted_ages
from jingzhun.sample.faults.sheet import RELATION, Planted, Sheet
from jingzhun.sample.people import YEAR

#: Damage of a number or name → the rule that must find it.
_DAMAGE_CODES = {
    "number_missing": "JZ101",
    "number_digit_lost": "JZ102",
    "number_digit_added": "JZ102",
    "number_wrong_digit": "JZ103",
    "number_swapped": "JZ103",
    "number_rounded": "JZ105",
    "number_float": "JZ105",
    "number_masked": "JZ106",
    "number_masked_tail": "JZ106",
    "number_15": "JZ107",
}
#: After these nobody can tell from a number when its person was born.
_WITHOUT_BIRTH = (
    "number_float",
    "number_missing",
    "number_masked",
    "number_wrong_digit",
    "number_swapped",
    "number_digit_lost",
    "number_digit_added",
)
#: What stands in a name in the place of a character that could not be written; nothing at all is seen by nobody.
_UNREADABLE = re.compile("[?？□＊*A-Za-z(（]")
#: Damage after which a number is no longer the same number for anybody who compares.
_LOST = set(_DAMAGE_CODES) - {"number_15"}
_SOUND_BY_CHANCE = "sound"
_OF_THE_OLD = 996
_MEN, _WOMEN = ("之子", "之孙子", "之父"), ("之女", "之孙女", "之母", "之儿媳")


def known_faults(sheet: Sheet) -> Iterable[Planted]:
    """Everything that is wrong before further faults are planted."""
    yield from _damage(sheet)
    yield from _of_lists(sheet)
    yield from _counted_twice(sheet)
    yield from _copied(sheet)
    yield from _ages(sheet)
    yield from contradicted_ages(sheet)


def _damage(sheet: Sheet) -> Iterable[Planted]:
    mentions = sheet.written.roll
    for place in np.flatnonzero((mentions.number_damage >= 0) | (mentions.name_damage >= 0)).tolist():
        for key in mentions.keys(place):
            if key not in _DAMAGE_CODES:
                continue
            code = _as_it_looks(_DAMAGE_CODES[key], str(mentions.number[place]))
            if code != _SOUND_BY_CHANCE:
                yield Planted(code, place, "damage")
            elif int(str(mentions.number[place])[16]) % 2 != sheet.male[place]:
                yield Planted("JZ113", place, "damage")
        if mentions.name_damage[place] >= 0 and _UNREADABLE.search(str(mentions.name[place])):
            yield Planted("JZ116", place, "damage")


def _as_it_looks(code: str, number: str) -> str:
    """A number that a float column has changed into 18 plain digits looks like any wrong one, or like a right one."""
    if code == "JZ105" and len(number) == 18 and number.isdigit() and not number.endswith("000"):
        return "JZ103" if check_character(number[:17]) != number[17] else _SOUND_BY_CHANCE
    return code


def _of_lists(sheet: Sheet) -> Iterable[Planted]:
    """Heads missing or several, sizes, relations of the other sex (``roll.make_faults``)."""
    roll, relation = sheet.county.roll, sheet.cells[RELATION]
    first = np.flatnonzero(np.diff(roll.household, prepend=-1))
    heads = np.bincount(roll.household[relation == "户主"], minlength=len(first))
    for row in first[heads[roll.household[first]] == 0].tolist():
        yield Planted("JZ201", row)
    for row in np.flatnonzero(relation == "户主").tolist():
        if row not in first:
            yield Planted("JZ202", row)
    for row in first[roll.size[first] != sheet.size[first]].tolist():
        yield Planted("JZ203", row)
    against = (np.isin(relation, _MEN) & ~sheet.male) | (np.isin(relation, _WOMEN) & sheet.male)
    for row in np.flatnonzero(against).tolist():
        yield Planted("JZ118", row)


def _counted_twice(sheet: Sheet) -> Iterable[Planted]:
    mentions = sheet.written.roll
    for person in sheet.county.plan.moved.tolist():
        rows = np.flatnonzero(sheet.person == person).tolist()
        lost = any(_LOST & set(mentions.keys(row)) for row in rows)
        for row in rows:
            yield Planted("JZ303" if lost else "JZ301", row)


def _copied(sheet: Sheet) -> Iterable[Planted]:
    """Somebody else's number: of the same household or another, at times of the other sex."""
    roll, people = sheet.county.roll, sheet.county.people
    for row in np.flatnonzero(roll.number_of != roll.person).tolist():
        for source in np.flatnonzero((roll.person == roll.number_of[row]) & (roll.number_of == roll.person)).tolist():
            if roll.household[source] == roll.household[row]:
                yield Planted("JZ208", max(row, source), "copied")
            else:
                yield Planted("JZ302", row, "copied")
                yield Planted("JZ302", source, "copied")
        if people.male[roll.number_of[row]] != people.male[roll.person[row]]:
            yield Planted("JZ113", row, "copied")


def _ages(sheet: Sheet) -> Iterable[Planted]:
    """Ages that contradict relations, by the numbers as they stand: of copied numbers and of heads put wrong."""
    roll, relation = sheet.county.roll, sheet.cells[RELATION]
    birth = sheet.county.people.birth[roll.number_of].astype(np.int64)
    # Of the numbers before 1999 the last four sequences were kept for those who were born in the century before.
    older = sheet.written.roll.number_is("number_15") & (sheet.county.people.body[roll.number_of] % 1000 >= _OF_THE_OLD)
    birth -= 1_000_000 * older
    for row in np.flatnonzero(older & (birth < 18_960_630)).tolist():
        yield Planted("JZ112", row, "follows")
    certain = tells_birth(sheet)
    heads = relation == "户主"
    head_of = np.full(len(roll.household_id), -1)
    head_of[roll.household[heads]] = np.flatnonzero(heads)
    head_of[np.bincount(roll.household[heads], minlength=len(head_of)) != 1] = -1
    head = head_of[roll.household]
    known = certain & (head >= 0) & certain[head]
    limits = (
        ("JZ206", ("之子", "之女"), birth < birth[head] + 120_000),
        ("JZ207", ("之父", "之母"), birth > birth[head] - 120_000),
        ("JZ211", ("之孙子", "之孙女"), birth < birth[head] + 240_000),
    )
    for code, relations, contradicts in limits:
        for row in np.flatnonzero(known & np.isin(relation, relations) & contradicts).tolist():
            yield Planted(code, row, "follows")
    sound = sheet.written.roll.number_damage < 0
    for row in np.flatnonzero(heads & certain & sound & (age_on(birth, YEAR, 630) < 16)).tolist():
        yield Planted("JZ210", row, "follows")


def tells_birth(sheet: Sheet) -> np.ndarray:
    """Rows whose number, as it stands, says for certain when its person was born."""
    certain = np.ones(len(sheet.person), dtype=bool)
    for key in _WITHOUT_BIRTH:
        certain &= ~sheet.written.roll.number_is(key)
    return certain
