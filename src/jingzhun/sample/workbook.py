"""Workbooks whose bytes depend on nothing but their content: no clock, one fixed order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from jingzhun.sample.damage import Mentions
from jingzhun.sample.places import COUNTY_NAME

_CREATED = datetime(2016, 6, 30, tzinfo=UTC).replace(tzinfo=None)


def new_workbook(path: Path, *, constant_memory: bool) -> xlsxwriter.Workbook:
    """An empty workbook; one of constant memory takes its rows in order only."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory})
    book.set_properties({"created": _CREATED, "author": COUNTY_NAME})
    return book


def write_row(sheet: Any, row: int, values: Iterable[object]) -> None:
    """One row of cells; texts stay texts whatever they look like, empty ones stay empty."""
    for column, value in enumerate(values):
        if isinstance(value, str):
            if value:
                sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value)


def number_cells(mentions: Mentions) -> list[object]:
    """What the number cells hold: texts, and the 15 digits that a spreadsheet kept of a number."""
    cells: list[object] = mentions.number.tolist()
    for place in np.flatnonzero(mentions.stored_as_number):
        cells[place] = float(mentions.number[place])
    return cells
