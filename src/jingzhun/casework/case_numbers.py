"""Numbers of cases (疑点编号): made so that a slip of the hand is mended or noticed, never taken for another case.

``YD20160630-0001-K``: the day of the check, the place in the order of the roll, a check letter; ``.1`` behind it is a
doubt of the case. The letter is a weighted sum modulo 23 (as the Spanish DNI's; ISO 7064 MOD 37-2 would mix letters and
digits, and 0 and O with them). 23 is a prime above every digit and the weights differ from one another, so any wrong
digit and any two digits that changed places alter the sum. The numbers of one run are all of one width, so a digit
lost or doubled makes no other number of that run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

PREFIX = "YD"
FEWEST_DIGITS = 4
#: Without I, O and Q, which are taken for digits or for one another.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# The digits of the running number weigh 1, 2, … from the right, those of the day 15 to 22: all different modulo 23.
_DAY_WEIGHTS = range(15, 23)
_MOST_DIGITS = 14
# What people type where a digit stands; the letter then tells whether it was meant.
_SLIPS = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})
_DIGIT = "[0-9OQILZSB]"
# Anything that is typed for a dash or a point.
_DASH = r"[-\u2010-\u2015\u2212\uFE58\uFE63\u2500\u4E00\u30FC_~]"
_POINT = "[.。·・,，、:]"
_NUMBER = re.compile(
    rf"(?:{PREFIX}|DY|Y|D)?{_DASH}*({_DIGIT}{{8}}){_DASH}*({_DIGIT}{{{FEWEST_DIGITS},{_MOST_DIGITS}}})"
    rf"{_DASH}*([A-Z])(?:{_DASH}|{_POINT})*([1-9][0-9]{{0,2}})?"
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """What a cell says.

    Attributes:
        case_number: the number of the case, slips of typing mended; ``""`` where that cannot be done.
        doubt: which of the case's doubts; 0 where the cell does not say.
        problem: why it cannot be read, in words that follow the cell's text; ``""`` where it can.
    """

    case_number: str = ""
    doubt: int = 0
    problem: str = ""


def numbers_for(day: date, count: int) -> list[str]:
    """The numbers of all cases of a run, in order.

    Args:
        day: the day for which the run was made.
        count: how many cases it has.
    """
    width = max(FEWEST_DIGITS, len(str(count)))
    return [_number(f"{day:%Y%m%d}", f"{place:0{width}d}") for place in range(1, count + 1)]


def doubt_number(case_number: str, doubt: int) -> str:
    """The number of a doubt of a case (``YD20160630-0001-K.1``)."""
    return f"{case_number}.{doubt}"


def parse(text: str) -> CaseNumber:
    """Read one cell, mending what typing does: width, case, dashes, O for 0, a lost ``.1``."""
    # 一 and ー are typed for a dash; full width and circled digits become digits.
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("'\"“”‘’`").upper()
    if not plain:
        return CaseNumber(problem="没有填写")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return CaseNumber(problem="不是疑点编号, 或少了、多了字")
    day, running, letter = found.group(1).translate(_SLIPS), found.group(2).translate(_SLIPS), found.group(3)
    if letter != _letter(day, running):
        return CaseNumber(problem=f"的校验字母 {letter} 与数字不符, 有字抄错了")
    return CaseNumber(_number(day, running), int(found.group(4) or 0))


def parse_column(column: pa.Array | pa.ChunkedArray | Iterable[str | None]) -> list[CaseNumber]:
    """Read a column, in its order."""
    texts = column.to_pylist() if isinstance(column, pa.Array | pa.ChunkedArray) else list(column)
    read = {text: parse(text or "") for text in set(texts)}
    return [read[text] for text in texts]


def _number(day: str, running: str) -> str:
    return f"{PREFIX}{day}-{running}-{_letter(day, running)}"


def _letter(day: str, running: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_DAY_WEIGHTS, day, strict=True))
    total += sum(weight * int(digit) for weight, digit in enumerate(reversed(running), start=1))
    # 00001 is not 0001: a dash that was typed as a digit must not lengthen the number unnoticed.
    return LETTERS[(total - (len(running) - FEWEST_DIGITS)) % len(LETTERS)]
