from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_tables import AS_OF, links_table, rule_findings

from jingzhun.policy.conditions import Test
from jingzhun.policy.households import HOUSEHOLD_COLUMNS
from jingzhun.policy.judge import judge
from jingzhun.policy.pack import Policy
from jingzhun.rules.run import FINDING_COLUMNS

CAR = {"register": "vehicles", "vehicle_class": "K33", "plate": "闽E12345", "status": "A"}
STATE_LAND = "国有建设用地使用权/房屋所有权"
FLAT = {"register": "property", "right_type": STATE_LAND, "right_nature": "出让", "use": "住宅", "status": "现势"}
FARM = {"register": "property", "right_type": "宅基地使用权/房屋所有权", "right_nature": "批准拨用", "use": "住宅"}
POST = {"register": "payroll", "employer": "九峰镇中心小学", "staff_category": "在职", "establishment": "事业"}


def at_row(row: int) -> dict[str, object]:
    return {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": row}


def one(policy: Policy, members: pd.DataFrame, **link: object) -> dict[str, object] | None:
    """The finding for a single link, None where there is none."""
    findings, _ = judge(policy, members, rule_findings(), links_table(link), AS_OF)
    rows = findings.to_dict("records")
    assert len(rows) <= 1
    return rows[0] if rows else None


DOUBTS = [
    CAR,
    CAR | {"vehicle_class": "Ｋ３１"},
    CAR | {"vehicle_class": "小型普通客车", "status": "正常"},
    CAR | {"vehicle_class": "轻型普通货车", "status": "违法未处理"},
    CAR | {"vehicle_class": "H31", "status": "GQ"},
    CAR | {"vehicle_class": "MPV"},
    CAR | {"vehicle_class": "Q11", "status": ""},
    CAR | {"vehicle_class": "Z31", "status": "逾期未注销"},
    CAR | {"vehicle_class": "", "plate_kind": "02"},
    CAR | {"vehicle_class": "", "plate_kind": "小型新能源汽车"},
    FLAT,
    FLAT | {"status": ""},
    FLAT | {"right_type": "", "right_nature": "出让/市场化商品房", "use": ""},
    FLAT | {"right_nature": "", "right_type": "", "use": "车位"},
    FARM | {"right_nature": "集体", "use": "商铺"},
    POST,
    POST | {"staff_category": "退休", "establishment": "参公"},
    POST | {"staff_category": "", "establishment": "行政"},
    POST | {"position": "驻村干部"},
]
EXCUSED = [
    (CAR | {"vehicle_class": "M21"}, "摩托车"),
    (CAR | {"vehicle_class": "普通二轮摩托车"}, "摩托车"),
    (CAR | {"vehicle_class": "", "plate_kind": "07"}, "摩托车"),
    (CAR | {"vehicle_class": "N11"}, "三轮汽车"),
    (CAR | {"vehicle_class": "T21"}, "拖拉机"),
    (CAR | {"status": "EM"}, "已报废或注销"),
    (CAR | {"status": "QP"}, "已报废或注销"),
    (CAR | {"status": "已注销"}, "已报废或注销"),
    (CAR | {"status": "B"}, "已转出"),
    (CAR | {"status": "GC"}, "被盗抢"),
    (CAR | {"vehicle_class": "K34", "use": "残疾人专用"}, "残疾人代步车"),
    (CAR | {"vehicle_class": "", "status": "E"}, "已报废或注销"),
    (FLAT | {"status": "历史"}, "历史或已注销的登记"),
    (FARM, "农村宅基地住房"),
    (FLAT | {"right_nature": "划拨", "acquired_by": "造福工程安置"}, "搬迁、拆迁安置房"),
    (FLAT | {"acquired_by": "因灾重建"}, "因灾重建房"),
    (POST | {"staff_category": "公益性岗位", "establishment": "编外"}, "公益性岗位"),
    (POST | {"staff_category": "村干部补贴", "establishment": "编外"}, "村干部补贴"),
    (POST | {"staff_category": "护林员", "establishment": "编外"}, "护林员"),
    (POST | {"staff_category": "遗属补助", "establishment": "编外"}, "遗属补助"),
    (POST | {"staff_category": "临时聘用", "establishment": "编外"}, "临时聘用、劳务派遣"),
    (POST | {"staff_category": "", "establishment": "", "position": "公益性岗位保洁员"}, "公益性岗位"),
]
UNDECIDED = [
    (CAR | {"vehicle_class": ""}, "车辆类型、号牌种类"),
    ({"register": "property", "location": "小溪镇", "use": "住宅"}, "权利性质、权利类型"),
    (POST | {"establishment": ""}, "编制性质"),
]
NOTHING = [
    CAR | {"vehicle_class": "重型半挂车"},
    CAR | {"vehicle_class": "B11"},
    {"register": "property", "right_type": "土地承包经营权", "use": "耕地"},
    {"register": "property", "right_type": "林地使用权"},
    POST | {"staff_category": "在职", "establishment": "企业"},
]


@pytest.mark.parametrize("link", DOUBTS)
@pytest.mark.parametrize(("grade", "effect"), [("A", "doubt"), ("B", "doubt"), ("C", "clue")])
def test_a_condition_that_holds_is_a_doubt_for_sure_links_and_else_a_clue(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], grade: str, effect: str
) -> None:
    finding = one(policy, members, **link, grade=grade)
    assert finding is not None
    assert (finding["effect"], finding["outcome"], finding["severity"]) == (effect, "found", "red_line")


