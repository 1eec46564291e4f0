"""Zip containers of workbooks: what their directory promises, and whether the parts keep it.

A directory may lie, and a parser believes it. So every part that a parser reads is unpacked here once, in pieces
that are thrown away, and counted.
"""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator, Sequence

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits

_PIECE = 1 << 20
_SPLIT = "确认来源；确是正常表格时，用 Excel/WPS 打开，拆成几份或存为 csv"
_SAVE_AS = "确认来源；确是正常表格时，用 Excel 或 WPS 打开，另存为 xlsx 后再放入"


def check_directory(parts: Sequence[zipfile.ZipInfo], packed: int, name: str, limits: Limits) -> None:
    """Refuse a zip bomb by its directory, before anything is unpacked.

    Args:
        parts: the entries of the directory.
        packed: size of the container.
        name: what messages call the file.
        limits: the bounds.

    Raises:
        UnreadableFileError: too many parts, or too large.
    """
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed
    if len(parts) > limits.members or unpacked > limits.unpacked_bytes or too_dense:
        raise UnreadableFileError(
            f"解开后太大（{len(parts)} 个部分，{unpacked / 1e6:,.0f} MB），不像正常的表格", where=name, fix=_SPLIT
        )
    for part in parts:
        if part.file_size > limits.part_bytes:
            raise UnreadableFileError(
                f"解开后有一部分太大（{part.file_size / 1e6:,.0f} MB）", where=f"{name} › {part.filename}", fix=_SPLIT
            )


def check_paths(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse a workbook with a path that leads out of its container; an archive tells of such members one by one.

    Args:
        parts: the entries of the directory.
        name: what messages call the file.

    Raises:
        UnreadableFileError: there is one.
    """
    for part in parts:
        pieces = part.filename.replace("\\", "/").split("/")
        if ".." in pieces or part.filename.startswith(("/", "\\")):
            raise UnreadableFileError("内部路径异常，不像正常的表格", where=name, fix=_SAVE_AS)


class Container:
    """The parts of one workbook, unpacked under the limits.

    Args:
        archive: the container.
        name: what messages call the file.
        limits: the bounds.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self._archive = archive
        self._name = name
        self._limits = limits
        self.parts = {part.filename: part for part in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    def read(self, part: str) -> bytes:
        """A small part as a whole."""
        return b"".join(self.pieces(part))

    def pieces(self, part: str) -> Iterator[bytes]:
        """A part in pieces.

        Raises:
            UnreadableFileError: it is larger than the directory says, declares entities, or holds an endless text.
            zipfile.BadZipFile: it is damaged.
        """
        # Read to the end of the packed bytes, whatever size the directory gives.
        entry = copy.copy(self.parts[part])
        declared, entry.file_size = entry.file_size, 1 << 62
        is_xml = part.endswith((".xml", ".rels"))
        size = run = 0
        with self._archive.open(entry) as stream:
            # Not much more than declared is enough to know, and comes before the checksum does.
            while piece := stream.read(min(_PIECE, declared - size + 1)):
                if is_xml:
                    if not size and b"<!DOCTYPE" in piece:
                        raise self._refused(part, "含有实体声明（DOCTYPE），正常的表格里没有", _SAVE_AS)
                    first = piece.find(b"<")
                    run = run + len(piece) if first < 0 else max(run + first, len(piece) - piece.rfind(b"<"))
                    if run > self._limits.cell_bytes:
                        what = f"有一个单元格的文字超过 {self._limits.cell_bytes / 1e6:,.0f} MB，不像正常的表格"
                        raise self._refused(part, what, _SPLIT)
                    run = len(piece) - piece.rfind(b"<") if first >= 0 else run
                size += len(piece)
                if size > declared:
                    raise self._refused(part, "解开后比文件自己声明的大，不像正常的表格", _SAVE_AS)
                yield piece

    def check_rest(self, seen: set[str]) -> None:
        """Unpack the parts that a parser reads and nobody has looked at.

        Args:
            seen: the parts that have been unpacked already.
        """
        for part in self.parts:
            if part not in seen and part.endswith((".xml", ".rels", ".bin")) and "/media/" not in part:
                for _ in self.pieces(part):
                    pass

    def _refused(self, part: str, what: str, fix: str) -> UnreadableFileError:
        return UnreadableFileError(what, where=f"{self._name} › {part}", fix=fix)
