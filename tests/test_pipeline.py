"""From a folder of spreadsheets to the verdicts, on a county of five households."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from jingzhun.case import Case
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind
from jingzhun.model import LINK_COLUMNS, Run
from jingzhun.pipeline import check
from small_county import (
    PAYROLL,
    PAYROLL_HEADER,
    PROPERTY,
    PROPERTY_HEADER,
    ROLL,
    ROLL_HEADER,
    VEHICLES,
    VEHICLES_HEADER,
    write_sheet,
)


def checked(folder: Path, **settings: object) -> Run:
    case = Case((folder,), as_of=date(2016, 6, 30), **settings)  # type: ignore[arg-type]
    return check(case, lambda stage, done, total: None)


def links_of(run: Run) -> list[tuple[object, ...]]:
    columns = ("roll_row", "register", "register_row", "grade")
    return list(zip(*(run.links.column(label).to_pylist() for label in columns), strict=True))


def test_the_doubtful_households_are_found_and_no_others(county: Path) -> None:
    run = checked(county)
    assert run.doubtful["household_id"].tolist() == ["HH001", "HH004", "HH005"]
    assert not run.incomplete


def test_every_link_has_its_grade_and_reasons(county: Path) -> None:
    run = checked(county)
    assert tuple(run.links.column_names) == LINK_COLUMNS
    assert links_of(run) == [
        (3, "vehicles", 2, "B"),
        (5, "payroll", 3, "A"),
        (5, "vehicles", 3, "A"),
        (6, "property", 3, "A"),
        (6, "vehicles", 4, "A"),
        (8, "property", 2, "A"),
        (9, "payroll", 2, "B"),
    ]
    reasons = dict(
        zip(
            zip(*[run.links.column(x).to_pylist() for x in ("register", "register_row")], strict=True),
            run.links.column("reasons").to_pylist(),
            strict=True,
        )
    )
    assert reasons["vehicles", 2] == "号码前15位一致(末三位被表格软件舍去); 姓名相同; 同村同门牌"
    assert reasons["property", 2] == "号码一致; 姓名同音; 不同乡镇"
    assert reasons["payroll", 2] == "号码多或少一位; 姓名相同"


def test_every_row_is_accounted_for(county: Path) -> None:
    run = checked(county)
    assert all(account.balanced for account in run.accounts)
    roll = next(account for account in run.accounts if account.kind == "roll")
    assert (roll.read, roll.used) == (10, 7)
    assert sum(roll.set_aside.values()) == 3


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_register_rows_does_not_matter(county: Path, seed: int) -> None:
    import random

    before = checked(county)
    rows = list(VEHICLES)
    random.Random(seed).shuffle(rows)
    lines = "\r\n".join(",".join(row) for row in (VEHICLES_HEADER, *rows))
    (county / "车管所.csv").write_bytes(lines.encode("gb18030"))
    after = checked(county)
    assert sorted(before.links.column("weight").to_pylist()) == sorted(after.links.column("weight").to_pylist())
    assert before.doubtful["reasons"].tolist() == after.doubtful["reasons"].tolist()


def test_the_size_of_batches_does_not_matter(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jingzhun.read import SheetTable

    whole = checked(county)
    batches = SheetTable.batches

    def one_by_one(self: SheetTable, *wanted: object, **named: object) -> object:
        for batch in batches(self, *wanted, **named):  # type: ignore[arg-type]
            yield from pa.Table.from_batches([batch]).to_batches(max_chunksize=1)

    monkeypatch.setattr(SheetTable, "batches", one_by_one)
    assert checked(county).links.equals(whole.links)


def test_a_broken_register_is_reported_and_the_others_are_checked(county: Path) -> None:
    (county / "房产.xlsx").write_bytes(b"PK\x03\x04 not really a workbook")
    run = checked(county)
    assert run.incomplete
    assert [file.name for file in run.unread if file.is_error] == ["房产.xlsx"]
    assert run.doubtful["household_id"].tolist() == ["HH001", "HH005"]


def test_a_csv_that_breaks_further_down_is_left_out_whole(county: Path) -> None:
    rows = (VEHICLES_HEADER, *VEHICLES * 200, PROPERTY_HEADER, *PROPERTY)
    (county / "车管所.csv").write_bytes("".join(",".join(row) + "\r\n" for row in rows).encode("gb18030"))
    run = checked(county)
    assert [file.name for file in run.unread if file.is_error] == ["车管所.csv"]
    assert "vehicles" not in run.links.column("register").to_pylist()
    assert all(account.kind != "vehicles" for account in run.accounts)


def test_two_rolls_are_a_question_not_a_guess(county: Path) -> None:
    (county / "花名册2015.xlsx").write_bytes((county / "花名册.xlsx").read_bytes())
    with pytest.raises(RequestError, match="都像花名册") as caught:
        checked(county)
    assert "--roll" in caught.value.fix
    run = checked(county, settled={TableKind.ROLL: (county / "花名册.xlsx",)})
    assert len(run.households) == 5
    # Were it a part of the roll, its households would not have been checked.
    assert [warning for warning in run.warnings if "花名册2015" in warning and "没有核查" in warning]
    assert not run.incomplete


def test_without_a_roll_the_message_shows_what_was_seen(county: Path) -> None:
    (county / "花名册.xlsx").unlink()
    with pytest.raises(RequestError, match="没有认出花名册") as caught:
        checked(county)
    assert "SFZMHM" in str(caught.value)


def test_a_wrong_choice_of_the_user_is_refused_with_the_missing_column(county: Path) -> None:
    other = write_sheet(county.parent / "其他.xlsx", [("甲", "乙"), ("1", "2")])
    with pytest.raises(RequestError, match="缺少必需的列"):
        checked(county, settled={TableKind("payroll"): (other,)})


def test_a_roll_in_several_sheets_is_one_roll(county: Path) -> None:
    book = openpyxl.load_workbook(county / "花名册.xlsx")
    copy = book.copy_worksheet(book.active)
    copy.title = "第二村"
    for row in copy.iter_rows(min_row=3, max_row=9):
        row[0].value = f"B{row[0].value}"
    book.save(county / "花名册.xlsx")
    run = checked(county)
    assert len(run.households) == 10
    assert set(run.members["_sheet"]) == {"Sheet", "第二村"}


def test_several_files_of_one_register_are_all_compared(county: Path) -> None:
    write_sheet(county / "工资.xlsx", (PAYROLL_HEADER, PAYROLL[0]))
    write_sheet(county / "工资2.xlsx", (PAYROLL_HEADER, PAYROLL[1]))
    run = checked(county)
    files = run.links.filter(pa.compute.equal(run.links.column("register"), "payroll")).column("register_file")
    assert sorted(files.to_pylist()) == ["工资.xlsx", "工资2.xlsx"]


def test_a_rule_whose_column_is_missing_says_which(county: Path) -> None:
    run = checked(county)
    counts = {count.code: count for count in run.rule_counts}
    assert counts["JZ119"].missing == ("identified_date",)
    assert counts["JZ103"].missing == ()


def test_household_numbers_that_start_anew_in_every_sheet_are_told_apart(county: Path) -> None:
    book = openpyxl.load_workbook(county / "花名册.xlsx")
    copy = book.copy_worksheet(book.active)
    copy.title = "第二村"
    book.save(county / "花名册.xlsx")
    run = checked(county)
    assert len(run.households) == 10
    assert {"Sheet-HH001", "第二村-HH001"} <= set(run.households["household_id"])


def two_folders(county: Path, where: Path) -> Path:
    """The county's vehicles in two folders under one name."""
    for folder, row in (("甲", VEHICLES[0]), ("乙", VEHICLES[3])):
        path = where / folder / "车.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes("\r\n".join([",".join(VEHICLES_HEADER), ",".join(row)]).encode("gb18030"))
    (county / "车管所.csv").unlink()
    return where


