"""What the rules must find: the truth points at rows that are there, and the rules find it and nothing else."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from jingzhun.case import Case
from jingzhun.intake import take_in
from jingzhun.kinds import register_kinds
from jingzhun.member_values import members_of
from jingzhun.pipeline import read_roll
from jingzhun.rules import RULES, Roll, run_rules
from jingzhun.sample import CountySummary, write_county
from jingzhun.sample.clerks import write_persons
from jingzhun.sample.county import build_county
from jingzhun.sample.faults.planting import FAULTS, WITHOUT_FAULT, plant_faults
from jingzhun.sample.registers.proofs import PROOFS
from jingzhun.sample.registers.writing import LAYOUTS, draw_registers
from jingzhun.sample.settings import COUNTIES
from jingzhun.sample.workbook import number_cells

AS_OF, LINE = date(2016, 6, 30), 2855.0


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountySummary:
    return write_county("pinghe", tmp_path_factory.mktemp("county") / "files", seed=5, population=60_000)


def test_rules_of_the_roll_find_what_was_planted_and_nothing_else(county: CountySummary) -> None:
    def quiet(*_: object) -> None:
        return None

    with tempfile.TemporaryDirectory() as work:
        chosen = take_in(Case((county.directory,), as_of=AS_OF), Path(work), quiet).chosen
        members = members_of(read_roll(chosen.roll, quiet))
    rules = tuple(rule for rule in RULES if not rule.registers and not rule.needs_previous)
    findings, counts = run_rules(Roll(members=members, as_of=AS_OF, income_line=LINE), rules)
    assert not [count.code for count in counts if count.crashed or count.missing]

    def key(code: str, household: str, sheet: str, row: object) -> tuple[str, ...]:
        return (code, household) if code.startswith("JZ2") else (code, sheet, str(row))

    codes = {rule.code for rule in rules}
    true = {
        key(row["code"], row["household_id"], row["roll_sheet"], row["roll_row"])
        for row in read(county.directory / "truth_findings.csv")
        if row["code"] in codes
    }
    columns = ("code", "household_id", "roll_sheet", "roll_row")
    found = {key(*values) for values in findings[list(columns)].itertuples(index=False)}
    assert true - found == set()
    assert found - true == set()
    # Relations such as two brothers are rare in a county of this size: a few kinds may find no household.
    assert len(codes - {code for code, *_ in true} - set(WITHOUT_FAULT)) <= 2


def test_every_rule_has_a_planted_fault_or_a_reason_for_having_none() -> None:
    known = {"JZ101", "JZ102", "JZ103", "JZ105", "JZ106", "JZ107", "JZ116"}  # damage of cells
    known |= {"JZ118", "JZ201", "JZ202", "JZ203", "JZ301", "JZ302", "JZ303", "JZ307", "JZ312", "JZ313"}
    known |= {"JZ405", "JZ406", "JZ409", "JZ423", "JZ424", "JZ429", "JZ430"}  # follow from other faults
    planted = {code for fault in FAULTS for code in (fault.code, *fault.also)}
    planted |= {code for codes in PROOFS.values() for code in codes}
    assert {rule.code for rule in RULES} - known - planted == set(WITHOUT_FAULT)


def test_the_truth_names_rows_that_exist_and_only_households_of_the_roll(county: CountySummary) -> None:
    rows = read(county.directory / "truth_findings.csv")
    households = {row["household_id"] for row in read(county.directory / "truth_households.csv")}
    assert {row["household_id"] for row in rows} <= households
    named = defaultdict(set)
    for row in rows:
        assert bool(row["register"]) == bool(row["register_file"])
        if row["register"]:
            named[row["register_file"]].add(int(row["register_row"]))
    for layout in LAYOUTS.values():
        if not layout.sheet and named[layout.file]:
            lines = len((county.directory / layout.file).read_text(encoding=layout.encoding).splitlines())
            assert layout.first_row <= min(named[layout.file])
            assert max(named[layout.file]) <= lines


def test_every_further_register_is_recognised_as_what_it_is(county: CountySummary) -> None:
    with tempfile.TemporaryDirectory() as work:
        chosen = take_in(Case((county.directory,), as_of=AS_OF), Path(work), lambda *_: None).chosen
    kinds = {item.table.file: item.kind.value for item in chosen.registers}
    assert {layout.file: layout.register for layout in LAYOUTS.values()}.items() <= kinds.items()
    assert set(kinds.values()) == {kind.value for kind in register_kinds()}


def test_the_main_tables_are_the_same_without_the_further_registers(tmp_path: Path) -> None:
    both = {kind: write_county("demo", tmp_path / kind, seed=4, registers=kind) for kind in ("all", "main")}
    assert set(both["main"].files) < set(both["all"].files)
    for file in set(both["main"].files) - {"truth_findings.csv"}:
        assert (tmp_path / "all" / file).read_bytes() == (tmp_path / "main" / file).read_bytes(), file
    few = read(tmp_path / "main" / "truth_findings.csv")
    assert {row["register"] for row in few} == {"", "vehicles", "property", "payroll"}


def test_rows_that_would_raise_a_doubt_belong_to_households_in_doubt() -> None:
    county = build_county(COUNTIES["demo"], 7)
    written = write_persons(county)
    roll, sites = plant_faults(county, written, number_cells(written.roll))
    draw_registers(county, written, roll, sites)
    owners = [person for owners in county.plan.owners.values() for person in owners]
    doubted = set(county.roll.household[np.isin(county.roll.person, owners)].tolist())
    raising = {"BIZ", "PAID_DEAD", "PENSION", "INSURED", "FUND", "DOUBLE_AID", "CADRE", "MACHINE", "VESSEL"}
    rows = [fault for fault in roll.planted if fault.code in raising and not fault.exception]
    assert rows
    assert {int(county.roll.household[fault.place]) for fault in rows} <= doubted
