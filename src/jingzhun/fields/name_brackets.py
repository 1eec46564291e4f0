"""Brackets in names: a description of a character that could not be typed (徐(莹加王旁)), or a remark (李明(已故)).

Where the description names the character's parts and only one character has them, it is put in their place.
"""

from __future__ import annotations

import re
import unicodedata

from jingzhun.fields.characters import CODE_POINTS, characters, characters_of_parts
from jingzhun.fields.each_character import EachCharacter
from jingzhun.fields.name_codes import WILDCARD
from jingzhun.fields.name_pinyin import LATIN, as_pinyin, reads_as

#: Marks that stand in place of a character.
MARKS = frozenset("?*×✕✖□")
_BRACKET = re.compile(r"\(([^()]*)(?:\)|$)")
# Says how a character is built or read: 上龙下天, 左王右莹, 莹加王旁, 三点水, 同音, 王+莹, WEI.
_DESCRIBES = re.compile(
    r"上.{1,3}下|左.{1,3}右|(?<![增参追添])加(?!入)|\+|旁|字头|草头|竹头|宝盖|字底|心底|点水|偏旁|部首|音|^[A-Za-z]{2,}$|^[?*□_]+$"
)
# Says something of the person, even behind a surname alone: 李(已故).
_REMARKS = re.compile(
    r"[已亡病]故|死亡|去世|过世|户主|配偶|本人|[男女][子儿方]|[迁嫁外]出|外嫁|迁入|注销|失踪|服刑|[0-9]"
)
# The parts of a character in a description, in the order written.
_TWO_SIDES = re.compile(r"(?:上|左)(.)(?:字旁|旁|边|面|字)?(?:下|右)(.)(?:字旁|旁|边|面|字)?$")
_ADDED = re.compile(r"(.)(?:加|\+)(.)$")
_THREE_OF_ONE = re.compile(r"(?:三个|3个|三)(.)$")
_RADICAL_NAMES = {
    "三点水": "水", "单人旁": "人", "草字头": "草", "草头": "草",
    "提土旁": "土", "斜玉旁": "王", "提手旁": "手", "竖心旁": "心",
}  # fmt: skip
_RADICAL_WORDS = re.compile(r"(?<=.)(?:字旁|旁|字)")


def without_brackets(text: str) -> str:
    """Brackets that describe a character become that character, or a wildcard; other remarks go.

    Args:
        text: a name with round brackets and without white space.
    """
    if not _BRACKET.sub("", text).strip(")"):
        return re.sub("[()]", "", text)
    parts, end = [], 0
    for bracket in _BRACKET.finditer(text):
        outside = text[end : bracket.start()]
        end = bracket.end()
        parts.append(outside)
        if _describes_character(bracket, text):
            parts.append(_in_place(bracket.group(1), text[: bracket.start()]))
            if parts[-1] not in ("", WILDCARD) and outside[-1:] in MARKS:
                parts[-2] = outside[:-1]
    return "".join(parts) + text[end:]


def stands_for_character(text: str) -> bool:
    """Whether a bracket stands in place of a character; ``text`` as for ``without_brackets``."""
    if not _BRACKET.sub("", text).strip(")"):
        return False
    return any(
        _describes_character(bracket, text) and _in_place(bracket.group(1), text[: bracket.start()]) != ""
        for bracket in _BRACKET.finditer(text)
    )


def remarks(text: str) -> str:
    """The remarks in brackets of one name, joined by ``;``; ``text`` as for ``without_brackets``."""
    if not _BRACKET.sub("", text).strip(")"):
        return ""
    found = (bracket for bracket in _BRACKET.finditer(text) if not _describes_character(bracket, text))
    return ";".join(bracket.group(1) for bracket in found if bracket.group(1))


def _ideograph(character: str) -> str:
    return character if unicodedata.category(character) == "Lo" else ""


_IDEOGRAPHS = EachCharacter(_ideograph)


def _describes_character(bracket: re.Match[str], text: str) -> bool:
    """Whether a bracket says how a character of the name is built or read.

    It says so, or little else is a name, or it holds the parts of a character where one is wanted: inside the name
    (张(日月)华), or behind two characters (张志(日月)) if it cannot be a name of its own.
    """
    said = bracket.group(1)
    if _DESCRIBES.search(said) is not None:
        return True
    if _REMARKS.search(said) is not None:
        return False
    ideographs = len(_BRACKET.sub("", text).translate(_IDEOGRAPHS))
    is_inside = text[bracket.end() :].translate(_IDEOGRAPHS) != ""
    may_be_part = ideographs <= 3 if is_inside else ideographs == 2 and not _may_be_name(said)
    return ideographs <= 1 or (may_be_part and described_character(said) != "")


def _may_be_name(text: str) -> bool:
    return bool(characters().common_surname[ord(_standard(text[:1] or WILDCARD))])


def _in_place(bracket: str, before: str) -> str:
    """What a describing bracket stands for: a character, pinyin, a wildcard, or nothing if it only explains."""
    last = before[-1:]
    is_mark = last in MARKS and last != ""
    if last and not is_mark and _is_rare(last):
        return ""
    if LATIN.fullmatch(bracket):
        pinyin = as_pinyin(bracket, whole=False)
        reads_name = pinyin and last and not is_mark and reads_as(pinyin.split("'")[-1], last)
        return "" if reads_name else pinyin or ("" if is_mark else WILDCARD)
    return described_character(bracket) or ("" if is_mark else WILDCARD)


def described_character(description: str) -> str:
    """The one character that has the parts that a description names, ``""`` where there is none or several.

    ``上龙下天`` is 䶮, ``王+莹``, ``莹加王旁`` and ``王莹`` are 㼆.
    """
    for name, radical in _RADICAL_NAMES.items():
        description = description.replace(name, radical)
    plain = _RADICAL_WORDS.sub("", description)
    two_sides, added, three = (pattern.match(plain) for pattern in (_TWO_SIDES, _ADDED, _THREE_OF_ONE))
    if two_sides is not None:
        found = _of_parts(two_sides.group(1) + two_sides.group(2))
    elif added is not None:
        found = _of_parts(added.group(1) + added.group(2)) or _of_parts(added.group(2) + added.group(1))
    else:
        found = _of_parts(plain if three is None else three.group(1) * 3)
    return found[0] if len(found) == 1 else ""


def _of_parts(parts: str) -> tuple[str, ...]:
    return characters_of_parts().get("".join(_standard(part) for part in parts), ())


def _standard(character: str) -> str:
    return chr(characters().canonical[min(ord(character), CODE_POINTS - 1)])


def _is_rare(character: str) -> bool:
    """Whether a character is beyond the 6,763 of GB 2312, so that a bracket may explain it."""
    try:
        _standard(character).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
