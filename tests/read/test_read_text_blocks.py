"""Text tables in blocks: Arrow on simple blocks and the csv module on the rest read as the csv module alone does."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.text import blocks, delimited, fitting
from jingzhun.read.text.encoding import TextFormat
from jingzhun.read.text.fast_csv import BlockParser

ROW = "闽E12345,林建国,350699199001010015\n"
pieces = st.one_of(
    st.sampled_from(["a", "姓", " ", "\u3000", "\ufeff", "=", "\0", "\t", ",", '"', '""', '","', '",', ',"', '="1"']),
    st.sampled_from([",", "\n", "\r\n", "\r"]),
)
rows = st.lists(
    st.sampled_from(
        ["a,b,c\n", '"a","b","c"\r\n', 'a,"b\nb",c\n', 'a,"b""b",\n', 'a,"b,c\n', "a,b\n", "\n", ',="1",c\n']
    )
)
texts = st.one_of(st.lists(pieces, max_size=30), st.lists(st.one_of(rows.map("".join), pieces), max_size=6), rows).map(
    "".join
)


def outcome(grid: delimited.DelimitedGrid, width: int) -> tuple[list[tuple[object, ...]], str]:
    """Every row with its number, its cells and whether it is ragged; and the message, if reading ended with one."""
    found = []
    try:
        for chunk in grid.chunks(1, width):
            ragged = [False] * len(chunk.columns[0]) if chunk.ragged is None else chunk.ragged.to_pylist()
            cells = zip(*(column.to_pylist() for column in chunk.columns), strict=True)
            found.extend((chunk.first_row + place, *row) for place, row in enumerate(zip(ragged, cells, strict=True)))
    except UnreadableFileError as refusal:
        return [], str(refusal)
    return found, ""


@settings(max_examples=200, deadline=None)
@given(text=texts, width=st.integers(1, 4), block=st.integers(1, 40), piece=st.integers(3, 12))
@example("", 1, 1, 3)
@example("\n\n", 1, 1, 3)
@example("aaaa\r\0\n", 1, 1, 3)
@example('a,"b\r\n', 2, 40, 12)
@example('\ufeff"a",b\n', 2, 40, 12)
def test_blocks_of_any_size_are_read_as_the_csv_module_reads_the_whole(text, width, block, piece):
    limits = Limits(line_breaks=3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode())
        try:
            grid = delimited.DelimitedGrid(path, "a.csv", TextFormat("utf-8"), limits)
            whole_head = grid.head(100)
        except UnreadableFileError:
            return
        with mock.patch.object(BlockParser, "parse", return_value=None):
            whole = outcome(grid, width)
        with (
            mock.patch.multiple(delimited, _BLOCK_BYTES=block, _PART_BYTES=max(block // 3, 1)),
            mock.patch.multiple(fitting, _CHUNK_ROWS=4, _CHUNK_CELLS=7),
            mock.patch.object(blocks, "_PIECE", piece),
        ):
            assert outcome(grid, width) == whole
            with mock.patch.object(delimited, "_SAMPLE_BYTES", block):
                assert grid.head(100) == whole_head


def test_simple_blocks_are_parsed_by_arrow():
    """Otherwise the test above compares the csv module with itself."""
    parser = BlockParser(",", 3)
    for block in (b"a,b,c\n", b'"a","b","c"\r\n"","""a""",""\r\n', b'="1",5",c\n', "姓,,\n,,名".encode(), b"\xef,,"):
        parsed = parser.parse(block)
        assert (parsed is None) == (block == b"\xef,,")
    assert [column.to_pylist() for column in parser.parse(b'="1",5",c\n"a""",,\n'[:10])] == [['="1"'], ['5"'], ["c"]]


@pytest.mark.parametrize(
    "block",
    [b'a,"b\nb",c\n', b'a,"b"b,c\n', b"a,b\n", b"a,b,c,d\n", b"a,b,c\r", b'a,"b,c\n', b'5","b",c\n',
     b"\n\na,b,c\n",
     b"a," + b"b" * 200_000 + b",c\n"],
)  # fmt: skip
def test_blocks_that_are_not_simple_are_not_parsed_by_arrow(block):
    assert BlockParser(",", 3).parse(block) is None


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be"])
def test_many_blocks_of_any_encoding_are_one_table(tmp_path, rows_of, encoding):
    path = tmp_path / "a.csv"
    lines = [f"闽E{number:05},林建国,地址，{number}\r\n" for number in range(3000)]
    path.write_bytes(("号牌号码,机动车所有人,住址\r\n" + "".join(lines)).encode(encoding))
    with mock.patch.object(delimited, "_BLOCK_BYTES", 5_000), mock.patch.object(blocks, "_PIECE", 777):
        [table] = read.open_file(path, path.name, tmp_path)
        found = rows_of(table)
    assert [row["_row"] for row in found] == list(range(2, 3002))
    assert all(row["住址"] == f"地址，{row['_row'] - 2}" for row in found)


@pytest.mark.parametrize("before", ["", ROW * 9])
def test_a_line_without_end_is_refused_with_its_number(tmp_path, before):
    path = tmp_path / "a.csv"
    path.write_text(before + "张三,城西," * 400_000, encoding="utf-8")
    options = read.ReadOptions(limits=Limits(line_bytes=1_000_000))
    with pytest.raises(UnreadableFileError, match=f"第 {before.count(chr(10)) + 1} 行超过 1 MB") as caught:
        [list(table.batches()) for table in read.open_file(path, path.name, tmp_path, options)]
    assert caught.value.fix


def test_a_reader_that_stops_early_leaves_no_thread_and_no_open_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("号牌号码,机动车所有人,身份证明号码\n" + ROW * 2000, encoding="utf-8")
    with mock.patch.object(delimited, "_BLOCK_BYTES", 5_000), mock.patch.object(fitting, "_CHUNK_ROWS", 10):
        [table] = read.open_file(path, path.name, tmp_path)
        batches = table.batches()
        next(batches)
        batches.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(blocks.__name__)]
