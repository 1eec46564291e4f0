"""Names of people: cleaned for comparison, split into surname and given name, and hashed by sound.

What tables hold instead of a plain name: blanks inside (陈 明), private-use and radical code points, brackets that
describe a rare character (徐(莹加王旁)), marks or pinyin for one that could not be typed (李子WEI), remarks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.characters import CODE_POINTS, GIVEN, characters, folds, pair_codes
from jingzhun.fields.invalid import Invalid
from jingzhun.fields.name_codes import DOT, WILDCARD, NameCodes

# Texts that say there is no name; compared after cleaning, so 无。 and N/A are among them.
_NO_NAME = "无 暂无 不详 未知 不明 没有 空 空白 待定 待补 待查 未填 未填写 未登记 无名 同上 NA NULL NONE NAN NIL"
PLACEHOLDERS = frozenset(_NO_NAME.split())
# A text of ideographs alone, without 等 (U+7B49), needs no cleaning; nearly all names are of this kind.
_PLAIN = r"^[\x{4E00}-\x{7B48}\x{7B4A}-\x{9FA5}]+$"
_OPENING = str.maketrans("[{<《〈【「『〔〖", "((((((((((")
_CLOSING = str.maketrans("]}>》〉】」』〕〗", "))))))))))")
_BRACKET = re.compile(r"\(([^()]*)(?:\)|$)")
_DOTS = re.compile(r"[.·•‧∙⋅・⸱ᐧ●\-‐‑–—―]+")
_BLANKS = re.compile("_+")
# 户主:张三 and 张三等3人 name 张三.
_LABEL = re.compile(r"^[^:]*(?:姓名|户主|权利人|所有人|共有人|车主|申请人|配偶|妻子?|丈?夫|之[子女]):")
_AND_OTHERS = re.compile(f"(?<=..)(?:{DOT}?等[一二三四五六七八九十两]*[人户位]?)+$")
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")
_MARKS = frozenset("?*×✕✖□")
# Says how a character is built or read: 上龙下天, 左王右莹, 莹加王旁, 三点水, 同音, 王+莹, WEI.
_DESCRIBES = re.compile(
    r"上.{1,3}下|左.{1,3}右|(?<![增参追添])加(?!入)|\+|旁|字头|草头|竹头|宝盖|字底|心底|点水|偏旁|部首|音|^[A-Za-z]{2,}$|^[?*□_]+$"
)
# Says something of the person, even behind a surname alone: 李(已故).
_REMARKS = re.compile(r"[已亡病]故|死亡|去世|过世|户主|配偶|本人|[迁嫁外]出|外嫁|迁入|注销|失踪|服刑|[0-9]")
_PRIMES = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


class Name(NamedTuple):
    """A cleaned name: the whole, the surname (``""`` if it has no Chinese one), and the given name."""

    text: str
    surname: str
    given: str


def parse(text: str) -> Name | Invalid:
    """Read one name.

    Returns:
        The cleaned name, in which □ stands for one unreadable character and · for an ethnic dot, or ``Invalid``
        where there is no character to compare (empty, 不详, ???, 123).
    """
    cleaned = _clean(text)
    if not cleaned:
        return Invalid("name", text, "没有写姓名, 或没有一个能辨认的字")
    return Name(cleaned, *split(cleaned))


def parse_column(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Clean a column of names.

    Args:
        texts: strings, one a row; null counts as empty.

    Returns:
        String array of the same length: what ``parse`` gives as ``text``, ``""`` where it gives ``Invalid``.
        Only distinct texts that hold anything but ideographs are handled one by one.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    distinct = encoded.dictionary
    plain = pc.and_not(
        pc.match_substring_regex(distinct, pattern=_PLAIN),
        pc.is_in(distinct, value_set=pa.array(sorted(PLACEHOLDERS))),
    )
    unclean = pc.invert(plain)
    cleaned = pa.array([_clean(text) for text in distinct.filter(unclean).to_pylist()], type=pa.string())
    return pc.replace_with_mask(distinct, unclean, cleaned).take(encoded.indices)


def notes_column(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """What stands beside the names in brackets and is no part of them: 已故 of 李明(已故), 50% of 张三(50%).

    Args:
        texts: names as written, one a row; null counts as empty.

    Returns:
        String array of the same length, several notes joined by ``;``, ``""`` where there is none. Brackets that
        describe a character (徐(莹加王旁)) are no note.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    texts = pc.fill_null(texts.cast(pa.string()), "")
    noted = pc.match_substring_regex(texts, pattern=r"[(（\[［【{｛<＜《〈「『〔〖]")
    if not pc.any(noted).as_py():
        return pa.repeat("", len(texts))
    encoded = texts.filter(noted).dictionary_encode()
    notes = pa.array([_note(text) for text in encoded.dictionary.to_pylist()], type=pa.string())
    return pc.replace_with_mask(pa.repeat("", len(texts)), noted, notes.take(encoded.indices))


