"""A process that checks counties one after the other: ``python -m jingzhun.batch.worker``, JSON lines in and out.

It is told a county a line and answers with lines of progress and one result. It ends when nobody asks any more, so
that nothing runs on for long when the batch was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TextIO

from jingzhun.batch.county_check import check_county, from_plain


def main() -> int:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever a library prints must not be taken for an answer.
    os.dup2(2, 1)
    signal.signal(signal.SIGTERM, _interrupt)
    # An interrupt at the terminal reaches every process; the batch itself tells its workers when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            result = check_county(from_plain(asked["county"]), Path(asked["folder"]), _Teller(answers))
            _answer(answers, {"result": asdict(result)})
    except (KeyboardInterrupt, BrokenPipeError):
        return 1
    return 0


class _Teller:
    """Tells the batch of every new stage of the work."""

    def __init__(self, answers: TextIO) -> None:
        self._answers = answers
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage = stage
            _answer(self._answers, {"stage": stage})


def _answer(answers: TextIO, content: dict[str, Any]) -> None:
    answers.write(json.dumps(content, ensure_ascii=False) + "\n")
    answers.flush()


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
