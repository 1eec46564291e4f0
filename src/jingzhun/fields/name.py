"""Names of people: cleaned for comparison, and split into surname and given name.

What tables hold instead of a plain name: blanks inside (陈 明), private-use and radical code points, brackets that
describe a rare character (徐(莹加王旁), ``name_brackets``), marks or pinyin for one that could not be typed (李子WEI,
``name_pinyin``), remarks. How names sound is in ``name_traces``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.characters import folds
from jingzhun.fields.each_character import EachCharacter
from jingzhun.fields.invalid import Invalid
from jingzhun.fields.name_brackets import MARKS, remarks, stands_for_character, without_brackets
from jingzhun.fields.name_codes import DOT, WILDCARD, NameCodes
from jingzhun.fields.name_pinyin import BETWEEN_LATIN, LATIN, SEPARATOR, as_pinyin

__all__ = [
    "PLACEHOLDERS",
    "Name",
    "lost_characters",
    "notes_column",
    "parse",
    "parse_column",
    "split",
]

# Texts that say there is no name; compared after cleaning, so 无。 and N/A are among them.
_NO_NAME = "无 暂无 不详 未知 不明 没有 空 空白 待定 待补 待查 未填 未填写 未登记 无名 同上 NA NULL NONE NAN NIL"
PLACEHOLDERS = frozenset(_NO_NAME.split())
# A text of ideographs alone, without 某 (U+67D0) and 等 (U+7B49), needs no cleaning; nearly all names are of this kind.
_PLAIN = r"^[\x{4E00}-\x{67CF}\x{67D1}-\x{7B48}\x{7B4A}-\x{9FA5}]+$"
_WHITE = r"[\s\x{3000}]+"
_OPENING = str.maketrans("[{<《〈【「『〔〖", "((((((((((")
_CLOSING = str.maketrans("]}>》〉】」』〕〗", "))))))))))")
_ANY_BRACKET = r"[(（\[［【{｛<＜《〈「『〔〖]"
_DOTS = re.compile(r"[.·•‧∙⋅・⸱ᐧ●\-‐‑–—―]+")
_BLANKS = re.compile("_+")
# 户主:张三 and 张三等3人 name 张三.
_LABEL = re.compile(r"^[^:]*(?:姓名|户主|权利人|所有人|共有人|车主|申请人|配偶|妻子?|丈?夫|之[子女]):")
_AND_OTHERS = re.compile(f"(?<=..)(?:{DOT}?等[一二三四五六七八九十两]*[人户位]?)+$")


class Name(NamedTuple):
    """A cleaned name: the whole, the surname (``""`` if it has no Chinese one), and the given name."""

    text: str
    surname: str
    given: str


def parse(text: str) -> Name | Invalid:
    """Read one name.

    Returns:
        The cleaned name, in which □ stands for one unreadable character, capitals for the syllables of pinyin
        (``ZHANG'SAN``) and · for an ethnic dot, or ``Invalid`` where there is no character to compare (empty, 不详,
        ???, 123).
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
        Only distinct texts that hold anything but ideographs and blanks are handled one by one.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    distinct = encoded.dictionary
    unclean = pc.invert(_are_plain(distinct))
    written = distinct.filter(unclean)
    closed = pc.replace_substring_regex(written, pattern=_WHITE, replacement="")
    odd = pc.invert(_are_plain(closed))
    cleaned = pa.array([_clean(text) for text in written.filter(odd).to_pylist()], type=pa.string())
    cleaned = pc.replace_with_mask(closed, odd, cleaned)
    return pc.replace_with_mask(distinct, unclean, cleaned).take(encoded.indices)


def _are_plain(texts: pa.Array) -> pa.Array:
    """Which texts are names as they should be."""
    no_names = pc.is_in(texts, value_set=pa.array(sorted(PLACEHOLDERS)))
    return pc.and_not(pc.match_substring_regex(texts, pattern=_PLAIN), no_names)


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
    noted = pc.match_substring_regex(texts, pattern=_ANY_BRACKET)
    if not pc.any(noted).as_py():
        return pa.repeat("", len(texts))
    encoded = texts.filter(noted).dictionary_encode()
    notes = pa.array([remarks(_standard(text)) for text in encoded.dictionary.to_pylist()], type=pa.string())
    return pc.replace_with_mask(pa.repeat("", len(texts)), noted, notes.take(encoded.indices))


