"""Builds small finished runs: synthetic people, identity numbers of division 350699 only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa

from jingzhun.fields import idcard
from jingzhun.model import InputFile, RuleCount, Run, SetAside, SheetAccount

FINDING_DEFAULTS: dict[str, object] = {
    "code": "CAR",
    "title": "名下有机动车",
    "outcome": "found",
    "severity": "red_line",
    "effect": "doubt",
    "household_id": "",
    "roll_file": "花名册.xlsx",
    "roll_sheet": "九峰镇",
    "roll_row": 4,
    "member_name": "",
    "id_masked": "",
    "register": "vehicles",
    "register_file": "车管.csv",
    "register_sheet": "",
    "register_row": 17,
    "grade": "A",
    "roll_values": "",
    "register_values": "",
    "reason": "登记有小型轿车",
    "fix": "核对车辆是否仍由本人使用",
    "exception": "",
    "ask": "",
}


def number(birth: str, sequence: str = "002") -> str:
    """A sound identity number of nobody: 350699 is no county."""
    body = f"350699{birth}{sequence}"
    return body + idcard.check_character(body)


def finding(**values: object) -> dict[str, object]:
    return FINDING_DEFAULTS | values


def household(household_id: str, verdict: str = "clear", **values: object) -> dict[str, object]:
    row: dict[str, object] = {
        "household_id": household_id,
        "verdict": verdict,
        "reasons": "",
        "head_name": "张三",
        "township": "九峰镇",
        "village": "福坪村",
        "members": 3,
        "doubts": int(verdict == "doubtful"),
        "corrections": 0,
        "clues": 0,
        "excused": 0,
        "exempt": 0,
        "changes": "",
    }
    return row | values


def members_of(numbers: list[str]) -> pd.DataFrame:
    parsed = idcard.parse_column(pa.array(numbers, type=pa.string()))
    digits = [bytes(row).decode("ascii") for row in parsed.digits]
    people = len(numbers)
    return pd.DataFrame(
        {
            "id_text": parsed.text.to_pylist(),
            "id_digits": digits,
            "household_id": (["3506991010001", "3506991010002", ""] * people)[:people],
            "name_raw": ["张三"] * people,
            "relation_raw": ["户主"] * people,
            "group": ["上厝组"] * people,
            "address": ["九峰镇福坪村12号"] * people,
        }
    )


LINKS = pa.table(
    {
        "roll_file": ["花名册.xlsx", "花名册.xlsx"],
        "roll_sheet": ["九峰镇", "九峰镇"],
        "roll_row": [9, 4],
        "register": ["vehicles", "vehicles"],
        "register_file": ["车管.csv", "车管.csv"],
        "register_sheet": ["", ""],
        "register_row": [3, 17],
        "owner": pa.array([0, 0], pa.int16()),
        "grade": ["B", "A"],
        "weight": [11.5, 24.25],
        "chance_wrong": [0.0004, 0.0],
        "reasons": ["姓名同音；号码前15位相同", "号码相同；姓名相同"],
    }
)


def small_run(findings: list[dict[str, object]], households: list[dict[str, object]], **changes: object) -> Run:
    """A run with one roll sheet and one register; ``changes`` are fields of Run."""
    run = Run(
        as_of=date(2016, 9, 1),
        started="2016-09-01T09:30:00+08:00",
        policy_name="zhangzhou-2016",
        policy_title="漳州市 2016 年精准识别比对规则",
        policy_digest="ab12" * 16,
        policy_basis=("社会救助暂行办法, 国务院令第649号, 第五十八条", "某市通知, 某政办〔2016〕1号"),
        settings={"output": "结果"},
        inputs=(
            InputFile("花名册.xlsx", "roll", "有户编号、与户主关系", "1f" * 32, 20480),
            InputFile("车管.csv", "vehicles", "有号牌号码、机动车所有人", "2e" * 32, 4096),
        ),
        accounts=(
            SheetAccount("花名册.xlsx", "九峰镇", "roll", 5, 2, {"标题行": 2, "合计行": 1}),
            SheetAccount("车管.csv", "", "vehicles", 40, 40, {}),
        ),
        unread=(),
        set_aside=(
            SetAside("花名册.xlsx", "九峰镇", 1, "标题行", "平和县九峰镇花名册"),
            SetAside("花名册.xlsx", "九峰镇", 12, "合计行", "合计"),
        ),
        rule_counts=(
            RuleCount("JZ103", "身份证号码校验位不符", "review", 1, 0),
            RuleCount("JZ201", "一户两个户主", "review", 0, 0),
        ),
        members=members_of([number("19620307"), number("19880512", "003")]),
        households=pd.DataFrame(households),
        findings=pd.DataFrame(findings, columns=list(FINDING_DEFAULTS)),
        links=LINKS,
        figures={"pairs_compared": 1234},
    )
    return replace(run, **changes)  # type: ignore[arg-type]


SECRETS = (number("19620307"), number("19880512", "003"), "13859691234", "6217001234567890123")


def full_numbers(text: str) -> list[str]:
    """The full numbers of the runs that stand in a text."""
    return [secret for secret in SECRETS if secret in text]


HOSTILE = (
    "=HYPERLINK(\"http://x.example\",\"点我\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,2)",
    "＝1+1",
    "\t=1",
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "{{ 7*7 }}{% for %}",
    "[bold red]假[/bold red][link=http://x.example]x[/link]",
    "\x1b[2J\x1b]8;;http://x.example\x07清屏",
    "\u202e倒写\u200b零宽",
    "http://x.example/a",
    "[a]:*?/\\'",
    "半个\ufffe",
    "第一行\n第二行\r\n",
)  # fmt: skip
