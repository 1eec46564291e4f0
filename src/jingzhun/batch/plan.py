"""What a batch is to check: a plan in TOML, or a folder with one folder a county (or township)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jingzhun.errors import RequestError
from jingzhun.policy.node import Node
from jingzhun.policy.toml_text import parse_toml
from jingzhun.read import is_candidate
from jingzhun.settings import find_settings

#: What a batch leaves in its folder; a folder that holds it is no county.
RECORD = "batch.json"
_MOST_BYTES = 1 << 20
_COUNTY = {
    "name": 'name = "小溪镇"',
    "paths": 'paths = ["小溪镇/"]',
    "settings": 'settings = "小溪镇/jingzhun.toml"',
    "policy": 'policy = "zhangzhou-2016"',
    "as_of": "as_of = 2016-06-30",
}
_TOP = {
    "output": 'output = "批量结果"',
    "policy": _COUNTY["policy"],
    "as_of": _COUNTY["as_of"],
    "county": '[[county]]\n  name = "小溪镇"\n  paths = ["小溪镇/"]',
}
# Names that Windows keeps for devices, and characters that no file name may hold there.
_FORBIDDEN = frozenset('<>:"/\\|?*')


@dataclass(frozen=True, slots=True)
class County:
    """One check of a batch.

    Attributes:
        name: also the name of its run folder.
        paths: what is to be checked.
        settings: its settings file, ``None`` where there is none.
        policy, as_of: said by the plan; they win over the settings file.
    """

    name: str
    paths: tuple[Path, ...]
    settings: Path | None = None
    policy: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is to check.

    Attributes:
        output: where the results go, ``None`` where the plan does not say.
        passed_over: folders without a table, which are no counties.
    """

    counties: tuple[County, ...]
    output: Path | None = None
    passed_over: tuple[str, ...] = field(default=())


def plan_of(path: Path) -> Plan:
    """The plan that a TOML file says, or that a folder of counties amounts to.

    Raises:
        RequestError: there is none, or it is not valid; the message names line, key and the nearest valid key.
    """
    if path.is_dir():
        return _of_folder(path)
    if path.suffix.lower() != ".toml":
        what = "不是文件夹, 也不是 .toml 计划" if path.exists() else "找不到这个文件夹或计划"
        raise RequestError(what, where=str(path), fix="给出一个文件夹(每县一个子文件夹), 或一个计划, 如 计划.toml")
    return _of_file(path)


def _of_folder(folder: Path) -> Plan:
    counties, without = [], []
    for path in sorted(folder.iterdir()):
        if not path.is_dir() or path.name.startswith(".") or (path / RECORD).is_file() or _is_run(path):
            continue
        if _has_table(path):
            counties.append(County(path.name, (path,), find_settings((path,), path)))
        else:
            without.append(path.name)
    if not counties:
        fix = "每个县(乡镇)一个子文件夹, 里面放花名册和部门数据; 只查一个县用 jingzhun check"
        raise RequestError("里面没有放着表格的子文件夹", where=str(folder), fix=fix)
    return Plan(tuple(counties), passed_over=tuple(without))


def _is_run(folder: Path) -> bool:
    return (folder / "manifest.json").is_file() and (folder / "links.parquet").is_file()


def _has_table(folder: Path) -> bool:
    return any(is_candidate(Path(place) / name) for place, _, names in os.walk(folder) for name in names)


def _of_file(path: Path) -> Plan:
    try:
        with path.open("rb") as stream:
            source = stream.read(_MOST_BYTES)
    except OSError as failure:
        why = "没有这个文件" if isinstance(failure, FileNotFoundError) else "不许读取"
        raise RequestError(f"计划打不开({why})", where=str(path), fix="核对路径和权限") from None
    text, data = parse_toml(source, str(path), RequestError, _TOP["county"])
    top = Node(data, (), str(path), _Lines(text), _TOP, RequestError)
    top.check_keys(("county",))
    output = top.text("output")
    counties = tuple(_county(node, top, path.parent) for node in top.list_of("county", _COUNTY))
    _refuse_twice(top, counties)
    return Plan(counties, path.parent / output if output else None)


def _county(node: Node, top: Node, folder: Path) -> County:
    node.check_keys(("name", "paths"))
    name = node.text("name")
    if not name.strip(" .") or _FORBIDDEN & set(name) or name.startswith("."):
        node.fail("县名要用作文件夹名, 不能为空, 不能有 / : ? 等字符", key="name", fix=_COUNTY["name"])
    paths = tuple(folder / text for text in node.texts("paths"))
    for path in paths:
        if not path.exists():
            node.fail(f"找不到“{path}”", key="paths", fix=f"核对路径; 从 {folder} 算起")
    settings = node.text("settings")
    return County(
        name,
        paths,
        folder / settings if settings else find_settings(paths, paths[0]) if paths else None,
        _policy(node.text("policy") or top.text("policy"), folder),
        node.day("as_of") or top.day("as_of"),
    )


def _policy(name: str, folder: Path) -> str:
    return str(folder / name) if name.endswith(".toml") else name


def _refuse_twice(top: Node, counties: Iterable[County]) -> None:
    seen: set[str] = set()
    for county in counties:
        # Windows and macOS take names that differ in case alone for one.
        if county.name.casefold() in seen:
            top.fail(f"有两个县都叫“{county.name}”", key="county", fix="各取一个名字, 结果文件夹按它命名")
        seen.add(county.name.casefold())


class _Lines:
    """The lines of a plan's keys: those of ``[[county]]`` tables by their order, the others by their names."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line (from 1) on which a key or table begins."""
        begin, rest = 0, path
        if len(path) > 1 and path[0] == "county" and isinstance(path[1], int):
            heads = [
                number for number, line in enumerate(self._lines) if line.replace(" ", "").startswith("[[county]]")
            ]
            begin = heads[path[1]] if path[1] < len(heads) else 0
            rest = path[2:]
        for number in range(begin, len(self._lines)):
            if not rest or _key_of(self._lines[number]) == rest[0]:
                return number + 1
        return begin + 1


def _key_of(line: str) -> Any:
    try:
        return next(iter(tomllib.loads(line)), None)
    except tomllib.TOMLDecodeError:
        return line.partition("=")[0].strip()