def split(name: str) -> tuple[str, str]:
    """Surname and given name of a cleaned name; the surname is ``""`` where the name is not a Chinese one."""
    length = int(NameCodes([name]).surname_lengths[0])
    return name[:length], name[length:]


def surname_ids(names: Sequence[str] | pa.Array) -> np.ndarray:
    """A number for the surname of each cleaned name, the same for all forms of it (陈, 陳).

    Returns:
        int64 (names,), 0 where the name is empty or has no Chinese surname.
    """
    coded = NameCodes(names)
    first, second = characters().canonical[coded.codes(np.arange(len(coded)), 2)].astype(np.int64)
    kinds = [coded.surname_lengths == 1, coded.surname_lengths == 2]
    return np.select(kinds, [first, pair_codes(first, second)], 0)


def sound_keys(names: Sequence[str] | pa.Array, *, ordered: bool = True) -> np.ndarray:
    """Hash each cleaned name by its usual reading, with the syllables merged that southern speakers merge.

    The surname is read as a surname (单 is shan). The hash is arithmetic, the same in every process.

    Args:
        names: distinct cleaned names.
        ordered: whether the order of characters counts; without it 陈志明 and 陈明志 share a key.

    Returns:
        int64 (names,), 0 where there is nothing to hash: the name is empty or has an unreadable character.
    """
    coded = NameCodes(names)
    total, readable = _hash_sums(coded, ordered=ordered)
    return np.where(readable, _finish(total), 0)


