"""JSON tables: one object a line or an array of objects; numbers exact, keys united, bad lines accounted for."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.text import blocks, fitting, ndjson
from jingzhun.read.text.encoding import TextFormat

PEOPLE = [
    {"姓名": "林建国", "身份证号": "350699199001010015", "金额": 12.5},
    {"姓名": "陈䶮", "身份证号": "350699198001010010", "备注": "㛃𠮷"},
]


def written(path: Path, lines: list[object], encoding: str = "utf-8") -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_bytes("".join(text + "\n" for text in texts).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_objects_are_rows_and_keys_in_order_of_first_appearance_are_headers(tmp_path, open_tables, rows_of, encoding):
    [table] = open_tables(written(tmp_path / "a.ndjson", PEOPLE, encoding))
    assert table.headers == ["姓名", "身份证号", "金额", "备注"]
    assert table.header_rows is None
    rows = rows_of(table)
    assert [(row["姓名"], row["金额"], row["备注"], row["_row"]) for row in rows] == [
        ("林建国", "12.5", "", 1),
        ("陈䶮", "", "㛃𠮷", 2),
    ]


@pytest.mark.parametrize(
    "layout",
    ['[{},{}]', "[\n  {},\n  {}\n]\n", " [ {}\r\n, {} ] "],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_array_of_objects_is_read_however_it_is_laid_out(tmp_path, open_tables, rows_of, layout, encoding):
    path = tmp_path / "a.json"
    for indent in (None, 2):
        text = layout.replace("{}", "%s") % tuple(json.dumps(man, ensure_ascii=False, indent=indent) for man in PEOPLE)
        path.write_bytes(text.encode(encoding))
        with mock.patch.object(blocks, "_PIECE", 7):
            rows = rows_of(open_tables(path)[0])
        assert [(row["姓名"], row["_row"]) for row in rows] == [("林建国", 1), ("陈䶮", 2)]


@pytest.mark.parametrize("extra", [[], ['{"编号":[1]}'], [""]])
def test_numbers_are_exact(tmp_path, open_tables, rows_of, extra):
    """Whole numbers keep all digits; floats beyond them show that digits may be lost; with Arrow and without."""
    numbers = {
        "350699199001010015": "350699199001010015",
        "35069919900101001544": "35069919900101001544",
        "350699196203071000.0": "3.50699196203071E+17",
        "3.50699196203071e+17": "3.50699196203071E+17",
        "12": "12",
        "12.50": "12.5",
        "true": "TRUE",
        "null": "",
        '"2014-05-06T08:00:00Z"': "2014-05-06T08:00:00Z",
        '"2014-05-06"': "2014-05-06",
        '" 007\\t"': "007",
    }
    for written_number, text in numbers.items():
        path = written(tmp_path / "a.ndjson", [f'{{"姓名":"张三","编号":{written_number}}}', *extra])
        tables = open_tables(path)
        if '{"编号":[1]}' in extra:
            assert tables[0].headers == ["姓名"]
            continue
        assert rows_of(tables[0])[0]["编号"] == text


def test_nested_values_are_noted_and_not_read(tmp_path, open_tables, rows_of):
    [table] = open_tables(written(tmp_path / "a.ndjson", [{"姓名": "张三", "车": [1]}, {"姓名": "李四", "车": "闽E1"}]))
    assert table.headers == ["姓名"]
    assert any("一格存有多个值，未读取：车" in note for note in table.notes)
    assert len(rows_of(table)) == 2


@pytest.mark.parametrize(
    "bad",
    [
        '{"姓名":"王五"',
        "王五,350699199001010023",
        "[1]",
        '{"姓名":1,"姓名":2}',
        "[" * 100_000,
        '{"姓名":"\\ud800"}',
    ],
)
def test_a_bad_line_among_good_ones_is_set_aside_with_its_text_masked(tmp_path, open_tables, rows_of, bad):
    [table] = open_tables(written(tmp_path / "a.ndjson", [PEOPLE[0], "", bad, PEOPLE[1]]))
    assert [row["_row"] for row in rows_of(table)] == [1, 4]
    assert [(row.row, row.reason) for row in table.set_aside] == [(2, "空行"), (3, "列数不符")]
    assert table.set_aside[1].text
    assert "350699199001010023" not in table.set_aside[1].text


def test_lines_that_are_mostly_no_objects_are_refused_with_the_first(tmp_path, open_tables):
    lines = [PEOPLE[0], *json.dumps(PEOPLE, indent=1).splitlines()]
    with pytest.raises(UnreadableFileError, match="第 2 行") as caught:
        open_tables(written(tmp_path / "a.ndjson", lines))
    assert caught.value.fix


@pytest.mark.parametrize("text", ['[{"a":1},{"a":', '[{"a":1},2]', '[{"a":1}{"a":2}]', '[{"a":1},]', '[{"a":1}] x'])
def test_a_broken_array_is_refused_with_the_object(tmp_path, open_tables, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="第 2 个"):
        open_tables(path)


@pytest.mark.parametrize("text", ['{"a":"%s"}', '[{"a":"%s"}]', '{"a":1}\n{"a":"%s"}\n'])
def test_an_object_beyond_the_limit_is_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text % ("x" * 6_000_000), encoding="utf-8")
    options = read.ReadOptions(limits=Limits(line_bytes=100_000))
    with pytest.raises(UnreadableFileError):
        read.open_file(path, path.name, tmp_path, options)


def test_more_keys_than_a_sheet_has_columns_are_refused(tmp_path, open_tables):
    lines = [{f"{line}-{key}": 1 for key in range(100)} for line in range(200)]
    with pytest.raises(UnreadableFileError, match="列数"):
        open_tables(written(tmp_path / "a.ndjson", lines))


def test_the_limit_of_columns_is_that_of_all_formats(tmp_path):
    path = written(tmp_path / "a.ndjson", [{f"{key}": 1} for key in range(30)])
    with pytest.raises(UnreadableFileError, match="列数超过 20"):
        read.open_file(path, path.name, tmp_path, read.ReadOptions(limits=Limits(columns=20)))


@pytest.mark.parametrize("extra", [[], [{"k0": [1]}]])
def test_many_keys_that_few_rows_have_are_read_in_small_chunks(tmp_path, open_tables, extra):
    """Rows times keys are what chunks are cut by: a file of a megabyte may be two hundred million cells."""
    lines = [{f"k{line % 400}": line, "姓名": "张三"} for line in range(3_000)]
    with mock.patch.object(fitting, "_CHUNK_CELLS", 40_000):
        [table] = open_tables(written(tmp_path / "a.ndjson", [*lines, *extra]))
        batches = list(table.batches())
    assert max(batch.num_rows * batch.num_columns for batch in batches) < 45_000
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert [row["_row"] for row in rows] == list(range(1, 3_001))
    assert all(row[f"k{place % 400}"] == str(place) for place, row in enumerate(rows) if place % 400 or not extra)
    assert all(sum(map(bool, row.values())) <= 4 for row in rows)


@pytest.mark.parametrize("cut", ['{"编号":', '{"编号":"1","姓', '{"编号":"1","姓名":"林建', "合计", "姓名,编号,住址"])
def test_a_record_that_was_cut_off_is_counted_as_such_and_no_title(tmp_path, open_tables, rows_of, cut):
    people = [{"编号": str(number), "姓名": "林建国", "住址": "城西"} for number in range(20)]
    [table] = open_tables(written(tmp_path / "a.ndjson", [*people, cut]))
    assert len(rows_of(table)) == 20
    assert table.reasons() == {"列数不符": 1}


def test_damaged_text_is_refused_with_its_place(tmp_path, open_tables):
    path = tmp_path / "a.ndjson"
    path.write_bytes('{"姓名":"林建国林建国林建国林建国"}\n{"姓名":"'.encode() + b"\xd5\xc5" + b'"}\n')
    with pytest.raises(UnreadableFileError, match=r"第 2 行.*D5 C5"):
        open_tables(path)


values = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**22), 10**22), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4), st.sampled_from(["2014-05-06", "1", "{", "[", "}"]),
    st.lists(st.none(), max_size=1),
)  # fmt: skip
objects = st.dictionaries(st.sampled_from(["a", "b", "姓名", ""]), values, max_size=4)
lines = st.lists(st.one_of(objects.map(json.dumps), objects.map(json.dumps), st.sampled_from(["", "{", '{"a":1} {}'])))


def content(path: Path) -> tuple[list[str], list[tuple[object, ...]], str]:
    try:
        grid = ndjson.JsonGrid(path, path.name, TextFormat("utf-8"), LIMITS)
    except UnreadableFileError as refusal:
        return [], [], str(refusal)
    rows = []
    for chunk in grid.chunks(1, len(grid.headers)):
        ragged = [False] * len(chunk.columns[0]) if chunk.ragged is None else chunk.ragged.to_pylist()
        cells = zip(*(column.to_pylist() for column in chunk.columns), strict=True)
        rows.extend((chunk.first_row + place, *row) for place, row in enumerate(zip(ragged, cells, strict=True)))
    return grid.headers, rows, ""


@settings(max_examples=100, deadline=None)
@given(lines=lines, block=st.integers(1, 60))
@example(['{"a":1}{"a":2}', '{"a":', '{"b":1}}'], 60)
@example(['{"a":-0}'], 60)
def test_blocks_parsed_by_arrow_are_as_the_standard_library_reads_them(lines, block):
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.ndjson", lines)
        with mock.patch.object(ndjson, "parse_block", return_value=None):
            reference = content(path)
        with (
            mock.patch.multiple(ndjson, _BLOCK_BYTES=block, _SURVEYED_BYTES=max(block // 2, 1)),
            mock.patch.object(fitting, "_CHUNK_CELLS", 5),
            mock.patch.object(blocks, "_PIECE", 5),
        ):
            assert content(path) == reference
