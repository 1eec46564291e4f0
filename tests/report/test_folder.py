from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jingzhun.errors import OutputError, RequestError
from jingzhun.report import folder


def write_run_folder(directory: Path, text: str = "第一次", force: bool = False) -> None:
    with folder.writing(directory, force) as draft:
        ledger = draft / "台账.txt"
        ledger.write_text(text, encoding="utf-8")
        outputs = [{"name": ledger.name, "sha256": folder.digest(ledger)}]
        (draft / folder.MANIFEST).write_text(json.dumps({"outputs": outputs}), encoding="utf-8")


def test_complete_folder_appears_under_its_name(tmp_path: Path) -> None:
    write_run_folder(tmp_path / "上级" / "结果")
    assert [path.name for path in (tmp_path / "上级").iterdir()] == ["结果"]
    assert (tmp_path / "上级/结果/台账.txt").read_text(encoding="utf-8") == "第一次"


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_only_the_owner_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with folder.writing(tmp_path / "结果", False) as draft:
            assert stat.S_IMODE(draft.stat().st_mode) == 0o700
            (draft / "台账.txt").write_text("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "结果").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "结果/台账.txt").stat().st_mode) == 0o600


def test_existing_folder_is_refused_with_a_hint(tmp_path: Path) -> None:
    write_run_folder(tmp_path / "结果")
    with pytest.raises(RequestError, match="已经存在") as refused:
        write_run_folder(tmp_path / "结果", "第二次")
    assert "--force" in refused.value.fix
    assert "-o" in refused.value.fix
    assert refused.value.exit_code == 2
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "第一次"


def test_force_replaces_an_untouched_run(tmp_path: Path) -> None:
    write_run_folder(tmp_path / "结果")
    write_run_folder(tmp_path / "结果", "第二次", force=True)
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "第二次"
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]


@pytest.mark.parametrize("name", ["台账.txt", "照片.jpg"])
def test_force_never_deletes_what_a_person_wrote(tmp_path: Path, name: str) -> None:
    write_run_folder(tmp_path / "结果")
    (tmp_path / "结果" / name).write_text("入户核实记录", encoding="utf-8")
    with pytest.raises(RequestError, match=name):
        write_run_folder(tmp_path / "结果", "第二次", force=True)
    assert (tmp_path / "结果" / name).read_text(encoding="utf-8") == "入户核实记录"


def test_a_ledger_filled_in_while_the_run_was_written_is_kept(tmp_path: Path) -> None:
    write_run_folder(tmp_path / "结果")

    def run_while_somebody_writes() -> None:
        with folder.writing(tmp_path / "结果", True):
            (tmp_path / "结果/台账.txt").write_text("入户核实记录", encoding="utf-8")

    with pytest.raises(RequestError, match="台账"):
        run_while_somebody_writes()
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "入户核实记录"


def test_force_refuses_a_folder_that_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果/信.txt").write_text("x")
    with pytest.raises(RequestError, match=r"manifest\.json"):
        write_run_folder(tmp_path / "结果", force=True)
    (tmp_path / "结果/信.txt").unlink()
    write_run_folder(tmp_path / "结果", force=True)  # empty: nothing to lose


def test_a_file_or_link_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    (tmp_path / "真的").mkdir()
    (tmp_path / "链接").symlink_to(tmp_path / "真的")
    for name in ("文件", "链接"):
        with pytest.raises(RequestError, match="同名"):
            write_run_folder(tmp_path / name, force=True)


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), RuntimeError("x"), OSError(errno.ENOSPC, "full")])
def test_a_failed_run_leaves_the_old_folder_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    write_run_folder(tmp_path / "结果")
    expected = OutputError if isinstance(failure, OSError) else type(failure)

    def run_that_fails() -> None:
        with folder.writing(tmp_path / "结果", True) as draft:
            (draft / "台账.txt").write_text("半个", encoding="utf-8")
            raise failure

    with pytest.raises(expected):
        run_that_fails()
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "第一次"


def test_a_failed_rename_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run_folder(tmp_path / "结果")
    rename = Path.rename

    def fails_for_drafts(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise PermissionError(errno.EACCES, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails_for_drafts)
    with pytest.raises(OutputError, match="正被别的程序打开") as failed:
        write_run_folder(tmp_path / "结果", "第二次", force=True)
    assert failed.value.exit_code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "第一次"


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.skipif(os.name == "nt", reason="there nobody can ask whether a process lives")
def test_leftovers_of_killed_runs_are_swept_and_those_of_living_ones_are_not(tmp_path: Path) -> None:
    dead, living = ended_process(), os.getppid()
    names = [f".结果.jingzhun-{dead}-0123abcd.new", f".结果.jingzhun-{living}-0123abcd.new", ".结果.jingzhun-x.new"]
    for name in names:
        (tmp_path / name).mkdir()
    write_run_folder(tmp_path / "结果")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names[1:], "结果"])


@pytest.mark.skipif(os.name == "nt", reason="there nobody can ask whether a process lives")
def test_a_folder_that_a_killed_run_had_moved_aside_comes_back(tmp_path: Path) -> None:
    write_run_folder(tmp_path / "结果")
    (tmp_path / "结果").rename(tmp_path / f".结果.jingzhun-{ended_process()}-0123abcd.old")
    with pytest.raises(RequestError, match="已经存在"):
        write_run_folder(tmp_path / "结果", "第二次")
    assert (tmp_path / "结果/台账.txt").read_text(encoding="utf-8") == "第一次"
