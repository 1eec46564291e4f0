"""Writes one table, decorated as people do, in every format that can be read; made for tests and for fuzzing."""

from __future__ import annotations

import csv
import html
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import msoffcrypto.format.ooxml
import odf.opendocument
import odf.table
import odf.text
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt

PASSWORD = "平和2016"


@dataclass(frozen=True)
class Decorated:
    """A table as it stands in a sheet.

    Attributes:
        rows: all rows of the sheet from the first on, titles, header, data and totals; they may be ragged.
        merges: merged ranges (first row, first column, last row, last column), from 0; the value stands first.
        header: position in ``rows`` of the header.
        data: positions in ``rows`` of the data rows.
    """

    rows: Sequence[Sequence[str]]
    header: int
    data: Sequence[int]
    merges: Sequence[tuple[int, int, int, int]] = field(default=())

    @property
    def width(self) -> int:
        """Columns of the sheet."""
        return max(map(len, self.rows))

    def grid(self) -> list[list[str]]:
        """The rows, all equally wide."""
        return [[*row, *[""] * (self.width - len(row))] for row in self.rows]


def write_xlsx(table: Decorated, path: Path) -> None:
    """A workbook with one sheet of texts."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一村")
        for merge in table.merges:
            sheet.merge_range(*merge, "")
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)


def write_xls(table: Decorated, path: Path) -> None:
    """A workbook of Excel 97, which is also what WPS calls et."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一村")
    covered = {
        (row, column)
        for first_row, first, last_row, last in table.merges
        for row in range(first_row, last_row + 1)
        for column in range(first, last + 1)
    }
    for first_row, first, last_row, last in table.merges:
        sheet.write_merge(first_row, last_row, first, last, table.grid()[first_row][first])
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            if cell and (row, column) not in covered:
                sheet.write(row, column, cell)
    book.save(str(path))


def write_ods(table: Decorated, path: Path) -> None:
    """An OpenDocument spreadsheet."""
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="一村")
    spans = {(row, column): (last_row - row + 1, last - column + 1) for row, column, last_row, last in table.merges}
    for row, cells in enumerate(table.grid()):
        line = odf.table.TableRow()
        for column, cell in enumerate(cells):
            height, width = spans.get((row, column), (1, 1))
            attributes = (
                {} if (height, width) == (1, 1) else {"numberrowsspanned": height, "numbercolumnsspanned": width}
            )
            target = (
                odf.table.TableCell(valuetype="string", stringvalue=cell, **attributes)
                if cell
                else odf.table.TableCell()
            )
            if cell:
                target.addElement(odf.text.P(text=cell))
            line.addElement(target)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))


def write_encrypted(table: Decorated, path: Path) -> None:
    """An xlsx that asks for ``PASSWORD``."""
    plain = io.BytesIO()
    inner = path.with_suffix(".plain")
    write_xlsx(table, inner)
    plain.write(inner.read_bytes())
    inner.unlink()
    plain.seek(0)
    with path.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(PASSWORD, target)


def write_zip(table: Decorated, path: Path) -> None:
    """An archive with one workbook inside, named in GBK as Windows does."""
    inner = path.with_suffix(".inner")
    write_xlsx(table, inner)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "名册.xlsx")
    inner.unlink()


def write_html(table: Decorated, path: Path) -> None:
    """A web page with a table, as government systems save it under the name xls."""
    spans = {(row, column): (last_row - row + 1, last - column + 1) for row, column, last_row, last in table.merges}
    covered = {
        (row, column)
        for first_row, first, last_row, last in table.merges
        for row in range(first_row, last_row + 1)
        for column in range(first, last + 1)
        if (row, column) != (first_row, first)
    }
    lines = []
    for row, cells in enumerate(table.grid()):
        tags = []
        for column, cell in enumerate(cells):
            if (row, column) in covered:
                continue
            height, width = spans.get((row, column), (1, 1))
            tags.append(f'<td rowspan="{height}" colspan="{width}">{html.escape(cell)}</td>')
        lines.append(f"<tr>{''.join(tags)}</tr>")
    page = f"<html><head><meta charset='gb2312'></head><body><table>{''.join(lines)}</table></body></html>"
    path.write_bytes(page.encode("gb18030"))