def test_rows_of_two_files_of_one_name_are_not_mixed_up(county: Path, tmp_path: Path) -> None:
    two = two_folders(county, tmp_path / "two")
    case = Case((county, two / "甲", two / "乙"), as_of=date(2016, 6, 30))
    run = check(case, lambda stage, done, total: None)
    vehicles = [account for account in run.accounts if account.kind == "vehicles"]
    assert len({account.file for account in vehicles}) == 2
    assert "HH001" in run.doubtful["household_id"].tolist()


def test_a_sheet_with_people_that_is_not_understood_makes_the_run_incomplete(county: Path) -> None:
    book = openpyxl.load_workbook(county / "花名册.xlsx")
    sheet = book.create_sheet("补充")
    for row in ROLL[:3]:
        sheet.append([f"备注{row[0]}", row[3], "x", row[1]])
    book.save(county / "花名册.xlsx")
    run = checked(county)
    assert run.incomplete
    assert any("补充" in file.name for file in run.unread if file.is_error)


def test_a_note_sheet_beside_the_roll_is_no_obstacle(county: Path) -> None:
    book = openpyxl.load_workbook(county / "花名册.xlsx")
    notes = book.create_sheet("填表说明")
    notes.append(["1. 按户填写"])
    notes.append(["2. 电话", "张三"])
    book.save(county / "花名册.xlsx")
    run = checked(county, settled={TableKind.ROLL: (county / "花名册.xlsx",)})
    assert not run.incomplete
    assert len(run.households) == 5


