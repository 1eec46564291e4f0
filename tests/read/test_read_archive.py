"""Zip archives of tables: what is unpacked, under which names, and what is told of the rest."""

from __future__ import annotations

import io
import os
import stat
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read import archive
from jingzhun.read.limits import Limits

CSV = "姓名,身份证号\n林建国,350699195203070138\n".encode()


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return path


def patched(path: Path, old: bytes, new: bytes) -> Path:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    return path


def unpack(path: Path, limits: Limits | None = None) -> archive.Unpacked:
    folder = path.parent / "unpacked"
    unpacked = archive.unpack(path, "部门.zip", folder, limits or Limits())
    written = {place for place in path.parent.rglob("*") if place.is_file()} - {path}
    assert written == {member.path for member in unpacked.files}
    assert all(member.path.parent == folder for member in unpacked.files)
    names = [member.name for member in unpacked.files] + [error.where for error in unpacked.refused]
    assert len(set(names)) == len(names)
    assert all(error.fix for error in unpacked.refused)
    return unpacked


def names(unpacked: archive.Unpacked) -> list[str]:
    return [member.name for member in unpacked.files]


def refusals(unpacked: archive.Unpacked) -> dict[str, str]:
    return {error.where: error.what for error in unpacked.refused}


# ── what is unpacked ──────────────────────────────────────────────────────────────────────────────────────────────


def test_tables_are_unpacked_and_the_rest_is_named(tmp_path):
    path = zipped(
        tmp_path / "a.zip",
        {
            "车管/": b"",
            "车管/车辆.csv": CSV,
            "房产.XLSX": b"x",
            "说明.docx": b"d",
            "~$房产.xlsx": b"",
            "__MACOSX/._房产.xlsx": b"",
        },
    )
    unpacked = unpack(path)
    assert names(unpacked) == ["部门.zip/车管/车辆.csv", "部门.zip/房产.XLSX"]
    assert unpacked.files[0].path.read_bytes() == CSV
    assert [member.path.name for member in unpacked.files] == ["0000.csv", "0001.xlsx"]
    assert unpacked.passed_over == ("部门.zip/说明.docx", "部门.zip/~$房产.xlsx", "部门.zip/__MACOSX/._房产.xlsx")
    assert unpacked.refused == ()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_what_is_unpacked_is_for_its_user_alone(tmp_path):
    unpacked = unpack(zipped(tmp_path / "a.zip", {"a.csv": CSV}))
    assert stat.S_IMODE(unpacked.files[0].path.stat().st_mode) == 0o600
    assert stat.S_IMODE(unpacked.files[0].path.parent.stat().st_mode) == 0o700


