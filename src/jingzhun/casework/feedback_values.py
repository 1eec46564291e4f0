"""Cells of the feedback columns as values: a day, a choice, the names of visitors, a count, the exceptions that hold.

Every function takes a cell as it was written and returns ``None``, or nothing, where it cannot be told; nothing is
guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from jingzhun.fields import birthdate

#: What the sheet offers for 是否属实 and 处理意见, and what people write for it.
TRUTHS = {
    "属实": ("属实", "是", "情况属实", "完全属实", "真实"),
    "部分属实": ("部分属实", "部分真实"),
    "不属实": ("不属实", "否", "情况不属实", "不实", "不真实", "非属实"),
    "无法核实": ("无法核实", "不能核实", "未能核实", "无法查实"),
}
PROPOSALS = {
    "保留": ("保留", "拟保留", "建议保留", "予以保留", "继续保留", "继续享受"),
    "清退": ("清退", "拟清退", "建议清退", "予以清退"),
    "整改": ("整改", "拟整改", "建议整改", "限期整改"),
    "转办": ("转办", "拟转办", "建议转办", "移交", "移送"),
}
#: What people write where there is nothing.
NOTHING = frozenset(
    {"", "无", "没有", "无例外", "不属于", "不属于例外", "不适用", "否", "/", "\\", "-", "--", "—", "——"}
)
_BETWEEN = re.compile(r"[、,;/\n&＆]+")
_BOXES = frozenset("□☐☑☒")
_NO_HAN = re.compile(r"[^\u3400-\u9fff]+")
_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?[张个段份条部人户名票]?")
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
# 26.7.5: a visit is of this century, where a birth date may be of either.
_SHORT_YEAR = re.compile(r"^\s*['‘’]?(\d{2})(?=\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d)")


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What the cell of the exception says.

    Attributes:
        asked: whether anything stands there, be it that there is none.
        claimed: the exceptions that are said to hold, as written.
    """

    asked: bool
    claimed: tuple[str, ...]


def plain(text: str) -> str:
    """A text for comparison: one width, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is nothing."""
    return plain(text) in NOTHING


def choice(text: str, words: Mapping[str, Collection[str]]) -> str | None:
    """What was chosen, by the words that people write for it.

    Args:
        text: the cell, perhaps with a tick or a number before the word; boxes to tick say nothing by themselves.
        words: choice → the ways of writing it (``TRUTHS``, ``PROPOSALS``).
    """
    if _BOXES & set(text):
        return None
    said = _NO_HAN.sub("", unicodedata.normalize("NFKC", text))
    return next((chosen for chosen, ways in words.items() if said in ways), None)


def days(texts: list[str], *, epoch_1904: bool = False) -> list[date | None]:
    """A column of days; a year of two digits is one of this century.

    Args:
        texts: the cells.
        epoch_1904: whether bare day numbers come from a workbook that counts from 1904.
    """
    whole = [_SHORT_YEAR.sub(r"20\1", unicodedata.normalize("NFKC", text)) for text in texts]
    numbers = birthdate.parse_column(pa.array(whole, pa.string()), epoch_1904=epoch_1904).tolist()
    return [date(number // 10000, number // 100 % 100, number % 100) if number else None for number in numbers]


def count(text: str) -> int | None:
    """A number of pictures or people: ``3``, ``3张``, ``三``; ``None`` where it is none."""
    said = plain(text)
    found = _COUNT.fullmatch(said)
    return int(found.group(1)) if found else _NUMERALS.get(said[:1]) if len(said) in (1, 2) else None


def names(*cells: str) -> tuple[str, ...]:
    """The different people whom some cells name, in order; a cell may name two."""
    found: dict[str, None] = {}
    for cell in cells:
        for part in _BETWEEN.split(unicodedata.normalize("NFKC", cell).replace("，", ",")):
            words = part.split()
            # 张三 李四 are two, 陈 明 is one.
            people = words if len(words) > 1 and all(len(word) > 1 for word in words) else ["".join(words)]
            found |= dict.fromkeys(name for name in people if name not in NOTHING)
    return tuple(found)


def exceptions(text: str) -> Exceptions:
    """The exceptions that a cell claims; several are separated by commas."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said in NOTHING:  # a stroke says no more than an empty cell
        return Exceptions(not _NO_HAN.fullmatch(said) and said != "", ())
    parts = (plain(part) for part in _BETWEEN.split(said))
    return Exceptions(True, tuple(dict.fromkeys(part for part in parts if part not in NOTHING)))
