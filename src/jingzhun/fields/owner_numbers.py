"""Whose a number is where the cell says so (李四:350699…, 350699…(李四), 李四350699…) or leaves one out (、350699…).

The worst mistake is to give somebody another's number. What cannot be told is therefore given to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jingzhun.fields import name as names_of_people

#: An identity number, perhaps masked.
NUMBER = "[0-9０-９Xx*＊]{15,18}"
BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
#: What shows that a cell may say whose a number is.
SAYS_WHOSE = r"[\p{Han}\x{E000}-\x{F8FF}:：(（\[【]"
_NUMBERS = re.compile(NUMBER)
_HAN = "[\u3007\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff·]"
# Needs no cleaning; 等 says that there are others.
_PLAIN_NAME = re.compile("[\u4e00-\u7b48\u7b4a-\u9fa5]{2,4}")
_HAN_INSIDE = re.compile(_HAN)
_COLON_LABEL = re.compile("^[^0-9０-９:：]*[:：]")
_GLUED_LABEL = re.compile(rf"^(?:\s*{_HAN})+|(?:{_HAN}\s*)+$")
_DOCUMENT = (
    "(?:居民|公民|身份|证件?|号码?|码|代码|编号|类型|护照|户口[簿本]|港澳|通行|军官|营业执照|统一|社会|信用|组织|机构"
    "|[一二]代|[新旧老原]证?|已?注销|已变更)+"
)
# Says nothing of whose the number is: 身份证:350699…, 无.
_NOBODYS = re.compile(f"(?:{_DOCUMENT}|无|暂无|没有|不详|未知|空|缺|待补)?")
_DOCUMENT_BEHIND = re.compile(f"的?{_DOCUMENT}$")
# 配偶李四 is 李四; 李四配偶 is not.
_ROLE_BEFORE = re.compile("^(?:户主|本人|配偶|妻子?|丈夫|共有权?人|权利人|所有权?人|产权人|车主)(?=..)")
_NOBODY = -1


class _Part(NamedTuple):
    """A part of the cell of the number: the number as written, and what the cell says of its owner."""

    number: str
    labels: tuple[str, ...]


def given(names: Sequence[str], numbers: Sequence[str], *, and_others: bool) -> list[tuple[str, str]]:
    """Give the numbers of one row to its people.

    Args:
        names: parts of the cell of the name, empty ones too.
        numbers: parts of the cell of the number, empty ones too.
        and_others: whether the name says 等 (and others).

    Returns:
        Names with their numbers: every name once or more, ``""`` for one without number; behind them, without name,
        the numbers of which the cells do not tell whose they are.
    """
    people = list(names) if len(names) == len(numbers) else [name for name in names if name]
    if len(numbers) == len(people) + 1 and len(numbers) > 1 and not numbers[-1]:
        numbers = numbers[:-1]  # the last mark ends the list
    parts = [_taken_apart(part) for part in numbers]
    aliases = [_aliases(name) for name in people] if any(part.labels for part in parts) else []
    whose = [_whose(part.labels, aliases) for part in parts]
    own: list[list[str]] = [_NUMBERS.findall(name) for name in people]
    in_order = len(parts) == len(people) and all(who in (None, place) for place, who in enumerate(whose))
    nobodys = []
    for place, (part, who) in enumerate(zip(parts, whose, strict=True)):
        if who is not None:
            receivers = [] if who == _NOBODY else [who]
        elif len(numbers) == 1:
            receivers = [person for person, numbered in enumerate(own) if not numbered]
        elif len(names) == 1 and people:
            receivers = [] if and_others and place else [0]
        else:
            receivers = [place] if in_order else []
        for person in receivers:
            if part.number not in own[person]:
                own[person].append(part.number)
        if not receivers and not any(part.number in numbered for numbered in own):
            nobodys.append(part.number)
    return list(_rows(people, own, nobodys))


def cut_apart(part: str) -> list[str]:
    """Several numbers that only their owners' names or blanks separate: 张三:350699… 李四:350699….

    Returns:
        The numbers, each with the words that belong to it; the part alone where that cannot be told.
    """
    found = list(_NUMBERS.finditer(part))
    if len(found) < 2:
        return [part]
    said = [part[: found[0].start()], *(part[a.end() : b.start()] for a, b in pairwise(found))]
    said.append(part[found[-1].end() :])
    says = [bool(text.strip()) for text in said]
    if ":" in part or "：" in part or (says[0] and not says[-1]):  # names before their numbers
        starts = [0, *(number.end() for number in found[:-1])]
    elif not says[0] and (says[-1] or not any(says)):  # or behind them
        starts = [number.start() for number in found]
    else:
        return [part]
    return [part[a:b].strip() for a, b in zip(starts, [*starts[1:], len(part)], strict=True)]


def _rows(people: Sequence[str], own: Sequence[Sequence[str]], nobodys: Sequence[str]) -> Iterator[tuple[str, str]]:
    rows = [(name, number) for name, numbers in zip(people, own, strict=True) for number in numbers or ("",)]
    rows += [("", number) for number in nobodys]
    yield from [row for row in rows if any(row)] or [("", "")]


def _taken_apart(part: str) -> _Part:
    while (opened := BRACKETS.sub(_opened, part)) != part:
        part = opened
    labels = [bracket[1:-1] for bracket in BRACKETS.findall(part) if _HAN_INSIDE.search(bracket)]
    number = BRACKETS.sub(lambda bracket: "" if _HAN_INSIDE.search(bracket.group()) else bracket.group(), part).strip()
    while colon := _COLON_LABEL.match(number):
        labels.append(colon.group()[:-1])
        number = number[colon.end() :].strip()
    if len(_NUMBERS.findall(number)) > 1 and _HAN_INSIDE.search(number):
        return _Part(part, (part,))
    labels += [glued.group() for glued in _GLUED_LABEL.finditer(number)]
    number = _GLUED_LABEL.sub("", number).strip()
    said = tuple(label for label in map(_without_blanks, labels) if not _NOBODYS.fullmatch(label))
    return _Part(number if number or said else part, said)


def _opened(bracket: re.Match[str]) -> str:
    """What a bracket holds, where that is more than what is said of a number beside it: 张三(身份证350699…)."""
    text = bracket.group()
    return text[1:-1] if _HAN_INSIDE.search(text) and _NUMBERS.search(text) else text


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _whose(labels: Sequence[str], aliases: Sequence[frozenset[str]]) -> int | None:
    """Whom all labels name: a place among the people, ``_NOBODY`` where that is none or several; None without label."""
    if not labels:
        return None
    if any(map(_NUMBERS.search, labels)):
        return _NOBODY  # of several numbers some are another's
    people = set(range(len(aliases)))
    for label in labels:
        people &= {person for person, known in enumerate(aliases) if known & _forms(label)}
    return people.pop() if len(people) == 1 else _NOBODY


@lru_cache(maxsize=20_000)
def _forms(label: str) -> frozenset[str]:
    """How the people that a label means may be called: 张三 for 张三身份证号 and for 户主张三."""
    forms = {label, _DOCUMENT_BEHIND.sub("", label), _ROLE_BEFORE.sub("", label)}
    return frozenset(forms | {_cleaned(form) for form in forms})


def _aliases(name: str) -> frozenset[str]:
    """What a label may call a person: 李四 or 配偶 for 李四(配偶)."""
    brackets = {_without_blanks(bracket[1:-1]) for bracket in BRACKETS.findall(name)}
    return frozenset({_cleaned(name), *filter(_HAN_INSIDE.search, brackets)} - {""})


@lru_cache(maxsize=20_000)
def _cleaned(name: str) -> str:
    if _PLAIN_NAME.fullmatch(name):
        return name
    found = names_of_people.parse(name)
    return found.text if isinstance(found, names_of_people.Name) else ""
