"""Encodings are decided strictly, of large files by their beginning, and every break is told with its place."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.errors import UnreadableFileError
from jingzhun.read.text import blocks, delimited, encoding
from jingzhun.read.text.encoding import detect

HEADER = "号牌号码,机动车所有人,身份证明号码\n"
ROW = "闽E12345,林建国,350699199001010015\n"


def write(path, content, encoding="utf-8"):
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """Every file as a small one, decoded whole at once, and as a large one, decided by its beginning."""
    if request.param == "large":
        monkeypatch.setattr(encoding, "_CHECKED_WHOLE", 0)
        monkeypatch.setattr(encoding, "_PIECE", 64)
        monkeypatch.setattr(blocks, "_PIECE", 1_000)
        monkeypatch.setattr(delimited, "_SAMPLE_BYTES", 2_000)
        monkeypatch.setattr(delimited, "_BLOCK_BYTES", 3_000)
    return request.param


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
@pytest.mark.parametrize("before", ["", "A,B,C\n" * 400])
def test_chinese_decides_wherever_it_begins(tmp_path, size, name, before):
    assert detect(write(tmp_path / "a.csv", before + HEADER + ROW, name), "a.csv").encoding == name


@pytest.mark.parametrize(
    "text", ["XM,XB\nA,女\n", "XM,XB\n" + "A,女\nB,未\n" * 40, "XM,XB\n" + "A,女\n" * 40 + "B,男\n"]
)
def test_chinese_that_is_utf8_by_chance_is_chinese(tmp_path, size, open_tables, rows_of, text):
    """女 in GB18030 is Ů in UTF-8, and a column may hold nothing else."""
    text.splitlines()[1].encode("gb18030").decode("utf-8")
    [table] = open_tables(write(tmp_path / "a.csv", text, "gb18030"))
    assert {row["XB"] for row in rows_of(table)} <= {"女", "未", "男"}


@pytest.mark.parametrize("text", ["name,note\nJosé,\n", "姓名\n·\n", "a,b\nИван,\n", "a,b\n1,2\n"])
def test_what_is_utf8_and_no_chinese_is_utf8(tmp_path, size, text):
    assert detect(write(tmp_path / "a.csv", text), "a.csv").encoding == "utf-8"


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("row", ["一村,一组,张三,350699199001010015\n", "一村,一组,张三\r\n", "一一一一一一一\n"])
def test_utf16_without_mark_that_holds_characters_with_a_zero_byte(tmp_path, name, row):
    assert detect(write(tmp_path / "a.csv", "村,组,姓名\n" + row * 30, name), "a.csv").encoding == name


def test_text_of_another_encoding_with_zero_bytes_is_no_utf16(tmp_path):
    for name in ("utf-8", "gb18030"):
        path = write(tmp_path / "a.csv", HEADER + "一村\0\0,一组\0,张三\n" * 2 + ROW * 40, name)
        assert detect(path, "a.csv").encoding == name


def test_bytes_of_all_values_are_no_text(tmp_path):
    content = b"".join(code.to_bytes(2, "little") for code in range(0, 0xD800, 3)) * 2
    with pytest.raises(UnreadableFileError, match="不是表格"):
        detect(write(tmp_path / "a.csv", content), "a.csv")


def refusal(path, open_tables) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        [list(table.batches()) for table in open_tables(path)]
    assert caught.value.where == path.name
    assert "另存为" in caught.value.fix
    return caught.value.what


@pytest.mark.parametrize("rows", [0, 2000])
@pytest.mark.parametrize(
    ("name", "bad", "what", "shown"),
    [
        ("utf-8", "张三".encode("gb18030"), "UTF-8 文本有损坏，或混有别的编码", "D5 C5 C8 FD"),
        ("utf-8-sig", b"\xff\xff,x", "UTF-8（BOM） 文本有损坏", "FF FF 2C 78"),
        ("gb18030", b"\xff\xff,x", "既不是 UTF-8 也不是 GB18030", "FF FF 2C 78"),
        ("utf-16-le", b"\x01\xd8A\0", "UTF-16 文本有损坏", "01 D8 41 00"),
    ],
)
def test_a_break_is_refused_in_the_same_words_wherever_it_stands(
    tmp_path, size, open_tables, rows, name, bad, what, shown
):
    before = (HEADER + ROW * rows).encode(name)
    path = write(tmp_path / "a.csv", before + bad + "\n".encode(name.removesuffix("-sig")))
    place = f"第 {rows + 2} 行（第 {len(before) + 1} 字节）起是 {shown}"
    assert refusal(path, open_tables).startswith(f"{what}：{place}")


def test_a_large_file_that_breaks_far_down_is_refused_while_it_is_read(tmp_path, size, open_tables):
    path = write(tmp_path / "a.csv", (HEADER + ROW * 2000).encode("gb18030") + b"\xff\xff,x\n")
    if size == "small":
        with pytest.raises(UnreadableFileError, match="第 2002 行"):
            open_tables(path)
        return
    batches = open_tables(path)[0].batches()
    with pytest.raises(UnreadableFileError, match="第 2002 行"):
        list(batches)


def test_utf8_that_is_damaged_before_ten_characters_is_not_taken_for_chinese(tmp_path, size, open_tables):
    """All of this happens to be well-formed GB18030, as 姓名 of UTF-8 is: 濮撳悕."""
    content = "A,B\n张三,\n".encode() + b"\xe5\xbc\n" + "张三,林建\n".encode() * 50
    content.replace(b"\xe5\xbc\n", b"\n").decode("gb18030")
    assert "第 3 行（第 13 字节）起是 E5 BC 0A" in refusal(write(tmp_path / "a.csv", content), open_tables)


def test_big5_is_refused_with_its_first_bytes_where_it_is_no_gb18030(tmp_path, size, open_tables):
    # 裏 ends in a byte that GB18030 allows, 碁 (EUDC range) begins with one that it does not allow there.
    content = "姓名,住址\n".encode("big5") + b"\xf9\xd6\x31,\xa4\xff\n"
    assert "A4 FF" in refusal(write(tmp_path / "a.csv", content), open_tables)


def test_only_the_beginning_of_a_large_file_is_read_to_decide(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "_CHECKED_WHOLE", 1000)
    path = write(tmp_path / "a.csv", HEADER + ROW * 100_000)
    with mock.patch.object(encoding, "_wide", wraps=encoding._wide) as counted:
        assert detect(path, path.name).encoding == "utf-8"
    assert counted.call_count == 1


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("女未通路男林建国䶮,\n1·"), min_size=1, max_size=30))
def test_small_and_large_files_are_decided_alike(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("encoding") / "a.csv"
    for name in ("utf-8", "gb18030"):
        write(path, text, name)
        small = detect(path, "a.csv").encoding
        with mock.patch.multiple(encoding, _CHECKED_WHOLE=0, _PIECE=7):
            assert detect(path, "a.csv").encoding == small
        if name == "gb18030" or any(ord(character) > 0x7FF for character in text):
            assert path.read_bytes().decode(small) == text
