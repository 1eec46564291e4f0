"""From sources to tables, and the account of all that came in: standard input, archives, passwords, unused tables."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from encrypted_writer import encrypt_agile
from jingzhun.case import STDIN, Case, Source
from jingzhun.errors import RequestError
from jingzhun.intake import AskPassword, Intake, take_in
from jingzhun.kinds import TableKind
from jingzhun.model import Run, SheetAccount
from jingzhun.pipeline import check
from jingzhun.read import Limits, ReadOptions
from jingzhun.read.standard_input import receive
from jingzhun.report.manifest import check_accounts
from small_county import (
    HUANG,
    LIN,
    PAYROLL,
    PAYROLL_HEADER,
    PROPERTY,
    PROPERTY_HEADER,
    ROLL,
    ROLL_HEADER,
    VEHICLES,
    VEHICLES_HEADER,
    identity_number,
    write_sheet,
)

CASE = Case((), as_of=date(2016, 6, 30))


def checked(*paths: Source, ask: AskPassword | None = None, **settings: object) -> Run:
    """A run whose account was held against itself."""
    run = check(replace(CASE, paths=paths, **settings), lambda *_: None, ask)  # type: ignore[arg-type]
    check_accounts(run)
    return run


@pytest.fixture
def taken(tmp_path: Path) -> Callable[..., Intake]:
    """Takes in a case without comparing anything."""
    counter = itertools.count()

    def take(*paths: Source, ask: AskPassword | None = None, **settings: object) -> Intake:
        work = tmp_path / f"work{next(counter)}"
        work.mkdir()
        return take_in(replace(CASE, paths=paths, **settings), work, lambda *_: None, ask)  # type: ignore[arg-type]

    return take


def kinds(intake: Intake) -> dict[str, str]:
    return {file.name: file.kind for file in intake.inputs}


def account_of(run: Run, file: str, sheet: str = "") -> SheetAccount:
    return next(account for account in run.accounts if (account.file, account.sheet) == (file, sheet))


def errors(run: Run | Intake) -> list[str]:
    return [file.name for file in run.unread if file.is_error]


def csv_bytes(rows: tuple[tuple[str, ...], ...], encoding: str = "utf-8") -> bytes:
    return "\r\n".join([",".join(row) for row in rows] + [""]).encode(encoding)


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The county of ``small_county`` in text files, which need no child process."""
    folder = tmp_path / "county"
    folder.mkdir()
    tables = {"花名册": (ROLL_HEADER, *ROLL), "车管所": (VEHICLES_HEADER, *VEHICLES)}
    tables |= {"房产": (PROPERTY_HEADER, *PROPERTY), "工资": (PAYROLL_HEADER, *PAYROLL)}
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_bytes(csv_bytes(rows))
    return folder


# ── standard input ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_register_may_come_from_standard_input(county: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    (county / "车管所.csv").unlink()
    objects = [json.dumps(dict(zip(VEHICLES_HEADER, row, strict=True)), ensure_ascii=False) for row in VEHICLES]
    rows = csv_bytes((VEHICLES_HEADER, *VEHICLES), "gb18030")
    content = rows if form == "csv" else "\n".join(objects).encode()
    pipe(monkeypatch, content)
    run = checked(county, STDIN)
    assert run.doubtful["household_id"].tolist() == ["HH001", "HH004", "HH005"]
    stdin = next(file for file in run.inputs if file.name == "标准输入")
    assert (stdin.kind, stdin.sha256, stdin.bytes) == ("vehicles", hashlib.sha256(content).hexdigest(), len(content))


def test_empty_standard_input_is_said(
    county: Path, monkeypatch: pytest.MonkeyPatch, taken: Callable[..., Intake]
) -> None:
    pipe(monkeypatch, b"")
    run = taken(county, STDIN)
    assert [(file.name, file.what) for file in run.unread if file.is_error] == [("标准输入", "是空的")]
    pipe(monkeypatch, b"")
    with pytest.raises(RequestError, match="标准输入: 是空的"):
        taken(county, settled={TableKind.ROLL: (STDIN,)})


