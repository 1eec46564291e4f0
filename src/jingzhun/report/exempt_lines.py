"""The exemption list in the results: every line with what became of it."""

from __future__ import annotations

from typing import Any

from jingzhun.model import Run
from jingzhun.policy.exemptions import ExemptionState
from jingzhun.report.masking import Masking
from jingzhun.report.sheets import Column, Value

NOTE = "豁免清单的每一行和它的结果。没有使用的，问题照常列出；已没有对应问题的，可以从清单中删去。"
COLUMNS = (
    Column("清单", 16, "wrap"),
    Column("行", 6, "row"),
    Column("户编号", 16, "wrap"),
    Column("成员", 20, "wrap"),
    Column("规则", 14, "wrap"),
    Column("原因", 30, "wrap"),
    Column("签字人", 14, "wrap"),
    Column("有效期至", 12),
    Column("结果", 18, "wrap"),
    Column("豁免的问题数", 8, "number"),
    Column("缺什么", 30, "wrap"),
)


def rows(run: Run) -> list[list[Value]]:
    """One row a line of the list, in its order; none without a list."""
    return [
        [
            line["file"],
            line["row"],
            line["household_id"],
            line["member"],
            line["codes"],
            line["reason"],
            line["signed_by"],
            line["valid_until"],
            ExemptionState(line["state"]).words,
            line["silenced"],
            line["faults"],
        ]
        for line in _records(run)
    ]


def records(run: Run, masking: Masking) -> list[dict[str, Any]]:
    """The same for the manifest."""
    return [
        {key: masking.text(value) if isinstance(value, str) else value for key, value in line.items()}
        for line in _records(run)
    ]


def _records(run: Run) -> list[dict[str, Any]]:
    if run.exemptions is None:
        return []
    return [{str(key): value for key, value in line.items()} for line in run.exemptions.to_dict("records")]