def test_a_register_named_with_the_wrong_option_is_refused(county: Path) -> None:
    with pytest.raises(RequestError, match="像是财政供养人员"):
        checked(county, settled={TableKind("vehicles"): (county / "工资.xlsx",)})


def test_a_file_that_an_option_sets_apart_is_named_as_such(county: Path) -> None:
    write_sheet(county / "工资2.xlsx", (PAYROLL_HEADER, PAYROLL[1]))
    run = checked(county, settled={TableKind("payroll"): (county / "工资.xlsx",)})
    said = {file.name: file.what for file in run.unread}
    assert any("像是财政供养人员" in what for name, what in said.items() if name.startswith("工资2"))
    assert not run.incomplete


def test_a_roll_that_is_not_whole_is_not_judged(county: Path) -> None:
    broken = county / "名册二.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(RequestError, match="名册不全"):
        checked(county, settled={TableKind.ROLL: (county / "花名册.xlsx", broken)})


def test_nobody_is_clear_of_doubt_without_a_register(county: Path) -> None:
    for name in ("车管所.csv", "房产.xlsx", "工资.xlsx"):
        (county / name).unlink()
    with pytest.raises(RequestError, match="不能作出结论"):
        checked(county)


def test_a_roll_of_heads_has_one_household_a_row(county: Path) -> None:
    heads = [(row[1], row[3], row[6], row[7]) for row in ROLL if row[5] == "户主"]
    write_sheet(county / "花名册.xlsx", [("户主姓名", "身份证号码", "乡镇", "行政村"), *heads])
    run = checked(county, settled={TableKind.ROLL: (county / "花名册.xlsx",)})
    assert len(run.households) == len(heads)


def test_a_roll_that_does_not_tell_households_apart_is_refused(county: Path) -> None:
    people = [(row[1], row[3], row[6], row[7]) for row in ROLL]
    write_sheet(county / "花名册.xlsx", [("姓名", "身份证号码", "乡镇", "行政村"), *people])
    with pytest.raises(RequestError, match="分不出哪些人是一户"):
        checked(county, settled={TableKind.ROLL: (county / "花名册.xlsx",)})


def test_no_rule_crashes_where_no_household_has_just_one_head(county: Path) -> None:
    rows = [(*row[:5], "户主", *row[6:]) for row in ROLL if row[0] in ("HH001", "HH004")]
    write_sheet(county / "花名册.xlsx", (ROLL_HEADER, *rows))
    run = checked(county)
    assert not [count.code for count in run.rule_counts if count.crashed]
    assert next(count for count in run.rule_counts if count.code == "JZ202").found
