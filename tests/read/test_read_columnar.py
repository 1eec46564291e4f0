"""Parquet and Arrow: every type as exact text, streamed."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import cell_texts, float_texts
from jingzhun.read.typed_texts import column_texts
from jingzhun.read.written_columns import WrittenColumns


def frame() -> pa.Table:
    return pa.table(
        {
            "所有人": pa.array(["林建国", None]),
            "证件号": pa.array([350699199001010015, None], pa.int64()),
            "浮点号": pa.array([350699196203071232.0, 350699196203071000.0]),
            "号牌号码": pa.array(["闽E1", "闽E2"]).dictionary_encode(),
            "登记日期": pa.array([dt.date(2012, 5, 1), None]),
            "时刻": pa.array([dt.datetime.fromisoformat(day) for day in ("2012-05-01", "2012-05-01 08:30")]),
            "价": pa.array([decimal.Decimal("12.50"), decimal.Decimal("100.00")]),
            "在用": pa.array([True, None]),
            "空": pa.nulls(2),
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_types_become_exact_text_and_null_becomes_empty(tmp_path, open_tables, rows_of, kind):
    path = tmp_path / f"车辆.{kind}"
    if kind == "parquet":
        pq.write_table(frame(), path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, frame().schema) as writer:
            writer.write_table(frame())
    [table] = open_tables(path)
    first, second = rows_of(table)
    assert table.header_rows is None
    assert (table.sheet, first["_row"], second["_row"]) == ("", 1, 2)
    texts = [
        "林建国",
        "350699199001010015",
        "3.506991962030712E+17",
        "闽E1",
        "2012-05-01",
        "2012-05-01",
        "12.5",
        "TRUE",
        "",
    ]
    assert list(first.values())[:9] == texts
    assert list(second.values())[:9] == [
        "",
        "",
        "3.50699196203071E+17",
        "闽E2",
        "",
        "2012-05-01 08:30:00",
        "100",
        "",
        "",
    ]


def test_rows_stream_in_batches_and_keep_their_numbers(tmp_path, open_tables):
    count = 300_000
    numbers = pa.array([f"350699{n:012}" for n in range(count)])
    pq.write_table(pa.table({"姓名": pa.array(["张三"] * count), "身份证号": numbers}), tmp_path / "a.parquet")
    [table] = open_tables(tmp_path / "a.parquet")
    batches = list(table.batches())
    assert len(batches) > 1
    assert pa.Table.from_batches(batches)["_row"].to_pylist() == list(range(1, count + 1))


def test_reserved_names_and_nested_columns(tmp_path, open_tables, rows_of):
    pq.write_table(pa.table({"_row": ["甲"], "姓名": ["乙"], "列表": [[1, 2]]}), tmp_path / "a.parquet")
    [table] = open_tables(tmp_path / "a.parquet")
    assert table.headers == ["_row(2)", "姓名"]
    assert rows_of(table)[0]["_row"] == 1
    assert any("列表" in note for note in table.notes)


def test_a_truncated_parquet_file_is_refused(tmp_path, open_tables):
    pq.write_table(frame(), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFileError, match="损坏"):
        open_tables(tmp_path / "a.parquet")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_text_reads_back_as_the_same_number_and_large_ones_never_look_like_digits(number):
    text = float_texts(pa.array([number]))[0].as_py()
    assert float(text) == number
    if abs(number) >= 1e15:
        assert "E+" in text
    elif number == math.trunc(number):
        assert text == str(int(number))


@given(st.lists(st.one_of(st.floats(-1e18, 1e18), st.integers(-(10**14), 10**14), st.text(max_size=3), st.just(""))))
def test_mixed_columns_are_written_cell_by_cell_as_if_alone(cells):
    alone = [cell_texts([cell])[0].as_py() for cell in cells]
    assert cell_texts(cells).to_pylist() == alone


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_integers_stay_exact(numbers):
    assert column_texts(pa.array(numbers, pa.int64())).to_pylist() == list(map(str, numbers))


def test_outer_white_space_and_controls_are_stripped():
    texts = pa.array(["\t350699199001010015", " 林\x00七\u3000", None]).dictionary_encode()
    assert column_texts(texts).to_pylist() == ["350699199001010015", "林七", ""]
    assert cell_texts(["\t1\xa0", "\ufeff二", 3.0]).to_pylist() == ["1", "二", "3"]


ID = "350699199001010015"


def write(path: Path, **columns: object) -> Path:
    """A file of these columns; that of Arrow is packed."""
    table = pa.table(columns)
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
            writer.write_table(table)
    return path


def read_value(tmp_path: Path, open_tables, rows_of, values: pa.Array, suffix: str = "parquet"):
    """What a column “值” of a small file becomes, and the notes."""
    path = write(tmp_path / f"a.{suffix}", 姓名=["张三"] * len(values), 证件号码=[ID] * len(values), 值=values)
    [table] = open_tables(path)
    return [row.get("值") for row in rows_of(table)], " ".join(table.notes)


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_a_text_that_a_dictionary_repeats_does_not_burst_the_memory(tmp_path, open_tables, suffix):
    rows = 2_000
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 500_000]))
    path = write(tmp_path / f"a.{suffix}", 姓名=["张三"] * rows, 证件号码=[ID] * rows, 备注=repeated)
    before = pa.total_allocated_bytes()
    [table] = open_tables(path)
    batches = table.batches()
    first = next(batches)
    assert first.num_rows < 300
    assert pa.total_allocated_bytes() - before < 300 << 20
    batches.close()


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
@pytest.mark.parametrize("is_dictionary", [True, False])
def test_a_cell_larger_than_the_limit_is_refused(tmp_path, open_tables, suffix, is_dictionary):
    values = pa.array(["x" * 5_000_000, "y"])
    values = values.dictionary_encode() if is_dictionary else values
    path = write(tmp_path / f"a.{suffix}", 姓名=["张三"] * 2, 证件号码=[ID] * 2, 备注=values)
    with pytest.raises(UnreadableFileError, match="单元格的文字超过 4 MB"):
        open_tables(path)


def test_a_row_group_larger_than_the_limit_is_refused_unread(tmp_path):
    path = write(tmp_path / "a.parquet", 姓名=["张三"] * 20_000, 证件号码=[f"{n:018}" for n in range(20_000)])
    with pytest.raises(UnreadableFileError, match="解开后太大"):
        read.open_file(path, "a", tmp_path, read.ReadOptions(limits=read.Limits(part_bytes=100_000)))


def test_no_memory_is_not_called_damage(tmp_path, open_tables, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise pa.ArrowMemoryError("malloc")

    path = write(tmp_path / "a.parquet", 姓名=["张三"], 证件号码=[ID])
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", refuse)
    with pytest.raises(UnreadableFileError, match="内存不够"):
        open_tables(path)


def test_zoned_moments_are_those_of_beijing(tmp_path, open_tables, rows_of):
    moments = [dt.datetime.fromisoformat("1952-03-07 16:00"), dt.datetime.fromisoformat("2016-01-01"), None]
    for zone in ("UTC", "America/New_York"):
        values, notes = read_value(tmp_path, open_tables, rows_of, pa.array(moments, pa.timestamp("us", tz=zone)))
        assert values == ["1952-03-08", "2016-01-01 08:00:00", ""]
        assert "按北京时间读取：值" in notes


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_before_1970_stay_in_their_second(tmp_path, open_tables, rows_of, unit):
    values = pa.array([dt.datetime.fromisoformat("1952-03-07 23:59:59.900")], pa.timestamp(unit))
    assert read_value(tmp_path, open_tables, rows_of, values)[0] == ["1952-03-07 23:59:59"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["张三".encode("gbk"), "李四".encode(), None], pa.binary()), ["张三", "李四", ""]),
        (pa.array([b"\xff" * 4, b"abcd"], pa.binary(4)), ["�" * 4, "abcd"]),
        (pa.array([1, 3_605 * 10**9 + 1], pa.time64("ns")), ["00:00:00", "01:00:05"]),
        (
            pa.array([dt.timedelta(hours=36, seconds=7), None, -dt.timedelta(seconds=61)], pa.duration("ns")),
            ["36:00:07", "", "-0:01:01"],
        ),
        (pa.array([12.3, None, 0.1, 3.5e17, math.nan], pa.float32()), ["12.3", "", "0.1", "3.5E+17", ""]),
        (pa.array([12.3, None], pa.float16()), ["12.3", ""]),
        (
            pa.array([decimal.Decimal(text) for text in ("0", "0.0000001", "-0.5", "1200")], pa.decimal128(38, 10)),
            ["0", "0.0000001", "-0.5", "1200"],
        ),
    ],
)
def test_odd_types_become_text(tmp_path, open_tables, rows_of, values, texts):
    found, notes = read_value(tmp_path, open_tables, rows_of, values)
    assert found == texts
    is_bytes = pa.types.is_binary(values.type) or pa.types.is_fixed_size_binary(values.type)
    assert ("是二进制" in notes) == is_bytes


@pytest.mark.parametrize(
    "values",
    [
        pa.array(["a", None], pa.string_view()),
        pa.array(["a", None], pa.large_string()),
        pa.RunEndEncodedArray.from_arrays([1, 2], ["a", None]),
    ],
)
def test_every_way_to_hold_a_text_is_read(tmp_path, open_tables, rows_of, values):
    assert read_value(tmp_path, open_tables, rows_of, values, "arrow")[0] == ["a", ""]


def test_a_type_that_cannot_be_written_is_left_out_and_told(tmp_path, open_tables, rows_of):
    values = pa.array([(1, 2, 3), None], pa.month_day_nano_interval())
    found, notes = read_value(tmp_path, open_tables, rows_of, values, "arrow")
    assert found == [None, None]
    assert "未读取：值" in notes


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_columns_of_the_same_name_are_numbered(tmp_path, open_tables, rows_of, suffix):
    columns = [["甲"], [ID], ["乙"], ["丙"], ["丁"]]
    table = pa.Table.from_arrays(list(map(pa.array, columns)), names=["姓名", "证件号码", "姓名", "姓名(2)", "姓名"])
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        pq.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    [found] = open_tables(path)
    [row] = rows_of(found)
    assert list(row.values())[:5] == ["甲", ID, "乙", "丙", "丁"]
    assert found.headers == ["姓名", "证件号码", "姓名(3)", "姓名(2)", "姓名(4)"]
    assert any("同名的列" in note for note in found.notes)


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_what_a_file_holds_beyond_all_proportion_is_refused(tmp_path, suffix):
    rows = 2_000
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 10_000]))
    path = write(tmp_path / f"a.{suffix}", 姓名=["张三"] * rows, 证件号码=[ID] * rows, 备注=repeated)
    limits = read.Limits(unpacked_bytes=10_000_000)
    with pytest.raises(UnreadableFileError, match="解开后太大"):
        [list(table.batches()) for table in read.open_file(path, "a", tmp_path, read.ReadOptions(limits=limits))]


@pytest.mark.parametrize("is_dictionary", [True, False])
def test_a_packed_arrow_file_is_measured_before_it_is_unpacked(tmp_path, is_dictionary):
    values = pa.array(["x" * 3_000_000])
    path = write(
        tmp_path / "a.arrow", 姓名=["张三"], 证件号码=[ID], 备注=values.dictionary_encode() if is_dictionary else values
    )
    for limits in (read.Limits(part_bytes=2_000_000), read.Limits(ratio_from_bytes=2_000_000)):
        with pytest.raises(UnreadableFileError, match="解开后太大（3 MB）"):
            read.open_file(path, "a", tmp_path, read.ReadOptions(limits=limits))


def test_a_sqlite_table_of_nearly_equal_names_is_read(tmp_path, open_tables, rows_of):
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute('create table t (姓名 text, "姓名 " text, 证件号码 text)')
        connection.execute("insert into t values ('甲', '乙', ?)", (ID,))
        connection.commit()
    [table] = open_tables(tmp_path / "a.db")
    assert table.headers == ["姓名", "姓名(2)", "证件号码"]
    assert list(rows_of(table)[0].values())[:3] == ["甲", "乙", ID]
    assert any("同名的列" in note for note in table.notes)


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_the_columns_that_nobody_asks_for_change_no_account(tmp_path, open_tables, suffix):
    rows = [("张三", ID, "闽E1", 1.5), ("", "", "合计", 2.0), ("", "", "", None), ("李四", "", "闽E2", 3.0)]
    columns = dict(zip(("姓名", "证件号码", "号牌号码", "金额"), map(list, zip(*rows, strict=True)), strict=True))
    [table] = open_tables(write(tmp_path / f"a.{suffix}", **columns))
    whole = pa.Table.from_batches(table.batches())
    told = table.rows_read, table.set_aside, table.notes

    some = pa.Table.from_batches(table.batches({"姓名", "证件号码"}))

    assert (table.rows_read, table.set_aside, table.notes) == told
    assert some.column_names == ["姓名", "证件号码", "_file", "_sheet", "_row"]
    assert some.equals(whole.select(some.column_names))
    assert whole.column("_row").to_pylist() == [1, 4]


@given(st.lists(st.sampled_from(["张三", " 李四\t", "", None]), min_size=1), st.data())
def test_some_rows_of_columns_are_written_as_all_are(texts, data):
    plain = pa.array(texts, type=pa.string())
    stored = [plain, plain.dictionary_encode(), pa.array(range(len(texts))), pc.run_end_encode(plain)]
    stored += [pa.array([None if text is None else text.encode("gb18030") for text in texts], pa.binary())]
    stored += [plain.cast(pa.string_view())]
    places = data.draw(st.lists(st.integers(0, len(texts) - 1)))

    some = WrittenColumns(stored).rows(pa.array(places, pa.int64()))

    assert [column.to_pylist() for column in some] == [
        column_texts(column).take(pa.array(places, pa.int64())).to_pylist() for column in stored
    ]
