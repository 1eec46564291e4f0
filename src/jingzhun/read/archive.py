"""Zip archives of tables: each table is unpacked under a name of our own; what is not unpacked is told with its reason.

Names within an archive are only shown, never used as paths. What an archive says of its own sizes is not believed:
bytes are counted while they are unpacked.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read import is_candidate
from jingzhun.read.failure import cannot_open, is_refused_by_system
from jingzhun.read.limits import Limits
from jingzhun.read.workbooks.container import ZIP_FAILURES

_PIECE = 1 << 20
_ENCRYPTED = 0x1
_IS_UTF8 = 0x800
# Info-ZIP's Unicode path: version, CRC-32 of the name that it replaces, the name in UTF-8 (APPNOTE 4.6.9).
_UNICODE_PATH = 0x7075
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar"})
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_LONGEST_NAME = 200
_RESEND = "请对方重新压缩、重新发送，或解压后放入"


class Member(NamedTuple):
    """A table that was unpacked: where it lies, and what reports call it (``压缩包.zip/内层/车辆.xlsx``)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What became of an archive.

    Attributes:
        files: the tables.
        refused: what may hold tables and could not be unpacked; ``where`` is a name like those of ``files``.
        passed_over: names of what is no table.
    """

    files: tuple[Member, ...]
    refused: tuple[UnreadableFileError, ...]
    passed_over: tuple[str, ...]


def unpack(path: Path, name: str, folder: Path, limits: Limits) -> Unpacked:
    """Unpack the tables of a zip archive.

    Args:
        path: the archive.
        name: what messages call it.
        folder: where the tables are put; it is made if need be, for this user alone.
        limits: how many members, and how large unpacked, together and in proportion to the archive.

    Returns:
        The tables, and what was not unpacked. A damaged or unsafe member does not keep the others.

    Raises:
        UnreadableFileError: the archive as a whole is damaged or beyond the limits; nothing stays in ``folder`` then.
        OutputError: ``folder`` cannot be written to.
    """
    try:
        archive = zipfile.ZipFile(path)
    except ZIP_FAILURES as failure:
        if isinstance(failure, OSError) and is_refused_by_system(failure):
            raise cannot_open(name, failure) from None
        raise _damaged(name) from None
    with archive:
        unpacking = _Unpacking(archive, name, folder, limits, path.stat().st_size)
        try:
            return unpacking.run()
        except UnreadableFileError:
            unpacking.remove_all()
            raise


class _Unpacking:
    """One archive while it is unpacked."""

    def __init__(self, archive: zipfile.ZipFile, name: str, folder: Path, limits: Limits, packed: int) -> None:
        self._archive = archive
        self._name = name
        self._folder = folder
        self._most_bytes = limits.unpacked_bytes
        if limits.ratio_from_bytes < limits.unpacked_bytes:
            self._most_bytes = min(limits.unpacked_bytes, max(limits.ratio_from_bytes, limits.ratio * packed))
        self._most_members = limits.members
        self._bytes = 0
        self._files: list[Member] = []
        self._refused: list[UnreadableFileError] = []
        self._passed_over: list[str] = []

    def run(self) -> Unpacked:
        entries = self._archive.infolist()
        if len(entries) > self._most_members:
            raise UnreadableFileError(
                f"压缩包里有 {len(entries):,} 个文件，超过 {self._most_members:,} 个", where=self._name, fix=_RESEND
            )
        self._make_folder()
        shown_names = _Names(self._name)
        for entry in entries:
            inside = _recovered_name(entry)
            if inside.endswith("/"):  # a folder
                continue
            shown = shown_names.give(inside)
            suffix = PurePosixPath(inside).suffix.lower()
            if suffix in _ARCHIVES:
                self._refuse(shown, "压缩包里还有压缩包，没有读取", "先解压，把里面的表格放入")
            elif not is_candidate(Path(inside)):
                self._passed_over.append(shown)
            elif (problem := _problem(entry, inside)) is not None:
                self._refuse(shown, *problem)
            else:
                self._unpack(entry, shown, suffix)
        if not self._files and not self._refused:
            self._refuse(self._name, "压缩包里没有表格", "确认是否传错文件；要放入的是 xlsx、xls、csv 等表格")
        return Unpacked(tuple(self._files), tuple(self._refused), tuple(self._passed_over))

    def remove_all(self) -> None:
        for member in self._files:
            member.path.unlink(missing_ok=True)

    def _unpack(self, entry: zipfile.ZipInfo, shown: str, suffix: str) -> None:
        target = self._folder / f"{len(self._files):04d}{suffix}"
        try:
            with self._archive.open(entry) as source:
                self._copy(lambda: source.read(_PIECE), target)
        except ZIP_FAILURES as failure:
            target.unlink(missing_ok=True)
            if isinstance(failure, NotImplementedError):
                self._refuse(shown, "压缩方法不认识，解不开", "用普通的 zip 方式重新压缩，或解压后放入")
            else:
                self._refuse(shown, "在压缩包里已损坏，或没有传完整", _RESEND)
            return
        except UnreadableFileError:
            target.unlink(missing_ok=True)
            raise
        self._files.append(Member(target, shown))

    def _copy(self, read: Callable[[], bytes], target: Path) -> None:
        """Write what ``read`` gives, as long as it is not too much."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            output = os.fdopen(os.open(target, flags, 0o600), "wb")
        except OSError:
            raise self._no_room() from None
        with output:
            while piece := read():
                self._bytes += len(piece)
                if self._bytes > self._most_bytes:
                    raise UnreadableFileError(
                        f"解开后太大（超过 {self._most_bytes / 1e6:,.0f} MB），不像正常的表格",
                        where=self._name,
                        fix="确认来源；确是正常表格时，解压后只放入需要的表格",
                    )
                try:
                    output.write(piece)
                    output.flush()
                except OSError:
                    raise self._no_room() from None

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise self._no_room() from None

    def _no_room(self) -> OutputError:
        return OutputError(
            "临时目录写不下（磁盘已满，或没有写入权限）",
            where=str(self._folder),
            fix="清理磁盘，或用环境变量 TMPDIR（Windows 是 TEMP）另指一个临时目录",
        )

    def _refuse(self, shown: str, what: str, fix: str) -> None:
        self._refused.append(UnreadableFileError(what, where=shown, fix=fix))


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError("压缩包已损坏或没有传完整", where=name, fix=_RESEND)


