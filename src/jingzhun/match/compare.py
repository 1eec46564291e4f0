"""Evidence: ordered comparison levels for number, name, birth date, sex and place, missing first.

Every function takes the two sides and the positions of the pairs in them and returns one level a pair.
What a level weighs stands in weights.toml; what it says in words stands beside it here.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_floats import reach
from jingzhun.match.people import UNKNOWN_DIGIT, People

#: Fewer digits than this in common, and two numbers say nothing about each other.
FEWEST_COMMON_DIGITS = 6


class NumberLevel(IntEnum):
    """How two identity numbers agree."""

    MISSING = 0
    SAME = 1
    SAME_UPGRADED = 2
    SAME_BUT_FAULTY = 3
    ROUNDED = 4
    ROUNDED_UP = 5
    ROUNDED_FLOAT = 6
    PARTLY_KNOWN = 7
    ONE_DIGIT = 8
    SWAPPED = 9
    ONE_LOST_OR_ADDED = 10
    TWO_DIGITS = 11
    DIFFERENT = 12
    ROUNDED_OR_TWO_PEOPLE = 13
    TWO_PEOPLE = 14

    @property
    def words(self) -> str:
        """The level as a reason."""
        return _NUMBER_WORDS[self]


_NUMBER_WORDS = {
    NumberLevel.MISSING: "号码缺失或残缺, 无法比对",
    NumberLevel.SAME: "号码一致",
    NumberLevel.SAME_UPGRADED: "15位旧号升位后一致",
    NumberLevel.SAME_BUT_FAULTY: "号码一致但校验位不符",
    NumberLevel.ROUNDED: "号码前15位一致(末三位被表格软件舍去)",
    NumberLevel.ROUNDED_UP: "号码前15位四舍五入后一致(末三位被表格软件舍去)",
    NumberLevel.ROUNDED_FLOAT: "号码一致(末几位被表格软件近似)",
    NumberLevel.PARTLY_KNOWN: "号码可见部分一致",
    NumberLevel.ONE_DIGIT: "号码只错一位",
    NumberLevel.SWAPPED: "号码相邻两位颠倒",
    NumberLevel.ONE_LOST_OR_ADDED: "号码多或少一位",
    NumberLevel.TWO_DIGITS: "号码有两位不同",
    NumberLevel.DIFFERENT: "号码不同",
    NumberLevel.ROUNDED_OR_TWO_PEOPLE: "号码只有末几位不同(可能被表格软件舍去, 也可能是两个人)",
    NumberLevel.TWO_PEOPLE: "两个有效号码不同",
}
#: Levels that name one person beyond reasonable doubt if the name agrees too.
IDENTIFYING_NUMBERS = (NumberLevel.SAME, NumberLevel.SAME_UPGRADED)


class BirthLevel(IntEnum):
    """How two birth dates agree, where they are evidence of their own and not part of the numbers compared."""

    MISSING = 0
    SAME = 1
    MONTH_DAY_SWAPPED = 2
    ONE_PART_DIFFERENT = 3
    DIFFERENT = 4

    @property
    def words(self) -> str:
        """The level as a reason."""
        return ("", "出生日期相同", "出生日期月日颠倒", "出生日期有一处不同", "出生日期不同")[self]


class SexLevel(IntEnum):
    """How two sexes agree."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2

    @property
    def words(self) -> str:
        """The level as a reason; the same sex is hardly one."""
        return ("", "", "性别不同")[self]


class PlaceLevel(IntEnum):
    """How two addresses agree; villages only inside one township, for their names recur."""

    MISSING = 0
    SAME_HOUSE = 1
    SAME_VILLAGE = 2
    SAME_VILLAGE_NAME = 3
    SAME_TOWNSHIP = 4
    OTHER_VILLAGE = 5
    OTHER_TOWNSHIP = 6

    @property
    def words(self) -> str:
        """The level as a reason."""
        return ("", "同村同门牌", "同村", "村名相同", "同乡镇", "同乡镇不同村", "不同乡镇")[self]