def test_a_name_that_stands_twice_gives_two_tables(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("a.csv", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("a.csv", b"2")
    unpacked = unpack(path)
    assert names(unpacked) == ["部门.zip/a.csv", "部门.zip/a(2).csv"]
    # The directory tells where each one is.
    assert [member.path.read_bytes() for member in unpacked.files] == [b"1", b"2"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_of_compression(tmp_path, method):
    assert unpack(zipped(tmp_path / "a.zip", {"a.csv": CSV}, method)).files[0].path.read_bytes() == CSV


def test_an_archive_without_tables_says_so(tmp_path):
    unpacked = unpack(zipped(tmp_path / "a.zip", {"a.docx": b"x", "空/": b""}))
    assert refusals(unpacked) == {"部门.zip": "压缩包里没有表格"}
    assert unpacked.passed_over == ("部门.zip/a.docx",)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def named(path: Path, raw: bytes, extra: bytes = b"") -> Path:
    """An archive with one member whose name is ``raw``, in no stated encoding."""
    info = zipfile.ZipInfo("x" * len(raw))
    info.extra = extra
    with zipfile.ZipFile(path, "w") as container:
        container.writestr(info, CSV)
    return patched(path, b"x" * len(raw), raw)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_stated_encoding_are_recovered(tmp_path, encoding):
    # 誠 ends in the byte of a backslash in GBK.
    path = named(tmp_path / "a.zip", "九峰镇\\誠信车辆登记表.csv".encode(encoding))
    assert names(unpack(path)) == ["部门.zip/九峰镇/誠信车辆登记表.csv"]


@given(name=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=9))
def test_every_chinese_name_is_recovered(tmp_path_factory, name):
    raw = name.encode("gb18030")
    try:
        expected = raw.decode("utf-8")
    except UnicodeDecodeError:
        expected = name
    path = named(tmp_path_factory.mktemp("zip") / "a.zip", raw + b".csv")
    assert names(unpack(path)) == [f"部门.zip/{expected}.csv"]


def test_the_unicode_path_of_info_zip_is_respected_if_it_belongs_to_the_name(tmp_path):
    raw, real = "??.csv".encode("gb18030"), "车辆.csv"
    for crc, expected in ((zlib.crc32(raw), real), (1, "??.csv")):
        field = struct.pack("<BL", 1, crc) + real.encode()
        path = named(tmp_path / f"{expected[-5:-4]}{crc}.zip", raw, struct.pack("<HH", 0x7075, len(field)) + field)
        assert names(archive.unpack(path, "部门.zip", tmp_path / str(crc), Limits())) == [f"部门.zip/{expected}"]


def test_names_are_shown_without_controls_and_in_bounds(tmp_path):
    path = zipped(
        tmp_path / "a.zip", {"\u202e\x1b[31m" + "长" * 900 + ".csv": CSV, "\u202d\x1b[31m" + "长" * 900 + ".csv": CSV}
    )
    first, second = names(unpack(path))
    assert first.startswith("部门.zip/??[31m长")
    assert len(first) < 250
    assert first.isprintable()
    assert second == first.replace(".csv", "(2).csv")


# ── what is refused, one by one ───────────────────────────────────────────────────────────────────────────────────


def test_names_that_lead_elsewhere_are_listed_and_never_written(tmp_path):
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    unsafe = ["../../out.csv", "/tmp/out.csv", "C:\\out.csv", "..\\..\\out.csv", "CON.csv", "a/nul/x.csv", "lpt1.xlsx"]
    unpacked = unpack(zipped(folder / "a.zip", {**dict.fromkeys(unsafe, CSV), "好.csv": CSV}))
    assert names(unpacked) == ["部门.zip/好.csv"]
    assert len(unpacked.refused) == len(unsafe)
    assert list(tmp_path.iterdir()) == [tmp_path / "deep"]


def test_links_and_devices_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, kind in (("链接.csv", stat.S_IFLNK), ("设备.csv", stat.S_IFCHR), ("文件.csv", stat.S_IFREG)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o777) << 16
            container.writestr(info, b"/etc/passwd")
    unpacked = unpack(path)
    assert names(unpacked) == ["部门.zip/文件.csv"]
    assert set(refusals(unpacked)) == {"部门.zip/链接.csv", "部门.zip/设备.csv"}


def test_archives_within_archives_are_not_opened(tmp_path):
    quine = zipped(tmp_path / "a.zip", {"a.csv": CSV}).read_bytes()
    unpacked = unpack(zipped(tmp_path / "a.zip", {"里层.zip": quine, "b.rar": b"Rar!", "a.csv": CSV}))
    assert names(unpacked) == ["部门.zip/a.csv"]
    assert refusals(unpacked) == dict.fromkeys(["部门.zip/里层.zip", "部门.zip/b.rar"], "压缩包里还有压缩包，没有读取")


def test_members_with_a_password_are_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refusals(unpack(path)) == {"部门.zip/a.csv": "压缩包有密码"}


def test_a_damaged_member_does_not_keep_the_others(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV, "b.csv": CSV + b"b", "c.csv": CSV + b"c"}, zipfile.ZIP_STORED)
    patched(path, CSV + b"b", CSV + b"x")
    unpacked = unpack(path)
    assert names(unpacked) == ["部门.zip/a.csv", "部门.zip/c.csv"]
    assert "损坏" in refusals(unpacked)["部门.zip/b.csv"]


def test_an_unknown_method_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV})
    content = bytearray(path.read_bytes())
    content[8] = 97
    content[content.index(b"PK\x01\x02") + 10] = 97
    path.write_bytes(content)
    assert "压缩方法" in refusals(unpack(path))["部门.zip/a.csv"]