def _problem(entry: zipfile.ZipInfo, inside: str) -> tuple[str, str] | None:
    """Why a member is not unpacked, and what to do; ``None`` where nothing speaks against it."""
    if entry.flag_bits & _ENCRYPTED:
        return "压缩包有密码", "输入密码解压，把里面的表格放入"
    pieces = inside.split("/")
    if ".." in pieces or inside.startswith("/") or re.match(r"[A-Za-z]:", inside) is not None:
        return "在压缩包里的路径异常，不像正常的表格", "确认来源；解压后只放入需要的表格"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or any(_DEVICE.match(piece) for piece in pieces):
        return "在压缩包里不是普通文件（快捷方式或设备）", "确认来源；把表格本身放入"
    return None


def _recovered_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member as it was meant.

    Windows writes names in the encoding of the country without saying so; zipfile takes them for code page 437.
    """
    if entry.flag_bits & _IS_UTF8:
        raw = entry.orig_filename.encode("utf-8", "surrogateescape")
    else:
        raw = entry.orig_filename.encode("cp437", "replace")
    name = _unicode_path(entry.extra, raw)
    if name is None and not entry.flag_bits & _IS_UTF8:
        name = _decoded(raw)
    return (entry.orig_filename if name is None else name).partition("\0")[0].replace("\\", "/")


def _decoded(raw: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The Unicode path among the extra fields, if it belongs to this name."""
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if tag == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<L", field, 1)[0] == zlib.crc32(raw):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


class _Names:
    """What members are called: without control or direction characters, not endless, and each by a name of its own."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._seen: Counter[str] = Counter()
        self._given: set[str] = set()

    def give(self, inside: str) -> str:
        shown = "".join("?" if unicodedata.category(letter)[0] == "C" else letter for letter in inside)
        if len(shown) > _LONGEST_NAME:
            shown = f"{shown[: _LONGEST_NAME // 2]}…{shown[-_LONGEST_NAME // 2 :]}"
        stem, dot, suffix = shown.rpartition(".")
        name = shown
        # Counted on, not from the start each time: ten thousand members may share one name.
        while name in self._given:
            self._seen[shown] += 1
            number = f"({self._seen[shown] + 1})"
            name = f"{stem}{number}{dot}{suffix}" if dot else f"{shown}{number}"
        self._given.add(name)
        return f"{self._archive}/{name}"
