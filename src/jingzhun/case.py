"""What is to be checked: validated settings of one check, and the files that they stand for."""

from __future__ import annotations

import fnmatch
import os
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, all_kinds
from jingzhun.read.limits import LIMITS
from jingzhun.read.options import OPTIONS, ReadOptions

#: What the user writes for standard input, and what messages and reports call it.
STDIN, STDIN_NAME = "-", "标准输入"
#: What messages and reports call last year's roll.
PREVIOUS_WORDS = "去年花名册"
#: A file or folder; a text is :data:`STDIN` or the URL of a database.
Source = Path | str


@dataclass(frozen=True)
class CaseFile:
    """One thing to look at.

    Attributes:
        path: the file; for standard input and databases nothing lies there.
        name: as reports show it; never a password.
        kind: where the user has settled it.
        named: what the user has named to settle it: the file itself, a folder or an archive around it.
        address: of what is no file: :data:`STDIN` or the URL of a database.
        previous: whether it is last year's roll, whose ``kind`` is that of a roll.
    """

    path: Path
    name: str
    kind: TableKind | None
    named: str = ""
    address: str = ""
    previous: bool = False

    @property
    def words(self) -> str:
        """What the user has settled it as."""
        return PREVIOUS_WORDS if self.previous else "" if self.kind is None else self.kind.words


@dataclass(frozen=True)
class Case:
    """Validated settings of one check.

    Attributes:
        paths: folders, files and addresses named by the user.
        settled: what the user has named for a kind, by kind.
        policy: name of a shipped pack or path of a policy file.
        options: how files are read.
        file_columns: header → field by files: a file's name or a pattern of it (``车管*.xlsx``), ``""`` for all files;
            later ones win over earlier ones, and the columns of ``options`` over all of them.
        settings_file: the settings file that was used, ``""`` without one.
        previous: last year's roll; only what is named here is one.
        select, ignore: codes, or how they begin, of the rules and conditions that are asked for, and that are not.
        exemptions: the exemption list (豁免清单), ``None`` without one.
        as_of: the day on which ages and dates are judged.
    """

    paths: tuple[Source, ...]
    settled: Mapping[TableKind, tuple[Source, ...]] = field(default_factory=dict)
    policy: str = "zhangzhou-2016"
    options: ReadOptions = OPTIONS
    file_columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings_file: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exemptions: Path | None = None
    previous: tuple[Source, ...] = ()
    as_of: date = field(kw_only=True)

    @property
    def apart(self) -> tuple[Path, ...]:
        """Files that are read for themselves, and never as a table of the folder they lie in."""
        return tuple(path for path in (self.exemptions,) if path is not None)

    def settings(self) -> dict[str, str]:
        """The settings as the manifest records them; no password is among them."""
        settled = {kind.value: ", ".join(map(name_of, named)) for kind, named in self.settled.items() if named}
        columns: dict[str, str] = {}
        for name, chosen in (*self.file_columns.items(), ("", self.options.columns)):
            columns |= {f"{name}: {header}" if name else header: about for header, about in chosen.items()}
        limits = self.options.limits
        changed = [name for name in limits.__slots__ if getattr(limits, name) != getattr(LIMITS, name)]
        further = {
            "previous": ", ".join(map(name_of, self.previous)),
            "settings_file": self.settings_file,
            "columns": ", ".join(f"{header}={about}" for header, about in columns.items()),
            "limits": ", ".join(f"{name}={getattr(limits, name)}" for name in changed),
            "select": ", ".join(self.select),
            "ignore": ", ".join(self.ignore),
            "exemptions": "" if self.exemptions is None else name_of(self.exemptions),
        }
        recorded = {"policy": self.policy, "as_of": self.as_of.isoformat(), **settled}
        return recorded | {key: value for key, value in further.items() if value}


@dataclass(frozen=True)
class CaseFiles:
    """The files of a case in a fixed order, what of its folders was passed over, and folders that cannot be opened."""

    files: tuple[CaseFile, ...]
    passed_over: tuple[str, ...]
    closed: tuple[str, ...] = ()


def kind_of(word: str, where: str) -> TableKind:
    """A kind of table by its key or its Chinese title.

    Args:
        word: what the user wrote.
        where: the option or argument in which it stands.

    Raises:
        RequestError: there is none; the message lists them all.
    """
    for kind in all_kinds():
        if word in (kind.value, kind.words):
            return kind
    known = "、".join(f"{kind.value} {kind.words}" for kind in all_kinds())
    raise RequestError(f"没有叫“{word}”的表", where=where, fix=f"可用的种类: {known}")


def source_of(text: str) -> Source:
    """What a user has written as the place of a table: a file or folder, standard input, or a database."""
    if text == STDIN:
        return STDIN
    from jingzhun.read.databases.address import is_database_url

    return text if is_database_url(text) else Path(text)


def name_of(source: Source) -> str:
    """A source as messages and reports call it."""
    if isinstance(source, Path):
        return source.name or str(source)
    if source == STDIN:
        return STDIN_NAME
    from jingzhun.read.databases.database import shown

    return shown(source)


def options_for(name: str, options: ReadOptions, file_columns: Mapping[str, Mapping[str, str]]) -> ReadOptions:
    """How one file is to be read: the columns settled for it, and over them those of ``options`` (the command line)."""
    settled = [columns for pattern, columns in file_columns.items() if concerns(pattern, name)]
    if not any(settled):
        return options
    chosen: dict[str, str] = {}
    for columns in (*settled, options.columns):
        # What was settled last must also stand last: it wins over other spellings of the same header too.
        chosen = {header: about for header, about in chosen.items() if header not in columns} | {**columns}
    return replace(options, columns=chosen)


