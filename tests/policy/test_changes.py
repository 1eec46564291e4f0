"""What single change would alter a verdict; every promise is checked by making the change and judging again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_tables import AS_OF, links_table, rule_findings

from jingzhun.policy.judge import Judgement, Matter, judge
from jingzhun.policy.pack import parse
from jingzhun.policy.records import Policy

CAR = {"register": "vehicles", "vehicle_class": "K33", "plate": "闽E12345", "status": "A"}
TOML = """
name = "office"
title = "本县"
area = "福建省"
valid_from = 2016-01-01

[effects]
default = "correct"
doubt = ["JZ301"]

[[basis]]
id = "own"
document = "本县办法"
note = "试例"

[[condition]]
code = "CAR"
title = "机动车"
register = "vehicles"
severity = "red_line"
basis = ["own"]
question = "车是谁的?"
show = ["名下有", " {vehicle_class|车辆}", " {plate}"]
when = { field = "vehicle_class", starts_with = ["K"] }

[[condition.exception]]
code = "SOLD"
title = "识别前已卖"
evidence = "买卖合同"
when = { field = "transferred_date", before_field = "identified_date" }

[[condition.exception]]
code = "LENT_NAME"
title = "借名登记"
evidence = "两人书面说明"
manual = true

[[condition]]
code = "TWO_BIKES"
title = "两辆以上摩托车"
about = "household"
severity = "review"
basis = ["own"]
question = "摩托车都在用吗?"
show = ["有两辆以上摩托车"]
when = { count = "vehicles", where = { field = "vehicle_class", starts_with = ["M"] }, at_least = 2 }
"""


@pytest.fixture(scope="module")
def office() -> Policy:
    return parse(TOML.encode(), "office.toml")


def judgement(policy: Policy, members: pd.DataFrame, links: pa.Table, found: pd.DataFrame | None = None) -> Judgement:
    return judge(policy, Matter(members, rule_findings() if found is None else found, links, AS_OF))


def changes(result: Judgement, household: str) -> list[tuple[str, str]]:
    own = result.answers[(result.answers["part"] == "change") & (result.answers["household_id"] == household)]
    return list(zip(own["kind"], own["verdict"], strict=True))


def test_a_household_with_one_doubt_is_cleared_by_the_row_or_by_an_exception(
    office: Policy, members: pd.DataFrame
) -> None:
    result = judgement(office, members, links_table(CAR))
    assert changes(result, "H7") == [
        ("not_this_person", "clear"),
        ("exception_holds", "clear"),
        ("exception_holds", "clear"),
    ]
    assert result.households.loc[0, "changes"] == (
        "若“林秀英 名下有 小型轿车K33 闽E12345”登记的不是林秀英本人(机动车登记 机动车.csv 第 2 行, A 确证), "
        "本户不再是疑点户；"
        "若“林秀英 名下有 小型轿车K33 闽E12345”属于例外“借名登记”(须有: 两人书面说明), 本户不再是疑点户；"
        "若“林秀英 名下有 小型轿车K33 闽E12345”属于例外“识别前已卖”(须有: 买卖合同), 本户不再是疑点户"
    )


def test_what_the_data_rule_out_is_not_offered(office: Policy, members: pd.DataFrame) -> None:
    result = judgement(office, members, links_table(CAR | {"transferred_date": "2015-02-01"}))
    asked = result.answers[result.answers["part"] == "ask"]
    assert asked[["exception", "kind", "verdict"]].to_numpy().tolist() == [["LENT_NAME", "manual", "clear"]]
    assert result.findings.loc[0, "ask"] == "借名登记(须有: 两人书面说明)"
    # Had the household been identified after the sale, the car would not count.
    later = result.answers[result.answers["kind"] == "identified_otherwise"]
    assert later["text"].tolist() == ["若本户的识别时间是 2015-02-02, 本户不再是疑点户"]
    moved = members.assign(identified_date="2015-02-02")
    assert (
        judgement(office, moved, links_table(CAR | {"transferred_date": "2015-02-01"})).households["verdict"].tolist()
        == ["clear"] * 3
    )


def test_a_car_sold_before_identification_is_not_held_against_anyone(office: Policy, members: pd.DataFrame) -> None:
    result = judgement(office, members, links_table(CAR | {"transferred_date": "2014-05-01"}))
    assert result.findings["effect"].tolist() == ["excused"]
    assert result.findings["exception"].tolist() == ["SOLD"]
    assert changes(result, "H7") == [("exception_fails", "doubtful")]
    answer = result.answers[result.answers["part"] == "excused"].iloc[0]
    assert answer["evidence"] == "买卖合同"


def test_several_doubts_of_one_member_may_all_be_another_persons(office: Policy, members: pd.DataFrame) -> None:
    links = links_table(CAR, CAR | {"plate": "闽E2", "register_row": 3})
    assert changes(judgement(office, members, links), "H7") == [("number_not_his", "clear")]
    links = links_table(CAR, CAR | {"plate": "闽E2", "register_row": 3, "member": 2})
    result = judgement(office, members, links)
    assert changes(result, "H7") == [("none", "doubtful")]
    assert "2 条疑点" in result.households.loc[0, "changes"]


def test_one_bike_less_clears_a_household_that_has_two(office: Policy, members: pd.DataFrame) -> None:
    bike = CAR | {"vehicle_class": "M21"}
    links = links_table(bike, bike | {"register_row": 3, "member": 2})
    result = judgement(office, members, links)
    assert result.households["verdict"].tolist() == ["doubtful", "clear", "clear"]
    assert changes(result, "H7") == [
        ("not_this_person", "clear"),
        ("not_this_person", "clear"),
        ("finding_wrong", "clear"),
    ]
    lead = links_table(bike, bike | {"register_row": 3, "member": 2, "grade": "C"})
    result = judgement(office, members, lead)
    assert result.households["verdict"].tolist() == ["clear"] * 3
    assert ("identity_confirmed", "doubtful") in changes(result, "H7")


def test_a_lead_of_a_clear_household_would_count_if_it_were_the_member(office: Policy, members: pd.DataFrame) -> None:
    result = judgement(office, members, links_table(CAR | {"grade": "C"}))
    assert changes(result, "H7") == [("identity_confirmed", "doubtful")]
    assert "若核实“林秀英 名下有 小型轿车K33 闽E12345”登记的确是林秀英本人" in result.households.loc[0, "changes"]


def test_a_gap_would_count_if_it_were_filled(office: Policy, members: pd.DataFrame) -> None:
    result = judgement(office, members, links_table(CAR | {"vehicle_class": ""}))
    assert changes(result, "H7") == [("gap_filled", "doubtful")]
    assert "缺 车辆类型" in result.households.loc[0, "changes"]


def test_what_a_rule_found_may_prove_wrong(office: Policy, members: pd.DataFrame) -> None:
    row = {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": 4}
    found = rule_findings({"code": "JZ301", "title": "一号两户", "household_id": "H3", "member_name": "黄阿土", **row})
    assert changes(judgement(office, members, links_table(), found), "H3") == [("finding_wrong", "clear")]


def test_an_exemption_that_ends_brings_the_doubt_back(office: Policy, members: pd.DataFrame) -> None:
    def exempt(findings: pd.DataFrame) -> pd.DataFrame:
        return findings.assign(effect=findings["effect"].mask(findings["code"] == "CAR", "exempt"))

    matter = Matter(members, rule_findings(), links_table(CAR), AS_OF, exempt=exempt)
    result = judge(office, matter)
    assert result.households["verdict"].tolist() == ["clear"] * 3
    assert result.households["exempt"].tolist() == [1, 0, 0]
    assert changes(result, "H7") == [("exemption_ends", "doubtful")]


LINKS = st.lists(
    st.builds(
        lambda **changed: CAR | changed,
        vehicle_class=st.sampled_from(["K33", "M21", "", "B11"]),
        grade=st.sampled_from("ABC"),
        member=st.integers(0, 3),
        register_row=st.integers(2, 12),
        transferred_date=st.sampled_from(["", "2014-05-01", "2015-02-01"]),
    ),
    min_size=3,
    max_size=7,
    unique_by=lambda link: link["register_row"],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6, deadline=None)
@given(rows=LINKS)
def test_every_row_that_is_said_to_decide_does_and_no_other(
    office: Policy, members: pd.DataFrame, rows: list[dict[str, object]]
) -> None:
    links = links_table(*rows)
    result = judgement(office, members, links)
    of_household = pd.factorize(members["household"])[0]
    told = result.answers[result.answers["part"] == "change"]
    said = {kind: set(own["register_row"]) for kind, own in told.groupby("kind")}
    for place, row in enumerate(rows):
        household = of_household[row["member"]]
        chosen = pa.array(np.arange(len(rows)) == place)
        if result.households.loc[household, "verdict"] == "doubtful":
            kind, verdict, changed = "not_this_person", "clear", links.filter(pc.invert(chosen))
        elif row["grade"] != "A":
            kind, verdict = "identity_confirmed", "doubtful"
            grades = pc.if_else(chosen, "A", links.column("grade"))
            changed = links.set_column(links.schema.get_field_index("grade"), "grade", grades)
        else:
            continue
        decides = judgement(office, members, changed).households.loc[household, "verdict"] == verdict
        assert (row["register_row"] in said.get(kind, set())) == decides


def test_no_household_has_changes_without_something_said_of_it(office: Policy, members: pd.DataFrame) -> None:
    result = judgement(office, members, links_table(CAR))
    assert result.households["changes"].map(bool).tolist() == [True, False, False]
    assert set(result.answers["household_id"]) == {"H7"}