def test_standard_input_is_kept_for_this_user_alone_and_within_bounds(tmp_path: Path) -> None:
    receive(io.BytesIO(b"x" * 3_000_000), "标准输入", tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_size == 3_000_000
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Exception, match="stdin_bytes") as caught:
        receive(io.BytesIO(b"x" * 3_000_000), "标准输入", tmp_path / "more", Limits(stdin_bytes=2_000_000))
    assert "超过 2 MB" in str(caught.value)


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────────────────


def packed(folder: Path, *names: str, into: str = "包.zip") -> Path:
    """Move files of a folder into an archive beside them."""
    path = folder / into
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.write(folder / name, f"内层/{name}")
            (folder / name).unlink()
    return path


def test_members_of_an_archive_are_files_of_the_case(county: Path) -> None:
    digest = hashlib.sha256((county / "车管所.csv").read_bytes()).hexdigest()
    archive = packed(county, "花名册.csv", "车管所.csv", "房产.csv", "工资.csv")
    run = checked(archive)
    assert run.doubtful["household_id"].tolist() == ["HH001", "HH004", "HH005"]
    kinds = {file.name: file.kind for file in run.inputs}
    assert kinds["包.zip"] == "archive"
    assert kinds["包.zip/内层/车管所.csv"] == "vehicles"
    digests = {file.name: file.sha256 for file in run.inputs}
    assert digests["包.zip/内层/车管所.csv"] == digest
    assert digests["包.zip"] == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_the_kind_settled_for_an_archive_holds_for_its_members(county: Path, taken: Callable[..., Intake]) -> None:
    shutil.copy(county / "车管所.csv", county / "另一份.csv")
    archive = packed(county, "车管所.csv")
    run = taken(county, settled={TableKind("vehicles"): (archive,)})
    assert [file.name for file in run.inputs if file.kind == "vehicles"] == ["包.zip/内层/车管所.csv"]
    assert any("已指定用别的文件" in file.what for file in run.unread if file.name == "另一份.csv")


