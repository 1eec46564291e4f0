"""Counties go through several worker processes; one that dies costs the county it had, and no other."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from jingzhun.batch.county_check import FAULTY, CountyResult, as_plain
from jingzhun.batch.plan import County

_SECONDS_TO_END = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What a worker has said of a county: a stage of the work, or its result."""

    county: County
    stage: str = ""
    result: CountyResult | None = None


def check_all(counties: Sequence[County], output: Path, workers: int) -> Iterator[Told]:
    """Check counties in the order given, so many at once as there are workers.

    Args:
        counties: what to check; those that take longest should come first.
        output: each county's run folder lies in it, under the county's name.
        workers: how many processes.

    Yields:
        What the workers say, as they say it; every county has one result.
    """
    waiting: queue.SimpleQueue[County] = queue.SimpleQueue()
    for county in counties:
        waiting.put(county)
    told: queue.SimpleQueue[Told] = queue.SimpleQueue()
    running = [_Worker(waiting, told, output) for _ in range(min(workers, len(counties)))]
    try:
        for worker in running:
            worker.start()
        left = len(counties)
        while left:
            each = told.get()
            left -= each.result is not None
            yield each
    finally:
        for worker in running:
            worker.stop()


class _Worker:
    """One worker process at a time, and who asks it; a dead one is replaced."""

    def __init__(self, waiting: queue.SimpleQueue[County], told: queue.SimpleQueue[Told], output: Path) -> None:
        self._waiting, self._told, self._output = waiting, told, output
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End the process, whatever it does; what it was writing stays aside and is swept away later."""
        self._stopped = True
        process = self._process
        if process is None or process.poll() is not None:
            self._thread.join()
            return
        process.terminate()
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
        self._thread.join()

    def _work(self) -> None:
        """Ask until no county waits."""
        while not self._stopped:
            try:
                county = self._waiting.get_nowait()
            except queue.Empty:
                break
            try:
                result = self._checked(county)
            except Exception as error:
                # Whatever it is, every county has a result, or the batch would wait for it for ever.
                what = f"核查进程用不了({type(error).__name__}), 请告诉维护者"
                result = CountyResult(county.name, FAULTY, 0, message=what)
            self._told.put(Told(county, result=result))
        self._let_go()

    def _checked(self, county: County) -> CountyResult:
        started = time.perf_counter()
        for line in self._asked(county):
            if not line.endswith("\n"):
                break  # it ended in the midst of an answer
            content = json.loads(line)
            if "result" in content:
                return CountyResult(**content["result"])
            self._told.put(Told(county, content["stage"]))
        # The process is gone: the memory was too small, somebody ended it, or a library crashed.
        code = self._let_go()
        message = f"核查进程意外结束({code}), 多半是内存不够; 加 --resume 再做一次, 或加 --workers 1"
        return CountyResult(county.name, FAULTY, time.perf_counter() - started, message=message)

    def _asked(self, county: County) -> Iterator[str]:
        questions, answers = self._pipes()
        if self._stopped:
            return
        try:
            questions.write(_line({"county": as_plain(county), "folder": str(self._output / county.name)}))
            questions.flush()
        except OSError:
            return
        for line in answers:  # noqa: UP028 - `yield from` would close the pipe with this generator
            yield line

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        if self._process is None:
            self._process = subprocess.Popen(
                # -P: never import from the folder the user happens to stand in.
                [sys.executable, "-P", "-X", "utf8", "-m", "jingzhun.batch.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a worker without pipes")
        return self._process.stdin, self._process.stdout

    def _let_go(self) -> int | None:
        """Let the process end by itself, which it does when nobody asks any more; its return code."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        try:
            return process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            if process.stdout is not None:
                process.stdout.close()


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"
