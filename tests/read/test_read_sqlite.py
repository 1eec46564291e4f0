"""SQLite files: exact values of every table, and nothing written, run or lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import OutputError, RequestError, UnreadableFileError
from jingzhun.read.cells import bare
from jingzhun.read.databases import database, sqlite
from jingzhun.read.databases.sqlite import open_sqlite
from small_county import CHEN, LIN

VEHICLES = """
CREATE TABLE 车辆 (号牌号码 TEXT, 车辆类型 TEXT, 所有人 TEXT, 身份证号 INTEGER, 初次登记日期 TEXT);
INSERT INTO 车辆 VALUES ('闽E12345', 'K33', '林建国', 350699195203070018, '2014-05-06');
INSERT INTO 车辆 VALUES ('闽E12346', 'K33', '陈志明', NULL, '');
"""


def database_file(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


def open_url(url: str, work: Path, options: read.ReadOptions = read.OPTIONS) -> list[read.SheetTable]:
    work.mkdir(exist_ok=True)
    return database.open_database(url, database.shown(url), work, options)


def refusal(path: Path, open_tables) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        open_tables(path)
    assert path.name in caught.value.where
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("suffix", [".db", ".sqlite", ".sqlite3", ".csv"])
def test_every_table_is_a_sheet_with_its_columns_understood(tmp_path, open_tables, rows_of, suffix):
    script = VEHICLES + "CREATE TABLE 空表 (姓名 TEXT, 身份证号 TEXT); CREATE VIEW 视图 AS SELECT * FROM 车辆;"
    tables = open_tables(database_file(tmp_path / f"数据{suffix}", script))
    assert [(table.sheet, table.header_rows) for table in tables] == [("车辆", None), ("空表", None)]
    vehicles, empty = tables
    assert vehicles.kinds[0].kind.value == "vehicles"
    assert vehicles.mapping["id_number"] == "身份证号"
    first, second = rows_of(vehicles)
    assert list(first.values()) == [
        *("闽E12345", "K33", "林建国", "350699195203070018", "2014-05-06"),
        *(f"数据{suffix}", "车辆", 1),
    ]
    assert (second["身份证号"], second["_row"]) == ("", 2)
    assert any("行号是数据库给出记录的先后" in note for note in vehicles.notes)
    assert rows_of(empty) == []
    assert "表里没有记录" in empty.notes


def test_a_folder_offers_database_files_and_not_what_windows_leaves(tmp_path):
    assert read.is_candidate(tmp_path / "数据.DB")
    assert read.is_candidate(tmp_path / "数据.sqlite3")
    assert not read.is_candidate(tmp_path / "Thumbs.db")


def test_values_of_every_storage_class_in_one_column(tmp_path, open_tables, rows_of):
    values = {
        350699195203070018: "350699195203070018",
        -(2**63): str(-(2**63)),
        2**63 - 1: str(2**63 - 1),
        350699196203071232.0: "3.506991962030712E+17",
        12.5: "12.5",
        3.0: "3",
        "\t 林建国\u3000": "林建国",
        "": "",
        None: "",
        b"\xff\xd8\xff": "",
        "x" * 70_000: "",
    }
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (混合, 姓名)")
        connection.executemany("INSERT INTO t VALUES (?, 'a')", [(value,) for value in values])
        connection.commit()
    [table] = open_tables(path)
    assert [row["混合"] for row in rows_of(table)] == list(values.values())
    assert "列“混合”有 1 格是二进制数据，未读取" in table.notes
    assert "列“混合”有 1 格超过 64 KB，未读取" in table.notes


_WELL_FORMED = st.text(st.characters(codec="utf-8"), max_size=5)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), _WELL_FORMED, st.floats(allow_nan=False)),
            _WELL_FORMED,
        ),
        min_size=1,
    )
)
def test_any_rows_come_back_in_the_order_of_the_table(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.execute("CREATE INDEX i ON t (b, a)")  # holds both columns, in another order
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        connection.commit()
    [grid] = open_sqlite(folder / "a.db", "a.db", folder, read.OPTIONS)
    read_rows = grid.head(len(rows) + 1)
    assert len(read_rows) == len(rows)
    for (cell, text), (value, second) in zip(read_rows, rows, strict=True):
        assert text == bare(second)
        if isinstance(value, float):
            assert float(cell) == value
        else:
            assert cell == ("" if value is None else bare(str(value)))


def test_bytes_of_other_encodings_are_read_and_told(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.db"
    raw = ["林建国".encode("gbk"), "陈志明".encode(), "黄秀英".encode()[:-1], b"\x81\xffA", "㐂䶮".encode("gb18030")]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (姓名 TEXT)")
        connection.executemany("INSERT INTO t VALUES (CAST(? AS TEXT))", [(cell,) for cell in raw])
        connection.commit()
    [table] = open_tables(path)
    assert [row["姓名"] for row in rows_of(table)] == ["林建国", "陈志明", "黄秀�", "��A", "㐂䶮"]
    assert "列“姓名”有 2 格不是 UTF-8，按 GB18030 读取" in table.notes
    assert "列“姓名”有 2 格含有认不出的字节，以 � 代替（第一处在第 3 行）" in table.notes


def test_names_of_any_kind_are_quoted_and_shown_without_controls(tmp_path, open_tables, rows_of):
    name = "车辆\"; DROP TABLE 车辆; --'\x1b[31m\n"
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        quoted = '"' + name.replace('"', '""') + '"'
        connection.execute(f'CREATE TABLE {quoted} ("a""b\x1b[0m", "select", "", "d" AS (1 + 1))')
        connection.execute(f"INSERT INTO {quoted} VALUES (1, 2, 3)")
        connection.commit()
    [table] = open_tables(path)
    assert table.sheet == "车辆\"; DROP TABLE 车辆; --'[31m"
    assert table.headers == ['a"b[0m', "select", "C列", "d"]
    assert list(rows_of(table)[0].values())[:4] == ["1", "2", "3", "2"]


def test_column_names_in_gbk_are_read(tmp_path, open_tables, rows_of):
    path = database_file(
        tmp_path / "a.db", "CREATE TABLE t (AAAA TEXT, BBBBBBBB TEXT); INSERT INTO t VALUES ('林', '1')"
    )
    content = path.read_bytes()
    for placeholder, name in ((b"AAAA", "姓名"), (b"BBBBBBBB", "身份证号")):
        assert content.count(placeholder) == 1
        content = content.replace(placeholder, name.encode("gbk"))
    path.write_bytes(content)
    [table] = open_tables(path)
    assert table.headers == ["姓名", "身份证号"]
    assert rows_of(table)[0]["姓名"] == "林"


def test_a_utf16_database_is_read(tmp_path, open_tables, rows_of):
    [table] = open_tables(database_file(tmp_path / "a.db", "PRAGMA encoding = 'UTF-16le';" + VEHICLES))
    assert rows_of(table)[0]["所有人"] == "林建国"


class TestFilesInUse:
    """Programs leave a log or a journal beside the file; what it holds counts, and nothing there may change."""

    def leave_open(self, folder: Path, journal: str) -> sqlite3.Connection:
        folder.mkdir()
        connection = sqlite3.connect(folder / "a.db", isolation_level=None)
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("CREATE TABLE t (姓名 TEXT)")
        connection.execute("INSERT INTO t VALUES ('林建国')")
        return connection

    def listing(self, folder: Path) -> dict[str, tuple[bytes, int]]:
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}

    def test_rows_in_a_write_ahead_log_are_read_and_the_folder_stays_as_it_is(self, tmp_path, open_tables, rows_of):
        with closing(self.leave_open(tmp_path / "in", "wal")):
            before = self.listing(tmp_path / "in")
            assert set(before) == {"a.db", "a.db-wal", "a.db-shm"}
            [table] = open_tables(tmp_path / "in" / "a.db")
            assert [row["姓名"] for row in rows_of(table)] == ["林建国"]
            assert self.listing(tmp_path / "in") == before

    def test_a_log_on_a_read_only_medium_without_its_index(self, tmp_path, open_tables, rows_of):
        with closing(self.leave_open(tmp_path / "in", "wal")):
            content = {name: raw for name, (raw, _) in self.listing(tmp_path / "in").items() if name != "a.db-shm"}
        medium = tmp_path / "medium"
        medium.mkdir()
        for name, raw in content.items():
            (medium / name).write_bytes(raw)
            (medium / name).chmod(0o444)
        medium.chmod(0o555)
        [table] = open_tables(medium / "a.db")
        assert [row["姓名"] for row in rows_of(table)] == ["林建国"]
        assert {path.name for path in medium.iterdir()} == {"a.db", "a.db-wal"}
        medium.chmod(0o755)

    def test_a_transaction_that_was_broken_off_is_taken_back(self, tmp_path, open_tables, rows_of):
        with closing(self.leave_open(tmp_path / "in", "delete")) as connection:
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("BEGIN")
            connection.execute("UPDATE t SET 姓名 = '陈志明'")
            connection.execute(
                "WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 999) INSERT INTO t SELECT i FROM n"
            )
            copied = {name: raw for name, (raw, _) in self.listing(tmp_path / "in").items()}
        assert set(copied) == {"a.db", "a.db-journal"}
        (tmp_path / "out").mkdir()
        for name, raw in copied.items():
            (tmp_path / "out" / name).write_bytes(raw)
        before = self.listing(tmp_path / "out")
        [table] = open_tables(tmp_path / "out" / "a.db")
        assert [row["姓名"] for row in rows_of(table)] == ["林建国"]
        assert self.listing(tmp_path / "out") == before

    def test_a_database_without_helpers_gets_none(self, tmp_path, open_tables, rows_of):
        self.leave_open(tmp_path / "in", "wal").close()
        before = self.listing(tmp_path / "in")
        assert set(before) == {"a.db"}
        [table] = open_tables(tmp_path / "in" / "a.db")
        assert len(rows_of(table)) == 1
        assert self.listing(tmp_path / "in") == before

    def test_a_helper_that_is_no_file_is_not_followed(self, tmp_path, open_tables):
        path = database_file(tmp_path / "a.db", VEHICLES)
        (tmp_path / "a.db-wal").symlink_to("/dev/zero")
        assert "不是普通文件" in refusal(path, open_tables).what

    def test_a_file_that_changes_meanwhile_is_refused(self, tmp_path, open_tables, monkeypatch):
        path = database_file(tmp_path / "a.db", VEHICLES)
        real = sqlite._read

        def changing(*arguments):
            database_file(path, "INSERT INTO 车辆 (所有人) VALUES ('x')")
            return real(*arguments)

        monkeypatch.setattr(sqlite, "_read", changing)
        assert "正在被改动" in refusal(path, open_tables).what


class TestBadFiles:
    """Every one ends in one clear line, within bounded time."""

    def big(self, tmp_path: Path) -> Path:
        script = VEHICLES + "WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 5000) "
        return database_file(tmp_path / "a.db", script + "INSERT INTO 车辆 SELECT i, 'K33', '林建国', i, i FROM n")

    @pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
    def test_a_truncated_file(self, tmp_path, open_tables, share):
        path = self.big(tmp_path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        assert "损坏" in refusal(path, open_tables).what

    def test_overwritten_pages(self, tmp_path, open_tables):
        path = self.big(tmp_path)
        content = bytearray(path.read_bytes())
        content[4096 * 20 : 4096 * 21] = bytes(4096)
        path.write_bytes(content)
        error = refusal(path, open_tables)
        assert ("损坏" in error.what, error.where) == (True, "a.db › 车辆")

    @pytest.mark.parametrize("content", [b"SQLite format 3\x00", b"SQLite format 3\x00" + os.urandom(5000)])
    def test_only_the_first_bytes_are_right(self, tmp_path, open_tables, content):
        (tmp_path / "a.db").write_bytes(content)
        refusal(tmp_path / "a.db", open_tables)

    def test_a_row_that_breaks_a_check_is_no_damage(self, tmp_path, open_tables, rows_of):
        script = (
            "CREATE TABLE t (姓名 CHECK (姓名 = 1)); PRAGMA ignore_check_constraints = 1; INSERT INTO t VALUES ('林')"
        )
        [table] = open_tables(database_file(tmp_path / "a.db", script))
        assert [row["姓名"] for row in rows_of(table)] == ["林"]

    def test_no_table_and_only_views(self, tmp_path, open_tables):
        path = database_file(tmp_path / "a.db", "CREATE VIEW 名单 AS SELECT 1 AS a")
        assert refusal(path, open_tables).what == "里面没有表，只有视图 名单"

    @pytest.mark.parametrize("call", ["load_extension('/tmp/x')", "nothing_known()", "(SELECT a FROM gone)"])
    def test_a_view_cannot_call_what_reaches_outside_or_is_not_there(self, tmp_path, call):
        path = database_file(tmp_path / "a.db", f"CREATE VIEW v AS SELECT {call} AS a")
        with pytest.raises(UnreadableFileError, match="定义有问题"):
            open_url(f"{path}?table=v", tmp_path / "work")

    def test_an_endless_view_is_given_up(self, tmp_path):
        path = database_file(
            tmp_path / "a.db",
            "CREATE VIEW v AS WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS m FROM n",
        )
        limits = replace(read.LIMITS, seconds=0.3, seconds_per_megabyte=0)
        start = time.monotonic()
        with pytest.raises(UnreadableFileError, match="已放弃"):
            open_url(f"{path}?table=v", tmp_path / "work", read.ReadOptions(limits=limits))
        assert time.monotonic() - start < 5

    def test_a_table_that_bursts_is_given_up(self, tmp_path):
        rows = "WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 9999) INSERT INTO t SELECT i FROM n;"
        path = database_file(
            tmp_path / "a.db",
            f"CREATE TABLE t (a); {rows} ALTER TABLE t ADD COLUMN b DEFAULT '{'x' * 60_000}'",
        )
        limits = replace(read.LIMITS, unpacked_bytes=5 << 20)
        with pytest.raises(UnreadableFileError, match="展开后太大") as caught:
            open_url(f"{path}?table=t", tmp_path / "work", read.ReadOptions(limits=limits))
        assert caught.value.where.endswith("› t")
        assert sum(file.stat().st_size for file in (tmp_path / "work").rglob("*.arrow")) < 150 << 20

    def test_a_gigantic_cell_is_told_and_its_row_is_read(self, tmp_path, open_tables, rows_of, monkeypatch):
        monkeypatch.setattr(sqlite, "_LARGEST_VALUE", 2 << 20)
        path = tmp_path / "a.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE t (姓名 TEXT, 照片 BLOB)")
            connection.execute("INSERT INTO t VALUES ('林', zeroblob(3000000))")
            connection.execute("INSERT INTO t VALUES ('陈', CAST(zeroblob(1000000) AS TEXT))")
            connection.commit()
        [table] = open_tables(path)
        assert [(row["姓名"], row["照片"]) for row in rows_of(table)] == [("林", ""), ("陈", "")]
        assert {"列“照片”有 1 格是二进制数据，未读取", "列“照片”有 1 格超过 64 KB，未读取"} <= set(table.notes)

    def test_a_text_beyond_all_measure_is_refused(self, tmp_path, open_tables, monkeypatch):
        monkeypatch.setattr(sqlite, "_LARGEST_VALUE", 2 << 20)
        path = database_file(
            tmp_path / "a.db", "CREATE TABLE t (a); INSERT INTO t VALUES (CAST(zeroblob(3000000) AS TEXT))"
        )
        assert "有一格超过 2 MB" in refusal(path, open_tables).what


class TestOneTable:
    """A table or view that an address names."""

    def test_a_view_is_read_when_it_is_named(self, tmp_path, rows_of):
        path = database_file(tmp_path / "a.db", VEHICLES + "CREATE VIEW 小车 AS SELECT 所有人, 身份证号 FROM 车辆")
        [table] = open_url(f"{path}?table=小车", tmp_path / "work")
        assert (table.file, table.sheet, table.headers) == (f"{path}?table=小车", "小车", ["所有人", "身份证号"])
        assert len(rows_of(table)) == 2

    @pytest.mark.parametrize(
        "form", ["{path}?table=车辆", "sqlite:///{path}?table=车辆", "sqlite://{path}?table=%E8%BD%A6%E8%BE%86"]
    )
    def test_forms_of_an_address(self, tmp_path, rows_of, form):
        path = database_file(tmp_path / "50%的 车.db", VEHICLES + "CREATE TABLE 别的 (a)")
        [table] = open_url(form.format(path=path), tmp_path / "work")
        assert [row["所有人"] for row in rows_of(table)] == ["林建国", "陈志明"]

    def test_a_table_that_is_not_there_is_answered_with_close_names(self, tmp_path):
        path = database_file(tmp_path / "a.db", VEHICLES + "CREATE TABLE vehicle2016 (a)")
        with pytest.raises(UnreadableFileError) as caught:
            open_url(f"{path}?table=vehicles2016", tmp_path / "work")
        assert caught.value.what == "没有表“vehicles2016”"
        assert caught.value.fix.startswith("改成其中的一张表：vehicle2016")

    @pytest.mark.parametrize("content", [b"a,b\n1,2\n", b""])
    def test_a_file_that_is_no_database(self, tmp_path, content):
        (tmp_path / "a.db").write_bytes(content)
        with pytest.raises(UnreadableFileError):
            open_url(f"{tmp_path / 'a.db'}?table=t", tmp_path / "work")

    def test_the_digest_tells_the_snapshot(self, tmp_path):
        path = database_file(tmp_path / "a.db", VEHICLES)
        url = f"{path}?table=车辆"
        digests = []
        for number in range(3):
            work = tmp_path / f"work{number}"
            if number == 2:
                database_file(path, f"INSERT INTO 车辆 (身份证号) VALUES ('{CHEN}'), ('{LIN}')")
            open_url(url, work)
            [snapshot] = work.rglob("*.arrow")
            assert stat.S_IMODE(snapshot.stat().st_mode) == 0o600
            digests.append(database.digest_of(work))
            assert digests[-1][1] == snapshot.stat().st_size
        assert digests[0] == digests[1] != digests[2]
        assert len(digests[0][0]) == 64
        assert database.digest_of(tmp_path) == ("", 0)

    def test_a_full_disk_is_told_as_such(self, tmp_path):
        resource = pytest.importorskip("resource")
        path = database_file(tmp_path / "a.db", VEHICLES)
        with pytest.raises(OutputError, match="临时目录写不下"):
            database.open_database(f"{path}?table=车辆", "a.db", tmp_path / "gone")
        (tmp_path / "work").mkdir()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            with pytest.raises(OutputError, match="临时目录写不下"):
                database.open_database(f"{path}?table=车辆", "a.db", tmp_path / "work")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def test_later_passes_see_the_same_rows_whatever_becomes_of_the_file(self, tmp_path, rows_of):
        path = database_file(tmp_path / "a.db", VEHICLES)
        [table] = open_url(f"{path}?table=车辆", tmp_path / "work")
        path.unlink()
        assert rows_of(table) == rows_of(table)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("postgresql://u@h/d?table=t", True),
        ("POSTGRES://h/d", True),
        ("sqlite:///a.db?table=t", True),
        ("数据.db?table=车辆", True),
        ("a.sqlite3?table=", True),
        ("数据.db", False),
        ("车辆.xlsx", False),
        ("https://example.org/a.csv", False),
        ("-", False),
    ],
)
def test_what_an_address_is(text, answer):
    assert database.is_database_url(text) is answer


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:Geheim1@h/d?table=t",
        "postgres://u:@h/d?table=t",
        "postgresql://u:Geh/eim1@h/d?table=t",
        "postgresql://u:Geh?eim1@h/d?table=t",
        "postgresql://u:Geh@eim1@h/d?table=t",
        "postgresql://u@h/d?table=t&password=Geheim1",
        "postgresql://u@h/d?pass%77ord=Geheim1&table=t",
        "postgresql://u@h/d?table=t&sslpassword=Geheim1",
        "postgresql://u@h:Geheim1/d?table=t",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(url, tmp_path):
    for call in (database.shown, lambda text: database.open_database(text, "name", tmp_path)):
        with pytest.raises(RequestError) as caught:
            call(url)
        assert "eim" not in str(caught.value)
        assert caught.value.__cause__ is None
    assert list(tmp_path.iterdir()) == []


@given(st.text())
def test_no_password_of_any_kind_is_let_through(password):
    with pytest.raises(RequestError) as caught:
        database.shown(f"postgresql://u:Geh{password}eim@h:5432/d?table=t")
    assert "Geh" not in str(caught.value)
    assert "eim" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u@h:5432/d?table=t&sslmode=require", "postgresql://h:5432/d?table=t"),
        ("postgres:///d?host=/run/postgresql&table=甲.乙&user=u", "postgresql:///d?host=/run/postgresql&table=甲.乙"),
        ("postgresql://h1:1,h2:2/%E5%BA%93?table=%E8%BD%A6", "postgresql://h1:1,h2:2/库?table=车"),
        ('postgresql://[::1]:5432/d?table="a.b"', 'postgresql://[::1]:5432/d?table="a.b"'),
        ("sqlite:///C:/数据/a.db?table=t", "C:/数据/a.db?table=t"),
    ],
)
def test_reports_call_a_table_by_its_place_alone(url, shown):
    assert database.shown(url) == shown


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://h/d", "没有写要读哪张表"),
        ("postgresql://h/d?table=", "没有写要读哪张表"),
        ("postgresql://h/d?table=a&table=b", "只能写一张表"),
        ("postgresql://h/d?table=a.b.c", "表名 a.b.c 不对"),
        ('postgresql://h/d?table=a"b', "不对"),
        ("postgresql://h/d?table=a%00b", "空字符"),
        ("postgresql://h/d?table=a\x1b[0m", "控制字符"),
        ("postgresql://h/d?table=\udcff", "认不出的字"),
        ("数据.db?table=a%00", "空字符"),
        ("数据.db?车辆", "没有写要读哪张表"),
    ],
)
def test_an_address_without_a_proper_table_is_refused(url, message):
    with pytest.raises(RequestError, match=message) as caught:
        database.shown(url)
    assert caught.value.fix
