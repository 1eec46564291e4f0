"""Writing a county's tables as the offices send them: workbooks with titles and footers, a GB18030 export.

The bytes depend on nothing but the content: no clock, no temporary names, one fixed order.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jingzhun.sample.chance import stream
from jingzhun.sample.clerks import Written
from jingzhun.sample.columns import (
    PAYROLL_HEADERS,
    PROPERTY_HEADERS,
    VEHICLE_HEADERS,
    Columns,
    organisations,
    payroll_columns,
    property_columns,
    vehicle_columns,
)
from jingzhun.sample.county import County
from jingzhun.sample.damage import Mentions
from jingzhun.sample.faults.sheet import Sheet
from jingzhun.sample.misdated import written_births
from jingzhun.sample.ownership import NOBODY
from jingzhun.sample.phones import vehicle_phones
from jingzhun.sample.places import COUNTY_NAME
from jingzhun.sample.roll_columns import ROLL_HEADERS
from jingzhun.sample.workbook import new_workbook, number_cells, write_row

ROLL_FILE, VEHICLE_FILE, PROPERTY_FILE, PAYROLL_FILE = "花名册.xlsx", "机动车.csv", "不动产.xlsx", "财政供养.xlsx"
PROPERTY_SHEET, PAYROLL_SHEET = "不动产登记", "在册人员"
#: Row in which the data begin, as a spreadsheet program counts.
FIRST_ROWS = {"roll": 4, "vehicles": 2, "property": 2, "payroll": 4}
REGISTER_FILES = {
    "vehicles": (VEHICLE_FILE, ""),
    "property": (PROPERTY_FILE, PROPERTY_SHEET),
    "payroll": (PAYROLL_FILE, PAYROLL_SHEET),
}
#: 联系电话 of a vehicle's owner, where all kinds of damage are asked for.
PHONE_HEADER = "LXDH"
_CLERKS = ("林海燕", "黄志强", "曾丽萍", "朱建辉", "赖文斌", "张雅婷")


def write_tables(county: County, written: Written, roll: Sheet, directory: Path) -> None:
    """Write the roll and the three main registers into ``directory``."""
    write_roll(county, roll, directory / ROLL_FILE)
    write_vehicles(county, written, directory / VEHICLE_FILE)
    write_property(county, written.registers["property"], directory / PROPERTY_FILE)
    write_payroll(county, written, directory / PAYROLL_FILE)


def roll_positions(county: County) -> tuple[np.ndarray, np.ndarray]:
    """Sheet and row number of every row of the roll: one sheet a township."""
    sheet = county.places.township[county.roll.village[county.roll.household]]
    row = np.zeros(len(sheet), dtype=np.int64)
    for township in np.unique(sheet):
        here = np.flatnonzero(sheet == township)
        row[here] = FIRST_ROWS["roll"] + np.arange(len(here))
    return sheet, row


def _rows(headers: Sequence[str], columns: Columns | dict[str, Any]) -> Iterable[tuple[object, ...]]:
    listed = [value.tolist() if isinstance(value, np.ndarray) else value for value in map(columns.get, headers)]
    return zip(*listed, strict=True)


def write_roll(county: County, roll: Sheet, path: Path) -> None:
    """One sheet a township: two title rows, header in row 3, a total and the signatures at the end."""
    columns: dict[str, Any] = {**roll.cells, "序号": np.zeros(len(roll.person))}
    rows = list(_rows(ROLL_HEADERS, columns))
    sheet_of, _ = roll_positions(county)
    clerk = stream(county.seed, "signatures")
    book = new_workbook(path, constant_memory=True)
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    bold = book.add_format({"bold": True, "text_wrap": True})
    last = len(ROLL_HEADERS) - 1
    for township in dict.fromkeys(sheet_of.tolist()):
        sheet = book.add_worksheet(township)
        sheet.merge_range(0, 0, 0, last, f"{COUNTY_NAME}{township}建档立卡贫困户花名册", title)
        sheet.write_string(1, 0, f"填表单位：{township}人民政府")
        sheet.write_string(1, last - 2, "日期：2016年6月30日")
        for column, header in enumerate(ROLL_HEADERS):
            sheet.write_string(2, column, header, bold)
        here = np.flatnonzero(sheet_of == township).tolist()
        row = FIRST_ROWS["roll"] - 1
        for number, place in enumerate(here, start=1):
            write_row(sheet, row, (number, *rows[place][1:]))
            row += 1
        sheet.write_string(row, 0, "合计")
        sheet.write_number(row, ROLL_HEADERS.index("人数"), len(here))
        by, checked = (_CLERKS[int(place)] for place in clerk.integers(0, len(_CLERKS), 2))
        sheet.write_string(row + 1, 0, f"制表人：{by}")
        sheet.write_string(row + 1, 7, f"审核人：{checked}")
    book.close()


def write_vehicles(county: County, written: Written, path: Path) -> None:
    """The export of the vehicle registry: short headers, GB18030, lines ending as on Windows."""
    mentions, holdings = written.registers["vehicles"], county.holdings["vehicles"]
    columns: dict[str, Any] = dict(vehicle_columns(county, written.needs_address))
    names, codes = organisations(county, len(holdings))
    name, number = names.astype(object), codes.astype(object)
    owned = np.flatnonzero(holdings.owner != NOBODY)
    name[owned], number[owned] = mentions.name, mentions.number
    columns |= {"SYR": name, "SFZMHM": number}
    headers: tuple[str, ...] = VEHICLE_HEADERS
    if written.damage.all_kinds:
        headers = (*headers, PHONE_HEADER)
        columns[PHONE_HEADER] = vehicle_phones(county)
    with path.open("w", encoding="gb18030", newline="") as stream_:
        writer = csv.writer(stream_, lineterminator="\r\n")
        writer.writerow(headers)
        writer.writerows(_rows(headers, columns))


def write_property(county: County, mentions: Mentions, path: Path) -> None:
    """The property register: header in row 1, co-owners together in one cell."""
    columns: dict[str, Any] = dict(property_columns(county))
    names, numbers = mentions.name.tolist(), number_cells(mentions)
    size = len(county.holdings["property"])
    first = np.searchsorted(mentions.row, np.arange(size))
    after = np.append(first[1:], len(names))
    separator = np.where(stream(county.seed, "separators").random(size) < 0.6, ",", "、")
    joined: list[object] = []
    for start, end, mark in zip(first.tolist(), after.tolist(), separator.tolist(), strict=True):
        several = end - start > 1
        joined.append(mark.join(map(str, numbers[start:end])) if several else numbers[start])
    together = ["、".join(names[start:end]) for start, end in zip(first.tolist(), after.tolist(), strict=True)]
    columns |= {"权利人": together, "证件号": joined}
    book = new_workbook(path, constant_memory=True)
    sheet = book.add_worksheet(PROPERTY_SHEET)
    for row, values in enumerate((PROPERTY_HEADERS, *_rows(PROPERTY_HEADERS, columns))):
        write_row(sheet, row, values)
    book.close()


def write_payroll(county: County, written: Written, path: Path) -> None:
    """The payroll: one title row, a header of two levels in rows 2 and 3."""
    mentions = written.registers["payroll"]
    columns: dict[str, Any] = dict(payroll_columns(county, written_births(county, written.birth_damage)))
    columns |= {"姓名": mentions.name, "身份证号": number_cells(mentions)}
    # Cells merged over two rows need both rows at once, so this (small) workbook is kept in memory.
    book = new_workbook(path, constant_memory=False)
    sheet = book.add_worksheet(PAYROLL_SHEET)
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, len(PAYROLL_HEADERS) - 1, f"{COUNTY_NAME}2016年财政供养人员信息表", bold)
    for column, header in enumerate(PAYROLL_HEADERS[:2]):
        sheet.merge_range(1, column, 2, column, header, bold)
    for left, right, group in ((2, 5, "人员信息"), (6, 8, "编制信息"), (9, 10, "工资")):
        sheet.merge_range(1, left, 1, right, group, bold)
        for column in range(left, right + 1):
            sheet.write_string(2, column, PAYROLL_HEADERS[column], bold)
    for row, values in enumerate(_rows(PAYROLL_HEADERS, columns), start=FIRST_ROWS["payroll"] - 1):
        write_row(sheet, row, values)
    book.close()
