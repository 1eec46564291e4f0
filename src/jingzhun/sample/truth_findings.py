"""What every rule and every condition of the policy must find, and what is excused: truth_findings.csv."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jingzhun.sample.faults.sheet import Planted, Sheet
from jingzhun.sample.registers.writing import LAYOUTS
from jingzhun.sample.truth import write_csv
from jingzhun.sample.write import FIRST_ROWS, REGISTER_FILES, ROLL_FILE, roll_positions

FINDINGS_FILE = "truth_findings.csv"
FINDING_HEADERS = (
    "household_id",
    "roll_file",
    "roll_sheet",
    "roll_row",
    "code",
    "exception",
    "register",
    "register_file",
    "register_sheet",
    "register_row",
    "cause",
)


def write_findings(roll: Sheet, directory: Path) -> None:
    """Write what must be found in the roll and in its members' register rows, in the order of the roll."""
    write_csv(directory / FINDINGS_FILE, FINDING_HEADERS, true_findings(roll))


def true_findings(roll: Sheet) -> Iterable[tuple[object, ...]]:
    """The rows of the truth file."""
    sheet, row = roll_positions(roll.county)
    households = roll.county.roll.household_id[roll.household]
    for fault in sorted(set(roll.planted), key=lambda fault: (fault.place, *map(str, fault))):
        yield (
            str(households[fault.place]),
            ROLL_FILE,
            str(sheet[fault.place]),
            int(row[fault.place]),
            fault.code,
            fault.exception,
            fault.register,
            *_register_place(fault),
            fault.cause,
        )


def _register_place(fault: Planted) -> tuple[str, str, int | str]:
    if not fault.register:
        return "", "", ""
    if fault.register in LAYOUTS:
        layout = LAYOUTS[fault.register]
        return layout.file, layout.sheet, fault.row + layout.first_row
    file, sheet = REGISTER_FILES[fault.register]
    return file, sheet, fault.row + FIRST_ROWS[fault.register]
