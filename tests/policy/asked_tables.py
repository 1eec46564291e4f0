"""A context with two registers and a roll, for the tests of conditions that look beyond one row."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.policy.subject import Context

AS_OF = date(2016, 10, 1)
LINES = {"income_line": 3000.0}


def roll(*rows: dict[str, object]) -> pd.DataFrame:
    """Members with their household number; texts that a row does not give are empty, numbers unknown."""
    frame = pd.DataFrame([{"household": 0, "relation": "son", "name_raw": "", **row} for row in rows])
    for column in frame.columns:
        if frame[column].dtype == object or str(frame[column].dtype) in ("str", "string"):
            frame[column] = frame[column].fillna("").astype("str")
    return frame


def linked(*rows: dict[str, object]) -> pa.Table:
    """Linked rows, each its own register row of grade A unless it says otherwise."""
    texts = sorted({key for row in rows for key in row} - {"member", "register_row"} | {"grade"})
    return pa.table(
        {
            "member": pa.array([row.get("member", 0) for row in rows], pa.int64()),
            "register_file": pa.array(["x.csv"] * len(rows), pa.string()),
            "register_sheet": pa.array([""] * len(rows), pa.string()),
            "register_row": pa.array([row.get("register_row", at) for at, row in enumerate(rows)], pa.int64()),
            **{
                key: pa.array([row.get(key, "A" if key == "grade" else "") for row in rows], pa.string())
                for key in texts
            },
        }
    )


def context_of(
    members: pd.DataFrame,
    registers: dict[str, pa.Table] | None = None,
    findings: dict[str, list[int]] | None = None,
) -> Context:
    return Context(
        members=members,
        household=pd.factorize(members["household"])[0].astype(np.int64),
        linked=registers or {},
        findings={code: np.array(answers, dtype=np.int8) for code, answers in (findings or {}).items()},
        as_of=AS_OF,
        lines=LINES,
    )
