"""Tables of a real PostgreSQL server: every type as exact text, in a transaction that cannot write."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jingzhun import read
from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.read.databases import database
from postgres_server import PASSWORD, PostgresServer, environment
from small_county import CHEN, LIN

Opener = Callable[[str], read.SheetTable]


@pytest.fixture
def open_url(tmp_path: Path) -> Iterator[Opener]:
    """Open an address with the password in the environment."""

    def opener(url: str) -> read.SheetTable:
        work = tmp_path / f"work{len(list(tmp_path.iterdir()))}"
        work.mkdir()
        [table] = database.open_database(url, database.shown(url), work)
        return table

    with environment(PGPASSWORD=PASSWORD):
        yield opener


@pytest.fixture(scope="session")
def vehicles(postgres: PostgresServer) -> str:
    """The address of a register with Chinese column names."""
    postgres.run(
        "CREATE SCHEMA 车管",
        "CREATE TABLE 车管.车辆 "
        "(号牌号码 varchar(10), 车辆类型 char(5), 所有人 text, 身份证号 char(20), 初次登记日期 date)",
        f"INSERT INTO 车管.车辆 VALUES ('闽E12345', 'K33', '林建国', '{LIN}', '2014-05-06'), "
        f"('闽E12346', 'K33', '陈志明', '{CHEN}', NULL)",
    )
    return postgres.url("车管.车辆")


def refusal(open_url: Opener, url: str) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        open_url(url)
    error = caught.value
    assert error.where == database.shown(url)
    assert error.fix
    assert PASSWORD not in str(error)
    assert not any(word in error.what + error.fix for word in ("SELECT c", "ERROR", "FATAL", "[libpq]"))
    return error


def test_a_register_with_chinese_columns_is_understood(vehicles, open_url, rows_of):
    table = open_url(vehicles)
    assert (table.file, table.sheet, table.header_rows) == (database.shown(vehicles), "车辆", None)
    assert table.kinds[0].kind.value == "vehicles"
    assert table.mapping["name"] == "所有人"
    assert table.mapping["id_number"] == "身份证号"
    first, second = rows_of(table)
    assert list(first.values()) == ["闽E12345", "K33", "林建国", LIN, "2014-05-06", table.file, "车辆", 1]
    assert (second["身份证号"], second["初次登记日期"], second["_row"]) == (CHEN, "", 2)
    assert any("行号是数据库给出记录的先后" in note for note in table.notes)


def test_official_short_names_in_lower_case_are_understood(postgres, open_url):
    postgres.run(
        "CREATE TABLE vehicles (hphm text, cllx text, sfzmhm numeric(18), syr text, ccdjrq timestamp, zt text)",
        f"INSERT INTO vehicles VALUES ('E12345', 'K33', {LIN.replace('X', '0')}, '林建国', '2014-05-06', 'A')",
    )
    table = open_url(postgres.url("vehicles"))
    assert table.kinds[0].kind.value == "vehicles"
    assert table.mapping == {
        "plate": "hphm",
        "vehicle_class": "cllx",
        "id_number": "sfzmhm",
        "name": "syr",
        "registered_date": "ccdjrq",
        "status": "zt",
    }


#: Type → (literal, text) …
TYPES = {
    "text": [("E'\\t林建国\u3000'", "林建国"), ("''", ""), ("NULL", "")],
    "varchar(5)": [("'ab  '", "ab")],
    "char(20)": [(f"'{LIN}'", LIN)],
    "name": [("'abc'", "abc")],
    "smallint": [("-7", "-7")],
    "integer": [("350699", "350699"), ("NULL", "")],
    "bigint": [("350699195203070018", "350699195203070018"), ("-9223372036854775808", "-9223372036854775808")],
    "numeric": [
        ("350699195203070018", "350699195203070018"),
        ("12.50", "12.5"),
        ("100.00", "100"),
        ("0.000", "0"),
        ("-0.05", "-0.05"),
        ("1e20", "100000000000000000000"),
        ("'NaN'", ""),
        ("'Infinity'", "Infinity"),
        ("NULL", ""),
    ],
    "numeric(20,4)": [("0", "0"), ("123456789012345.6789", "123456789012345.6789")],
    "money": [("1234.5", "1234.5"), ("-3", "-3")],
    "double precision": [
        ("350699196203071232", "3.506991962030712E+17"),
        ("350699196203071", "350699196203071"),
        ("0.1", "0.1"),
        ("'NaN'", ""),
        ("NULL", ""),
    ],
    "real": [("0.1", "0.1"), ("3.50699e17", "3.50699E+17")],
    "boolean": [("true", "TRUE"), ("false", "FALSE"), ("NULL", "")],
    "date": [("'1952-03-07'", "1952-03-07"), ("'infinity'", "infinity"), ("'0044-03-15 BC'", "0044-03-15 BC")],
    "timestamp": [
        ("'2012-05-01'", "2012-05-01"),
        ("'2012-05-01 08:30:00.5'", "2012-05-01 08:30:00"),
        ("'infinity'", "infinity"),
    ],
    "timestamptz": [
        ("'2012-05-01 00:00+08'", "2012-05-01"),
        ("'2012-04-30 16:00:01.123456+00'", "2012-05-01 00:00:01"),
        ("'1988-07-01 00:00 Asia/Shanghai'", "1988-07-01"),  # summer time was kept then
        ("NULL", ""),
    ],
    "time": [("'08:30:00.25'", "08:30:00")],
    "uuid": [("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")],
    "interval": [("'1 day'", "1 day")],
    "inet": [("'10.0.0.1'", "10.0.0.1/32")],
    "mood": [("'好'", "好"), ("NULL", "")],
    "plate": [("'闽E1'", "闽E1")],
    "size": [("350699196203071232", "3.506991962030712E+17")],
}


@pytest.fixture(scope="session")
def types(postgres: PostgresServer) -> None:
    postgres.run(
        "CREATE TYPE mood AS ENUM ('好', '坏')",
        "CREATE DOMAIN short AS text",
        "CREATE DOMAIN plate AS short CHECK (VALUE <> '')",
        "CREATE DOMAIN size AS double precision",
    )


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.usefixtures("types")
def test_a_type_becomes_exact_text(postgres, open_url, rows_of, type_name):
    values = TYPES[type_name]
    postgres.run(
        "DROP TABLE IF EXISTS one",
        f"CREATE TABLE one (姓名 text, 值 {type_name})",
        "INSERT INTO one VALUES " + ", ".join(f"('a', {literal})" for literal, _ in values),
    )
    assert [row["值"] for row in rows_of(open_url(postgres.url("one")))] == [text for _, text in values]


def test_settings_of_the_server_do_not_change_the_texts(postgres, open_url, rows_of):
    postgres.run(
        "CREATE ROLE foreigner LOGIN SUPERUSER PASSWORD 'Pa55 word:@/%'",
        "ALTER ROLE foreigner SET datestyle = 'German'",
        "ALTER ROLE foreigner SET timezone = 'America/New_York'",
        "ALTER ROLE foreigner SET extra_float_digits = 0",
        "ALTER ROLE foreigner SET bytea_output = 'escape'",
        "CREATE TABLE settings AS SELECT 'a' AS 姓名, date '1952-03-07' AS 生日, "
        "timestamptz '2012-05-01 00:00+08' AS 时刻, real '0.1234567' AS 数",
    )
    [row] = rows_of(open_url(postgres.url("settings", user="foreigner")))
    assert (row["生日"], row["时刻"], row["数"]) == ("1952-03-07", "2012-05-01", "0.1234567")


def test_columns_that_are_no_text_are_told_and_the_others_read(postgres, open_url, rows_of):
    postgres.run(
        "CREATE TYPE pair AS (a int, b int)",
        "CREATE TABLE odd (姓名 text, 照片 bytea, 附加 jsonb, 电话 text[], 区间 int4range, 对 pair, 登记 timestamptz)",
        "INSERT INTO odd VALUES ('林', 'x', '{}', '{1}', '[1,2)', '(1,2)', now())",
    )
    table = open_url(postgres.url("odd"))
    assert table.headers == ["姓名", "登记"]
    assert "这些列是二进制、json 或一格存有多个值，未读取：照片、附加、电话、区间、对" in table.notes
    assert "这些列带时区，按北京时间读取：登记" in table.notes
    assert len(rows_of(table)) == 1


@pytest.mark.parametrize(
    "name",
    ['车"辆', "a'; DROP TABLE vehicles; --", "Select", "车 辆.2016", "$1", "%s", "Ünïcode", "a\nb", "\\", "x" * 63],
)
def test_a_name_of_any_kind_is_quoted(postgres, open_url, rows_of, name):
    quoted = '"' + name.replace('"', '""') + '"'
    postgres.run(f"CREATE TABLE {quoted} ({quoted} text, 姓名 text)", f"INSERT INTO {quoted} VALUES ('值', '林')")
    try:
        in_address = quoted.replace("%", "%25").replace("\n", "%0A")
        [row] = rows_of(open_url(postgres.url(f"public.{in_address}")))
        assert list(row.values())[:2] == ["值", "林"]
    finally:
        postgres.run(f"DROP TABLE {quoted}")


@pytest.mark.parametrize("name", ["vehicles; DROP TABLE vehicles", "vehicles WHERE true", "(SELECT 1)", "vehicles--"])
def test_a_table_name_is_never_a_query(postgres, open_url, name):
    assert refusal(open_url, postgres.url(name)).what == f"没有表“{name}”"


def test_views_partitions_and_other_schemas_are_read(postgres, open_url, rows_of, vehicles):
    postgres.run(
        "CREATE VIEW 小车 AS SELECT 所有人, 身份证号 FROM 车管.车辆",
        "CREATE MATERIALIZED VIEW 快照 AS SELECT * FROM 小车",
        "CREATE TABLE parts (姓名 text, 年 int) PARTITION BY LIST (年)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (2015)",
        "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2016)",
        "INSERT INTO parts VALUES ('b', 2016), ('a', 2015)",
    )
    assert [row["所有人"] for row in rows_of(open_url(postgres.url("小车")))] == ["林建国", "陈志明"]
    assert len(rows_of(open_url(postgres.url('"快照"')))) == 2
    assert {row["姓名"] for row in rows_of(open_url(postgres.url("public.parts")))} == {"a", "b"}


def test_an_empty_table_and_one_without_columns(postgres, open_url, rows_of):
    postgres.run("CREATE TABLE nobody (姓名 text)", "CREATE TABLE nothing ()")
    table = open_url(postgres.url("nobody"))
    assert (table.headers, rows_of(table)) == (["姓名"], [])
    assert "表里没有记录" in table.notes
    assert refusal(open_url, postgres.url("nothing")).what == "表里没有能读的列"


def test_several_tables_are_read_at_once_from_threads(postgres, vehicles, open_url, tmp_path):
    folders = [tmp_path / f"thread{number}" for number in range(6)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(3) as pool:
        tables = list(pool.map(lambda folder: database.open_database(vehicles, "t", folder)[0], folders))
    assert [sum(batch.num_rows for batch in table.batches()) for table in tables] == [2] * len(folders)


class TestPasswords:
    def test_a_password_in_the_address_is_refused_before_the_server_is_asked(self, vehicles, open_url):
        with pytest.raises(RequestError, match="不能写密码"):
            open_url(vehicles.replace("master@", "master:anything@"))

    @pytest.mark.parametrize("password", ["Wrong1", ""])
    def test_a_wrong_password(self, vehicles, open_url, monkeypatch, tmp_path, password):
        monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
        monkeypatch.setenv("PGPASSWORD", password)
        error = refusal(open_url, vehicles)
        assert error.what == ("用户名或密码不对" if password else "数据库要密码")
        assert "PGPASSWORD" in error.fix

    def test_a_password_file_is_used(self, postgres, vehicles, open_url, monkeypatch, tmp_path, rows_of):
        file = tmp_path / "pgpass"
        escaped = PASSWORD.replace(":", "\\:")
        file.write_text(f"127.0.0.1:{postgres.port}:*:master:{escaped}\n")
        file.chmod(0o600)
        monkeypatch.delenv("PGPASSWORD")
        monkeypatch.setenv("PGPASSFILE", str(file))
        assert len(rows_of(open_url(vehicles))) == 2

    def test_a_user_sees_what_he_may_and_is_told_what_he_may_not(self, postgres, open_url, rows_of):
        postgres.run(
            "CREATE ROLE clerk LOGIN PASSWORD 'Pa55 word:@/%'",
            "CREATE TABLE secret (姓名 text)",
            "CREATE TABLE villages (姓名 text, 村 text)",
            "INSERT INTO villages VALUES ('林', '福坪'), ('陈', '江寨')",
            "ALTER TABLE villages ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY own ON villages USING (村 = '福坪')",
            "GRANT SELECT ON villages TO clerk",
        )
        assert refusal(open_url, postgres.url("secret", user="clerk")).what == "没有读取权限"
        table = open_url(postgres.url("villages", user="clerk"))
        assert len(rows_of(table)) == 1
        assert "数据库只让当前用户看到这张表的一部分行，读到的可能不全" in table.notes
        assert not any("一部分行" in note for note in open_url(postgres.url("villages")).notes)


class TestRefusals:
    def test_a_table_that_is_not_there_is_answered_with_close_names(self, postgres, vehicles, open_url):
        postgres.run("CREATE TABLE IF NOT EXISTS near_2016 (a int)")
        assert "near_2016" in refusal(open_url, postgres.url("Near_2016")).fix
        assert "车管.车辆" in refusal(open_url, postgres.url("车辆")).fix
        assert refusal(open_url, postgres.url("nowhere.车辆")).what == "没有表“nowhere.车辆”"

    @pytest.mark.parametrize(
        ("url", "what"),
        [
            ("postgresql://master@127.0.0.1:{port}/nowhere?table=t", "没有这个库"),
            ("postgresql://master@127.0.0.1:1/postgres?table=t", "连不上数据库"),
            ("postgresql://master@nowhere.invalid:{port}/postgres?table=t", "找不到这台主机"),
            ("postgresql://master@/postgres?host=/nowhere&table=t", "连不上数据库"),
            ("postgresql://master@127.0.0.1:{port}/postgres?table=t&tabel=x", "数据库地址的写法不对"),
            ("postgresql://master@127.0.0.1:{port}/postgres?table=t&sslmode=require", "加密连接没有建立"),
            ("postgresql://master@127.0.0.1:{port}/postgres?table=t&connect_timeout=x", "数据库地址的写法不对"),
        ],
    )
    def test_no_connection(self, postgres, open_url, url, what):
        assert refusal(open_url, url.format(port=postgres.port)).what == what

    def test_a_server_that_does_not_answer_is_not_waited_for_long(self, open_url):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            start = time.monotonic()
            # libpq takes no less than two seconds.
            address = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/d?table=t&connect_timeout=2"
            assert refusal(open_url, address).what == "连接超时"
            assert time.monotonic() - start < 10

    def test_without_the_driver_the_way_to_install_it_is_told(self, open_url, monkeypatch):
        monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
        error = refusal(open_url, "postgresql://u@h/d?table=t")
        assert "pip install 'jingzhun[postgresql]'" in error.fix

    def test_a_broken_view(self, postgres, open_url):
        postgres.run("CREATE VIEW broken AS SELECT 1 / (pg_backend_pid() - pg_backend_pid()) AS a")
        assert refusal(open_url, postgres.url("broken")).what == "数据库读取这张表时出错"

    def test_a_locked_table_is_not_waited_for(self, postgres, open_url, vehicles, monkeypatch):
        import adbc_driver_postgresql.dbapi as dbapi

        from jingzhun.read.databases import postgresql

        monkeypatch.setattr(postgresql, "_SET", postgresql._SET.replace("'15s'", "'200ms'"))
        with dbapi.connect(vehicles.partition("?")[0]) as other, other.cursor() as cursor:
            cursor.execute("LOCK TABLE 车管.车辆 IN ACCESS EXCLUSIVE MODE")
            assert refusal(open_url, vehicles).what == "表正被别的程序锁住"
            other.rollback()


class TestNothingIsWritten:
    @pytest.mark.parametrize("settings", ["", "&options=-c%20default_transaction_read_only%3Doff"])
    def test_a_view_with_a_side_effect_is_refused(self, postgres, open_url, settings):
        postgres.run(
            "DROP TABLE IF EXISTS log CASCADE",
            "CREATE TABLE log (a int)",
            "CREATE OR REPLACE FUNCTION note_it() RETURNS int LANGUAGE plpgsql AS "
            "$$ BEGIN INSERT INTO log VALUES (1); RETURN 1; END $$",
            "CREATE OR REPLACE VIEW sneaky AS SELECT note_it() AS a",
        )
        error = refusal(open_url, postgres.url("sneaky", more=settings))
        assert error.what == "读取它会改动数据库，没有读取"
        assert postgres.run("SELECT count(*) FROM log") == [(0,)]
        assert postgres.run("SELECT a FROM sneaky") == [(1,)]  # without us it does write

    def test_a_function_cannot_leave_the_read_only_transaction(self, postgres, open_url):
        postgres.run(
            "CREATE TABLE escape_log (a int)",
            "CREATE FUNCTION escape_it() RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
            "SET TRANSACTION READ WRITE; INSERT INTO escape_log VALUES (1); RETURN 1; END $$",
            "CREATE VIEW escaping AS SELECT escape_it() AS a",
        )
        refusal(open_url, postgres.url("escaping"))
        assert postgres.run("SELECT count(*) FROM escape_log") == [(0,)]


class TestEncodings:
    def test_a_database_in_another_encoding_is_converted(self, postgres, open_url, rows_of):
        postgres.run("CREATE DATABASE gb ENCODING 'EUC_CN' TEMPLATE template0 LOCALE 'C'")
        postgres.run("CREATE TABLE 车辆 (所有人 text)", "INSERT INTO 车辆 VALUES ('林建国')", database="gb")
        table = open_url(postgres.url("车辆", database="gb"))
        assert [row["所有人"] for row in rows_of(table)] == ["林建国"]

    def test_a_database_without_encoding_gives_what_was_put_in(self, postgres, open_url, rows_of):
        postgres.run("CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
        postgres.run(
            "CREATE TABLE t (姓名 text)",
            "INSERT INTO t VALUES ('陈志明'), (E'\\xc1\\xd6\\xbd\\xa8\\xb9\\xfa'), (E'\\x81\\xff')",
            "DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD COLUMN '"
            " || convert_from('\\xd0d4b1f0'::bytea, 'SQL_ASCII') || ' text'; END $$",  # 性别 in GBK
            database="raw",
        )
        table = open_url(postgres.url("t", database="raw"))
        assert [row["姓名"] for row in rows_of(table)] == ["陈志明", "林建国", "��"]
        assert table.headers == ["姓名", "性别"]
        assert "列“姓名”有 1 格不是 UTF-8，按 GB18030 读取" in table.notes


@pytest.fixture(scope="session")
def big(postgres: PostgresServer) -> str:
    """The address of a table of 200,000 rows and 80 MB."""
    postgres.run(
        "CREATE TABLE big AS SELECT '350699' || lpad(i::text, 12, '0') AS 身份证号, '林建国' AS 姓名, "
        "repeat('九峰镇福坪村', 20) || i AS 住址 FROM generate_series(1, 200000) i"
    )
    return postgres.url("big")


class TestManyRows:
    ROWS = 200_000

    def test_order_and_number_of_rows_and_the_digest(self, big, open_url, tmp_path):
        digests = set()
        for number in range(2):
            work = tmp_path / str(number)
            work.mkdir()
            [table] = database.open_database(big, "big", work)
            digests.add(database.digest_of(work))
        assert len(digests) == 1
        numbers = [number for batch in table.batches() for number in batch["身份证号"].to_pylist()]
        assert numbers == [f"350699{number:012}" for number in range(1, self.ROWS + 1)]

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory as Linux counts it")
    def test_memory_does_not_grow_with_the_table(self, postgres, open_url, tmp_path):
        for count in (20_000, 80_000):
            postgres.run(
                f"CREATE VIEW wide_{count} AS SELECT i AS 编号, repeat('九峰镇福坪村', 200) AS 住址 "
                f"FROM generate_series(1, {count}) i"
            )
        code = textwrap.dedent("""
            import resource, sys
            from pathlib import Path
            from jingzhun.read.databases import database
            [table] = database.open_database(sys.argv[1], "t", Path(sys.argv[2]))
            rows = sum(batch.num_rows for batch in table.batches())
            print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        """)
        peaks, sizes = {}, {}
        for count in (20_000, 80_000):
            work = tmp_path / str(count)
            work.mkdir()
            arguments = [sys.executable, "-c", code, postgres.url(f"wide_{count}"), str(work)]
            answer = subprocess.run(arguments, capture_output=True, check=True)
            rows, peaks[count] = map(int, answer.stdout.split())
            assert rows == count
            sizes[count] = database.digest_of(work)[1] >> 20
        assert sizes[80_000] - sizes[20_000] > 200
        assert peaks[80_000] - peaks[20_000] < 100
