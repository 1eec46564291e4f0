"""All rules on a prepared roll: ``python -m benchmarks.rules.ours FOLDER FIGURES``."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from jingzhun.rules import RULES, Found, Roll, Rule, run_rules

_AS_OF = date(2016, 11, 30)
_INCOME_LINE = 2855.0


def main(folder: Path, figures: Path) -> None:
    """Run all rules and write down the seconds, findings and undecided of each."""
    started = time.perf_counter()
    roll = Roll(
        pd.read_parquet(folder / "members.parquet"),
        _AS_OF,
        pd.read_parquet(folder / "previous.parquet"),
        _INCOME_LINE,
        {path.stem.partition("-")[2]: pd.read_parquet(path) for path in sorted(folder.glob("linked-*.parquet"))},
    )
    reading = time.perf_counter() - started
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    findings, counts = run_rules(roll, tuple(_timed(rule, seconds) for rule in RULES))
    everything = time.perf_counter() - started
    said = [[count.code, seconds.get(count.code, 0.0), count.found, count.undecided, count.crashed] for count in counts]
    answer = {"reading": reading, "seconds": everything, "findings": len(findings), "rules": said}
    figures.write_text(json.dumps(answer), encoding="utf-8")


def _timed(rule: Rule, seconds: dict[str, float]) -> Rule:
    """The rule, which leaves behind how long it looked; what becomes of its findings is not in that."""

    def check(roll: Roll) -> Found:
        started = time.perf_counter()
        found = rule.check(roll)
        seconds[rule.code] = time.perf_counter() - started
        return found

    return replace(rule, check=check)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
