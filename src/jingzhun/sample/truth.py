"""What is true in a county: which register rows are roll members, and which households are to be doubted."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from jingzhun.sample.clerks import Written, is_doubtful
from jingzhun.sample.county import County
from jingzhun.sample.damage import NONE, Mentions
from jingzhun.sample.misdated import BIRTH_DAMAGE
from jingzhun.sample.ownership import REGISTERS
from jingzhun.sample.write import FIRST_ROWS, REGISTER_FILES, ROLL_FILE, roll_positions

LINK_HEADERS = (
    "roll_file",
    "roll_sheet",
    "roll_row",
    "register",
    "register_file",
    "register_sheet",
    "register_row",
    "damage",
)
HOUSEHOLD_HEADERS = ("household_id", "doubtful", "because")
LINKS_FILE, HOUSEHOLDS_FILE = "truth_links.csv", "truth_households.csv"
COPIED = "number_copied"


def write_truth(county: County, written: Written, directory: Path) -> tuple[int, int]:
    """Write both truth files; the number of links and of doubtful households."""
    links = list(true_links(county, written))
    households = list(true_households(county, written))
    write_csv(directory / LINKS_FILE, LINK_HEADERS, links)
    write_csv(directory / HOUSEHOLDS_FILE, HOUSEHOLD_HEADERS, households)
    return len(links), sum(doubtful == "true" for _, doubtful, _ in households)


def true_links(county: County, written: Written) -> Iterable[tuple[object, ...]]:
    """Every mention of a roll member in a register, for each row of the roll that names him or her."""
    sheet, row = roll_positions(county)
    rows_of: dict[int, list[int]] = defaultdict(list)
    for place, person in enumerate(county.roll.person.tolist()):
        rows_of[person].append(place)
    for register in REGISTERS:
        mentions = written.registers[register]
        file, register_sheet = REGISTER_FILES[register]
        for mention in np.flatnonzero(mentions.person < county.members).tolist():
            register_row = int(mentions.row[mention]) + FIRST_ROWS[register]
            for place in rows_of[int(mentions.person[mention])]:
                damage = [
                    *(f"roll:{key}" for key in roll_damage(county, written.roll, place)),
                    *(f"register:{key}" for key in mentions.keys(mention)),
                ]
                if register == "payroll" and written.birth_damage[mentions.row[mention]] != NONE:
                    damage.append(f"register:{BIRTH_DAMAGE[written.birth_damage[mentions.row[mention]]]}")
                yield (
                    ROLL_FILE,
                    str(sheet[place]),
                    int(row[place]),
                    register,
                    file,
                    register_sheet,
                    register_row,
                    "|".join(damage),
                )


def roll_damage(county: County, roll: Mentions, place: int) -> list[str]:
    """The damage of one row of the roll."""
    copied = county.roll.number_of[place] != county.roll.person[place]
    return [*roll.keys(place), *([COPIED] if copied else [])]


def true_households(county: County, written: Written) -> Iterable[tuple[str, str, str]]:
    """Every household in the order of the roll: whether it is to be doubted, and by what."""
    because: dict[int, list[str]] = defaultdict(list)
    households_of: dict[int, list[int]] = defaultdict(list)
    for person, household in zip(county.roll.person.tolist(), county.roll.household.tolist(), strict=True):
        households_of[person].append(household)
    for register in REGISTERS:
        mentions, (file, _) = written.registers[register], REGISTER_FILES[register]
        doubtful = is_doubtful(county, register)[mentions.row] & (mentions.person < county.members)
        for mention in np.flatnonzero(doubtful).tolist():
            reason = f"{register}:{file}:{int(mentions.row[mention]) + FIRST_ROWS[register]}"
            for household in households_of[int(mentions.person[mention])]:
                if reason not in because[household]:
                    because[household].append(reason)
    for households in households_of.values():
        for household in households if len(households) > 1 else ():
            others = [other for other in households if other != household]
            because[household] += [f"duplicate:{county.roll.household_id[other]}" for other in others]
    for household, household_id in enumerate(county.roll.household_id.tolist()):
        reasons = because.get(household, [])
        yield household_id, "true" if reasons else "false", "|".join(reasons)


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one truth file, as UTF-8 with a mark so that spreadsheet programs read it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)
