"""Zip containers of workbooks: what their directory promises, and whether the parts keep it.

A directory may lie, and a parser believes it. So every part that a parser reads is unpacked here once, in pieces
that are thrown away, and counted.
"""

from __future__ import annotations

import copy
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn
from xml.etree import ElementTree as ET  # in the child process, and never with a DOCTYPE

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits

#: What reading a damaged zip container raises, besides its checksums: every method of packing has errors of its own.
ZIP_FAILURES = (
    *(zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, KeyError, OSError),
)
_PIECE = 1 << 20
#: Bytes of what declares a document type, in UTF-16.
_LONGEST_DECLARATION = 2 * len("<!DOCTYPE")
# What other programs store in a workbook; no parser of tables reads it.
_NOT_READ = ("customxml/", "xl/media/")
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
        # The parser finds parts whatever the case of their letters.
        self._parts = {_folded(part.filename): part for part in archive.infolist()}
        if len(self._parts) < len(archive.infolist()):
            raise UnreadableFileError("内部有同名的部分，不像正常的表格", where=name, fix=_SAVE_AS)

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._parts

    def xml(self, part: str) -> ET.Element:
        """A small part as a tree.

        Raises:
            UnreadableFileError: it declares a document type, in whatever encoding, or is not what the directory says.
        """

        def refuse() -> NoReturn:
            raise self._declares_entities(part)

        parser = ET.XMLParser(target=_TreeBuilder(refuse))  # noqa: S314
        for piece in self.pieces(part):
            parser.feed(piece)
        tree: ET.Element = parser.close()
        return tree

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
        entry = copy.copy(self._parts[_folded(part)])
        declared, entry.file_size = entry.file_size, 1 << 62
        is_xml = not _folded(part).endswith(".bin")
        size = run = 0
        seen = b""
        with self._archive.open(entry) as stream:
            # Not much more than declared is enough to know, and comes before the checksum does.
            while piece := stream.read(min(_PIECE, declared - size + 1)):
                if is_xml:
                    if _declares_entities(seen + piece):
                        raise self._declares_entities(part)
                    seen = piece[-_LONGEST_DECLARATION:]
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
        done = {_folded(part) for part in seen}
        for folded, entry in self._parts.items():
            part = entry.filename
            if folded not in done and folded.endswith((".xml", ".rels", ".bin")) and not folded.startswith(_NOT_READ):
                for _ in self.pieces(part):
                    pass

    def _declares_entities(self, part: str) -> UnreadableFileError:
        return self._refused(part, "含有实体声明（DOCTYPE），正常的表格里没有", _SAVE_AS)

    def _refused(self, part: str, what: str, fix: str) -> UnreadableFileError:
        return UnreadableFileError(what, where=f"{self._name} › {part}", fix=fix)


class _TreeBuilder(ET.TreeBuilder):
    """Builds a tree of a document that declares nothing."""

    def __init__(self, refuse: Callable[[], NoReturn]) -> None:
        super().__init__()
        self._refuse = refuse

    def doctype(self, *_: object) -> None:
        """A document type, with which entities could be declared."""
        self._refuse()


def _folded(part: str) -> str:
    return part.replace("\\", "/").lower()


def _declares_entities(xml: bytes) -> bool:
    """Whether a document type or an entity is declared, in UTF-8 or UTF-16; no other XML has a zero byte."""
    if b"\0" in xml:
        xml = xml.replace(b"\0", b"")
    return b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml)