def test_a_broken_member_is_an_error_and_the_rest_is_read(county: Path, taken: Callable[..., Intake]) -> None:
    (county / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    (county / "说明.docx").write_bytes(b"x")
    run = taken(county / packed(county, "车管所.csv", "坏.xlsx", "说明.docx").name, county)
    assert errors(run) == ["包.zip/内层/坏.xlsx"]
    assert any(file.name == "包.zip/内层/说明.docx" and not file.is_error for file in run.unread)
    assert kinds(run)["包.zip/内层/车管所.csv"] == "vehicles"


def test_a_roll_with_a_broken_member_is_no_roll(county: Path, taken: Callable[..., Intake]) -> None:
    (county / "二村.xlsx").write_bytes(b"PK\x03\x04 broken")
    archive = packed(county, "花名册.csv", "二村.xlsx")
    with pytest.raises(RequestError, match=r"名册不全.*二村\.xlsx"):
        taken(county, settled={TableKind.ROLL: (archive,)})


@pytest.mark.parametrize("suffix", ["rar", "7z", "gz", "dbf", "mdb", "ACCDB"])
def test_data_that_cannot_be_read_is_an_error_with_its_remedy(
    county: Path, taken: Callable[..., Intake], suffix: str
) -> None:
    (county / f"低保.{suffix}").write_bytes(b"x")
    (county / "公函.pdf").write_bytes(b"x")
    found = taken(county)
    assert errors(found) == [f"低保.{suffix}"]
    assert all(file.fix for file in found.unread if file.is_error)
    assert [file.name for file in found.unread if not file.is_error] == ["公函.pdf"]
    assert any("公函.pdf" in warning for warning in found.warnings)


# ── passwords ────────────────────────────────────────────────────────────────────────────────────────────────────


class Clerk:
    """Somebody at the screen who types some passwords."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, name: str, attempt: int) -> str:
        self.asked.append((name, attempt))
        return self.answers.pop(0) if self.answers else ""


@pytest.fixture
def protected(county: Path) -> Path:
    for name, rows in (("房产", (PROPERTY_HEADER, *PROPERTY)), ("工资", (PAYROLL_HEADER, *PAYROLL))):
        (county / f"{name}.csv").unlink()
        encrypt_agile(write_sheet(county / f"{name}.xlsx", rows), "Geheim-1")
    return county


def test_a_password_opens_every_workbook_it_fits(protected: Path, taken: Callable[..., Intake]) -> None:
    run = taken(protected, options=ReadOptions(passwords=("falsch", "Geheim-1")))
    assert (kinds(run)["工资.xlsx"], kinds(run)["房产.xlsx"]) == ("payroll", "property")
    assert errors(run) == []


def test_without_a_password_or_somebody_to_ask_the_file_is_reported(
    protected: Path, taken: Callable[..., Intake]
) -> None:
    run = taken(protected)
    assert errors(run) == ["工资.xlsx", "房产.xlsx"]
    assert all("--password" in file.fix for file in run.unread if file.is_error)


def test_somebody_is_asked_again_after_a_slip_and_not_again_for_the_next_file(
    protected: Path, taken: Callable[..., Intake]
) -> None:
    clerk = Clerk("falsch", "Geheim-1")
    assert errors(taken(protected, ask=clerk)) == []
    assert clerk.asked == [("工资.xlsx", 1), ("工资.xlsx", 2)]


def test_nobody_is_asked_more_than_three_times_a_file_or_after_giving_up(
    protected: Path, taken: Callable[..., Intake]
) -> None:
    clerk = Clerk("1", "2", "3", "")
    run = taken(protected, ask=clerk)
    assert clerk.asked == [("工资.xlsx", 1), ("工资.xlsx", 2), ("工资.xlsx", 3), ("房产.xlsx", 1)]
    assert errors(run) == ["工资.xlsx", "房产.xlsx"]


def test_nobody_is_asked_where_a_password_was_given(protected: Path, taken: Callable[..., Intake]) -> None:
    clerk = Clerk("Geheim-1")
    assert errors(taken(protected, ask=clerk, options=ReadOptions(passwords=("falsch",)))) == [
        "工资.xlsx",
        "房产.xlsx",
    ]
    assert clerk.asked == []


# ── databases ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_register_in_a_database_is_compared(county: Path) -> None:
    (county / "车管所.csv").unlink()
    with sqlite3.connect(county.parent / "登记.db") as database:
        database.execute(f"create table 车辆 ({', '.join(VEHICLES_HEADER)})")
        database.executemany(f"insert into 车辆 values ({', '.join('?' * len(VEHICLES_HEADER))})", VEHICLES)
    database.close()
    run = checked(county, settled={TableKind("vehicles"): (f"{county.parent / '登记.db'}?table=车辆",)})
    assert len(run.doubtful) == 3
    source = next(file for file in run.inputs if file.kind == "vehicles")
    assert source.name.endswith("登记.db?table=车辆")
    assert len(source.sha256) == 64


# ── settled columns ──────────────────────────────────────────────────────────────────────────────────────────────


def odd_vehicles(county: Path, name: str = "车管所.csv") -> None:
    header = ("号牌", "车型", "号码栏", "车主栏", "日期栏", "住址", "状态")
    (county / name).write_bytes(csv_bytes((header, *VEHICLES)))


COLUMNS = {"车主栏": "姓名", "号码栏": "id_number", "号牌": "号牌号码", "车型": "车辆类型", "日期栏": "初次登记日期"}


def test_columns_that_the_user_settles_make_a_table_readable(county: Path) -> None:
    odd_vehicles(county)
    run = checked(county, options=ReadOptions(columns=COLUMNS))
    assert run.doubtful["household_id"].tolist() == ["HH001", "HH004", "HH005"]
    assert account_of(run, "车管所.csv").columns["车主栏"] == "name"
    assert not run.warnings


def test_columns_settled_for_a_file_hold_for_it_alone(county: Path, taken: Callable[..., Intake]) -> None:
    odd_vehicles(county)
    run = taken(county, file_columns={"车管*.csv": COLUMNS})
    assert kinds(run)["车管所.csv"] == "vehicles"
    assert not run.warnings


def test_a_settled_column_that_no_table_has_is_a_warning_with_the_closest_header(
    county: Path, taken: Callable[..., Intake]
) -> None:
    run = taken(county, options=ReadOptions(columns={"权力人": "姓名"}), file_columns={"没有*.csv": {"甲": "姓名"}})
    assert len(run.warnings) == 2
    assert "“权力人”" in run.warnings[0]
    assert "“权利人”" in run.warnings[0]
    assert "没有*.csv" in run.warnings[1]


# ── the account ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_of_every_file_is_in_the_account_used_or_not(county: Path) -> None:
    (county / "花名册.csv").unlink()
    path = write_sheet(county / "花名册.xlsx", (ROLL_HEADER, *ROLL), title="平和县(样例)花名册")
    book = openpyxl.load_workbook(path)
    contacts = book.create_sheet("通讯录")
    for row in (("电话", "科室"), ("0596-1", "甲"), ("0596-2", "乙")):
        contacts.append(row)
    book.save(path)
    (county / "杂项.csv").write_bytes(csv_bytes((("物品", "数量"), ("桌", "3"), ("椅", "4"), ("灯", "5"))))
    run = checked(county)
    unused = account_of(run, "花名册.xlsx", "通讯录")
    assert (unused.kind, unused.read, unused.used) == ("", 3, 0)
    assert unused.set_aside == {"整张表没有采用": 2, "表头": 1}
    assert account_of(run, "杂项.csv").read == 4
    roll = account_of(run, "花名册.xlsx", "Sheet")
    assert roll.header_rows == (2, 2)
    assert roll.columns["户编号"] == "household_id"
    assert list(roll.columns) == list(ROLL_HEADER)


def two_tables_beside(header: str) -> list[tuple[str, ...]]:
    """Two lists of people side by side that cannot be told apart for sure."""
    left = [("姓名", "身份证号", "车牌号"), *((row[1], row[3], "闽E1") for row in ROLL[:4])]
    right = [("姓名", "身份证号", header), *((row[1], row[3], "九峰镇") for row in ROLL[3:7])]
    return [(*one, *other) for one, other in zip(left, right, strict=True)]


def test_a_refused_sheet_is_an_error_unless_it_is_of_the_roll(county: Path, taken: Callable[..., Intake]) -> None:
    book = openpyxl.Workbook()
    for row in two_tables_beside("单位"):
        book.active.append(row)
    sheet = book.create_sheet("名册")
    for row in (ROLL_HEADER, *ROLL):
        sheet.append(row)
    book.save(county / "混.xlsx")
    found = taken(county, settled={TableKind.ROLL: (county / "花名册.csv",)})
    [refused] = [file for file in found.unread if file.is_error]
    assert [warning for warning in found.warnings if "混.xlsx" in warning and "--roll" in warning]
    assert refused.name.startswith("混.xlsx › Sheet")
    assert "A–C列、D–F列" in refused.what
    assert refused.fix
    with pytest.raises(RequestError, match="花名册里有一张表读不了"):
        taken(county, settled={TableKind.ROLL: (county / "混.xlsx",)})


def test_a_register_that_breaks_further_down_is_in_the_account_as_far_as_it_was_read(county: Path) -> None:
    rows = (VEHICLES_HEADER, *VEHICLES * 200, PROPERTY_HEADER, *PROPERTY)
    (county / "车管所.csv").write_bytes(csv_bytes(rows))
    run = checked(county)
    assert errors(run) == ["车管所.csv"]
    assert account_of(run, "车管所.csv").kind == ""


# ── warnings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def stranger(number: int) -> str:
    return identity_number(f"19{number % 40 + 50}0{number % 9 + 1}1{number % 9}", 100 + number % 800)


def warned(run: Run, *words: str) -> bool:
    return any(all(word in warning for word in words) for warning in run.warnings)


def test_registers_that_cannot_be_compared_well_are_warnings(county: Path) -> None:
    without = [(row[0], row[1], row[3], row[4], row[6]) for row in (VEHICLES_HEADER, *VEHICLES)]
    (county / "车管所.csv").write_bytes(csv_bytes(tuple(without)))
    unusable = [(*row[:2], "已核", *row[3:]) for row in PAYROLL]
    (county / "工资.csv").write_bytes(csv_bytes((PAYROLL_HEADER, *unusable)))
    run = checked(county)
    assert warned(run, "车管所.csv (机动车登记): 没有认出证件号码一列")
    assert warned(run, "工资.csv (财政供养人员)", "没有一个能用的号码")
    assert not run.incomplete


@pytest.mark.parametrize(("rows", "words"), [((), "没有一行数据"), ((("合计", *[""] * 7),), "合计行 1")])
def test_a_register_without_a_usable_row_is_an_error(
    county: Path, rows: tuple[tuple[str, ...], ...], words: str
) -> None:
    (county / "房产.csv").write_bytes(csv_bytes((PROPERTY_HEADER, *rows)))
    run = checked(county)
    assert run.incomplete
    (empty,) = [file for file in run.unread if file.is_error]
    assert empty.name == "房产.csv"
    assert words in empty.what
    assert empty.fix
    assert account_of(run, "房产.csv").used == 0


def test_registers_in_which_nobody_is_met_are_warnings(county: Path) -> None:
    strangers = [("某单位", f"外人{number}", stranger(number), "在职", "事业") for number in range(30)]
    (county / "工资.csv").write_bytes(csv_bytes((PAYROLL_HEADER, *strangers)))
    cars = [(f"E{n}", "K33", stranger(n), f"外人{n}", "2014-05-06", "别处", "A") for n in range(250)]
    (county / "外县车.csv").write_bytes(csv_bytes((VEHICLES_HEADER, *cars)))
    (county / "一辆车.csv").write_bytes(csv_bytes((VEHICLES_HEADER, cars[0])))
    run = checked(county)
    assert warned(run, "财政供养人员: 与花名册没有一个人可比")
    assert warned(run, "外县车.csv (机动车登记): 250 人")
    assert len(run.warnings) == 2


PUPILS = (("学生姓名", "身份证号", "学籍号", "学校名称", "年级"), ("林建国", LIN, "G350699001", "平和一中", "高一"))
VESSELS = (("船主姓名", "船主身份证号", "船名号", "船籍港"), ("林建国", LIN, "闽平渔0001", "平和"))


def test_a_register_that_the_policy_does_not_ask_about_is_a_warning(county: Path, tmp_path: Path) -> None:
    (county / "渔船.csv").write_bytes(csv_bytes(VESSELS))
    own = tmp_path / "本县.toml"
    own.write_text('name = "本县"\ntitle = "本县"\nextends = "zhangzhou-2016"\ndrop = ["VESSEL"]\n', "utf-8")
    run = checked(county, policy=str(own))
    assert "vessels" in run.links.column("register").to_pylist()
    (said,) = run.warnings
    assert said.startswith("船舶: 比对了, 但政策“")
    assert "不影响结论" in said


def test_nobody_is_clear_of_doubt_by_registers_that_the_policy_does_not_ask_about(county: Path) -> None:
    for name in ("车管所.csv", "房产.csv", "工资.csv"):
        (county / name).unlink()
    (county / "学籍.csv").write_bytes(csv_bytes(PUPILS))
    with pytest.raises(RequestError, match=r"学籍.*不能作出结论") as caught:
        checked(county)
    assert "机动车登记(--vehicles …)" in caught.value.fix
    assert "残疾人" not in caught.value.fix


def test_a_roll_without_numbers_is_a_warning(county: Path) -> None:
    rows = [tuple(cell for place, cell in enumerate(row) if place != 3) for row in (ROLL_HEADER, *ROLL)]
    (county / "花名册.csv").write_bytes(csv_bytes(tuple(rows)))
    assert [warning for warning in checked(county).warnings if "花名册没有认出证件号码一列" in warning]


def test_a_sound_county_has_no_warnings(county: Path) -> None:
    run = checked(county)
    assert run.warnings == ()
    assert not run.incomplete
    assert HUANG not in repr(run.accounts)
    assert LIN not in repr(run.unread)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_files_is_refused_and_not_waited_for(county: Path, tmp_path: Path) -> None:
    os.mkfifo(county / "管道.csv")
    run = checked(county)
    assert [(file.name, file.what) for file in run.unread if file.is_error] == [("管道.csv", "不是普通文件")]


def test_a_row_that_cannot_be_cut_into_its_columns_makes_the_check_incomplete(county: Path) -> None:
    rows = [",".join(row) for row in (VEHICLES_HEADER, *VEHICLES)]
    rows[2] = rows[2].replace("九峰镇", "九峰镇,")
    (county / "车管所.csv").write_bytes("\r\n".join([*rows, ""]).encode("gb18030"))
    run = checked(county)
    [damaged] = [file for file in run.unread if file.is_error]
    assert damaged.name == "车管所.csv"
    assert "有 1 行列数不符" in damaged.what
    assert "第 3 行" in damaged.what
    assert run.incomplete


def test_a_copy_of_a_register_is_a_warning(county: Path) -> None:
    shutil.copy(county / "车管所.csv", county / "车管所 - 副本.csv")
    [warning] = [warning for warning in checked(county).warnings if "一模一样" in warning]
    assert "车管所 - 副本.csv" in warning


def test_numbers_of_other_people_beside_the_members_are_a_warning(county: Path) -> None:
    header = (*ROLL_HEADER, "配偶姓名", "配偶身份证号")
    beside = [(*row, "某某", identity_number("19600101", 100 + place)) for place, row in enumerate(ROLL)]
    (county / "花名册.csv").unlink()
    write_sheet(county / "花名册.xlsx", (header, *beside))
    [warning] = [warning for warning in checked(county).warnings if "配偶身份证号" in warning]
    assert "没有读取" in warning


def test_the_number_of_the_head_beside_every_member_is_no_reason_to_warn(county: Path) -> None:
    heads = {row[0]: row[3] for row in reversed(ROLL)}
    (county / "花名册.csv").unlink()
    write_sheet(county / "花名册.xlsx", ((*ROLL_HEADER, "户主身份证号"), *((*row, heads[row[0]]) for row in ROLL)))
    assert not [warning for warning in checked(county).warnings if "户主身份证号" in warning]


def test_a_roll_with_whole_households_in_one_cell_is_refused_with_the_rows(county: Path) -> None:
    families = [
        ("HH001", "林建国\n黄秀英", f"{LIN}\n{HUANG}", "户主\n配偶"),
        (
            "HH002",
            "陈志明\n陈丽",
            f"{identity_number('19600102', 37)}\n{identity_number('19900102', 38)}",
            "户主\n之女",
        ),
        (
            "HH003",
            "曾水土\n曾文",
            f"{identity_number('19480819', 57)}\n{identity_number('19750505', 35)}",
            "户主\n之子",
        ),
    ]
    (county / "花名册.csv").unlink()
    write_sheet(county / "花名册.xlsx", (("户编号", "姓名", "证件号码", "与户主关系"), *families))
    with pytest.raises(RequestError, match="一格里写了几个人") as caught:
        checked(county)
    assert "第 2 行" in caught.value.what
    assert "每人一行" in caught.value.fix


def test_what_stands_at_the_top_of_a_file_of_no_kind_is_in_no_account(county: Path) -> None:
    (county / "pw.txt").write_text("geheim2016\n", encoding="utf-8")
    run = checked(county)
    [account] = [account for account in run.accounts if account.file == "pw.txt"]
    assert "geheim2016" not in repr(account)
