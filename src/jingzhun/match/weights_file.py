"""The weights file of ``jingzhun match --weights``: what was learnt of registers, to read, to mend and to use again.

TOML with one table a register and in it one a comparator; every level says what it means and how often it was met. The
floats stand in the shortest form that reads back as the same number, so a file gives the weights that wrote it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.match.compare import LEVELS
from jingzhun.match.levels import full_words, title_of
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.weights import LevelWeights, Weights, shipped_weights

_HEAD = """\
# jingzhun match 的权重: 每一种相符的程度值多少位。一位是一倍: 多一位, 是同一人的可能与不是的可能之比翻一番。
#
#   m      是同一人的各对里, 有多大一份是这样相符的
#   u      不是同一人的各对里, 有多大一份碰巧也这样相符; 值 log2(m/u) 位
#   times  与这个值一样近的值有几个; 值 log2(m/times) 位, 另加值本身的位数(对上的每一位号码、姓名有多少见)
#   bits   定死的位数, 不学
#
# 可以改数字; 不能删键, 也不能加键。把文件删掉, 下次重新学。
"""
_MEND = "改好这一处; 或者删掉这个文件, 让程序重新学一份"


@dataclass(frozen=True)
class Learnt:
    """What was learnt of one register.

    Attributes:
        weights: the weights.
        candidates: the pairs from which they were learnt (``match.link.RegisterLinks.candidates``).
        people: people in the register.
        members: members of the roll.
    """

    weights: Weights
    candidates: pd.DataFrame
    people: int
    members: int


def text_of(learnt: Mapping[TableKind, Learnt]) -> str:
    """The weights file as text; the same for the same weights."""
    return "\n".join([_HEAD, *(line for kind in learnt for line in _register_lines(kind, learnt[kind]))]) + "\n"


def weights_of(content: Mapping[str, Any], file: str) -> dict[TableKind, Weights]:
    """The weights that a file holds, checked completely.

    Args:
        content: the parsed file.
        file: what messages call it.

    Returns:
        Weights by register; what is not learnt (grades, calibration) is that of the program.

    Raises:
        RequestError: a key is not known or missing, or a value is not what it should be.
    """
    kinds = {kind.value: kind for kind in register_kinds()}
    if not content:
        raise RequestError("里面没有权重", where=file, fix=_MEND)
    for key in content:
        if key not in kinds:
            raise RequestError(f"不认识的部门数据“{key}”", where=file, fix=f"可用的种类: {'、'.join(kinds)}")
    return {kinds[key]: _weights(kinds[key], _Place(file, (key,), value)) for key, value in content.items()}


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _register_lines(kind: TableKind, learnt: Learnt) -> Iterator[str]:
    weights = learnt.weights
    yield f"[{kind.value}]"
    kept = len(learnt.candidates)
    yield f"# {kind.words}: 花名册 {learnt.members:,} 人, 登记 {learnt.people:,} 人, 比了之后留下 {kept:,} 对。"
    if weights is shipped_weights(kind):
        too_few = min(learnt.people, learnt.members) < weights.learning["fewest_people"]
        yield f"# {'人数太少' if too_few else '没有一对可比'}, 没有学; 这是程序自带的数值。"
    yield "# 登记的人有多大一份在花名册上。"
    yield f"share = {_number(weights.share)}"
    yield "# 号码的 18 位, 每对上一位值多少位。"
    yield f"places = [{', '.join(map(_number, weights.digit_bits))}]"
    for name, levels in LEVELS.items():
        yield ""
        yield f"[{kind.value}.{name}]  # {title_of(name, kind)}"
        yield from _level_lines(name, levels, weights.comparators[name], learnt.candidates)
    yield ""


def _level_lines(name: str, levels: type[IntEnum], table: LevelWeights, candidates: pd.DataFrame) -> Iterator[str]:
    seen = candidates[LEVEL_COLUMNS[name]].to_numpy()
    counts = [np.bincount(some, minlength=len(levels)) for some in (seen, seen[candidates["is_link"].to_numpy(bool)])]
    for level in levels:
        if not math.isnan(table.decided[level]):
            value = f"{{ bits = {_number(table.decided[level])} }}"
            worth = ""
        else:
            second = "times" if table.by_value[level] else "u"
            value = f"{{ m = {_number(table.m[level])}, {second} = {_number(table.u[level])} }}"
            worth = (
                f"{round(table.bits[level], 1) + 0.0:+.1f} 位"
                + ("另加值本身的" if table.by_value[level] else "")
                + "; "
            )
        words = full_words(level) or "没有可比的"
        met = f"{counts[0][level]:,} 对, 其中比对结果 {counts[1][level]:,} 条"
        yield f"{level.name.lower()} = {value}  # {words}: {worth}{met}"


def _number(value: float) -> str:
    return repr(float(value))


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Place:
    """A value of the file with the keys that lead to it."""

    file: str
    keys: tuple[str, ...]
    value: Any

    def fail(self, what: str) -> RequestError:
        return RequestError(what, where=f"{self.file} › {'.'.join(self.keys)}", fix=_MEND)

    def table(self, keys: Sequence[str]) -> dict[str, _Place]:
        """The values of a table that must have exactly these keys."""
        if not isinstance(self.value, dict):
            raise self.fail("应该是一段, 下面有各键")
        if unknown := [key for key in self.value if key not in keys]:
            raise self.fail(f"不认识的键“{unknown[0]}”, 可用的是: {'、'.join(keys)}")
        if missing := [key for key in keys if key not in self.value]:
            raise self.fail(f"缺少“{missing[0]}”")
        return {key: _Place(self.file, (*self.keys, key), self.value[key]) for key in keys}

    def number(self, least: float, most: float, *, open_below: bool = False) -> float:
        """A number within bounds."""
        # bool is an int in Python, but true is no number here.
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not math.isfinite(self.value):
            raise self.fail(f"要写数字, 现在是 {self.value!r}"[:80])
        if not least <= self.value <= most or (open_below and self.value == least):
            raise self.fail(f"{self.value} 超出范围, 要{'大于' if open_below else '不小于'} {least:g}, 不大于 {most:g}")
        return float(self.value)


def _weights(kind: TableKind, place: _Place) -> Weights:
    shipped = shipped_weights(kind)
    parts = place.table(("share", "places", *LEVELS))
    digits = parts["places"]
    if not isinstance(digits.value, list) or len(digits.value) != len(shipped.digit_bits):
        raise digits.fail(f"要写 {len(shipped.digit_bits)} 个数字, 号码每位一个")
    bits = [_Place(place.file, (*digits.keys, str(n)), value) for n, value in enumerate(digits.value, start=1)]
    comparators = {name: _levels(parts[name], LEVELS[name], shipped.comparators[name]) for name in LEVELS}
    return replace(
        shipped.with_comparators(comparators, parts["share"].number(0.0, 1.0, open_below=True)),
        started=comparators,
        digit_bits=np.array([digit.number(0.0, 100.0) for digit in bits]),
    )


def _levels(place: _Place, levels: type[IntEnum], shipped: LevelWeights) -> LevelWeights:
    """The levels of one comparator; each is stated in the way in which the program's own is."""
    entries = place.table([level.name.lower() for level in levels])
    m, u, decided = (np.full(len(levels), np.nan) for _ in range(3))
    for level in levels:
        entry = entries[level.name.lower()]
        if not math.isnan(shipped.decided[level]):
            decided[level] = entry.table(("bits",))["bits"].number(-1000.0, 1000.0)
        elif shipped.by_value[level]:
            stated = entry.table(("m", "times"))
            u[level] = stated["times"].number(0.0, 1e9, open_below=True)
        else:
            stated = entry.table(("m", "u"))
            u[level] = stated["u"].number(0.0, 1.0, open_below=True)
        if math.isnan(decided[level]):
            m[level] = stated["m"].number(0.0, 1.0, open_below=True)
    return replace(shipped, m=m, u=u, decided=decided)
