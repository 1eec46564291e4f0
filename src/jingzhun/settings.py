"""``jingzhun.toml``: what a county settles once for all its checks; found, checked completely, and turned into values.

The command line wins over it. What may stand in it is explained in docs/guide/settings.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from jingzhun.case import STDIN, Source, source_of
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, all_kinds
from jingzhun.policy.node import Node
from jingzhun.policy.toml_text import parse_toml
from jingzhun.read import is_candidate
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.selection import codes_of

FILE_NAME = "jingzhun.toml"
#: More is no settings file; one of a hundred kinds and a thousand columns is smaller.
_MOST_BYTES = 1 << 20
_EXAMPLE = 'policy = "zhangzhou-2016"'
_TOP = {
    "check": f"[check]\n  {_EXAMPLE}",
    "files": '[files]\n  roll = "花名册/*.xlsx"',
    "columns": '[columns]\n  "车主" = "姓名"',
    "limits": f"[limits]\n  seconds = {2 * LIMITS.seconds:g}",
}
_CHECK = {
    "policy": _EXAMPLE,
    "as_of": "as_of = 2016-06-30",
    "output": 'output = "核查结果"',
    "select": 'select = ["JZ1", "CAR"]',
    "ignore": 'ignore = ["JZ213"]',
    "exempt": 'exempt = "豁免清单.xlsx"',
    "previous": 'previous = "去年花名册.xlsx"',
}
_LIMITS = {limit.name: f"{limit.name} = {2 * getattr(LIMITS, limit.name):_}" for limit in fields(Limits)}
_SECRETS = ("password", "passwd", "密码", "口令")


@dataclass(frozen=True)
class Settings:
    """What a settings file says; everything has the value of the program where it says nothing.

    Attributes:
        file: the settings file, ``None`` where there is none.
        policy: name of a shipped pack or path of a policy file, ``""`` where not settled.
        select, ignore: codes, or how they begin, of the rules and conditions that are asked for, and that are not.
        exemptions: the exemption list.
        previous: last year's roll, patterns resolved.
        sources: files, folders and databases by kind, patterns resolved.
        columns: header → field for all files.
        file_columns: the same for some files, by name or pattern.
    """

    file: Path | None = None
    policy: str = ""
    as_of: date | None = None
    output: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exemptions: Path | None = None
    previous: tuple[Source, ...] = ()
    sources: Mapping[TableKind, tuple[Source, ...]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    file_columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    limits: Limits = LIMITS

    @property
    def columns_by_files(self) -> dict[str, Mapping[str, str]]:
        """All settled columns by the files they are for, as ``case.Case.file_columns`` takes them."""
        return {**({"": self.columns} if self.columns else {}), **self.file_columns}


def find_settings(paths: Sequence[Source], here: Path) -> Path | None:
    """Find the settings file of a check.

    Args:
        paths: what is to be checked. The folders themselves and the folders of files are looked into first.
        here: the working folder; it and the folders above come next, the nearest first.

    Returns:
        The settings file, ``None`` where there is none.

    Raises:
        RequestError: two of the paths have one each.
    """
    files = (path for path in paths if isinstance(path, Path))
    folders = dict.fromkeys((path if path.is_dir() else path.parent).resolve() for path in files)
    found = [folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()]
    if len(found) > 1:
        what = f"有 {len(found)} 个设置文件, 不知道用哪个: {'、'.join(map(str, found))}"
        raise RequestError(what, fix="用 --config 指明, 或用 --no-config")
    here = here.resolve()
    found += [folder / FILE_NAME for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()]
    return found[0] if found else None


def load_settings(path: Path, unneeded: Collection[str] = ()) -> Settings:
    """Read and check a settings file.

    Args:
        path: the file.
        unneeded: kinds, and ``previous``, whose files are named elsewhere; what the file says of them is checked, but
            not looked for.

    Raises:
        RequestError: it cannot be read or is not valid; the message names line, key and the nearest valid key.
    """
    try:
        with path.open("rb") as stream:
            source = stream.read(_MOST_BYTES + 1)
    except OSError as failure:
        why = "没有这个文件" if isinstance(failure, FileNotFoundError) else "是文件夹" if path.is_dir() else "不许读取"
        fix = f"核对路径; 文件名通常是 {FILE_NAME}"
        raise RequestError(f"设置文件打不开({why})", where=str(path), fix=fix) from None
    if len(source) > _MOST_BYTES:
        raise RequestError("设置文件太大", where=str(path), fix="核对是否给错了文件")
    text, data = parse_toml(source, str(path), RequestError, f'{_EXAMPLE}; 中文的表头也要加引号: "车主" = "姓名"')
    top = Node(data, (), str(path), _Lines(text), _TOP, RequestError)
    _refuse_secrets(top, data)
    top.check_keys(())
    check = top.inner("check", _CHECK)
    check.check_keys(())
    columns, file_columns = _columns(top)
    output, exempt = check.text("output"), check.text("exempt")
    return Settings(
        file=path,
        policy=_policy(check.text("policy"), path.parent),
        as_of=check.day("as_of"),
        output=path.parent / output if output else None,
        select=codes_of(check.texts("select")),
        ignore=codes_of(check.texts("ignore")),
        exemptions=path.parent / exempt if exempt else None,
        previous=_named(check, "previous", path.parent, unneeded),
        sources=_sources(top, path.parent, unneeded),
        columns=columns,
        file_columns=file_columns,
        limits=_limits(top.inner("limits", _LIMITS)),
    )


class _Lines:
    """The lines of the keys of a TOML text, found only when a message needs one.

    Lines are added to a text until the key appears in what tomllib makes of it: keys in quotes, dotted ones and
    inline tables need no parser of their own.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line (from 1) on which the key or table begins."""
        begin = 1
        for count in range(len(self._lines) + 1):
            try:
                data = tomllib.loads("\n".join(self._lines[:count]))
            except tomllib.TOMLDecodeError:
                continue  # in the midst of a value of several lines
            if _holds(data, path):
                return begin
            begin = count + 1
        return begin


def _holds(data: Any, path: tuple[str | int, ...]) -> bool:
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _refuse_secrets(top: Node, data: Mapping[str, Any]) -> None:
    """A file that is handed round is no place for passwords.

    Raises:
        RequestError: some key looks like that of a password.
    """
    for path in _keys(data, ()):
        if path[0] != "columns" and any(secret in str(path[-1]).lower() for secret in _SECRETS):
            top.fail(
                "设置文件里不能写密码",
                key=path[0],
                fix="删去这一行; 用 --password 或环境变量 JINGZHUN_PASSWORD 给出, 或写进 --password-file 指明的文件",
            )


def _keys(data: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for key, value in data.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _keys(value, (*above, key))


def _policy(name: str, folder: Path) -> str:
    """A pack by its name, or a file beside the settings."""
    return str(folder / name) if name.endswith(".toml") else name


def _sources(top: Node, folder: Path, unneeded: Collection[str]) -> dict[TableKind, tuple[Source, ...]]:
    examples = {kind.value: f'{kind.value} = "{kind.words}/*.xlsx"' for kind in all_kinds()}
    node = top.inner("files", examples)
    node.check_keys(())
    sources: dict[TableKind, tuple[Source, ...]] = {}
    for key in node.table:
        found = _named(node, key, folder, unneeded)
        if key not in unneeded:
            sources[TableKind(key)] = found
    return sources


def _named(node: Node, key: str, folder: Path, unneeded: Collection[str]) -> tuple[Source, ...]:
    """The files that one pattern or several stand for; none where the key is not there or not needed."""
    if key not in node.table:
        return ()
    patterns = (node.text(key),) if isinstance(node.table[key], str) else node.texts(key)
    if key in unneeded:
        return ()
    found = (_matching(node, key, pattern, folder) for pattern in patterns)
    return tuple(source for each in found for source in each)


def _matching(node: Node, key: str, pattern: str, folder: Path) -> list[Source]:
    """The files that a pattern stands for, seen from the folder of the settings file."""
    source = source_of(pattern)
    if isinstance(source, str):
        if source == STDIN:
            node.fail("设置文件里不能写标准输入 -", key=key, fix=f"例如 {node.examples[key]}")
        # The path of a database file is seen from the settings like any other.
        return [source if "://" in source else str(folder / source)]
    if (folder / source).exists():
        return [folder / source]
    root, rest = (Path(source.anchor), source.relative_to(source.anchor)) if source.is_absolute() else (folder, source)
    found: list[Source] = [path for path in sorted(root.glob(str(rest))) if is_candidate(path)]
    if not found:
        node.fail(f"没有与 “{pattern}” 相符的文件", key=key, fix=f"核对文件名; 路径从 {folder.resolve()} 算起")
    return found


def _columns(top: Node) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """``[columns]`` for all files, and ``[columns."车管*.xlsx"]`` for some."""
    node = top.inner("columns", {})
    general: dict[str, str] = {}
    by_file: dict[str, dict[str, str]] = {}
    for key, value in node.table.items():
        if isinstance(value, dict):
            inner = node.inner(key, {})
            by_file[key] = {header: _field(inner, header, chosen) for header, chosen in value.items()}
        else:
            general[key] = _field(node, key, value)
    return general, by_file


def _field(node: Node, header: str, value: object) -> str:
    if not isinstance(value, str):
        node.fail(f"“{header}” 应写字段名", key=header, fix=f'例如 "{header}" = "name"')
    from jingzhun.read.columns.mapping import check_overrides

    try:
        check_overrides({header: value})
    except RequestError as refusal:
        node.fail(refusal.what, key=header, fix=refusal.fix)
    return value


def _limits(node: Node) -> Limits:
    node.check_keys(())
    values: dict[str, Any] = {}
    for key, value in node.table.items():
        usual = getattr(LIMITS, key)
        allowed = (int, float) if isinstance(usual, float) else (int,)
        if isinstance(value, bool) or not isinstance(value, allowed) or value <= 0:
            node.wrong(key, "大于 0 的数" if isinstance(usual, float) else "大于 0 的整数")
        values[key] = float(value) if isinstance(usual, float) else value
    return Limits(**values)