def all_sound_keys(names: Sequence[str] | pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The keys of ``sound_keys`` for every reading: the usual ones, and those with one character read otherwise.

    Returns:
        ``(index, keys)``: positions of names (int64) and their keys (int64), in the order of names for each
        alternative; a name occurs once or more, one without a key not at all.
    """
    coded = NameCodes(names)
    total, readable = _hash_sums(coded, ordered=True)
    indexes, keys = [np.flatnonzero(readable)], [_finish(total[readable])]
    for place in range(coded.longest):
        index = np.flatnonzero(readable & (coded.lengths > place))
        sounds = _southern(coded, index, place)
        usual = _mix(sounds[:, 0], place)
        for reading in range(1, sounds.shape[1]):
            # Two readings of one class (zhang, zang) would give the same key again.
            other = (sounds[:, reading] != 0) & ~(sounds[:, :reading] == sounds[:, reading, None]).any(axis=1)
            changed = total[index[other]] - usual[other] + _mix(sounds[other, reading], place)
            indexes.append(index[other])
            keys.append(_finish(changed))
    return np.concatenate(indexes), np.concatenate(keys)


def _hash_sums(coded: NameCodes, *, ordered: bool) -> tuple[np.ndarray, np.ndarray]:
    """Sums over the characters of each name, and which names are readable throughout."""
    total = np.zeros(len(coded), dtype=np.uint64)
    readable = coded.lengths > 0
    index = np.flatnonzero(readable)
    for place in range(coded.longest):
        index = index[coded.lengths[index] > place]
        sounds = _southern(coded, index, place, as_surname=ordered)[:, 0]
        readable[index[sounds == ord(WILDCARD) + _UNREAD]] = False
        total[index] += _mix(sounds, place if ordered else 0)
    return total, readable


# Characters without a known reading are hashed by code point, above the numbers of the syllable classes.
_UNREAD = 1 << 16


def _southern(coded: NameCodes, index: np.ndarray, place: int, *, as_surname: bool = True) -> np.ndarray:
    """Southern classes of the readings of one character of each name; int64 (index, readings), 0 for none."""
    table = characters()
    codes = table.canonical[coded.character(index, place)]
    # No surname is longer than two characters; where order does not count, the surname may stand anywhere.
    in_surname = as_surname and place < 2
    roles = coded.roles(index, place + 1)[place] if in_surname else np.full(len(index), GIVEN)
    sounds: np.ndarray = table.southern[roles, table.row[codes]].astype(np.int64)
    sounds[:, 0] = np.where(sounds[:, 0] == 0, codes + _UNREAD, sounds[:, 0])
    return sounds


def _mix(sounds: np.ndarray, place: int) -> np.ndarray:
    """Spread a syllable class at a place over 64 bits; sums of these stay apart (splitmix64, Steele et al. 2014)."""
    value = sounds.astype(np.uint64) + np.uint64(place << 32) + _PRIMES[0]
    value = (value ^ (value >> np.uint64(30))) * _PRIMES[1]
    value = (value ^ (value >> np.uint64(27))) * _PRIMES[2]
    mixed: np.ndarray = value ^ (value >> np.uint64(31))
    return mixed


def _finish(total: np.ndarray) -> np.ndarray:
    """The sum as a signed key that is never 0."""
    keys: np.ndarray = np.maximum(total >> np.uint64(1), np.uint64(1)).astype(np.int64)
    return keys


def _clean(text: str) -> str:
    """A name as it is compared, ``""`` where no character of it can be read."""
    text = _without_brackets(_standard(text))
    text = _LABEL.sub("", text)
    text = _BLANKS.sub(WILDCARD, _DOTS.sub(DOT, text))
    if any(unicodedata.category(character) == "Lo" for character in text):
        text = _LATIN.sub(_wildcards, text)
    text = "".join(_readable(character) for character in text)
    text = _AND_OTHERS.sub("", re.sub(f"{DOT}+", DOT, text).strip(DOT)).strip(DOT)
    text = unicodedata.normalize("NFKC", text)
    nothing = text in PLACEHOLDERS or not text.strip(WILDCARD + DOT)
    return "" if nothing else text


def _standard(text: str) -> str:
    """A name with its characters in standard form, without white space, and with round brackets."""
    text = unicodedata.normalize("NFKC", text.translate(folds()))
    text = "".join(character for character in text if unicodedata.category(character) not in _IGNORED)
    return text.translate(_OPENING).translate(_CLOSING)


# White space, controls, zero-width, variation selectors, combining marks.
_IGNORED = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me", "Mc"))


def _without_brackets(text: str) -> str:
    """Brackets that describe a character become one wildcard, other remarks go."""
    if not _BRACKET.sub("", text).strip(")"):
        return re.sub("[()]", "", text)

    def meaning(bracket: re.Match[str]) -> str:
        before = text[: bracket.start()][-1:]
        return WILDCARD if _describes_character(bracket.group(1), text) and not _is_explained(before) else ""

    return _BRACKET.sub(meaning, text)


def _note(text: str) -> str:
    """The remarks in brackets of one name."""
    text = _standard(text)
    if not _BRACKET.sub("", text).strip(")"):
        return ""
    remarks = (bracket.group(1) for bracket in _BRACKET.finditer(text))
    return ";".join(remark for remark in remarks if remark and not _describes_character(remark, text))


def _describes_character(bracket: str, text: str) -> bool:
    """Whether a bracket says how a character of the name is built or read: it says so, or little else is a name."""
    if _DESCRIBES.search(bracket) is not None:
        return True
    outside = _BRACKET.sub("", text)
    ideographs = sum(unicodedata.category(character) == "Lo" for character in outside)
    return ideographs <= 1 and _REMARKS.search(bracket) is None


def _is_explained(before: str) -> bool:
    """Whether a bracket explains the character before it: a mark, or one beyond the 6,763 of GB 2312."""
    if before in _MARKS or not before:
        return before != ""
    standard = chr(characters().canonical[min(ord(before), CODE_POINTS - 1)])
    try:
        standard.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _wildcards(token: re.Match[str]) -> str:
    """Latin letters stand for one character (李子WEI), but each X of a mask (李XX) for one."""
    return WILDCARD * len(token.group()) if set(token.group()) <= {"X", "x"} else WILDCARD


def _readable(character: str) -> str:
    """The character itself, a wildcard for a mark in its place, or nothing for digits and punctuation."""
    category = unicodedata.category(character)
    if character in (DOT, WILDCARD) or category == "Lo" or character in "〇々":
        return character
    if category.startswith("L"):
        return character.upper() if character.isascii() else character
    return WILDCARD if character in _MARKS or category in ("So", "Co", "Cn") else ""
