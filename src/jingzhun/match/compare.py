"""Evidence beside the number: birth date, sex, place and telephone, and the registry of all that is compared.

Every comparison takes the two sides and the positions of the pairs in them and returns one level a pair.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from jingzhun.fields.name_levels import NameLevel
from jingzhun.fields.name_levels import levels as name_levels
from jingzhun.match.compare_numbers import Pairs, number_levels
from jingzhun.match.levels import BirthLevel, NumberLevel, PhoneLevel, PlaceLevel, SexLevel
from jingzhun.match.people import UNKNOWN_DIGIT, People

#: How many days the first day of a lunar month is behind that of the solar month of the same number.
_LUNAR_DAYS = (19, 51)
#: Where the numbers agree in so many of the eight digits of the date, the date has been counted with them.
_COUNTED_DIGITS = 6
# On rapidfuzz's scale of 0 to 100; addresses shorter than this say too little.
_SAME_ADDRESS, _SIMILAR_ADDRESS, _SHORTEST_ADDRESS = 100.0, 85.0, 5


def birth_levels(roll: People, register: People, pairs: Pairs, agreed: np.ndarray) -> np.ndarray:
    """Levels of the birth dates; missing where the numbers' comparison already counted them."""
    left, right = roll.birth[pairs[0]].astype(np.int64), register.birth[pairs[1]].astype(np.int64)
    dated = [(people.digits[:, 6:14] != UNKNOWN_DIGIT).all(axis=1) for people in (roll, register)]
    by_number = dated[0][pairs[0]] & dated[1][pairs[1]]
    stated = (roll.birth_stated[pairs[0]] > 0) | (register.birth_stated[pairs[1]] > 0)
    level = np.full(len(left), BirthLevel.MISSING, dtype=np.int8)
    days = np.flatnonzero((left > 0) & (right > 0) & ~(by_number & ~stated))
    level[days] = _day_levels(left[days], right[days])
    months = np.flatnonzero((left == 0) | (right == 0))
    partial = (people.birth_partial[rows[months]] for people, rows in zip((roll, register), pairs, strict=True))
    sides = (np.where(day > 0, day, known) for day, known in zip((left[months], right[months]), partial, strict=True))
    level[months] = _month_levels(*sides)
    # A day taken from a faulty number may be the fault itself: it can support, not contradict.
    certain = [
        (people.birth_partial[rows] > 0) | people.sound[rows]
        for people, rows in zip((roll, register), pairs, strict=True)
    ]
    level[(level == BirthLevel.DIFFERENT) & ~(certain[0] & certain[1])] = BirthLevel.MISSING
    level[agreed[:, 6:14].sum(axis=1) >= _COUNTED_DIGITS] = BirthLevel.MISSING
    return level


