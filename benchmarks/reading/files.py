"""The files that are read: one table of invented people in several formats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import xlsxwriter

HEADERS = (
    *("户编号", "姓名", "证件号码", "与户主关系", "性别", "民族", "乡镇", "行政村", "家庭住址", "联系电话"),
    *("人数", "人均纯收入", "识别时间", "户类型", "备注"),
)
_SURNAMES = np.array(list("林黄陈张曾朱赖卢杨叶李吴罗游何蔡"))
_GIVEN = np.array(list("秀英建国丽华志明文辉阿珠水土美玉婷敏萍龙凤喆玥镕堃䶮"))
_TOWNS = np.array(["九峰镇", "大溪镇", "小溪镇", "坂仔镇", "芦溪镇", "霞寨镇"])
_VILLAGES = np.array(["福坪村", "江寨村", "宝南村", "东大社区", "秀峰村", "黄田村"])
_RELATIONS = np.array(["户主", "配偶", "之子", "之女", "之儿媳", "之孙子"])
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))


def people(rows: int, seed: int = 2016) -> pa.Table:
    """A roll of invented people, all columns text.

    Args:
        rows: how many.
        seed: the same seed gives the same people.

    Returns:
        15 columns named ``HEADERS``; identity numbers are of the unassigned division 350699.
    """
    draw = np.random.default_rng(seed)
    birth = np.datetime64("1935-01-01") + draw.integers(0, 25_000, rows).astype("timedelta64[D]")
    born = np.char.replace(birth.astype("U10"), "-", "")
    body = np.char.add(np.char.add("350699", born), np.char.zfill(draw.integers(0, 1000, rows).astype("U3"), 3))
    digits = body.astype("S17").view(np.uint8).reshape(rows, 17).astype(np.int64) - ord("0")
    numbers = np.char.add(body, _CHECKS[digits @ _WEIGHTS % 11])
    given = np.char.add(_pick(draw, _GIVEN, rows), np.where(draw.random(rows) < 0.8, _pick(draw, _GIVEN, rows), ""))
    town, village = _pick(draw, _TOWNS, rows), _pick(draw, _VILLAGES, rows)
    houses = np.char.add(draw.integers(1, 400, rows).astype("U3"), "号")
    columns = [
        np.char.add("HH", np.char.zfill((np.arange(rows) // 3).astype("U7"), 7)),
        np.char.add(_pick(draw, _SURNAMES, rows), given),
        numbers,
        _pick(draw, _RELATIONS, rows),
        np.where(digits[:, 16] % 2 == 1, "男", "女"),
        np.where(draw.random(rows) < 0.98, "汉族", "畲族"),
        town,
        village,
        np.char.add(np.char.add(town, village), houses),
        np.char.add("139", np.char.zfill(draw.integers(0, 10**8, rows).astype("U8"), 8)),
        draw.integers(1, 8, rows).astype("U1"),
        draw.integers(1000, 9000, rows).astype("U4"),
        np.char.replace((np.datetime64("2014-01-01") + draw.integers(0, 900, rows)).astype("U10"), "-", "/"),
        np.where(draw.random(rows) < 0.5, "一般贫困户", "低保贫困户"),
        np.where(draw.random(rows) < 0.9, "", "外出务工"),
    ]
    return pa.table({header: pa.array(column.tolist()) for header, column in zip(HEADERS, columns, strict=True)})


def _pick(draw: np.random.Generator, values: np.ndarray, rows: int) -> np.ndarray:
    picked: np.ndarray = values[draw.integers(0, len(values), rows)]
    return picked


def write_xlsx(table: pa.Table, path: Path) -> None:
    """Write a table as a worksheet of texts and, where it holds small numbers, numbers."""
    numeric = {HEADERS.index("人数"), HEADERS.index("人均纯收入")}
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for column, header in enumerate(table.column_names):
            sheet.write_string(0, column, header)
        for row, cells in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), start=1):
            for column, cell in enumerate(cells):
                if column in numeric:
                    sheet.write_number(row, column, int(cell))
                elif cell:
                    sheet.write_string(row, column, cell)


def write_csv(table: pa.Table, path: Path, encoding: str) -> None:
    """Write a table as the csv of another department: CRLF, no quotes where none are needed."""
    plain = path.with_suffix(".utf8")
    pacsv.write_csv(table, plain, pacsv.WriteOptions(include_header=True, quoting_style="none"))
    with plain.open(encoding="utf-8") as source, path.open("w", encoding=encoding, newline="\r\n") as target:
        for block in iter(lambda: source.readlines(1 << 24), []):
            target.writelines(block)
    plain.unlink()


def write_all(folder: Path, xlsx_rows: int, csv_rows: int, workbooks: int) -> None:
    """Write every file that is measured.

    Args:
        folder: where they go: ``people.xlsx``, ``gb18030.csv``, ``utf8.csv``, ``people.parquet``, ``many/*.xlsx``.
        xlsx_rows: rows of the workbook.
        csv_rows: rows of the text tables and of the Parquet file.
        workbooks: how many small workbooks of 30 rows.
    """
    write_xlsx(people(xlsx_rows), folder / "people.xlsx")
    table = people(csv_rows)
    write_csv(table, folder / "gb18030.csv", "gb18030")
    write_csv(table, folder / "utf8.csv", "utf-8")
    pq.write_table(table, folder / "people.parquet")
    many = folder / "many"
    many.mkdir()
    for number in range(workbooks):
        write_xlsx(people(30, seed=number), many / f"{number:03d}.xlsx")