def write_spreadsheetml(table: Decorated, path: Path) -> None:
    """An XML spreadsheet of Excel 2003."""
    spans = {(row, column): (last_row - row, last - column) for row, column, last_row, last in table.merges}
    lines = []
    for row, cells in enumerate(table.rows):
        tags = []
        for column, cell in enumerate(cells):
            down, across = spans.get((row, column), (0, 0))
            if cell or (down, across) != (0, 0):
                merge = f' ss:MergeDown="{down}" ss:MergeAcross="{across}"' if down or across else ""
                data = f'<Data ss:Type="String">{escape(cell)}</Data>'
                tags.append(f'<Cell ss:Index="{column + 1}"{merge}>{data}</Cell>')
        lines.append(f'<Row ss:Index="{row + 1}">{"".join(tags)}</Row>')
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="一村"><Table>{"".join(lines)}</Table></Worksheet></Workbook>',
        encoding="utf-8",
    )


def text_writer(encoding: str, delimiter: str = ",") -> Callable[[Decorated, Path], None]:
    """A writer of delimited text."""

    def write(table: Decorated, path: Path) -> None:
        with path.open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter).writerows(table.grid())

    return write


def _columns(table: Decorated) -> dict[str, list[str]]:
    rows = table.grid()
    return {
        header: [rows[row][place] for row in table.data] for place, header in enumerate(rows[table.header]) if header
    }


def write_parquet(table: Decorated, path: Path) -> None:
    """The header and the data rows alone."""
    pq.write_table(pa.table(_columns(table)), path)


def write_arrow(table: Decorated, path: Path) -> None:
    """The header and the data rows alone."""
    content = pa.table(_columns(table))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, content.schema) as writer:
        writer.write_table(content)


def write_ndjson(table: Decorated, path: Path) -> None:
    """The data rows alone, one object a line."""
    columns = _columns(table)
    rows = zip(*columns.values(), strict=True)
    lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def write_sqlite(table: Decorated, path: Path) -> None:
    """The header and the data rows as a table of a database."""
    columns = _columns(table)
    quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"CREATE TABLE 名册 ({', '.join(f'{name} TEXT' for name in quoted)})")
        rows = list(zip(*columns.values(), strict=True))
        connection.executemany(f"INSERT INTO 名册 VALUES ({', '.join('?' * len(quoted))})", rows)
    connection.close()


#: Suffix and name → writer. These carry titles, merges, totals and blank rows.
SHEETS: dict[str, Callable[[Decorated, Path], None]] = {
    "名册.xlsx": write_xlsx,
    "另名.xls": write_xlsx,
    "名册.xls": write_xls,
    "名册.et": write_xls,
    "名册.ods": write_ods,
    "加密.xlsx": write_encrypted,
    "网页.xls": write_html,
    "标记.xls": write_spreadsheetml,
}
#: The same without merges.
TEXTS: dict[str, Callable[[Decorated, Path], None]] = {
    "utf8.csv": text_writer("utf-8"),
    "bom.csv": text_writer("utf-8-sig"),
    "gb18030.csv": text_writer("gb18030"),
    "utf16.csv": text_writer("utf-16"),
    "utf16le.txt": text_writer("utf-16-le", "\t"),
    "utf16be.txt": text_writer("utf-16-be", ";"),
    "制表符.xls": text_writer("gb18030", "\t"),
    "竖线.txt": text_writer("utf-8", "|"),
}
#: Header and data rows alone.
TABLES: dict[str, Callable[[Decorated, Path], None]] = {
    "名册.parquet": write_parquet,
    "名册.arrow": write_arrow,
    "名册.ndjson": write_ndjson,
    "名册.sqlite": write_sqlite,
}
