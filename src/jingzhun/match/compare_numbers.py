"""Compare identity numbers: one level a pair, and the places on which both numbers agree."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_floats import reach
from jingzhun.match.levels import NumberLevel
from jingzhun.match.people import UNKNOWN_DIGIT, People

#: Fewer digits than this in common behind the division code, which the people of a county share, and two numbers say
#: nothing about each other.
FEWEST_COMMON_DIGITS = 4
#: With fewer in common, namesakes of one village may well agree.
FEWEST_DIGITS_OF_A_PERSON = 8
#: With one of them wrong, it takes more.
FEWEST_DIGITS_WITH_A_SLIP = 11

#: Places on which two numbers agree of which one has a digit too few or too many; two fewer with a second slip.
_ALL_PLACES = 18
_NEARLY_ALL_PLACES = 14

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
    sound = roll.faultless[member] & register.faultless[row]
    level = np.full(len(member), NumberLevel.DIFFERENT, dtype=np.int8)
    whole = known == 18
    level[whole & (wrong == 2)] = NumberLevel.TWO_DIGITS
    level[whole & (wrong == 2) & _neighbours_swapped(left, right, unequal)] = NumberLevel.SWAPPED
    level[whole & (wrong == 1)] = NumberLevel.ONE_DIGIT
    level[whole & (wrong == 0)] = NumberLevel.SAME_BUT_FAULTY
    behind = common[:, 6:].sum(axis=1)
    telling = behind >= FEWEST_COMMON_DIGITS
    agree = ~whole & (wrong == 0) & telling
    level[agree] = NumberLevel.PARTLY_KNOWN
    level[agree & (behind < FEWEST_DIGITS_OF_A_PERSON)] = NumberLevel.FEW_KNOWN
    level[~whole & (wrong == 1) & (known >= FEWEST_DIGITS_WITH_A_SLIP)] = NumberLevel.PARTLY_ONE_DIGIT
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
    level[sound & (wrong > 0) & (roll.contested[member] | register.contested[row])] = NumberLevel.CONTESTED
    level[sound & (wrong == 0)] = NumberLevel.SAME
    upgraded = (states[0] == IdState.UPGRADED) | (states[1] == IdState.UPGRADED)
    level[sound & (wrong == 0) & upgraded] = NumberLevel.SAME_UPGRADED
    # What Excel leaves of another number may look like this one.
    alike_cut = roll.rounded_like[member] & register.rounded_like[row]
    level[sound & (wrong == 0) & alike_cut] = NumberLevel.ROUNDED
    level[~telling] = NumberLevel.MISSING
    places = _places_of_odd(roll, register, pairs)
    level[places >= _NEARLY_ALL_PLACES] = NumberLevel.MISSING
    level[(places >= 0) & (places < _NEARLY_ALL_PLACES)] = NumberLevel.DIFFERENT
    level[places == _ALL_PLACES] = NumberLevel.ONE_LOST_OR_ADDED
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


def _places_of_odd(roll: People, register: People, pairs: Pairs) -> np.ndarray:
    """How far a number of 17 or 19 characters and a whole one agree from both ends.

    Returns:
        ``_ALL_PLACES`` where one becomes the other by one character more or less, else how many of as many places
        agree before and behind the first difference; -1 where not one side is whole and the other odd.
    """
    result = np.full(len(pairs[0]), -1, dtype=np.int64)
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
                result[chosen] = _agreeing_places(characters, whole.digits[whole_rows[chosen]])
    return result


def _agreeing_places(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    shorter, longer = (one, other) if one.shape[1] < other.shape[1] else (other, one)
    width = shorter.shape[1]
    from_left = np.cumprod(shorter == longer[:, :width], axis=1).sum(axis=1)
    from_right = np.cumprod((shorter == longer[:, 1:])[:, ::-1], axis=1).sum(axis=1)
    places: np.ndarray = np.minimum(from_left + from_right + _ALL_PLACES - width, _ALL_PLACES)
    return places
