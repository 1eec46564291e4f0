"""Compare names: one level for a pair, from the same to different, for millions of pairs at a time."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from jingzhun.fields.characters import characters, contains, unordered_pair_codes
from jingzhun.fields.name_codes import LONGEST_CHINESE_NAME, WILDCARD, NameCodes
from jingzhun.fields.name_sides import Pairs, Side, has_pinyin
from jingzhun.fields.name_transcribed import begin_alike, of_one_sound, transcribed
from jingzhun.fields.name_unequal import Unequal, behind_other_surname, one_missing, shortened, split, surname_lost
from jingzhun.fields.threads import loaded_once

# Code points compared at once: so that the work arrays stay in the processor's cache.
_CHUNK = 1 << 18


class NameLevel(IntEnum):
    """How two names relate; the numbers say nothing of the order (``_compare`` has it), new levels go to the end."""

    MISSING = 0
    """A name is empty, or no character of it can be read."""
    SAME = 1
    VARIANT = 2
    """Equal once every character is written in its standard simplified form."""
    HOMOPHONE = 3
    """Every character is the same or shares a reading; a surname is read as a surname."""
    SOUTHERN = 4
    """Like HOMOPHONE, with the syllables merged that southern speakers merge."""
    SIMILAR = 5
    """One character is of similar shape, the others agree at least in sound, and one is the same."""
    CLERICAL = 6
    """Only the surname differs, by a pair that clerks exchange (肖 and 萧). Nearly all such pairs sound alike."""
    UNREADABLE = 7
    """Unreadable characters apart, the names agree, in one readable character at least."""
    ONE_MISSING = 8
    """One name has one character more, behind the same surname."""
    SWAPPED = 9
    """The same characters in another order."""
    ONE_DIFFERENT = 10
    """One of two or more characters of the given name differs: a slip, or a brother or sister."""
    SURNAME_ONLY = 11
    DIFFERENT = 12
    PINYIN = 13
    """Like HOMOPHONE, where at least one character stands in pinyin."""
    SPLIT = 14
    """One name has a character where the other has its parts: 陈喆 and 陈吉吉."""
    TWO_SURNAMES = 15
    """Equal but for a common surname in front of the other's: a wife behind her husband's name, 林陈秀英."""
    SHORTENED = 16
    """One is the first part, or the first parts, of the other, a name with dots."""
    TRANSCRIBED = 17
    """Names that are no Chinese ones, alike in sound part by part: 吐尔逊 and 图尔荪."""
    SURNAME_LOST = 18
    """One is the given name of two characters of the other, 志明 of 陈志明: whose, it does not say."""

    @property
    def words(self) -> str:
        """The level as reports explain it."""
        return _WORDS[self]


_WORDS = {
    NameLevel.MISSING: "姓名缺失",
    NameLevel.SAME: "姓名相同",
    NameLevel.VARIANT: "姓名异体或繁简不同",
    NameLevel.HOMOPHONE: "姓名同音",
    NameLevel.SOUTHERN: "姓名近音",
    NameLevel.SIMILAR: "姓名有一字形近",
    NameLevel.CLERICAL: "姓氏常见混写, 名相同",
    NameLevel.UNREADABLE: "姓名有字无法辨认, 其余相同",
    NameLevel.ONE_MISSING: "姓名多一字或少一字",
    NameLevel.SWAPPED: "姓名字序颠倒",
    NameLevel.ONE_DIFFERENT: "姓名有一字不同",
    NameLevel.SURNAME_ONLY: "仅姓氏相同",
    NameLevel.DIFFERENT: "姓名不同",
    NameLevel.PINYIN: "姓名有字写作拼音, 读音相同",
    NameLevel.SPLIT: "姓名有一字拆写",
    NameLevel.TWO_SURNAMES: "姓名前冠有他姓, 其余相同",
    NameLevel.SHORTENED: "姓名只写了前一部分",
    NameLevel.TRANSCRIBED: "姓名音译用字不同, 读音相近",
    NameLevel.SURNAME_LOST: "一方没有写姓, 名相同",
}


#: The levels of one person's names, as one clerk or another writes them. MISSING says nothing; ONE_DIFFERENT, where a
#: slip and a sibling look alike, and SURNAME_LOST are for other evidence to decide.
AGREEING_NAMES = (
    NameLevel.SAME,
    NameLevel.VARIANT,
    NameLevel.HOMOPHONE,
    NameLevel.SOUTHERN,
    NameLevel.SIMILAR,
    NameLevel.CLERICAL,
    NameLevel.UNREADABLE,
    NameLevel.ONE_MISSING,
    NameLevel.SWAPPED,
    NameLevel.PINYIN,
    NameLevel.SPLIT,
    NameLevel.TWO_SURNAMES,
    NameLevel.SHORTENED,
    NameLevel.TRANSCRIBED,
)


def levels(left: NameCodes, left_index: np.ndarray, right: NameCodes, right_index: np.ndarray) -> np.ndarray:
    """Compare names pair by pair.

    Args:
        left: names of one side.
        left_index: integer (pairs,), positions in ``left``.
        right: names of the other side.
        right_index: integer (pairs,), positions in ``right``.

    Returns:
        int8 (pairs,) of ``NameLevel``; exchanging the sides changes nothing.
    """
    result = np.empty(len(left_index), dtype=np.int8)
    longer = np.maximum(left.lengths[left_index], right.lengths[right_index])
    is_short = longer <= LONGEST_CHINESE_NAME
    for rows in (np.flatnonzero(is_short), np.flatnonzero(~is_short)):
        width = int(longer[rows].max(initial=1))
        step = max(1, _CHUNK // width)
        for start in range(0, len(rows), step):
            chunk = rows[start : start + step]
            result[chunk] = _compare(Pairs.of(left, left_index[chunk], right, right_index[chunk], width))
    return result


def _compare(pairs: Pairs) -> np.ndarray:
    """The level of each pair; the names of unequal length, of equal length and readable, and the rest apart."""
    result = np.full(pairs.unread.shape[1], NameLevel.DIFFERENT, dtype=np.int8)
    result[_same_surname(pairs)] = NameLevel.SURNAME_ONLY
    same_length = pairs.left.lengths == pairs.right.lengths
    readable = ~pairs.unread.any(axis=0)
    alike = ~pairs.differing.any(axis=0)
    identical = (pairs.left.codes == pairs.right.codes).all(axis=0)
    result[same_length & alike & ~readable & pairs.equal.any(axis=0)] = NameLevel.UNREADABLE
    result[same_length & alike & readable] = NameLevel.VARIANT
    result[identical & readable] = NameLevel.SAME
    if pairs.left.names.any_pinyin and pairs.right.names.any_pinyin:
        result[same_length & alike & readable & has_pinyin(pairs)] = NameLevel.PINYIN
    of_one_length = np.flatnonzero(same_length & ~alike & readable)
    result[of_one_length] = _compare_characters(pairs.rows(of_one_length), result[of_one_length])
    _compare_unequal(pairs, result)
    if len(pairs.unread) > LONGEST_CHINESE_NAME or _is_odd(pairs.left) or _is_odd(pairs.right):
        _compare_sounds(pairs, result)
    result[_nothing_readable(pairs.left) | _nothing_readable(pairs.right)] = NameLevel.MISSING
    return result


def _compare_unequal(pairs: Pairs, result: np.ndarray) -> None:
    """Set the levels of names of unequal length that are of one person."""
    surplus = np.abs(pairs.left.lengths - pairs.right.lengths)
    for difference, kinds in (
        (
            1,
            (
                (surname_lost, NameLevel.SURNAME_LOST),
                (split, NameLevel.SPLIT),
                (behind_other_surname, NameLevel.TWO_SURNAMES),
                (one_missing, NameLevel.ONE_MISSING),
            ),
        ),
        (2, ((surname_lost, NameLevel.SURNAME_LOST), (split, NameLevel.SPLIT))),
    ):
        chosen = surplus == difference
        if difference == 2:
            # Only a surname in front may make the first characters differ, and one of two characters is rare.
            double = np.maximum(pairs.left.surname_lengths, pairs.right.surname_lengths) == 2
            chosen &= pairs.equal[0] | double
        rows = np.flatnonzero(chosen)
        unequal = Unequal.of(pairs.left.rows(rows), pairs.right.rows(rows), difference)
        for holds, level in kinds:
            result[rows[holds(unequal)]] = level


def _compare_sounds(pairs: Pairs, result: np.ndarray) -> None:
    """Look again at names with dots or pinyin, and long ones, that have not turned out to be of one person."""
    is_open = np.isin(result, _OPEN)
    rows = np.flatnonzero((pairs.left.surname_lengths == 0) | (pairs.right.surname_lengths == 0))
    rows = rows[is_open[rows] & begin_alike(pairs.left.codes[0, rows], pairs.right.codes[0, rows])]
    left, right = pairs.left.rows(rows), pairs.right.rows(rows)
    result[rows[transcribed(left, right)]] = NameLevel.TRANSCRIBED
    result[rows[shortened(left, right)]] = NameLevel.SHORTENED
    if pairs.left.names.any_pinyin or pairs.right.names.any_pinyin:
        rows = np.flatnonzero(is_open & has_pinyin(pairs))
        result[rows[of_one_sound(pairs.left.rows(rows), pairs.right.rows(rows))]] = NameLevel.PINYIN


#: Levels that a second look may change.
_OPEN = (NameLevel.DIFFERENT, NameLevel.SURNAME_ONLY, NameLevel.ONE_DIFFERENT)


def _is_odd(side: Side) -> bool:
    return side.names.any_dots or side.names.any_pinyin


def _compare_characters(pairs: Pairs, otherwise: np.ndarray) -> np.ndarray:
    """The level of readable names of one length that differ somewhere; ``otherwise`` where none holds."""
    place, row = np.nonzero(pairs.differing)
    exact, southern = _shared_readings(pairs, place, row)
    differing = pairs.differing.sum(axis=0)
    unlike = differing - np.bincount(row[southern], minlength=len(differing))
    result = otherwise.copy()
    result[_swapped(pairs)] = NameLevel.SWAPPED
    candidates = (unlike == 1) & pairs.equal.any(axis=0)
    given = pairs.left.lengths - pairs.left.surname_lengths
    is_comparable = (otherwise == NameLevel.SURNAME_ONLY) | (given > LONGEST_CHINESE_NAME)
    result[candidates & (differing == 1) & is_comparable & (given >= 2)] = NameLevel.ONE_DIFFERENT
    of_candidate = candidates[row] & ~southern
    row_of_unlike = row[of_candidate]
    similar = contains(characters().similar, _pair_at(pairs, place[of_candidate], row_of_unlike))
    result[row_of_unlike[similar]] = NameLevel.SIMILAR
    result[unlike == 0] = NameLevel.SOUTHERN
    homophones = np.flatnonzero(np.bincount(row[exact], minlength=len(differing)) == differing)
    result[homophones] = np.where(has_pinyin(pairs)[homophones], NameLevel.PINYIN, NameLevel.HOMOPHONE)
    result[_clerical(pairs, differing)] = NameLevel.CLERICAL
    return result


def _shared_readings(pairs: Pairs, place: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether the two characters at each place share a reading, and a southern class of readings; bool like ``row``."""
    table = characters()
    width = len(pairs.differing)
    found = []
    for side in (pairs.left, pairs.right):
        roles = side.names.roles(side.index, width)[place, row]
        found.append((roles, table.row[side.codes[place, row]]))
    (left_role, left_row), (right_role, right_row) = found
    exact, southern = np.zeros(len(place), dtype=bool), np.zeros(len(place), dtype=bool)
    heard = _heard()
    rows = np.flatnonzero(heard[left_role, left_row] & heard[right_role, right_row])
    # Exact readings that agree are of one southern class, so the rest need no second look.
    for shared, readings in ((southern, table.southern), (exact, table.readings)):
        rows = rows[_share(readings[left_role[rows], left_row[rows]], readings[right_role[rows], right_row[rows]])]
        shared[rows] = True
    return exact, southern


