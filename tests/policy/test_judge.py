from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_tables import AS_OF, judged, links_table, rule_findings

from jingzhun.policy.households import HOUSEHOLD_COLUMNS
from jingzhun.policy.judge import JUDGED_COLUMNS
from jingzhun.policy.pack import Policy
from jingzhun.policy.terms import DayOf, Test

CAR = {"register": "vehicles", "vehicle_class": "K33", "plate": "闽E12345", "status": "A"}
STATE_LAND = "国有建设用地使用权/房屋所有权"
FLAT = {"register": "property", "right_type": STATE_LAND, "right_nature": "出让", "use": "住宅", "status": "现势"}
FARM = {"register": "property", "right_type": "宅基地使用权/房屋所有权", "right_nature": "批准拨用", "use": "住宅"}
POST = {"register": "payroll", "employer": "九峰镇中心小学", "staff_category": "在职", "establishment": "事业"}


def at_row(row: int) -> dict[str, object]:
    return {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": row}


def one(policy: Policy, members: pd.DataFrame, **link: object) -> dict[str, object] | None:
    """The finding for a single link, None where there is none."""
    findings, _ = judged(policy, members, rule_findings(), links_table(link), AS_OF)
    rows = findings.to_dict("records")
    assert len(rows) <= 1
    return rows[0] if rows else None


IN_SERVICE = [
    *("公务员", "参照公务员管理", "参公人员", "事业人员", "事业单位工作人员", "教师", "退休教师"),
    *("机关工勤", "工勤人员", "在编", "在编在岗", "在职", "行政", "行政编制", "退休", "退休人员", "离休", "离休干部"),
]
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
    CAR | {"vehicle_class": "其他", "plate_kind": "02"},
    CAR | {"vehicle_class": "五菱面包车"},
    CAR | {"vehicle_class": "纯电动轿车"},
    FLAT | {"right_type": "", "right_nature": "", "acquired_by": "商品房买卖", "use": "住宅"},
    FLAT | {"right_type": "", "right_nature": "", "certificate_number": "平房预售字第12号"},
    FLAT | {"right_type": "", "right_nature": "", "use": "城镇住宅"},
    POST,
    *(POST | {"staff_category": word, "establishment": ""} for word in IN_SERVICE),
    *(POST | {"staff_category": "", "establishment": word} for word in IN_SERVICE),
    POST | {"staff_category": "其他", "establishment": "事业"},
    POST | {"staff_category": "公务员", "establishment": "其他"},
    POST | {"staff_category": "退休", "establishment": "参公"},
    POST | {"staff_category": "", "establishment": "行政"},
    POST | {"position": "驻村干部"},
]
EXCUSED = [
    (CAR | {"vehicle_class": "M21"}, "摩托车"),
    (CAR | {"vehicle_class": "普通二轮摩托车"}, "摩托车"),
    (CAR | {"vehicle_class": "", "plate_kind": "07"}, "摩托车"),
    (CAR | {"vehicle_class": "N11"}, "三轮汽车"),
    *(
        (CAR | {"vehicle_class": word}, "电动车、老年代步车")
        for word in ("二轮电动车", "电动二轮车", "电动三轮车", "电动自行车", "电瓶车", "老年代步车", "三轮电动车")
    ),
    (CAR | {"vehicle_class": "电动二轮摩托车"}, "摩托车"),
    (CAR | {"vehicle_class": "农用拖拉机"}, "拖拉机"),
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
    (POST | {"staff_category": "退休村干部", "establishment": ""}, "村干部补贴"),
    (POST | {"staff_category": "行政村干部", "establishment": ""}, "村干部补贴"),
    (POST | {"staff_category": "代课教师", "establishment": ""}, "临时聘用、劳务派遣"),
    (POST | {"staff_category": "编外人员", "establishment": ""}, "临时聘用、劳务派遣"),
    (POST | {"staff_category": "非在编", "establishment": ""}, "临时聘用、劳务派遣"),
    (POST | {"establishment": "无"}, "临时聘用、劳务派遣"),
    (POST | {"staff_category": "辞职", "establishment": "事业"}, "已辞职、辞退或死亡"),
]
REVIEWED = [
    *(
        (CAR | {"vehicle_class": word}, "农用车、低速货车")
        for word in ("农用车", "低速货车", "三轮农用车", "农用三轮车", "农用运输车", "H51")
    ),
    (POST | {"staff_category": "国企在编", "establishment": ""}, "国有企业人员"),
    (FLAT | {"acquired_by": "继承", "ownership": "按份共有"}, "继承的共有份额"),
]
INCOMPLETE = "登记栏目不全, 须人工查看: 缺 "
NOT_FORESEEN = "登记写法政策规则里没有, 须人工查看: "
UNDECIDED = [
    (CAR | {"vehicle_class": ""}, INCOMPLETE + "车辆类型、号牌种类。"),
    (CAR | {"vehicle_class": "轮式装载机"}, INCOMPLETE + "号牌种类。"),
    (CAR | {"vehicle_class": "四轮电动车", "plate_kind": "99"}, NOT_FORESEEN + "车辆类型=四轮电动车; 号牌种类=99。"),
    ({"register": "property", "location": "小溪镇", "use": "住宅"}, INCOMPLETE + "权利性质、权利类型。"),
    (FLAT | {"right_type": "房屋所有权", "right_nature": "", "use": "住宅"}, INCOMPLETE + "权利性质。"),
    (
        FLAT | {"right_type": "房屋所有权", "right_nature": "私有"},
        NOT_FORESEEN + "权利性质=私有; 权利类型=房屋所有权。",
    ),
    (POST | {"staff_category": "", "establishment": ""}, INCOMPLETE + "人员类别、编制性质。"),
    (POST | {"staff_category": "三支一扶", "establishment": ""}, INCOMPLETE + "编制性质。"),
    (POST | {"staff_category": "民办教师", "establishment": "不详"}, INCOMPLETE + "编制性质。"),
    (POST | {"staff_category": "驻村干部", "establishment": ""}, INCOMPLETE + "编制性质。"),
    (POST | {"establishment": "合同制"}, NOT_FORESEEN + "人员类别=在职; 编制性质=合同制。"),
    (POST | {"staff_category": "退休", "establishment": "无"}, NOT_FORESEEN + "人员类别=退休; 编制性质=无。"),
]
NOTHING = [
    CAR | {"vehicle_class": "重型半挂车"},
    CAR | {"vehicle_class": "B11"},
    {"register": "property", "right_type": "土地承包经营权", "use": "耕地"},
    {"register": "property", "right_type": "林地使用权"},
    {"register": "property", "use": "耕地"},
    CAR | {"vehicle_class": "", "plate_kind": "15"},
    POST | {"staff_category": "在职", "establishment": "企业"},
    POST | {"staff_category": "企业职工", "establishment": ""},
]


