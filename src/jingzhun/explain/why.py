"""Why a link has its grade and no better one, why a near row is no link, and odds in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jingzhun.fields.name_levels import AGREEING_NAMES
from jingzhun.match.levels import BirthLevel, NumberLevel, SexLevel
from jingzhun.match.obstacles import Obstacles, needed_weight, obstacles
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.weights import Weights
from jingzhun.model import Grade

#: Margins below this are none, above the other one nobody needs a figure.
_AT_THE_LEAST = 1.01
_NO_MARGIN, _FEW_BITS, _HUGE_MARGIN = 0.05, 3.0, 20.0
_OTHER_PEOPLE = {
    NumberLevel.TWO_PEOPLE: "两边都是有效号码而且不同, 是两个人",
    NumberLevel.DIFFERENT: "号码对不上",
}


def chance_words(weights: Weights, chance: float) -> str:
    """How often such a link is wrong, as a person would say it.

    Args:
        weights: hold the calibration, beyond which no odds have been shown.
        chance: between 0 and 1.
    """
    least = 1.0 / (1.0 + 2.0 ** max(weights.calibration["seen"]))
    if chance <= least * _AT_THE_LEAST:
        return f"这样的结果约每 {_rounded(1 / least)} 条有 1 条是错的, 或更少"
    if chance >= 1 / 3:
        return f"这样的结果每 10 条约有 {max(1, min(10, round(chance * 10)))} 条是错的"
    return f"这样的结果约每 {_rounded(1 / chance)} 条有 1 条是错的"


def margin_words(bits: float) -> str:
    """How much less likely a rival is."""
    if abs(bits) < _NO_MARGIN:
        return "一样相符, 分不出是谁"
    if abs(bits) > _HUGE_MARGIN:
        times = "不到上面的百万分之一" if bits > 0 else "是上面的百万倍以上"
    elif 0 < bits <= _FEW_BITS:
        times = f"是上面的 {2**-bits:.0%}"
    elif bits > 0:
        times = f"是上面的 {_rounded(2**bits)} 分之一"
    else:
        times = f"是上面的 {_rounded(2**-bits) if bits < -_FEW_BITS else f'{2**-bits:.1f}'} 倍"
    return f"{'低' if bits > 0 else '高'} {abs(bits):.1f} 位, 可能性{times}"


def keeps_from(weights: Weights, levels: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What keeps a link from the next better grade, ``None`` for the best.

    Args:
        weights: hold the least weight of each grade.
        levels: the levels by comparator.
        row: ``weight``, ``rivalled`` and ``shared_number`` of the pair.
    """
    found = obstacles(weights, _pair(levels, row))
    if found is None:
        return None
    reasons = [_obstacle(what, found, levels, row) for what in found.what]
    if "weight" not in found.what:
        reasons.append("证据的位数够了, 但不论多少位, 有这一条就只作" + Grade(row["grade"]).words)
    return {"grade": found.grade.value, "obstacles": reasons}


def why_not(
    weights: Weights, levels: Mapping[str, Any], row: Mapping[str, Any], went_to: Mapping[str, Any] | None
) -> list[str]:
    """Why the register row that is nearest to a member is not that member's, the weightiest reason first."""
    reasons = []
    if (number := levels["number"]) in _OTHER_PEOPLE:
        reasons.append(_OTHER_PEOPLE[number])
    if levels["birth"] == BirthLevel.DIFFERENT:
        reasons.append(BirthLevel.DIFFERENT.words)
    if levels["sex"] == SexLevel.DIFFERENT:
        reasons.append(SexLevel.DIFFERENT.words)
    if levels["name"] not in AGREEING_NAMES:
        reasons.append(levels["name"].words)
    if went_to is not None:
        household = f"({went_to['household_id']} 户)" if went_to["household_id"] else ""
        reasons.append(f"这一行归了更相符的 {went_to['name']}{household}, 高 {went_to['margin']:.1f} 位")
    needed = needed_weight(weights, _pair(levels, row), Grade.C)
    if not row["grade"] and needed is not None:
        reasons.append(f"证据合计 {row['weight']:+.1f} 位, 作线索也要 {needed:+.1f} 位")
    # What has a grade and is no link was outweighed by another member, who then had none.
    return reasons or ["这一行另有更相符的人选, 但也不够作线索"]


def _pair(levels: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, object]:
    pair = {LEVEL_COLUMNS[name]: int(level) for name, level in levels.items()}
    others = {"rivalled": bool(row["rivalled"]), "shared_number": int(row["shared_number"])}
    return {**pair, **others, "weight": float(row["weight"])}


def _obstacle(what: str, found: Obstacles, levels: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    if what == "weight":
        return f"证据合计 {row['weight']:+.1f} 位, {found.grade.value} 要 {found.needed:+.1f} 位"
    if what == "rivalled":
        return "另有相近人选"
    if what == "shared_number":
        return "这个号码还登记在别人名下"
    words = str(levels[what.removesuffix("_level")].words)
    # Only A asks for a whole number; for less it must not contradict.
    return f"A 要号码有效且一致, 这里{words}" if (what, found.grade) == ("number_level", Grade.A) else words


def _rounded(number: float) -> str:
    """``1,200``: two digits are all that such a figure is worth."""
    digits = len(str(int(number)))
    return f"{int(round(number, 2 - digits)) if digits > 2 else round(number):,}"