def _day_levels(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of days yyyymmdd that are known on both sides; the rarer coincidence goes before the likelier one."""
    parts_left, parts_right = (np.stack([side // 10000, side // 100 % 100, side % 100]) for side in (left, right))
    unequal = (parts_left != parts_right).sum(axis=0)
    same_year = parts_left[0] == parts_right[0]
    crossed = same_year & (parts_left[1] == parts_right[2]) & (parts_left[2] == parts_right[1])
    level = np.full(len(left), BirthLevel.DIFFERENT, dtype=np.int8)
    level[_lunar(left, right)] = BirthLevel.LUNAR
    level[unequal == 1] = BirthLevel.ONE_PART_DIFFERENT
    level[(unequal == 1) & (np.abs(parts_left[0] - parts_right[0]) == 1)] = BirthLevel.YEAR_OFF_BY_ONE
    level[crossed] = BirthLevel.MONTH_DAY_SWAPPED
    level[unequal == 0] = BirthLevel.SAME
    return level


def _month_levels(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of dates yyyymmdd of which one lacks its day; missing where one lacks its month too."""
    left, right = left // 100, right // 100
    level = np.where(left == right, BirthLevel.PARTLY_SAME, BirthLevel.DIFFERENT).astype(np.int8)
    level[(left % 100 == 0) | (right % 100 == 0)] = BirthLevel.MISSING
    return level


def _lunar(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether one day is as far behind the other as a day of the lunar calendar of the same figures is."""
    days = [_day_numbers(side) for side in (left, right)]
    apart = np.abs(days[0] - days[1])
    behind: np.ndarray = (apart >= _LUNAR_DAYS[0]) & (apart <= _LUNAR_DAYS[1])
    return behind


def _day_numbers(dates: np.ndarray) -> np.ndarray:
    """Days since 1970 of dates yyyymmdd."""
    months = (dates // 10000 - 1970) * 12 + dates // 100 % 100 - 1
    starts = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    numbers: np.ndarray = starts + dates % 100 - 1
    return numbers


def sex_levels(roll: People, register: People, pairs: Pairs, agreed: np.ndarray) -> np.ndarray:
    """Levels of the sexes; missing where the numbers' comparison already counted digit 17."""
    left, right = roll.sex[pairs[0]], register.sex[pairs[1]]
    level = np.where(left == right, SexLevel.SAME, SexLevel.DIFFERENT).astype(np.int8)
    # Digit 17 of a number that may have been cut off may be Excel's.
    cut_off = roll.rounded_like[pairs[0]] | register.rounded_like[pairs[1]]
    cut_off |= roll.float_like[pairs[0]] | register.float_like[pairs[1]]
    level[(left == 0) | (right == 0) | agreed[:, 16] | cut_off] = SexLevel.MISSING
    return level


def place_levels(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    """Levels of the addresses."""
    member, row = pairs
    township = roll.township[member], register.township[row]
    village = roll.village[member], register.village[row]
    house = roll.house[member], register.house[row]
    both_townships = (township[0] != 0) & (township[1] != 0)
    both_villages = (village[0] != 0) & (village[1] != 0)
    same_township = both_townships & (township[0] == township[1])
    same_village = both_villages & (village[0] == village[1])
    level = np.full(len(member), PlaceLevel.MISSING, dtype=np.int8)
    level[same_village & ~both_townships] = PlaceLevel.SAME_VILLAGE_NAME
    level[same_township] = PlaceLevel.SAME_TOWNSHIP
    level[same_township & both_villages] = PlaceLevel.OTHER_VILLAGE
    level[same_township & same_village] = PlaceLevel.SAME_VILLAGE
    level[same_township & same_village & (house[0] != 0) & (house[0] == house[1])] = PlaceLevel.SAME_HOUSE
    level[both_townships & (township[0] != township[1])] = PlaceLevel.OTHER_TOWNSHIP
    unread = np.flatnonzero(level == PlaceLevel.MISSING)
    level[unread] = _address_levels(roll, register, (member[unread], row[unread]))
    return level


def _address_levels(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    """Levels of addresses in which no village can be read, by what the texts have in common."""
    index = roll.address_index[pairs[0]].astype(np.int64), register.address_index[pairs[1]].astype(np.int64)
    distinct, inverse = np.unique(index[0] * max(1, len(register.addresses)) + index[1], return_inverse=True)
    left = _addresses_at(roll, distinct // max(1, len(register.addresses)))
    right = _addresses_at(register, distinct % max(1, len(register.addresses)))
    alike = cpdist(left[0], right[0], scorer=fuzz.ratio, dtype=np.float32)
    shorter = np.minimum(left[1], right[1])
    level = np.full(len(distinct), PlaceLevel.MISSING, dtype=np.int8)
    level[alike >= _SIMILAR_ADDRESS] = PlaceLevel.SIMILAR_ADDRESS
    level[alike == _SAME_ADDRESS] = PlaceLevel.SAME_ADDRESS
    level[shorter < _SHORTEST_ADDRESS] = PlaceLevel.MISSING
    levels: np.ndarray = level[inverse]
    return levels


def _addresses_at(people: People, places: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The addresses at some places as they are compared, and how many characters each has as written."""
    distinct, inverse = np.unique(places, return_inverse=True)
    written = people.addresses.take(pa.array(distinct))
    compared = np.array([_compared_address(address) for address in written.to_pylist()], dtype=object)
    lengths = pc.utf8_length(written).to_numpy(zero_copy_only=False)
    return compared[inverse].tolist(), lengths[inverse].astype(np.int64)


def _compared_address(address: str) -> str:
    return "".join(unicodedata.normalize("NFKC", address).split())


def phone_levels(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    """Levels of the telephone numbers."""
    left, right = roll.phone[pairs[0]], register.phone[pairs[1]]
    level = np.where(left == right, PhoneLevel.SAME, PhoneLevel.DIFFERENT).astype(np.int8)
    level[(left == 0) | (right == 0)] = PhoneLevel.MISSING
    return level


class Comparator(NamedTuple):
    """One kind of evidence: the name of its column of levels is ``{name}_level``."""

    name: str
    levels: type[IntEnum]
    compare: Callable[[People, People, Pairs, np.ndarray], np.ndarray]


def _names(roll: People, register: People, pairs: Pairs, _agreed: np.ndarray) -> np.ndarray:
    return name_levels(roll.names, roll.name_index[pairs[0]], register.names, register.name_index[pairs[1]])


#: All that is compared beside the number, which comes first and tells the others what it has already counted.
COMPARATORS: tuple[Comparator, ...] = (
    Comparator("name", NameLevel, _names),
    Comparator("birth", BirthLevel, birth_levels),
    Comparator("sex", SexLevel, sex_levels),
    Comparator("place", PlaceLevel, lambda roll, register, pairs, _: place_levels(roll, register, pairs)),
    Comparator("phone", PhoneLevel, lambda roll, register, pairs, _: phone_levels(roll, register, pairs)),
)
LEVELS: dict[str, type[IntEnum]] = {"number": NumberLevel, **{each.name: each.levels for each in COMPARATORS}}


def evidence(roll: People, register: People, pairs: Pairs) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Compare pairs in every way.

    Args:
        roll: the members.
        register: the people of some register rows.
        pairs: positions in both, (pairs,) each.

    Returns:
        int8 (pairs,) levels by comparator, in the order of ``LEVELS``; and a (pairs, 18) mask of the places of the
        number on which both agree.
    """
    number, agreed = number_levels(roll, register, pairs)
    return {"number": number, **evidence_beside_number(roll, register, pairs, agreed)}, agreed


def evidence_beside_number(roll: People, register: People, pairs: Pairs, agreed: np.ndarray) -> dict[str, np.ndarray]:
    """The levels of ``evidence`` without those of the number; ``agreed`` is what the number has already counted."""
    return {each.name: each.compare(roll, register, pairs, agreed) for each in COMPARATORS}