@pytest.mark.parametrize(("grade", "effect"), [("A", "doubt"), ("B", "doubt"), ("C", "clue")])
def test_a_condition_that_holds_is_a_doubt_for_sure_links_and_else_a_clue(
    policy: Policy, members: pd.DataFrame, grade: str, effect: str
) -> None:
    links = [link | {"grade": grade, "register_row": row} for row, link in enumerate(DOUBTS, start=2)]
    findings, _ = judged(policy, members, rule_findings(), links_table(*links), AS_OF)
    said = findings.set_index("register_row")[["effect", "outcome", "severity"]].agg("/".join, axis=1).to_dict()
    assert len(said) == len(findings)
    assert [link for link in links if said.get(link["register_row"]) != f"{effect}/found/red_line"] == []


@pytest.mark.parametrize(("link", "title"), EXCUSED)
def test_an_exception_excuses_and_stays_on_record(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], title: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert (finding["effect"], finding["outcome"]) == ("excused", "found")
    assert f"例外“{title}”" in str(finding["reason"])


@pytest.mark.parametrize(("link", "title"), REVIEWED)
def test_where_practice_differs_it_stays_a_doubt_to_be_reviewed(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], title: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert (finding["effect"], finding["outcome"], finding["severity"]) == ("doubt", "found", "review")
    assert f"有“{title}”情形" in str(finding["reason"])
    assert "须有: " in str(finding["fix"])


@pytest.mark.parametrize(("link", "reason"), UNDECIDED)
def test_what_cannot_be_decided_is_a_clue_that_names_the_gaps_or_the_unknown_words(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], reason: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert (finding["effect"], finding["outcome"]) == ("clue", "undecided")
    assert str(finding["reason"]).startswith(reason)


