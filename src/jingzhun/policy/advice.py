"""What is not wrong with a valid policy but should be looked at: said by ``jingzhun policy check``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jingzhun.model import Grade, Severity
from jingzhun.policy.possible import can_hold
from jingzhun.policy.records import CLUE, Policy

_MILD_TO_HARSH = (Severity.NOTE.value, CLUE, Severity.REVIEW.value, Severity.RED_LINE.value)


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark: file and line, what it is about, and what to do."""

    where: str
    what: str
    fix: str


def advice_on(policy: Policy, today: date) -> tuple[Advice, ...]:
    """Everything that should be looked at, in the order of the checks.

    Args:
        policy: a valid policy.
        today: the day for which it is to be used.
    """
    checks = (_validity(policy, today), _sources(policy), _codes(policy), _combination(policy), _exceptions(policy))
    return tuple(each for check in checks for each in check)


def _validity(policy: Policy, today: date) -> Iterator[Advice]:
    if not policy.covers(today):
        until = "今" if policy.valid_to is None else policy.valid_to
        what = f"{today} 不在有效期 {policy.valid_from} 至 {until} 之内"
        yield Advice(policy.file, what, "核查当年的数据用 --as-of 写明核查日; 用于今年的, 请改依据、数字和有效期")
    for basis in policy.basis:
        if basis.valid_to is not None and basis.valid_to < (policy.valid_to or today):
            what = f"依据 “{basis.id}” 到 {basis.valid_to} 为止, 早于政策规则的有效期"
            yield Advice(basis.where, what, "换成现行的文件, 或缩短政策规则的有效期")
    for line in policy.lines:
        if line.yuan is None:
            what = f"{line.title}({line.id})没有填数字, 用到它的条件无法判定"
            yield Advice(line.where, what, "查到当地公布的数字后写上 yuan = …(元/人·年)")
        if line.year is not None and not policy.covers(date(line.year, 12, 31)) and policy.valid_from.year > line.year:
            what = f"{line.title}是 {line.year} 年的, 政策规则从 {policy.valid_from} 起有效"
            yield Advice(line.where, what, "换成当年公布的数字")


def _sources(policy: Policy) -> Iterator[Advice]:
    used = {line.basis for line in policy.lines}
    for condition in policy.conditions:
        used |= {*condition.basis, *(source for each in condition.exceptions for source in each.basis)}
        if not condition.basis:
            what = f"条件 “{condition.code}” 没有写依据"
            yield Advice(condition.where, what, '补上一行, 例如 basis = ["依据编号"]')
    for basis in policy.basis:
        if basis.id not in used:
            what = f"依据 “{basis.id}” 没有一个条件、例外或线用到"
            yield Advice(basis.where, what, "在用它的条件里写上, 或去掉这一段")


def _codes(policy: Policy) -> Iterator[Advice]:
    """A code that begins like another is chosen together with it by --select and --ignore."""
    codes = [condition.code for condition in policy.conditions]
    for condition in policy.conditions:
        for other in codes:
            if condition.code != other and condition.code.startswith(other):
                what = f"条件代码 “{condition.code}” 以另一个代码 “{other}” 开头, --ignore {other} 会把两个都去掉"
                yield Advice(condition.where, what, "换一个开头不同的代码")
        for each in condition.exceptions:
            if each.code in codes:
                what = f"例外代码 “{each.code}” 与条件代码相同, 报告里容易看错"
                yield Advice(each.where, what, "换一个代码")


def _combination(policy: Policy) -> Iterator[Advice]:
    for severity in Severity:
        ranks = [_MILD_TO_HARSH.index(policy.combine.of(severity, grade)) for grade in Grade]
        if ranks != sorted(ranks, reverse=True):
            what = f"[combine] {severity.value}: 把握小的反而处理得重"
            yield Advice(policy.file, what, "A 不轻于 B, B 不轻于 C")


def _exceptions(policy: Policy) -> Iterator[Advice]:
    for condition in policy.conditions:
        for each in condition.exceptions:
            if each.when is not None and not can_hold(each.when, condition):
                what = f"例外 “{condition.code}/{each.code}” 看来永远不会成立: 它成立时, 条件已经不成立, 或它自相矛盾"
                yield Advice(each.where, what, "核对例外的 when; 条件应写得宽, 再由例外去掉不算的")
