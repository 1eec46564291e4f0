"""Putting faults into the roll: some of each kind, every household suffers one at most."""

from __future__ import annotations

from jingzhun.sample.chance import stream
from jingzhun.sample.clerks import Written
from jingzhun.sample.county import County
from jingzhun.sample.faults import circumstances, households, identity, statements, whole_roll
from jingzhun.sample.faults.catalogue import Fault
from jingzhun.sample.faults.known import known_faults
from jingzhun.sample.faults.possessions import possessions
from jingzhun.sample.faults.sheet import Sheet, Sites, clean_sheet

FAULTS: tuple[Fault, ...] = (
    *identity.FAULTS,
    *statements.FAULTS,
    *households.FAULTS,
    *circumstances.FAULTS,
    *whole_roll.FAULTS,
)
#: Faults of a kind for every household of the roll; there is always one, as far as a household fits.
FAULT_SHARE = 1 / 700

#: Rules for which the sample holds no fault, and why.
WITHOUT_FAULT: dict[str, str] = {
    "JZ232": "a household of eleven rows would have to be put together of others, whose truth and links are fixed",
    "JZ309": "two households with two people in common would add people to the roll, whose rows and links are fixed",
    **{
        f"JZ3{number}": "compares with last year's roll, which the measured counties are checked without"
        for number in range(20, 30)
    },
}


def plant_faults(county: County, written: Written, number_cells: list[object]) -> tuple[Sheet, Sites]:
    """The roll as it will be written, with faults for the rules to find and their truth; and the households still free.

    Args:
        county: the county.
        written: what the clerks made of names and numbers.
        number_cells: what the cells of 证件号码 hold.
    """
    sheet = clean_sheet(county, written, number_cells)
    sheet.planted.extend(known_faults(sheet))
    sites = Sites(stream(county.seed, "fault sites"), sheet)
    whole_roll.plant_runs(sheet, sites, stream(county.seed, "fault runs"))
    count = max(1, round(len(county.roll.household_id) * FAULT_SHARE))
    # The choosiest first: what only fits few households must not find them taken.
    for fault in sorted(FAULTS, key=lambda fault: (int(fault.where(sheet).sum()), fault.code)):
        rng = stream(county.seed, f"fault {fault.code}")
        for row in sites.take(fault.where(sheet), count, quiet=fault.quiet):
            places = fault.edit(sheet, row, rng)
            for place in [row] if places is None else places:
                for code in (fault.code, *fault.also):
                    sheet.found(code, place)
    sheet.planted.extend(whole_roll.shared_by_households(sheet))
    sheet.planted.extend(possessions(sheet))
    return sheet, sites