def concerns(pattern: str, name: str) -> bool:
    """Whether a pattern such as ``车管*.xlsx`` (``""``: all) stands for a file, by its whole name or its last part."""
    return not pattern or any(
        part == pattern or fnmatch.fnmatch(part, pattern) for part in (name, name.rpartition("/")[2])
    )


def find_files(case: Case) -> CaseFiles:
    """List the files that the paths of a case stand for, see :func:`files_of`."""
    return files_of(case.paths, case.settled, case.apart, case.previous)


def files_of(
    paths: Sequence[Source],
    settled: Mapping[TableKind, Sequence[Source]],
    apart: Collection[Path] = (),
    previous: Sequence[Source] = (),
) -> CaseFiles:
    """List the files that some sources stand for, in the order of their names.

    Args:
        paths: sources of no settled kind.
        settled: sources by kind.
        apart: files that are read for themselves, left out of the folders they lie in.
        previous: sources of last year's roll.

    Raises:
        RequestError: a path does not exist, a file is settled as two kinds, or there is nothing to look at.
    """
    listing = _Listing(apart)
    roll = TableKind.ROLL
    named: list[tuple[Source, TableKind | None, bool]] = [(source, roll, True) for source in previous]
    named += [(source, kind, False) for kind in settled for source in settled[kind]]
    named += [(source, None, False) for source in paths]
    # What is named more closely goes first: a file before its folder, and with its kind before without.
    for source, kind, is_previous in sorted(named, key=lambda item: isinstance(item[0], Path) and item[0].is_dir()):
        listing.add(source, kind, previous=is_previous)
    files = listing.files()
    if not files:
        raise RequestError("没有可以读取的表格文件", fix="给出放有花名册和部门数据的文件夹, 或直接给出文件")
    return CaseFiles(files, tuple(listing.passed_over), tuple(listing.closed))


class _Listing:
    """Files by their place, each once, however often it is named."""

    def __init__(self, apart: Collection[Path]) -> None:
        self._apart = {path.resolve() for path in apart}
        self._found: dict[Path, CaseFile] = {}
        self._addresses: dict[str, CaseFile] = {}
        self.passed_over: list[str] = []
        self.closed: list[str] = []

    def add(self, source: Source, kind: TableKind | None, *, previous: bool = False) -> None:
        """Take in one source, a folder with all that is in it."""
        template = CaseFile(Path(), name_of(source), kind, previous=previous)
        if isinstance(source, str):
            self._add_address(source, template)
        elif not source.exists():
            raise RequestError("找不到这个文件或文件夹", where=str(source), fix="核对路径; 路径中有空格时加引号")
        elif source.is_dir():
            self._add_folder(source, template)
        else:
            self._add_file(source, str(source), template)

    def files(self) -> tuple[CaseFile, ...]:
        """All that was found, under names of their own, in the order of the names."""
        named = _unique_names((path, file.name) for path, file in self._found.items())
        files = [replace(self._found[path], name=name) for path, name in named]
        taken = {name for _, name in named}
        for file in self._addresses.values():
            # Reports never show what tells two addresses apart: users and settings.
            files.append(replace(file, name=_free_name(file.name, taken)))
            taken.add(files[-1].name)
        return tuple(sorted(files, key=lambda file: unicodedata.normalize("NFC", file.name)))

    def _add_address(self, address: str, file: CaseFile) -> None:
        known = self._addresses.setdefault(address, replace(file, named=file.name, address=address))
        _require_one_kind(known, file)

    def _add_folder(self, folder: Path, template: CaseFile) -> None:
        from jingzhun.read import is_candidate

        for path in self._inside(folder):
            name = path.relative_to(folder).as_posix()
            if path.resolve() in self._apart:
                continue
            if not is_candidate(path):
                self.passed_over.append(name)
                continue
            known = self._found.get(path.resolve())
            if template.kind is not None and known is not None and known.kind is None:
                settled = replace(known, kind=template.kind, previous=template.previous, named=str(folder))
                self._found[known.path] = settled
            elif template.kind is None or known is None:
                # A file named by itself keeps the kind it was named as, whatever its folder is named as.
                # A dead link or a pipe is no file either, but reading it says so instead of losing it.
                self._add_file(path, str(folder), replace(template, name=name))

    def _inside(self, folder: Path) -> Iterator[Path]:
        """All files below a folder but those of earlier runs, which are never input."""

        def note(failure: OSError) -> None:
            place = Path(failure.filename)
            self.closed.append(f"{folder.name}/" if place == folder else f"{place.relative_to(folder).as_posix()}/")

        for place, folders, names in os.walk(folder, onerror=note):
            if {"manifest.json", "links.parquet"} <= set(names):
                folders.clear()
                continue
            folders.sort()
            inside = [Path(place) / name for name in folders]
            self.passed_over += [f"{path.relative_to(folder).as_posix()}/" for path in inside if path.is_symlink()]
            yield from (Path(place) / name for name in sorted(names))

    def _add_file(self, path: Path, named: str, file: CaseFile) -> None:
        place = path.resolve()
        known = self._found.setdefault(place, replace(file, path=place, named=named if file.kind else ""))
        _require_one_kind(known, file)


def _require_one_kind(known: CaseFile, file: CaseFile) -> None:
    if file.words and known.words and file.words != known.words:
        raise RequestError(
            f"同一个文件既指定为{known.words}, 又指定为{file.words}",
            where=known.name,
            fix="只指定一种; 一个工作簿里有几种表时不用指定, 程序按每张工作表的表头分别认",
        )


def _free_name(name: str, taken: Collection[str]) -> str:
    """A name, with its number where it is taken."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}（第{number}个）"
    return free


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