Pairs = tuple[np.ndarray, np.ndarray]


def number_levels(roll: People, register: People, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Levels of the numbers and the digits on which both agree.

    Returns:
        int8 levels, and a (pairs, 18) mask of the places known on both sides and equal.
    """
    member, row = pairs
    left, right = roll.digits[member], register.digits[row]
    common = (left != UNKNOWN_DIGIT) & (right != UNKNOWN_DIGIT)
    unequal = common & (left != right)
    wrong, known = unequal.sum(axis=1), common.sum(axis=1)
    states = roll.state[member], register.state[row]
    sound = roll.sound[member] & register.sound[row]
    level = np.full(len(member), NumberLevel.DIFFERENT, dtype=np.int8)
    whole = known == 18
    level[whole & (wrong == 2)] = NumberLevel.TWO_DIGITS
    level[whole & (wrong == 2) & _neighbours_swapped(left, right, unequal)] = NumberLevel.SWAPPED
    level[whole & (wrong == 1)] = NumberLevel.ONE_DIGIT
    level[whole & (wrong == 0)] = NumberLevel.SAME_BUT_FAULTY
    agree = ~whole & (wrong == 0) & (known >= FEWEST_COMMON_DIGITS)
    level[agree] = NumberLevel.PARTLY_KNOWN
    rounded = (states[0] == IdState.ROUNDED) | (states[1] == IdState.ROUNDED)
    level[rounded & (known == 15) & (wrong == 0)] = NumberLevel.ROUNDED
    upwards = [
        (state == IdState.ROUNDED) & _rounds_up_to(whole, short)
        for state, whole, short in ((states[0], right, left), (states[1], left, right))
    ]
    level[upwards[0] | upwards[1]] = NumberLevel.ROUNDED_UP
    within_float = _within_float(roll, register, pairs)
    level[within_float] = NumberLevel.ROUNDED_FLOAT
    level[sound & (wrong > 0)] = NumberLevel.TWO_PEOPLE
    cut_off = roll.rounded_like[member] | register.rounded_like[row]
    near = within_float | (cut_off & ~unequal[:, :15].any(axis=1))
    level[sound & (wrong > 0) & near] = NumberLevel.ROUNDED_OR_TWO_PEOPLE
    level[sound & (wrong == 0)] = NumberLevel.SAME
    upgraded = (states[0] == IdState.UPGRADED) | (states[1] == IdState.UPGRADED)
    level[sound & (wrong == 0) & upgraded] = NumberLevel.SAME_UPGRADED
    level[~agree & (known < FEWEST_COMMON_DIGITS)] = NumberLevel.MISSING
    odd = _one_lost_or_added(roll, register, pairs)
    level[odd] = NumberLevel.ONE_LOST_OR_ADDED
    return level, common & ~unequal


def _neighbours_swapped(left: np.ndarray, right: np.ndarray, unequal: np.ndarray) -> np.ndarray:
    first = np.argmax(unequal, axis=1)
    second = np.minimum(first + 1, 17)
    everyone = np.arange(len(left))
    crossed = (left[everyone, first] == right[everyone, second]) & (left[everyone, second] == right[everyone, first])
    swapped: np.ndarray = crossed & unequal[everyone, second]
    return swapped


def _rounds_up_to(whole: np.ndarray, short: np.ndarray) -> np.ndarray:
    """Whether the 15 digits of ``short`` are those of ``whole`` rounded up: one more, and 500 or more cut off."""
    known = (whole != UNKNOWN_DIGIT).all(axis=1) & (short[:, :15] != UNKNOWN_DIGIT).all(axis=1)
    powers = 10 ** np.arange(14, -1, -1, dtype=np.int64)
    cut, kept = ((side[:, :15].astype(np.int64) - ord("0")) @ powers for side in (whole, short))
    up: np.ndarray = known & (kept == cut + 1) & (whole[:, 15] >= ord("5"))
    return up


def _within_float(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    left, right = roll.value[pairs[0]], register.value[pairs[1]]
    by_float = roll.float_like[pairs[0]] | register.float_like[pairs[1]]
    near = (np.abs(left - right) <= reach(np.maximum(left, right))) & (left != right)
    within: np.ndarray = by_float & (left >= 0) & (right >= 0) & near
    return within


def _one_lost_or_added(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    """Whether one side has 17 or 19 characters and becomes the other by one more or one less."""
    result = np.zeros(len(pairs[0]), dtype=bool)
    for odd, whole, odd_rows, whole_rows in (
        (roll, register, pairs[0], pairs[1]),
        (register, roll, pairs[1], pairs[0]),
    ):
        texts = odd.odd_text.take(pa.array(odd_rows))
        length = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
        for width in (17, 19):
            chosen = np.flatnonzero((length == width) & (whole.digits[whole_rows] != UNKNOWN_DIGIT).all(axis=1))
            if len(chosen):
                joined = "".join(texts.take(pa.array(chosen)).to_pylist()).encode("ascii")
                characters = np.frombuffer(joined, dtype=np.uint8).reshape(-1, width)
                result[chosen] = _differ_by_one_place(characters, whole.digits[whole_rows[chosen]])
    return result


def _differ_by_one_place(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    shorter, longer = (one, other) if one.shape[1] < other.shape[1] else (other, one)
    width = shorter.shape[1]
    from_left = np.cumprod(shorter == longer[:, :width], axis=1).sum(axis=1)
    from_right = np.cumprod((shorter == longer[:, 1:])[:, ::-1], axis=1).sum(axis=1)
    alike: np.ndarray = from_left + from_right >= width
    return alike


def birth_levels(roll: People, register: People, pairs: Pairs, agreed: np.ndarray) -> np.ndarray:
    """Levels of the birth dates; missing where the numbers' comparison already counted them."""
    left, right = roll.birth[pairs[0]], register.birth[pairs[1]]
    counted = agreed[:, 6:14].sum(axis=1) >= 6
    by_number = (roll.digits[pairs[0], 6:14] != UNKNOWN_DIGIT).all(axis=1) & (
        register.digits[pairs[1], 6:14] != UNKNOWN_DIGIT
    ).all(axis=1)
    stated = (roll.birth_stated[pairs[0]] > 0) | (register.birth_stated[pairs[1]] > 0)
    usable = (left > 0) & (right > 0) & ~counted & ~(by_number & ~stated)
    parts_left, parts_right = (np.stack([side // 10000, side // 100 % 100, side % 100]) for side in (left, right))
    unequal = (parts_left != parts_right).sum(axis=0)
    crossed = (parts_left[1] == parts_right[2]) & (parts_left[2] == parts_right[1]) & (parts_left[0] == parts_right[0])
    level = np.full(len(left), BirthLevel.DIFFERENT, dtype=np.int8)
    level[unequal == 1] = BirthLevel.ONE_PART_DIFFERENT
    level[crossed & (unequal == 2)] = BirthLevel.MONTH_DAY_SWAPPED
    level[unequal == 0] = BirthLevel.SAME
    # A day taken from a faulty number may be the fault itself: it can support, not contradict.
    certain = [
        (side.birth_stated[rows] > 0) | side.sound[rows] for side, rows in zip((roll, register), pairs, strict=True)
    ]
    level[~usable | ((level == BirthLevel.DIFFERENT) & ~(certain[0] & certain[1]))] = BirthLevel.MISSING
    return level


def sex_levels(roll: People, register: People, pairs: Pairs, agreed: np.ndarray) -> np.ndarray:
    """Levels of the sexes; missing where the numbers' comparison already counted digit 17."""
    left, right = roll.sex[pairs[0]], register.sex[pairs[1]]
    level = np.where(left == right, SexLevel.SAME, SexLevel.DIFFERENT).astype(np.int8)
    level[(left == 0) | (right == 0) | agreed[:, 16]] = SexLevel.MISSING
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
    return level