@pytest.mark.parametrize(("link", "title"), EXCUSED)
def test_an_exception_excuses_and_stays_on_record(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], title: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert (finding["effect"], finding["outcome"]) == ("excused", "found")
    assert f"例外“{title}”" in str(finding["reason"])


@pytest.mark.parametrize(("link", "gaps"), UNDECIDED)
def test_what_cannot_be_decided_is_a_clue_that_names_the_gaps(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], gaps: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert (finding["effect"], finding["outcome"]) == ("clue", "undecided")
    assert gaps in str(finding["reason"]).replace("用途、", "")


@pytest.mark.parametrize("link", NOTHING)
def test_what_the_policy_does_not_speak_of_gives_no_finding(
    policy: Policy, members: pd.DataFrame, link: dict[str, str]
) -> None:
    assert one(policy, members, **link) is None


def test_an_inherited_share_stays_a_doubt_to_be_reviewed(policy: Policy, members: pd.DataFrame) -> None:
    finding = one(policy, members, **FLAT, acquired_by="继承", ownership="按份共有")
    assert finding is not None
    assert (finding["effect"], finding["severity"]) == ("doubt", "review")
    assert "继承的共有份额" in str(finding["reason"])
    assert "公证书" in str(finding["fix"])


def test_a_doubt_is_told_with_both_sides_and_no_full_number_outside_the_value_columns(
    policy: Policy, members: pd.DataFrame
) -> None:
    number = "350699195203070028"
    link = CAR | {"name_raw": "林秀英", "id_raw": number, "link_reasons": f"证件号码相同 {number}"}
    findings, households = judge(policy, members, rule_findings(), links_table(link), AS_OF)
    finding = findings.iloc[0]
    assert tuple(findings.columns) == FINDING_COLUMNS
    assert finding["reason"] == "林秀英 名下 K33 闽E12345, 属机动车(红线)。比对 A 确证: 证件号码相同 350699********0028"
    assert finding["register_values"] == (
        f"机动车所有人=林秀英; 所有人证件号={number}; 号牌号码=闽E12345; 车辆类型=K33; 机动车状态=A"
    )
    assert (
        finding["roll_values"] == f"户编号=H7; 姓名=林秀英; 证件号码={number}; 与户主关系=户主; 乡镇=九峰镇; 村=福坪村"
    )
    assert (finding["roll_row"], finding["register_row"], finding["household_id"]) == (3, 2, "H7")
    assert households.loc[0, "reasons"] == "机动车: 林秀英 名下 K33 闽E12345(A 确证)"
    others = findings.drop(columns=["roll_values", "register_values"])
    assert number not in others.to_csv() + households.to_csv()


