"""Links and rule findings for the tests of the judge."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from jingzhun.policy.fields import register_labels
from jingzhun.policy.judge import Matter, judge
from jingzhun.policy.records import Policy
from jingzhun.rules.run import FINDING_COLUMNS

AS_OF = date(2016, 10, 1)
REGISTERS = ("vehicles", "property", "payroll")


def links_table(*rows: dict[str, object]) -> pa.Table:
    """Links with sensible defaults; every register field that a row does not give is empty."""
    fields = dict.fromkeys(field for register in REGISTERS for field in register_labels(register))
    texts = ["register", "grade", "link_reasons", "register_file", "register_sheet", *fields]
    defaults: dict[str, object] = dict.fromkeys(texts, "") | {
        "member": 0,
        "weight": 20.0,
        "register": "vehicles",
        "grade": "A",
        "link_reasons": "证件号码相同, 姓名相同",
        "register_file": "机动车.csv",
        "register_row": 2,
    }
    schema = pa.schema(
        [(name, pa.string()) for name in texts]
        + [("member", pa.int64()), ("weight", pa.float64()), ("register_row", pa.int64())]
    )
    return pa.Table.from_pylist([defaults | row for row in rows], schema=schema)


def rule_findings(*rows: dict[str, object]) -> pd.DataFrame:
    """Findings of the JZ rules as ``run_rules`` gives them."""
    defaults: dict[str, object] = dict.fromkeys(FINDING_COLUMNS, "") | {
        "outcome": "found",
        "severity": "review",
        "roll_row": 0,
        "register_row": 0,
    }
    return pd.DataFrame([defaults | row for row in rows], columns=list(FINDING_COLUMNS))


def judged(
    policy: Policy, members: pd.DataFrame, found: pd.DataFrame, links: pa.Table, as_of: date = AS_OF
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings and the households, as ``judge`` gives them."""
    judgement = judge(policy, Matter(members, found, links, as_of))
    return judgement.findings, judgement.households
