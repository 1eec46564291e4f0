"""An office's own examples of a policy: what must come of a member with such rows in the registers.

Each ``[[case]]`` gives members, rows of registers with the grade of their link, and what is expected; the judge itself
decides them, one household a case. The format is explained in docs/guide/policy.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jingzhun.errors import PolicyError
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.model import Effect, Grade, Severity, Verdict
from jingzhun.policy.fields import check_named, headers_of
from jingzhun.policy.node import Node
from jingzhun.policy.places import Places
from jingzhun.policy.records import Policy
from jingzhun.policy.toml_text import parse_toml
from jingzhun.rules.registry import RULES

_TOP = {"as_of": "as_of = 2016-10-01", "case": '[[case]]\n  title = "…"\n  expect = []'}
_CASE = {
    "title": 'title = "摩托车不计"',
    "as_of": "as_of = 2016-10-01",
    "members": 'members = [{ name = "林建国", relation = "户主" }]',
    "rows": 'rows = [{ register = "vehicles", grade = "A", vehicle_class = "M21" }]',
    "findings": 'findings = ["JZ204"]',
    "supplied": 'supplied = ["vehicles"]',
    "expect": 'expect = [{ code = "CAR", effect = "excused", exception = "MOTORCYCLE" }]',
    "verdict": 'verdict = "clear"',
}
_EXPECT = {
    "code": 'code = "CAR"',
    "effect": 'effect = "excused"',
    "severity": 'severity = "red_line"',
    "exception": 'exception = "MOTORCYCLE"',
    "member": 'member = "林建国"',
}
_EFFECTS = (Effect.DOUBT, Effect.CLUE, Effect.EXCUSED, Effect.NOTE)
_SAID_OF_A_ROW = {"register": "部门数据", "member": "成员姓名", "grade": "比对等级"}
_NOBODY = "张三"


@dataclass(frozen=True, slots=True)
class Case:
    """One example.

    Attributes:
        where: file and line.
        members: the fields of each member; the first is the head unless it says otherwise.
        rows: register, position of the member, grade, and the fields of each row.
        findings: codes of rules that have found something of the first member.
        supplied: registers that were supplied, with or without rows.
        expect: what must come out, with the keys that are asked for.
        verdict: of the household; ``""`` where it is not asked for.
    """

    where: str
    title: str
    as_of: date
    members: tuple[Mapping[str, str], ...]
    rows: tuple[tuple[TableKind, int, str, Mapping[str, str]], ...]
    findings: tuple[str, ...]
    supplied: tuple[str, ...]
    expect: tuple[Mapping[str, str], ...]
    verdict: str


def read_cases(path: Path, policy: Policy) -> tuple[Case, ...]:
    """Read a file of examples.

    Args:
        path: the file.
        policy: the policy that they are examples of.

    Raises:
        PolicyError: the file cannot be read, or something in it is not known.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PolicyError("样例文件打不开", where=str(path), fix="给出能打开的 .toml 文件") from error
    text, data = parse_toml(source, str(path), PolicyError, 'title = "摩托车不计"')
    top = Node(data, (), str(path), Places(text, data), _TOP)
    top.check_keys(("case",))
    nodes = top.list_of("case", _CASE)
    if not nodes:
        top.fail("一个 [[case]] 也没有", key="case", fix=f"例如 {_TOP['case']}")
    return tuple(_case(node, top.day("as_of"), policy) for node in nodes)