@pytest.mark.parametrize("link", NOTHING)
def test_what_the_policy_does_not_speak_of_gives_no_finding(
    policy: Policy, members: pd.DataFrame, link: dict[str, str]
) -> None:
    assert one(policy, members, **link) is None


SENTENCES = [
    # As a spreadsheet keeps a day whose cell has lost its format.
    (CAR | {"registered_date": "41082"}, "林秀英 名下有 小型轿车K33 闽E12345(2012-06-22(原值41082) 登记, 状态正常A)"),
    (
        CAR | {"brand": "五菱牌", "registered_date": "2012-06-22", "status": "GQ"},
        "林秀英 名下有 小型轿车K33 五菱牌 闽E12345(2012-06-22 登记, 状态违法未处理、逾期未检验GQ)",
    ),
    (CAR | {"vehicle_class": "ｋ38", "status": "正常"}, "林秀英 名下有 客车K38 闽E12345(状态正常)"),
    (CAR | {"vehicle_class": "小型轿车", "plate": "", "status": " "}, "林秀英 名下有 小型轿车"),
    (CAR | {"vehicle_class": "", "plate": "", "status": ""}, "林秀英 名下有 车辆"),
    (FLAT | {"location": "小溪镇东大路8号", "area": "86.5"}, "林秀英 名下有 坐落小溪镇东大路8号的住宅(面积86.5)"),
    (FLAT | {"use": ""}, "林秀英 名下有房屋"),
    (
        POST | {"employer": "坂仔镇中心小学", "establishment": "工勤"},
        "林秀英 列在坂仔镇中心小学的财政供养名单上(在职, 工勤)",
    ),
    (POST | {"employer": "", "staff_category": ""}, "林秀英 列在财政供养名单上(事业)"),
]


@pytest.mark.parametrize(("link", "sentence"), SENTENCES)
def test_the_reason_says_what_the_register_says_in_words(
    policy: Policy, members: pd.DataFrame, link: dict[str, str], sentence: str
) -> None:
    finding = one(policy, members, **link)
    assert finding is not None
    assert sentence + ("。" if finding["outcome"] == "undecided" else ", ") in str(finding["reason"])


def test_a_doubt_is_told_with_both_sides_and_no_full_number_outside_the_value_columns(
    policy: Policy, members: pd.DataFrame
) -> None:
    number = "350699195203070028"
    link = CAR | {"name_raw": "林秀英", "id_raw": number, "link_reasons": f"证件号码相同 {number}"}
    findings, households = judged(policy, members, rule_findings(), links_table(link), AS_OF)
    finding = findings.iloc[0]
    assert tuple(findings.columns) == JUDGED_COLUMNS
    assert finding["reason"] == (
        "林秀英 名下有 小型轿车K33 闽E12345(状态正常A), 属机动车(红线)。比对 A 确证: 证件号码相同 350699********0028"
    )
    assert finding["register_values"] == (
        f"机动车所有人=林秀英; 所有人证件号={number}; 号牌号码=闽E12345; 车辆类型=K33; 机动车状态=A"
    )
    assert (
        finding["roll_values"] == f"户编号=H7; 姓名=林秀英; 证件号码={number}; 与户主关系=户主; 乡镇=九峰镇; 村=福坪村"
    )
    assert (finding["roll_row"], finding["register_row"], finding["household_id"]) == (3, 2, "H7")
    assert households.loc[0, "reasons"] == "林秀英 名下有 小型轿车K33 闽E12345(A 确证)"
    others = findings.drop(columns=["roll_values", "register_values"])
    assert number not in others.to_csv() + households.to_csv()


def test_the_date_of_identification_can_be_asked_for(policy: Policy, members: pd.DataFrame) -> None:
    bought_later = Test("registered_date", "after_field", DayOf("identified_date"))
    asking = replace(
        policy, conditions=(replace(policy.conditions[0], when=bought_later, when_not=None, exceptions=()),)
    )
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
    findings, households = judged(policy, members, rule_findings(), links, AS_OF)
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
    findings, households = judged(policy, members, found, links_table(), AS_OF)
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
    findings, households = judged(policy, members, rule_findings(), links, AS_OF)
    assert tuple(households.columns) == HOUSEHOLD_COLUMNS
    assert households["household_id"].tolist() == ["H7", "H3", "H9"]
    assert households["head_name"].tolist() == ["林秀英", "黄阿土", "陈美华"]
    assert households["members"].tolist() == [2, 1, 1]
    assert households["verdict"].tolist() == ["doubtful", "clear", "doubtful"]
    assert (
        households.loc[2, "reasons"]
        == "陈美华 名下有 小型轿车K33 闽E12345(A 确证)；陈美华 名下有 小型轿车K33 闽E2(A 确证)"
    )
    assert findings["household_id"].tolist() == ["H7", "H9", "H9"]


