"""All further registers of a county: drawn, damaged and written as their offices send them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from jingzhun.sample.clerks import Written
from jingzhun.sample.county import County
from jingzhun.sample.faults.sheet import Sheet, Sites
from jingzhun.sample.registers import assets, income, people
from jingzhun.sample.registers.scene import Scene
from jingzhun.sample.registers.table import Layout, Ledger, Register, written_register
from jingzhun.sample.workbook import new_workbook, number_cells, write_row

#: How each office sends its register, and what draws its rows; in this order households are taken for their faults.
FURTHER: tuple[tuple[Layout, Callable[[Scene], Ledger]], ...] = (
    (people.DISABILITY, people.disability),
    (people.ENROLMENT, people.enrolment),
    (people.MEDICAL, people.medical),
    (people.DEATHS, people.deaths),
    (people.REGISTRATION, people.household_registration),
    (income.INSURANCE, income.insurance),
    (income.HOUSING_FUND, income.housing_fund),
    (income.SUBSIDIES, income.subsidies),
    (assets.BUSINESS, assets.business),
    (assets.CADRES, assets.cadres),
    (assets.MACHINERY, assets.machinery),
    (assets.VESSELS, assets.vessels),
    (income.DEPOSITS, income.deposits),
)
LAYOUTS: dict[str, Layout] = {layout.register: layout for layout, _ in FURTHER}


def draw_registers(county: County, written: Written, roll: Sheet, sites: Sites) -> tuple[Register, ...]:
    """Draw all further registers; what their rows prove is noted in the roll."""
    scene = Scene(county, roll, sites)
    return tuple(written_register(draw(scene), county, written, roll) for _, draw in FURTHER)


def write_registers(registers: tuple[Register, ...], directory: Path) -> None:
    """Write every register to its file."""
    for register in registers:
        path = directory / register.layout.file
        if register.layout.sheet:
            _write_workbook(register, path)
        else:
            _write_text(register, path)


def _rows(register: Register) -> list[tuple[object, ...]]:
    layout = register.layout
    cells: dict[str, list[object]] = {header: column.tolist() for header, column in register.cells.items()}
    cells[layout.name] = register.mentions.name.tolist()
    cells[layout.number] = number_cells(register.mentions)
    return list(zip(*(cells[header] for header in layout.headers), strict=True))


def _write_text(register: Register, path: Path) -> None:
    layout = register.layout
    with path.open("w", encoding=layout.encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(layout.headers)
        writer.writerows(_rows(register))


def _write_workbook(register: Register, path: Path) -> None:
    layout = register.layout
    book = new_workbook(path, constant_memory=True)
    sheet = book.add_worksheet(layout.sheet)
    for row, title in enumerate(layout.titles):
        sheet.write_string(row, 0, title)
    write_row(sheet, len(layout.titles), layout.headers)
    for row, values in enumerate(_rows(register), start=layout.first_row - 1):
        write_row(sheet, row, [value.item() if isinstance(value, np.generic) else value for value in values])
    book.close()
