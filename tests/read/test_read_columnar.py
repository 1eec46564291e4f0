"""Parquet and Arrow: every type as exact text, streamed."""

from __future__ import annotations

import datetime as dt
import decimal
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import cell_texts, float_texts
from jingzhun.read.columnar import column_texts


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
    count = 150_000
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
