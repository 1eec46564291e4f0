"""Effects by grade and severity, shares, members and households: what the answer says of each."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from judged_tables import AS_OF, links_table, rule_findings

from jingzhun.model import RuleCount
from jingzhun.policy.answers import ANSWER_COLUMNS, Part
from jingzhun.policy.judge import Judgement, Matter, judge
from jingzhun.policy.pack import parse

HEAD = """
name = "office"
title = "本县"
area = "福建省"
valid_from = 2016-01-01
{combine}
[effects]
default = "correct"
doubt = ["JZ301", "JZ103"]

[[basis]]
id = "own"
document = "本县办法"
note = "试例"
"""
HOUSE = """
[[condition]]
code = "HOUSE"
title = "城镇住房"
register = "property"
severity = "red_line"
basis = ["own"]
question = "房子是谁的?"
show = ["名下有房屋"]
details = ["{ownership}"]
when = { field = "use", contains_any = ["住宅"] }

[[condition.exception]]
code = "SMALL_SHARE"
title = "份额不到三分之一"
evidence = "不动产权证书"
when = { field = "share", below = 0.33 }
"""
ABLE = """
[[condition]]
code = "YOUNG_ABLE"
title = "本人号码有误又是户主"
about = "member"
severity = "review"
basis = ["own"]
question = "核对证件"
show = ["的号码与身份要核对"]
when = [
  { field = "relation", equals = "head" },
  { finding = "JZ103", whose = "member" },
]