def load_readings() -> None:
    """Load what ``levels`` knows of how characters are read."""
    _heard()


@loaded_once
def _heard() -> np.ndarray:
    """The southern classes of every role and row of the table of readings as bits, some of which several share.

    Returns:
        uint64 (3, rows); where two have no bit in common they have no class in common.
    """
    southern = characters().southern
    bits = np.where(southern > 0, np.uint64(1) << (southern % 64).astype(np.uint64), np.uint64(0))
    heard: np.ndarray = np.bitwise_or.reduce(bits, axis=2)
    return heard


def _share(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two sets of numbers meet, 0 standing for none; sets (n, READINGS), result bool (n,)."""
    shared = np.zeros(len(left), dtype=bool)
    for column in range(left.shape[1]):
        number = left[:, column]
        for other in range(right.shape[1]):
            shared |= (number == right[:, other]) & (number != 0)
    return shared


def _pair_at(pairs: Pairs, place: np.ndarray, row: np.ndarray) -> np.ndarray:
    return unordered_pair_codes(pairs.left.canonical[place, row], pairs.right.canonical[place, row])


def _clerical(pairs: Pairs, differing: np.ndarray) -> np.ndarray:
    """Which names differ in nothing but a surname of one character that clerks exchange."""
    rows = np.flatnonzero((differing == 1) & pairs.differing[0] & (pairs.left.lengths > 1))
    result = np.zeros(len(differing), dtype=bool)
    result[rows] = contains(characters().clerical, _pair_at(pairs, np.zeros(len(rows), dtype=np.int64), rows))
    return result


def _swapped(pairs: Pairs) -> np.ndarray:
    """Which names hold the same characters in another order."""
    left, right = pairs.left.canonical, pairs.right.canonical
    # Equal sums are cheap to see, and rare otherwise.
    rows = np.flatnonzero(left.sum(axis=0) == right.sum(axis=0))
    result = np.zeros(left.shape[1], dtype=bool)
    result[rows] = (np.sort(left[:, rows], axis=0) == np.sort(right[:, rows], axis=0)).all(axis=0)
    return result


def _same_surname(pairs: Pairs) -> np.ndarray:
    """Which names have the same Chinese surname, of one or two characters."""
    lengths = pairs.left.surname_lengths
    first, second = pairs.equal[0], pairs.equal[1 if len(pairs.equal) > 1 else 0]
    result: np.ndarray = (lengths > 0) & (lengths == pairs.right.surname_lengths) & first & ((lengths == 1) | second)
    return result


def _nothing_readable(side: Side) -> np.ndarray:
    """Which names are empty or consist of unreadable characters."""
    result: np.ndarray = ((side.codes == 0) | (side.codes == ord(WILDCARD))).all(axis=0)
    return result