def lost_characters(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Which names hold a character that could not be typed: a mark, pinyin or a description stands in its place.

    Args:
        texts: names as written, one a row; null counts as empty.

    Returns:
        bool (texts,). Names that are pinyin throughout, or of another language, have lost nothing.
    """
    cleaned = parse_column(texts)
    lost = pc.match_substring_regex(cleaned, pattern=f"{WILDCARD}|[A-Z].*\\p{{Lo}}|\\p{{Lo}}.*[A-Z]")
    found: np.ndarray = lost.to_numpy(zero_copy_only=False).copy()
    bracketed = pc.fill_null(pc.match_substring_regex(texts, pattern=_ANY_BRACKET), False)
    rows = np.flatnonzero(bracketed.to_numpy(zero_copy_only=False))
    written = texts.take(pa.array(rows)).to_pylist()
    found[rows] |= np.array([stands_for_character(_standard(text)) for text in written], dtype=bool)
    return found


def split(name: str) -> tuple[str, str]:
    """Surname and given name of a cleaned name; the surname is ``""`` where the name is not a Chinese one."""
    length = int(NameCodes([name]).surname_lengths[0])
    pinyin = LATIN.match(name)
    if length == 1 and pinyin is not None:
        length = len(pinyin.group().partition(SEPARATOR)[0])
    return name[:length], name[length:].removeprefix(SEPARATOR)


def _clean(text: str) -> str:
    """A name as it is compared, ``""`` where no character of it can be read."""
    text = without_brackets(_standard(text))
    text = _LABEL.sub("", text).replace("某", WILDCARD)
    text = _BLANKS.sub(WILDCARD, _DOTS.sub(DOT, text))
    text = _latin(text.translate(_READABLE))
    text = _AND_OTHERS.sub("", re.sub(f"{DOT}+", DOT, text).strip(DOT)).strip(DOT)
    text = unicodedata.normalize("NFKC", text)
    nothing = text in PLACEHOLDERS or not text.strip(WILDCARD + DOT)
    return "" if nothing else text


def _standard(text: str) -> str:
    """A name with its characters in standard form, without white space, and with round brackets."""
    text = BETWEEN_LATIN.sub(SEPARATOR, unicodedata.normalize("NFKC", text.translate(_FOLDED)))
    return text.translate(_BARE)


# White space, controls, zero-width, variation selectors, combining marks.
_IGNORED = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me", "Mc"))


def _folded(character: str) -> str:
    return folds().get(ord(character), character)


def _bare(character: str) -> str:
    """A bracket as a round one, nothing for what is ignored, any other character as it is."""
    ignored = unicodedata.category(character) in _IGNORED
    return "" if ignored else character.translate(_OPENING).translate(_CLOSING)


_FOLDED, _BARE = EachCharacter(_folded), EachCharacter(_bare)


def _latin(text: str) -> str:
    """Latin letters as pinyin; what is none stands for one character, but each X of a mask (李XX) for one."""
    whole = not any(unicodedata.category(character) == "Lo" for character in text)

    def standard(run: re.Match[str]) -> str:
        letters = run.group().replace(SEPARATOR, "")
        pinyin = as_pinyin(run.group(), whole=whole)
        if pinyin or whole:
            return pinyin or letters.upper()
        return WILDCARD * len(letters) if set(letters) <= {"X", "x"} else WILDCARD

    return LATIN.sub(standard, text)


def _readable(character: str) -> str:
    """The character itself, a wildcard for a mark in its place, or nothing for digits and punctuation."""
    category = unicodedata.category(character)
    if character in (DOT, WILDCARD, SEPARATOR) or category == "Lo" or character in "〇々":
        return character
    if category.startswith("L"):
        return character.upper() if character.isascii() else character
    return WILDCARD if character in MARKS or category in ("So", "Co", "Cn") else ""


_READABLE = EachCharacter(_readable)