[[condition.exception]]
code = "CORRECTED"
title = "派出所已更正"
evidence = "派出所证明"
manual = true
"""
FLAT = {"register": "property", "use": "住宅", "right_type": "房屋所有权"}
LEADS = '[combine]\nred_line = { A = "red_line", B = "red_line", C = "review" }'


def judged(
    conditions: str, members: pd.DataFrame, *links: dict[str, object], combine: str = "", **more: object
) -> Judgement:
    policy = parse((HEAD.format(combine=combine) + conditions).encode(), "office.toml")
    found = more.pop("found", rule_findings())
    return judge(policy, Matter(members, found, links_table(*links), AS_OF, **more))  # type: ignore[arg-type]


def test_a_lead_may_be_a_visit_where_the_policy_says_so_and_the_reason_says_why(members: pd.DataFrame) -> None:
    result = judged(HOUSE, members, FLAT | {"grade": "C"}, combine=LEADS)
    finding = result.findings.iloc[0]
    assert (finding["effect"], finding["severity"]) == ("doubt", "review")
    assert "属城镇住房(红线), 因比对只到这个等级, 按政策规则作须复核" in finding["reason"]
    assert judged(HOUSE, members, FLAT | {"grade": "C"}).findings["effect"].tolist() == ["clue"]


@pytest.mark.parametrize(
    ("row", "said", "effect"),
    [
        ({"ownership": "按份共有30%"}, "本人占30%", "excused"),
        ({"ownership": "按份共有", "name_note": "50%"}, "本人占50%", "doubt"),
        ({"ownership": "单独所有"}, "", "doubt"),
    ],
)
def test_the_owners_share_stands_in_the_reason_and_the_policy_may_ask_for_it(
    members: pd.DataFrame, row: dict[str, str], said: str, effect: str
) -> None:
    links = links_table(FLAT | {key: value for key, value in row.items() if key != "name_note"})
    links = links.append_column("name_note", [[row.get("name_note", "")]])
    policy = parse((HEAD.format(combine="") + HOUSE).encode(), "office.toml")
    finding = judge(policy, Matter(members, rule_findings(), links, AS_OF)).findings.iloc[0]
    assert finding["effect"] == effect
    assert ("本人占" in finding["reason"]) == bool(said)
    assert said in finding["reason"]


def test_a_condition_on_a_member_names_the_member_and_asks_what_no_data_show(members: pd.DataFrame) -> None:
    row = {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": 3}
    found = rule_findings({"code": "JZ103", "title": "校验位不符", "household_id": "H7", **row})
    result = judged(ABLE, members, found=found)
    finding = result.findings[result.findings["code"] == "YOUNG_ABLE"].iloc[0]
    assert (finding["member_name"], finding["roll_row"], finding["register"], finding["grade"]) == ("林秀英", 3, "", "")
    assert finding["reason"] == "林秀英 的号码与身份要核对, 属本人号码有误又是户主(须复核)"
    assert finding["ask"] == "派出所已更正(须有: 派出所证明)"
    answer = result.answers
    assert answer.loc[answer["part"] == "ask", ["exception", "kind"]].to_numpy().tolist() == [["CORRECTED", "manual"]]


def test_what_a_rule_that_could_not_look_would_say_is_unknown(members: pd.DataFrame) -> None:
    counts = RuleCount("JZ103", "校验位不符", "review", 0, 1, missing=("id_text",))
    result = judged(ABLE, members, rule_counts=(counts,))
    assert set(result.findings["outcome"]) == {"undecided"}
    looked = RuleCount("JZ103", "校验位不符", "review", 0, 0)
    assert judged(ABLE, members, rule_counts=(looked,)).findings.empty


def test_a_rule_that_rests_on_a_lead_accuses_nobody(members: pd.DataFrame) -> None:
    row = {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": 3, "register": "vehicles"}
    found = rule_findings(*({"code": "JZ301", "title": "同一人", "grade": grade, **row} for grade in "AC"))
    result = judged(HOUSE, members, found=found)
    assert result.findings[["grade", "effect"]].to_numpy().tolist() == [["A", "doubt"], ["C", "clue"]]


def test_the_parts_of_an_answer_come_in_their_order_by_household(members: pd.DataFrame) -> None:
    rows = [FLAT | {"member": 3}, FLAT | {"ownership": "按份共有20%", "register_row": 3}, FLAT | {"register_row": 4}]
    result = judged(HOUSE, members, *rows)
    assert tuple(result.answers.columns) == ANSWER_COLUMNS
    order = [part.value for part in Part]
    by_household = result.answers.groupby("household_id", sort=False)["part"].agg(list)
    assert by_household.index.tolist() == ["H7", "H9"]
    assert all(parts == sorted(parts, key=order.index) for parts in by_household)
    nothing = judged(HOUSE, members)
    assert nothing.answers.empty
    assert nothing.answers.dtypes.equals(result.answers.dtypes)


NOTED = HOUSE.replace('severity = "red_line"', 'severity = "note"')


def test_only_a_weak_link_is_called_one(members: pd.DataFrame) -> None:
    combine = '[combine]\nnote = { A = "clue", B = "clue", C = "clue" }'
    (finding,) = judged(NOTED, members, FLAT, combine=combine).findings.to_dict("records")
    assert finding["effect"] == "clue"
    assert "按政策规则只列待查, 不列疑点" in finding["reason"]
    assert "把握不足" not in finding["reason"]
    assert finding["fix"] == "房子是谁的?"
    (lead,) = judged(HOUSE, members, FLAT | {"grade": "C"}).findings.to_dict("records")
    assert "但是否同一人把握不足, 待查, 不据此列为疑点" in lead["reason"]
    assert lead["fix"].startswith("先核实是否同一人; ")


def test_what_is_excused_without_being_known_to_hold_is_not_said_to_hold(members: pd.DataFrame) -> None:
    both = HOUSE.replace(
        'when = { field = "use"', 'when_not = { field = "use", contains_any = ["林地"] }\nwhen = { field = "use"'
    )
    row = FLAT | {"use": "其他", "ownership": "按份共有20%"}
    (finding,) = judged(both, members, row).findings.to_dict("records")
    assert finding["effect"] == "excused"
    assert "查城镇住房, 按例外“份额不到三分之一”不计" in finding["reason"]
    assert "属城镇住房" not in finding["reason"]


FLATS = """
[[condition]]
code = "FLATS"
title = "两套以上住房"
about = "household"
severity = "red_line"
basis = ["own"]
question = "谁住?"
show = ["登记的住房不止一套"]
when = {when}
"""
COUNTED = '{ count = "property", where = { field = "use", contains_any = ["住宅"] }, at_least = 2 }'


def test_a_count_names_the_rows_that_it_rests_on(members: pd.DataFrame) -> None:
    rows = [
        FLAT | {"register_file": "房产.xlsx"},
        FLAT | {"register_row": 9, "register_file": "房产.xlsx", "register_sheet": "城关", "member": 2, "grade": "B"},
        FLAT | {"register_row": 10, "register_file": "房产.xlsx", "member": 2, "use": "", "grade": "C"},
        FLAT | {"register_row": 11, "register_file": "房产.xlsx", "member": 2, "use": "林地"},
    ]
    (finding,) = judged(FLATS.replace("{when}", COUNTED), members, *rows).findings.to_dict("records")
    assert finding["reason"] == (
        "林秀英户 登记的住房不止一套, 属两套以上住房(红线)。算上的: 房产.xlsx 第 2 行(林秀英 A 确证)、"
        "房产.xlsx › 城关 第 9 行(林建国 B 高度疑似)、房产.xlsx 第 10 行(林建国 C 线索)(说不准)"
    )


def test_a_lead_becomes_no_red_line_by_way_of_another_condition(members: pd.DataFrame) -> None:
    asked = FLATS.replace("{when}", '{ finding = "HOUSE" }')
    lead = judged(HOUSE + asked, members, FLAT | {"grade": "C"}, combine=LEADS).findings
    assert lead[["code", "effect", "severity"]].to_numpy().tolist() == [
        ["HOUSE", "doubt", "review"],
        ["FLATS", "clue", "red_line"],
    ]
    sure = judged(HOUSE + asked, members, FLAT | {"grade": "B"}, combine=LEADS).findings
    assert sure["effect"].tolist() == ["doubt", "doubt"]


FIRM = """
[[condition]]
code = "FIRM"
title = "开办企业"
register = "business"
severity = "review"
basis = ["own"]
question = "谁出资?"
show = ["登记有企业"]
details = ["注册资本{capital}"]
when = { field = "capital", not_empty = true }
"""


@pytest.mark.parametrize(
    ("fen", "said"), [(213_000_000, "注册资本2,130,000元"), (None, "注册资本213"), (50, "注册资本0.50元")]
)
def test_amounts_are_said_in_yuan_where_they_are_understood(members: pd.DataFrame, fen: int | None, said: str) -> None:
    links = links_table({"register": "business"}).append_column("capital", [["213"]])
    policy = parse((HEAD.format(combine="") + FIRM).encode(), "office.toml")
    links = links.append_column("capital_fen", pa.chunked_array([pa.array([fen], pa.int64())]))
    (finding,) = judge(policy, Matter(members, rule_findings(), links, AS_OF)).findings.to_dict("records")
    assert f"({said})" in finding["reason"]
    assert "注册资本=213" in finding["register_values"]