def test_the_date_of_identification_can_be_asked_for(policy: Policy, members: pd.DataFrame) -> None:
    bought_later = Test("registered_date", "after_field", "identified_date")
    asking = replace(policy, conditions=(replace(policy.conditions[0], when=bought_later, exceptions=()),))
    for member, bought, effect in [(0, "2015-01-01", "doubt"), (0, "2013-01-01", None), (1, "2015-01-01", "clue")]:
        finding = one(asking, members, **CAR, member=member, registered_date=bought)
        assert (None if finding is None else finding["effect"]) == effect
    without = one(asking, members.drop(columns="identified_date"), **CAR, registered_date="2015-01-01")
    assert without is not None
    assert without["effect"] == "clue"


def test_one_register_row_counts_once_with_its_best_link(policy: Policy, members: pd.DataFrame) -> None:
    links = links_table(
        CAR | {"grade": "C", "weight": 40.0},
        CAR | {"grade": "B", "weight": 12.0, "link_reasons": "弱"},
        CAR | {"grade": "B", "weight": 15.0, "link_reasons": "强"},
        CAR | {"grade": "B", "member": 2},
        CAR | {"register_row": 3},
    )
    findings, households = judge(policy, members, rule_findings(), links, AS_OF)
    assert findings[["member_name", "register_row", "grade"]].to_numpy().tolist() == [
        ["林秀英", 2, "B"],
        ["林秀英", 3, "A"],
        ["林建国", 2, "B"],
    ]
    assert "强" in findings.loc[0, "reason"]
    assert households.loc[0, "doubts"] == 3


def test_rule_findings_get_their_effect_and_find_their_household(policy: Policy, members: pd.DataFrame) -> None:
    found = rule_findings(
        {"code": "JZ103", "title": "校验位不符", "household_id": "H9", "severity": "review", "reason": "末位应为 X"},
        {"code": "JZ301", "title": "一号两户", "household_id": "H3", "member_name": "黄阿土", **at_row(4)},
        {"code": "JZ107", "title": "旧号码", "household_id": "H9", "severity": "note"},
        {"code": "JZ399", "title": "整份名册", "severity": "review"},
    )
    findings, households = judge(policy, members, found, links_table(), AS_OF)
    assert findings["code"].tolist() == ["JZ301", "JZ103", "JZ399", "JZ107"]
    assert findings["effect"].tolist() == ["doubt", "correct", "correct", "note"]
    assert households["verdict"].tolist() == ["clear", "doubtful", "clear"]
    assert households["reasons"].tolist() == ["", "一号两户: 黄阿土", ""]
    assert households["corrections"].tolist() == [0, 0, 1]


def test_households_come_in_the_order_of_the_roll_with_their_head(policy: Policy, members: pd.DataFrame) -> None:
    links = links_table(
        CAR | {"member": 3},
        FLAT | {"member": 2, "location": "小溪镇"},
        CAR | {"member": 3, "plate": "闽E2", "register_row": 7},
    )
    findings, households = judge(policy, members, rule_findings(), links, AS_OF)
    assert tuple(households.columns) == HOUSEHOLD_COLUMNS
    assert households["household_id"].tolist() == ["H7", "H3", "H9"]
    assert households["head_name"].tolist() == ["林秀英", "黄阿土", "陈美华"]
    assert households["members"].tolist() == [2, 1, 1]
    assert households["verdict"].tolist() == ["doubtful", "clear", "doubtful"]
    assert (
        households.loc[2, "reasons"] == "机动车: 陈美华 名下 K33 闽E12345(A 确证)；机动车: 陈美华 名下 K33 闽E2(A 确证)"
    )
    assert findings["household_id"].tolist() == ["H7", "H9", "H9"]


