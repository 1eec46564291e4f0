"""The parsing processes: one is enough for many workbooks, a bad file ends its own, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read import ReadOptions
from jingzhun.read.limits import Limits
from jingzhun.read.options import OPTIONS
from jingzhun.read.sniff import sniff
from jingzhun.read.workbooks import child, excel
from jingzhun.read.workbooks.child import Children
from small_county import ROLL, ROLL_HEADER

NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux tells which processes live")


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (ROLL_HEADER, *ROLL):
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def started(monkeypatch):
    """The processes that a fresh set of children starts."""
    processes: list[subprocess.Popen] = []
    real = subprocess.Popen

    def start(*arguments, **options):
        processes.append(real(*arguments, **options))
        return processes[-1]

    children = Children()
    monkeypatch.setattr(child.subprocess, "Popen", start)
    monkeypatch.setattr(excel, "CHILDREN", children)
    yield processes
    children.end()


def read_one(path: Path, folder: Path, options: ReadOptions = OPTIONS) -> int:
    folder.mkdir(exist_ok=True)
    [grid] = excel.open_workbook(path, path.name, sniff(path, path.name), folder, options)
    return len(grid.head(100))


def test_one_process_reads_one_workbook_after_the_other(tmp_path, started):
    path = workbook(tmp_path / "a.xlsx")
    assert [read_one(path, tmp_path / "work") for _ in range(5)] == [len(ROLL) + 1] * 5
    assert len(started) == 1


def test_threads_have_a_process_each_and_idle_ones_are_few(tmp_path, started):
    paths = [workbook(tmp_path / f"{number}.xlsx") for number in range(6)]
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda path: read_one(path, tmp_path / "work"), paths))
    assert counts == [len(ROLL) + 1] * 6
    assert len(started) <= 6
    assert sum(process.poll() is None for process in started) <= (os.cpu_count() or 1)


def test_a_process_that_has_refused_a_file_reads_no_other(tmp_path, started):
    good = workbook(tmp_path / "a.xlsx")
    content = bytearray(workbook(tmp_path / "c.xlsx").read_bytes())
    content[60:90] = bytes(30)
    (tmp_path / "c.xlsx").write_bytes(content)
    assert read_one(good, tmp_path / "work") == len(ROLL) + 1
    with pytest.raises(UnreadableFileError):
        read_one(tmp_path / "c.xlsx", tmp_path / "work")
    first = started[0]
    assert first.poll() is not None
    assert read_one(good, tmp_path / "work") == len(ROLL) + 1
    assert len(started) == 2


def test_a_process_that_was_killed_while_it_waited_is_replaced(tmp_path, started):
    path = workbook(tmp_path / "a.xlsx")
    read_one(path, tmp_path / "work")
    started[0].kill()
    started[0].wait()
    assert read_one(path, tmp_path / "work") == len(ROLL) + 1


def test_a_process_that_dies_when_it_is_asked_again_condemns_no_file(tmp_path, started, monkeypatch):
    path = workbook(tmp_path / "a.xlsx")
    read_one(path, tmp_path / "work")
    real = child._Child.is_alive

    def die_afterwards(self) -> bool:
        alive = real(self)
        self._process.kill()
        return alive

    monkeypatch.setattr(child._Child, "is_alive", die_afterwards)
    assert read_one(path, tmp_path / "work") == len(ROLL) + 1
    assert len(started) == 2


def test_a_process_whose_time_ran_out_as_it_answered_is_not_kept(tmp_path, started, monkeypatch):
    path = workbook(tmp_path / "a.xlsx")

    class Late(threading.Timer):
        def cancel(self) -> None:
            self.function()
            super().cancel()

    monkeypatch.setattr(child.threading, "Timer", Late)
    assert read_one(path, tmp_path / "work") == len(ROLL) + 1
    assert started[0].poll() is not None
    assert not excel.CHILDREN._idle


def test_where_no_process_can_be_started_the_message_says_so(tmp_path, started, monkeypatch):
    path = workbook(tmp_path / "a.xlsx")
    monkeypatch.setattr(child.sys, "executable", str(tmp_path / "没有"))
    with pytest.raises(OutputError, match="启动不了") as caught:
        read_one(path, tmp_path / "work")
    assert caught.value.fix
    assert not started


def test_limits_are_those_of_each_file(tmp_path, started):
    path = workbook(tmp_path / "a.xlsx")
    assert read_one(path, tmp_path / "work") == len(ROLL) + 1
    with pytest.raises(UnreadableFileError, match="离其他内容太远"):
        read_one(path, tmp_path / "work", ReadOptions(Limits(cells=3)))
    with pytest.raises(UnreadableFileError, match="超过 0 秒"):
        read_one(path, tmp_path / "work", ReadOptions(Limits(seconds=0.001, seconds_per_megabyte=0)))
    assert read_one(path, tmp_path / "work") == len(ROLL) + 1
    assert all(process.poll() is not None for process in started[:-1])


def test_a_process_that_hangs_is_ended(tmp_path, started):
    # Reading a pipe that nobody writes to takes for ever.
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFileError, match="已放弃"):
        excel.open_workbook(
            tmp_path / "a.xlsx", "a.xlsx", excel.FileKind.XLSX, tmp_path, ReadOptions(Limits(seconds=1))
        )
    assert started[0].poll() is not None


PROGRAM = """
import sys, time
from pathlib import Path
from jingzhun.read.workbooks.excel import open_workbook
from jingzhun.read.options import OPTIONS
from jingzhun.read.sniff import FileKind
path = Path(sys.argv[1])
open_workbook(path, path.name, FileKind.XLSX, path.parent, OPTIONS)
print("read", flush=True)
{then}
"""


def children_of(process: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_gone(process: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


@NEEDS_PROC
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_program_however_it_ends(tmp_path, ending):
    code = PROGRAM.format(then="time.sleep(60)")
    path = workbook(tmp_path / "a.xlsx")
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert program.stdout.readline() == "read\n"
    waiting = children_of(program.pid)
    assert waiting
    program.send_signal(ending)
    program.wait(timeout=10)
    program.stdout.close()
    assert all(map(is_gone, waiting))


@NEEDS_PROC
def test_a_program_that_ends_by_itself_waits_for_nobody(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    code = PROGRAM.format(then="print(time.monotonic())")
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert time.monotonic() - float(done.stdout.split()[-1]) < 3
    assert "ResourceWarning" not in done.stderr


@NEEDS_PROC
def test_an_interrupt_while_a_workbook_is_parsed_ends_both(tmp_path):
    """Ctrl-C reaches the program alone here, as it does where the terminal belongs to another group."""
    os.mkfifo(tmp_path / "a.xlsx")
    code = """
import sys
from pathlib import Path
from jingzhun.read.workbooks.excel import open_workbook
from jingzhun.read.options import OPTIONS
from jingzhun.read.sniff import FileKind
path = Path(sys.argv[1])
print("reading", flush=True)
open_workbook(path, path.name, FileKind.XLSX, path.parent, OPTIONS)
"""
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "a.xlsx")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout.readline() == "reading\n"
    while not (waiting := children_of(program.pid)):
        time.sleep(0.01)
    time.sleep(0.1)
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=10) != 0
    program.stdout.close()
    assert all(map(is_gone, waiting))


def test_what_the_users_python_prints_at_its_start_is_no_answer(tmp_path, started, monkeypatch):
    (tmp_path / "noise").mkdir()
    (tmp_path / "noise" / "sitecustomize.py").write_text("print('noise')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "noise"))
    path = workbook(tmp_path / "a.xlsx")
    assert [read_one(path, tmp_path / "work") for _ in range(2)] == [len(ROLL) + 1] * 2
    assert len(started) == 1