def test_two_households_with_the_same_written_number_are_told_apart_by_the_row(
    policy: Policy, members: pd.DataFrame
) -> None:
    members["household_id"] = "1"
    found = rule_findings({"code": "JZ301", "title": "重复", "household_id": "1", **at_row(6)})
    _, households = judged(policy, members, found, links_table(), AS_OF)
    assert households["verdict"].tolist() == ["clear", "clear", "doubtful"]


def test_a_policy_out_of_force_is_noted_once_for_the_run(policy: Policy, members: pd.DataFrame) -> None:
    findings, households = judged(policy, members, rule_findings(), links_table(CAR), date(2026, 1, 1))
    assert findings["code"].tolist() == ["CAR", "POLICY"]
    assert findings.loc[1, "effect"] == "note"
    assert "2026-01-01" in findings.loc[1, "reason"]
    assert households["doubts"].tolist() == [1, 0, 0]


def test_nothing_to_judge_gives_empty_findings_of_the_same_columns(policy: Policy, members: pd.DataFrame) -> None:
    findings, households = judged(policy, members, rule_findings(), links_table(), AS_OF)
    filled, _ = judged(policy, members, rule_findings(), links_table(CAR), AS_OF)
    assert len(findings) == 0
    assert findings.dtypes.equals(filled.dtypes)
    assert households["verdict"].tolist() == ["clear"] * 3
    none, no_households = judged(policy, members.iloc[:0], rule_findings(), links_table(), AS_OF)
    assert (len(none), len(no_households)) == (0, 0)


UNIQUE = ("member", "register", "register_row", "grade", "weight", "link_reasons")
LINKS = st.lists(
    st.builds(
        lambda kind, **changes: kind | changes,
        st.sampled_from(
            [*DOUBTS, *(link for link, _ in EXCUSED), *(link for link, _ in (*REVIEWED, *UNDECIDED)), *NOTHING]
        ),
        member=st.integers(0, 3),
        grade=st.sampled_from("ABC"),
        weight=st.sampled_from([5.0, 20.0]),
        register_row=st.integers(2, 4),
        link_reasons=st.sampled_from(["甲", "乙"]),
    ),
    min_size=20,
    max_size=60,
    unique_by=lambda link: tuple(link[key] for key in UNIQUE),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5, deadline=None)
@given(links=LINKS, chance=st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_matter_and_only_doubts_make_a_household_doubtful(
    policy: Policy, members: pd.DataFrame, links: list[dict[str, object]], chance: object
) -> None:
    shuffled = list(links)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    findings, households = judged(policy, members, rule_findings(), links_table(*links), AS_OF)
    again, same = judged(policy, members, rule_findings(), links_table(*shuffled), AS_OF)
    pd.testing.assert_frame_equal(findings, again)
    pd.testing.assert_frame_equal(households, same)
    doubted = set(findings.loc[findings["effect"] == "doubt", "household_id"])
    assert set(households.loc[households["verdict"] == "doubtful", "household_id"]) == doubted


def test_thousands_of_links_give_each_its_finding_and_each_household_its_verdict(
    policy: Policy, members: pd.DataFrame
) -> None:
    count = 4_000
    many = pd.concat([members] * (count // 4), ignore_index=True)
    many["household"] = np.repeat(np.arange(count // 4), 4)
    many["_row"] = np.arange(count) + 3
    kinds = links_table(*DOUBTS, *(link for link, _ in EXCUSED))
    links = pa.concat_tables([kinds] * (count // len(kinds))).combine_chunks()
    for name in ("member", "register_row"):
        links = links.set_column(links.schema.get_field_index(name), name, pa.array(np.arange(len(links))))
    findings, households = judged(policy, many, rule_findings(), links, AS_OF)
    assert sorted(findings["register_row"]) == list(range(len(links)))
    assert len(households) == count // 4
    assert households["doubts"].sum() == (findings["effect"] == "doubt").sum() > 0