def test_two_households_with_the_same_written_number_are_told_apart_by_the_row(
    policy: Policy, members: pd.DataFrame
) -> None:
    members["household_id"] = "1"
    found = rule_findings({"code": "JZ301", "title": "重复", "household_id": "1", **at_row(6)})
    _, households = judge(policy, members, found, links_table(), AS_OF)
    assert households["verdict"].tolist() == ["clear", "clear", "doubtful"]


def test_a_policy_out_of_force_is_noted_once_for_the_run(policy: Policy, members: pd.DataFrame) -> None:
    findings, households = judge(policy, members, rule_findings(), links_table(CAR), date(2026, 1, 1))
    assert findings["code"].tolist() == ["CAR", "POLICY"]
    assert findings.loc[1, "effect"] == "note"
    assert "2026-01-01" in findings.loc[1, "reason"]
    assert households["doubts"].tolist() == [1, 0, 0]


def test_nothing_to_judge_gives_empty_findings_of_the_same_columns(policy: Policy, members: pd.DataFrame) -> None:
    findings, households = judge(policy, members, rule_findings(), links_table(), AS_OF)
    filled, _ = judge(policy, members, rule_findings(), links_table(CAR), AS_OF)
    assert len(findings) == 0
    assert findings.dtypes.equals(filled.dtypes)
    assert households["verdict"].tolist() == ["clear"] * 3
    none, no_households = judge(policy, members.iloc[:0], rule_findings(), links_table(), AS_OF)
    assert (len(none), len(no_households)) == (0, 0)


UNIQUE = ("member", "register", "register_row", "grade", "weight", "link_reasons")
LINKS = st.lists(
    st.builds(
        lambda kind, **changes: kind | changes,
        st.sampled_from([*DOUBTS, *(link for link, _ in EXCUSED), *(link for link, _ in UNDECIDED), *NOTHING]),
        member=st.integers(0, 3),
        grade=st.sampled_from("ABC"),
        weight=st.sampled_from([5.0, 20.0]),
        register_row=st.integers(2, 4),
        link_reasons=st.sampled_from(["甲", "乙"]),
    ),
    max_size=12,
    unique_by=lambda link: tuple(link[key] for key in UNIQUE),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(links=LINKS, chance=st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_matter_and_only_doubts_make_a_household_doubtful(
    policy: Policy, members: pd.DataFrame, links: list[dict[str, object]], chance: object
) -> None:
    shuffled = list(links)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    findings, households = judge(policy, members, rule_findings(), links_table(*links), AS_OF)
    again, same = judge(policy, members, rule_findings(), links_table(*shuffled), AS_OF)
    pd.testing.assert_frame_equal(findings, again)
    pd.testing.assert_frame_equal(households, same)
    doubted = set(findings.loc[findings["effect"] == "doubt", "household_id"])
    assert set(households.loc[households["verdict"] == "doubtful", "household_id"]) == doubted


def test_a_hundred_thousand_links_are_judged_in_seconds(policy: Policy, members: pd.DataFrame) -> None:
    count = 100_000
    many = pd.concat([members] * (count // 4), ignore_index=True)
    many["household"] = np.repeat(np.arange(count // 4), 4)
    many["_row"] = np.arange(count) + 3
    kinds = links_table(*DOUBTS, *(link for link, _ in EXCUSED))
    links = pa.concat_tables([kinds] * (count // len(kinds))).combine_chunks()
    for name in ("member", "register_row"):
        links = links.set_column(links.schema.get_field_index(name), name, pa.array(np.arange(len(links))))
    findings, households = judge(policy, many, rule_findings(), links, AS_OF)
    assert len(findings) == len(links)
    assert len(households) == count // 4
