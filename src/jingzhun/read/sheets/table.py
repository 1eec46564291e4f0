"""One table found in one sheet: its headers, what they mean, its rows, and the account of every row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError
from jingzhun.fields.money import unit_above, unit_of_header
from jingzhun.kinds import TableKind, columns_data
from jingzhun.model import SetAside
from jingzhun.privacy import mask_text
from jingzhun.read.columns.mapping import ColumnMatch
from jingzhun.read.grid import Chunk, Grid
from jingzhun.read.options import OPTIONS, ReadOptions
from jingzhun.read.sheets.account import Account
from jingzhun.read.sheets.continuation import continue_headless
from jingzhun.read.sheets.layout import SOURCE_COLUMNS, Layout, lay_out
from jingzhun.read.sheets.merged import MergeFiller
from jingzhun.read.sheets.region import Region, column_letters
from jingzhun.read.sheets.regions import find_regions
from jingzhun.read.sheets.rows import RowKind
from jingzhun.read.sheets.siblings import notes_on_siblings

_SPLIT_FILE = "用 Excel/WPS 打开，把两张表分到两个文件（或两张工作表）里，再放入"


class SheetTable:
    """One table found in one sheet.

    Attributes:
        file: name of the file, as reports show it.
        sheet: name of the sheet, ``""`` for text and column formats; with the position where the sheet holds several
            tables: ``Sheet1（第20行起）``.
        header_rows: first and last row of the header, from 1; ``None`` where no row is one.
        headers: header texts in order, unique; the parts of a joined header separated by ``/``.
        kinds: what the table may be, best first; empty when nothing fits.
        mapping: field name → header, for the best kind; empty when there is none.
        notes: what a person should know; complete once ``batches()`` is exhausted.
        looks_like_people: whether a column holds identity numbers, whatever the table is.
        problem: why the table cannot be read although others of its file can; ``""`` where it can. Nothing is then
            delivered, and all of its rows are set aside.
        fix: what to do about the problem.
    """

    def __init__(self, file: str, region: Region, layout: Layout, notes: Sequence[str] = ()) -> None:
        self._region = region
        self._layout = layout
        self._notes = tuple(notes)
        header = layout.header
        self.file = file
        self.sheet = region.sheet
        self.problem = region.problem
        self.fix = (region.fix or _SPLIT_FILE) if region.problem else ""
        self.header_rows = None if header is None else (region.above + header.first, region.above + header.last)
        self.headers = [] if region.problem else layout.headers
        self.kinds = () if region.problem else layout.kinds
        self.mapping = {} if region.problem else layout.mapping
        self.looks_like_people = layout.looks_like_people
        self._money_unit = "" if header is None else unit_above(layout.above[: header.first - 1])
        self._begin()

    @property
    def set_aside(self) -> list[SetAside]:
        """Rows that were read and not delivered; complete once ``batches()`` is exhausted."""
        return self._account.set_aside

    @property
    def rows_delivered(self) -> int:
        """How many rows ``batches()`` gave."""
        return self._account.delivered

    @property
    def rows_read(self) -> int:
        """How many rows were delivered or set aside; blank rows after the last filled one are no rows of the table."""
        return self._account.rows_seen

    def mapping_for(self, kind: TableKind) -> dict[str, str]:
        """Field name → header when the table is read as ``kind``, whatever it was guessed to be."""
        return {} if self.problem else dict(self._layout.matches[kind].fields)

    def match_for(self, kind: TableKind) -> ColumnMatch:
        """The columns when the table is read as ``kind``, with what is not obvious or wrong about them."""
        return self._layout.matches[kind]

    def numbers_not_read(self, kind: TableKind) -> list[str]:
        """Headers of columns that hold other people's identity numbers when the table is read as ``kind``."""
        if self.problem:
            return []
        fields = self._layout.matches[kind].fields
        beside = self._layout.numbers_beside(fields.get("id_number"))
        # A disability card is the person's own number, with two digits more.
        return [header for header in beside if header not in fields.values()]

    def batches(self, headers: Collection[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Deliver the data rows; a new call begins again from the first row.

        Args:
            headers: the columns to deliver; all by default. The account and the notes are the same.

        Yields:
            Batches of strings, one column a header, never null, with ``_file``, ``_sheet`` (strings) and ``_row``
            (int64).

        Raises:
            UnreadableFileError: the file turns out to be damaged further down, or to hold another table there.
        """
        self._begin()
        if self.problem:
            self._set_all_aside()
            return
        self._set_aside_above()
        judge = self._layout.judge()
        filler = MergeFiller(self._region.merges)
        chosen = [each for each in self._layout.headed() if headers is None or each[0] in headers]
        source = _Source(self.file, self.sheet)
        stray = dict.fromkeys((*self._layout.ignored, *self._layout.nameless), 0)
        for chunk in self._region.chunks(len(self._layout.above) + 1, self._layout.width):
            filled = filler.fill(chunk)
            kinds = judge.judge(chunk.columns, chunk.ragged, filler)
            if self._region.headers is not None and chunk.ragged is not None:
                # What stands in the place of a record is no title.
                kinds[chunk.ragged.to_numpy(zero_copy_only=False)] = RowKind.RAGGED
            self._refuse_another_table(chunk, kinds)
            self._account.put_chunk(chunk, kinds, self._region.above)
            wanted = pa.array(kinds == RowKind.DATA)
            for place in stray:
                stray[place] += _filled_cells(chunk.columns[place], wanted)
            columns = {header: filled[place] for header, place in chosen}
            columns |= source.columns(self._region.above + chunk.first_row, len(kinds))
            batch = pa.record_batch(columns, metadata=self._metadata())
            if wanted.true_count:
                yield batch.filter(wanted) if wanted.false_count else batch
        if self._region.end is not None:
            self._account.close()
        self.notes.extend(self._notes_on_stray(stray))

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for each reason."""
        return self._account.reasons()

    def _begin(self) -> None:
        """Open a fresh account."""
        self._account = Account(self.file, self.sheet)
        self.notes = [*self._region.grid.notes, *self._notes]
        if self.problem:
            self.notes.append(self.problem)
            return
        self.notes.extend(self._layout.notes)
        if self.kinds:
            self.notes.extend(self._layout.matches[self.kinds[0].kind].notes)
            used = set(self.mapping.values())
            unused = [header for header in self.headers if header not in used]
            if unused:
                self.notes.append("未用到的列：" + "、".join(unused))
            self.notes.extend(self._note_on_money())

    def _note_on_money(self) -> Iterator[str]:
        """That amounts are read in the unit that stands above the header."""
        fields = columns_data()["kinds"][self.kinds[0].kind.value].get("money", ())
        without = any(field in self.mapping and unit_of_header(self.mapping[field]) is None for field in fields)
        if without and unit_of_header(self._money_unit) not in (None, 1):
            yield f"表头上方写明单位{self._money_unit}，金额按{self._money_unit}读"

    def _set_aside_above(self) -> None:
        header = self._layout.header
        for number, row in enumerate(self._layout.above, 1):
            if header is not None and number >= header.first:
                self._account.put_aside(self._region.above + number, "表头", row)
            elif any(row):
                self._account.put_aside(self._region.above + number, "标题", row)
            else:
                self._account.put_blank(self._region.above + number)

    def _set_all_aside(self) -> None:
        for chunk in self._region.chunks(1, self._layout.width):
            filled = np.zeros(len(chunk.columns[0]), dtype=bool)
            for column in chunk.columns:
                filled |= pc.not_equal(column, "").to_numpy(zero_copy_only=False)
            kinds = np.where(filled, RowKind.REFUSED, RowKind.BLANK).astype(np.int8)
            self._account.put_chunk(chunk, kinds, self._region.above)

    def _refuse_another_table(self, chunk: Chunk, kinds: np.ndarray) -> None:
        """Rows under another header would be read in the wrong columns."""
        others = np.flatnonzero(kinds == RowKind.OTHER_HEADER)
        if len(others):
            row = int(others[0])
            words = "、".join(filter(None, (column[row].as_py() for column in chunk.columns)))
            number = self._region.above + chunk.first_row + row
            raise UnreadableFileError(
                f"第 {number} 行起是另一张表（表头：{mask_text(words)[:80]}），两张表不能混在一起读",
                where=f"{self.file} › {self.sheet}" if self.sheet else self.file,
                fix=_SPLIT_FILE,
            )

    def _notes_on_stray(self, stray: dict[int, int]) -> Iterator[str]:
        """What stands in columns without header."""
        for place, cells in sorted(stray.items()):
            if cells:
                letters = column_letters(self._region.first_column + place)
                done = "未读取" if place in self._layout.ignored else "以列标为名读取"
                yield f"{letters}没有表头而有内容（{cells} 格），{done}"

    def _metadata(self) -> dict[str, str]:
        """What ``normalise`` must know of a batch."""
        # Of workbooks that count days from 1904 the bare day numbers mean other days; fields/birthdate.py must know.
        counts_from_1904 = getattr(self._region.grid, "date1904", False)
        metadata = {"date1904": "1"} if counts_from_1904 else {}
        if self._money_unit:
            metadata["money_unit"] = self._money_unit
        return metadata


class _Source:
    """Where rows come from: ``SOURCE_COLUMNS``. File and sheet of all batches are slices of one array each."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._repeated = [pa.repeat(text, 0) for text in texts]

    def columns(self, first: int, rows: int) -> dict[str, pa.Array]:
        """The columns of so many rows, numbered from ``first`` on."""
        if rows > len(self._repeated[0]):
            self._repeated = [pa.repeat(text, rows) for text in self._texts]
        numbers = pa.array(np.arange(first, first + rows, dtype=np.int64))
        columns = [*(texts.slice(0, rows) for texts in self._repeated), numbers]
        return dict(zip(SOURCE_COLUMNS, columns, strict=True))


def _filled_cells(column: pa.Array, wanted: pa.BooleanArray) -> int:
    filled = pc.and_(pc.not_equal(column, ""), wanted)
    return int(filled.true_count)


def tables_of(file: str, grids: Sequence[Grid], options: ReadOptions = OPTIONS) -> list[SheetTable]:
    """The tables of a file's sheets.

    Args:
        file: name of the file, as reports show it.
        grids: its sheets.
        options: columns that the user has settled, and how wide a sheet may be.

    Returns:
        The tables in order: one a sheet, or several where a sheet holds several.

    Raises:
        UnreadableFileError: no sheet holds a row.
    """
    regions = [region for grid in grids for region in find_regions(grid, options.limits.columns)]
    layouts = continue_headless(regions, [lay_out(region, options.columns) for region in regions])
    notes = notes_on_siblings(regions, layouts)
    tables = [
        SheetTable(file, region, layout, told) for region, layout, told in zip(regions, layouts, notes, strict=True)
    ]
    if not any(table.headers or table.problem for table in tables):
        raise UnreadableFileError("里面没有表格", where=file, fix="重新导出或索取这份表格")
    return tables