def _case(node: Node, usual_day: date | None, policy: Policy) -> Case:
    node.check_keys(("title", "expect"))
    members = _members(node)
    names = [each["name"] for each in members]
    for name in names:
        if names.count(name) > 1:
            node.fail(f"成员 “{name}” 写了两次", key="members", fix="给每个成员不同的姓名")
    rows = tuple(_row(each, names) for each in node.list_of("rows", _SAID_OF_A_ROW))
    registers = {kind.value: kind.words for kind in register_kinds()}
    for register in node.texts("supplied"):
        check_named(node, "supplied", register, registers, "部门数据")
    rules = {rule.code: rule.title for rule in RULES}
    for code in node.texts("findings"):
        check_named(node, "findings", code, rules, "核查规则")
    return Case(
        where=node.where(),
        title=node.text("title"),
        as_of=node.day("as_of") or usual_day or policy.valid_from,
        members=members,
        rows=rows,
        findings=node.texts("findings"),
        supplied=tuple(dict.fromkeys([*node.texts("supplied"), *(kind.value for kind, *_ in rows)])),
        expect=tuple(_expected(each, policy, names) for each in _expectations(node)),
        verdict=node.choice("verdict", ("", Verdict.CLEAR.value, Verdict.DOUBTFUL.value), "结论"),
    )


def _expectations(node: Node) -> Sequence[Node]:
    if node.table["expect"] == []:
        return ()
    return node.list_of("expect", _EXPECT)


def _members(node: Node) -> tuple[Mapping[str, str], ...]:
    """The members; where none is written, one head."""
    known = headers_of(TableKind.ROLL.value)
    members = []
    for at, each in enumerate(node.list_of("members", known)):
        written = _texts(each, known)
        usual = {"name": _NOBODY if at == 0 else f"{_NOBODY}{at + 1}", "relation": "户主" if at == 0 else "其他"}
        members.append({**usual, **written})
    return tuple(members) or ({"name": _NOBODY, "relation": "户主"},)


def _row(node: Node, names: Sequence[str]) -> tuple[TableKind, int, str, Mapping[str, str]]:
    if "register" not in node.table:
        node.fail("缺少必填的键 “register”", fix=f"补上, 例如 {_CASE['rows']}")
    registers = {kind.value: kind.words for kind in register_kinds()}
    part = Node(node.table, node.path, node.file, node.places, dict.fromkeys(_SAID_OF_A_ROW, _CASE["rows"]))
    register = part.text("register")
    check_named(part, "register", register, registers, "部门数据")
    member, grade = part.text("member", names[0]), part.text("grade", Grade.A.value)
    check_named(part, "member", member, dict.fromkeys(names, "成员"), "成员")
    check_named(part, "grade", grade, {each.value: each.words for each in Grade}, "等级")
    fields = _texts(node, {**headers_of(register), **_SAID_OF_A_ROW})
    own = {field: text for field, text in fields.items() if field not in _SAID_OF_A_ROW}
    return TableKind(register), names.index(member), grade, {"name": member, **own}


def _texts(node: Node, known: Mapping[str, str]) -> dict[str, str]:
    """The fields of a row as texts; a field may be called by its key or by its Chinese name."""
    by_title = {title: field for field, title in known.items()}
    texts = {}
    for key, value in node.table.items():
        field = by_title.get(key, key)
        part = Node(node.table, node.path, node.file, node.places, dict.fromkeys([*known, key], f'"{key}" = "…"'))
        check_named(part, key, field, known)
        if isinstance(value, list | dict):
            part.wrong(key, "文字、数字或日期")
        texts[field] = str(value)
    return texts


def _expected(node: Node, policy: Policy, names: Sequence[str]) -> Mapping[str, str]:
    node.check_keys(("code", "effect"))
    conditions = {each.code: each.title for each in policy.conditions}
    code = node.text("code")
    check_named(node, "code", code, conditions, "条件代码")
    node.choice("effect", [each.value for each in _EFFECTS], "处理")
    if "severity" in node.table:
        node.choice("severity", [each.value for each in Severity], "轻重")
    if "exception" in node.table:
        [condition] = [each for each in policy.conditions if each.code == code]
        known = {each.code: each.title for each in condition.exceptions}
        check_named(node, "exception", node.text("exception"), known, "例外代码")
    if "member" in node.table:
        check_named(node, "member", node.text("member"), dict.fromkeys(names, "成员"), "成员")
    return {key: node.text(key) for key in node.table}