@given(seed=st.data())
def test_mutated_archives_end_in_a_message_or_in_sound_tables(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("zip")
    path = zipped(folder / "a.zip", {"a.csv": CSV, "b/c.xlsx": CSV * 9})
    content = bytearray(path.read_bytes())
    for _ in range(seed.draw(st.integers(1, 4))):
        content[seed.draw(st.integers(0, len(content) - 1))] = seed.draw(st.integers(0, 255))
    path.write_bytes(content[: seed.draw(st.sampled_from([len(content), len(content) // 2]))])
    try:
        unpacked = unpack(path)
    except UnreadableFileError:
        return
    assert all(member.path.read_bytes() in (CSV, CSV * 9, b"") for member in unpacked.files)


# ── what is refused as a whole ────────────────────────────────────────────────────────────────────────────────────


def refusal(path: Path, limits: Limits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        archive.unpack(path, "部门.zip", path.parent / "unpacked", limits or Limits())
    assert caught.value.where == "部门.zip"
    assert caught.value.fix
    assert not list((path.parent / "unpacked").glob("*"))
    return caught.value


def test_a_bomb_is_stopped_while_it_is_unpacked(tmp_path):
    path = zipped(tmp_path / "a.zip", {"小.csv": CSV, "大.csv": b"\0" * 3_000_000})
    assert "太大" in refusal(path, Limits(ratio_from_bytes=1_000_000, ratio=100)).what
    assert "太大" in refusal(path, Limits(unpacked_bytes=1_000_000)).what
    assert len(unpack(path).files) == 2


def test_members_that_overlap_count_each_time(tmp_path):
    """A directory that names one member a thousand times makes gigabytes of a megabyte."""
    path = zipped(tmp_path / "a.zip", {"a.csv": b"\0" * 2_000_000})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    many = content[:start] + content[start:end] * 1000
    path.write_bytes(many + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, 1000 * (end - start), start, 0))
    begun = time.perf_counter()
    assert "太大" in refusal(path, Limits(unpacked_bytes=100_000_000)).what
    assert time.perf_counter() - begun < 5


def test_sizes_that_lie_are_not_believed(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"\0" * 3_000_000, "b.csv": CSV})
    patched(path, struct.pack("<L", 3_000_000), struct.pack("<L", 10))
    unpacked = unpack(path, Limits(unpacked_bytes=1_000_000))
    assert names(unpacked) == ["部门.zip/b.csv"]
    assert "损坏" in refusals(unpacked)["部门.zip/a.csv"]


def test_too_many_members(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{number}.csv": b"" for number in range(20)})
    assert "20" in refusal(path, Limits(members=19)).what
    assert len(unpack(path, Limits(members=20)).files) == 20


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"\x07" * 500, None])
def test_damaged_and_truncated_archives(tmp_path, content):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV})
    path.write_bytes(path.read_bytes()[:-30] if content is None else content)
    assert "损坏" in refusal(path).what


def test_a_member_without_a_name_is_passed_over(tmp_path):
    """Found by mutation: zipfile itself trips over it."""
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV, "b.csv": CSV})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"b.csv") - 18] = 0
    content[content.rindex(b"b.csv") - 14] = 5  # the name becomes a comment
    path.write_bytes(content)
    unpacked = unpack(path)
    assert names(unpacked) == ["部门.zip/a.csv"]
    assert unpacked.passed_over == ("部门.zip/",)


def test_an_archive_that_is_not_there(tmp_path):
    assert "打不开" in refusal(tmp_path / "没有.zip").what


def test_a_disk_that_is_full_is_not_the_fault_of_the_archive(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {"a.csv": CSV})

    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fdopen", lambda handle, _: os.close(handle) or Full())
    with pytest.raises(OutputError, match="写不下"):
        archive.unpack(path, "部门.zip", tmp_path / "unpacked", Limits())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_keep_names_of_their_own_even_where_one_is_called_as_another_would_be(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name in ("a.csv", "a.csv", "a(2).csv", "a.csv", "a(2).csv"):
            container.writestr(name, CSV)
    shown = names(unpack(path))
    assert shown[:2] == ["部门.zip/a.csv", "部门.zip/a(2).csv"]
    assert len(set(shown)) == 5
