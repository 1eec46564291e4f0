"""What is to be checked: the command line turned into validated settings, and the files that they name."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jingzhun.errors import RequestError
from jingzhun.model import TableKind


@dataclass(frozen=True)
class CaseFile:
    """One file to look at: ``name`` as reports show it, ``kind`` where the user has settled it."""

    path: Path
    name: str
    kind: TableKind | None


@dataclass(frozen=True)
class Case:
    """Validated settings of one check.

    Attributes:
        paths: folders and files named by the user.
        settled: files whose kind the user has named, by kind.
        policy: name of a shipped pack or path of a policy file.
        as_of: the day on which ages and dates are judged.
    """

    paths: tuple[Path, ...]
    settled: Mapping[TableKind, tuple[Path, ...]] = field(default_factory=dict)
    policy: str = "zhangzhou-2016"
    as_of: date = field(kw_only=True)

    def settings(self) -> dict[str, str]:
        """The settings as the manifest records them."""
        settled = {kind.value: ", ".join(path.name for path in paths) for kind, paths in self.settled.items() if paths}
        return {"policy": self.policy, "as_of": self.as_of.isoformat(), **settled}


@dataclass(frozen=True)
class CaseFiles:
    """The files of a case in a fixed order, and what of its folders was passed over."""

    files: tuple[CaseFile, ...]
    passed_over: tuple[str, ...]


def find_files(case: Case) -> CaseFiles:
    """List the files that the paths of a case stand for, in the order of their names.

    Raises:
        RequestError: a path does not exist, or there is nothing to look at.
    """
    from jingzhun.read import is_candidate

    kinds = {path.resolve(): kind for kind, paths in case.settled.items() for path in paths}
    found: dict[Path, str] = {}
    passed_over: list[str] = []
    for path in (*case.paths, *(path for paths in case.settled.values() for path in paths)):
        if not path.exists():
            raise RequestError("找不到这个文件或文件夹", where=str(path), fix="核对路径; 路径中有空格时加引号")
        if not path.is_dir():
            found.setdefault(path.resolve(), path.name)
            continue
        for inside in sorted(path.rglob("*")):
            name = inside.relative_to(path).as_posix()
            if inside.is_dir() or _in_run_folder(inside, path):
                continue
            if is_candidate(inside):
                # A dead link or a pipe is no file either, but reading it says so instead of losing it.
                found.setdefault(inside.resolve(), name)
            else:
                passed_over.append(name)
    if not found:
        raise RequestError("没有可以读取的表格文件", fix="给出放有花名册和部门数据的文件夹, 或直接给出文件")
    files = [CaseFile(path, name, kinds.get(path)) for path, name in _unique_names(found.items())]
    return CaseFiles(tuple(sorted(files, key=lambda file: unicodedata.normalize("NFC", file.name))), tuple(passed_over))


def _in_run_folder(path: Path, top: Path) -> bool:
    """Whether a file belongs to the results of an earlier run, which are never input."""
    folders = [folder for folder in path.parents if folder == top or top in folder.parents]
    return any((folder / "manifest.json").exists() and (folder / "links.parquet").exists() for folder in folders)


def _unique_names(found: Iterable[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """Tell files of one name apart by the folders they lie in, as many of them as it takes."""
    named = dict(found)
    depth = 1
    while len(set(named.values())) < len(named):
        counts = Counter(named.values())
        again = [path for path, name in named.items() if counts[name] > 1]
        for path in again:
            named[path] = "/".join(path.parts[-1 - depth :])
        depth += 1
    return list(named.items())
