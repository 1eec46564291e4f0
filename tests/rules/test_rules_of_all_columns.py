"""Rules of a roll that has every column: none crashes, and none depends on the order of the rows."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.rules import RULES, Roll, Rule, run_rules
from jingzhun.rules.examples import Example

HEADERS = (
    *("户编号", "姓名", "与户主关系", "性别", "出生日期", "人数", "首次识别时间", "脱贫时间", "文化程度", "在校生状况"),
    *("健康状况", "劳动技能", "户类型", "脱贫属性", "致贫原因", "人均纯收入", "家庭年收入", "工资性收入", "务工时间"),
    *("公益性岗位", "医疗保险", "养老保险", "银行账号", "联系电话", "残疾证号", "是否低保", "是否特困", "危房户"),
    *("住房面积", "耕地面积", "婚姻状况", "人员状态", "民族", "备注", "义务教育阶段未上学原因"),
)
ROWS = """
1 张三 户主 男 1952-03-07 2 2014-06 2015 小学 非在校生 健康 普通劳动力 低保户 已脱贫 因病 3000 6000 0 6 \
否 居民 居民 - 13712341235 - 是 否 A级 80 3 已婚 正常 汉族 - -
1 李四 配偶 女 1954-06-12 2 2014-06 2015 本科 非在校生 残疾 无劳动力 低保户 未脱贫 因残 2000 6000 0 6 \
是 未参保 - 12 1 12 是 是 D级 80 3 离异 正常 汗族 在家 -
2 王五 户主 男 1966-04-18 3 2016-06 2014 小学 初中 死亡 普通劳动力 五保户 未脱贫 因学 36 900 900 24 \
否 职工 职工 6.2E+18 无 - 否 否 无房 60 900 丧偶 死亡 汉族 2015年死亡 -
2 王六 之子 男 2006-09-10 3 2014-06 - 初中 非在校生 健康 普通劳动力 五保户 - 因学 36 900 900 6 \
否 职工 居民 - 110 - - - - - - 已婚 - - 其父已死亡 -
3 测试 户主 女 - - - - - - - - - - - - - - - - - - - - - - - - - - - 迁出 - - -
""".strip().splitlines()


def roll_of(*rows: str) -> Roll:
    """A roll with every header; ``-`` is an empty cell."""
    cells = tuple(tuple("" if cell == "-" else cell for cell in row.split()) for row in rows)
    return Example(HEADERS, ("✓",) * len(rows), cells).roll()


FULL = roll_of(*(f"{copy}{row}" for copy in "甲乙丙" for row in ROWS))
#: They look at neighbouring rows.
ORDERED = {"JZ305", "JZ313"}
FAMILIES = tuple(rule for rule in RULES if rule.code[:3] in ("JZ1", "JZ2") and rule.code not in ORDERED)


def test_rules_find_much_in_a_roll_full_of_faults_and_none_crashes() -> None:
    findings, counts = run_rules(FULL, FAMILIES)
    assert not [count for count in counts if count.crashed]
    assert len(set(findings["code"])) >= 30
    assert findings["roll_values"].str.contains("文化程度=").any()
    assert not findings.isna().any().any()


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(len(FULL.members))))
def test_the_order_of_the_rows_does_not_matter(order: list[int]) -> None:
    shuffled = FULL.members.iloc[order].reset_index(drop=True)
    assert _found(dataclasses.replace(FULL, members=shuffled)) == _found(FULL)


def _found(roll: Roll) -> set[tuple[str, str]]:
    asked = [rule for rule in FAMILIES if not rule.missing(roll)]
    return {(rule.code, each) for rule in asked for each in roll.members["household_id"][rule(roll).where]}


#: What is missing altogether is a finding of the rules about missing values alone.
ABOUT_MISSING = {"JZ101", "JZ115", "JZ117", "JZ201"}
WITH_AN_EMPTY_ROW = roll_of(*ROWS, "8 -" + " -" * (len(HEADERS) - 2))


@pytest.mark.parametrize(
    "rule", [rule for rule in FAMILIES if rule.code not in ABOUT_MISSING], ids=lambda rule: rule.code
)
def test_a_row_that_says_nothing_accuses_nobody(rule: Rule) -> None:
    assert rule.missing(WITH_AN_EMPTY_ROW) or not rule(WITH_AN_EMPTY_ROW).where[-1]


def test_a_roll_without_an_income_line_leaves_the_line_undecided() -> None:
    rules = tuple(rule for rule in RULES if rule.code in ("JZ216", "JZ217"))
    _, counts = run_rules(dataclasses.replace(FULL, income_line=None), rules)
    assert [count.found for count in counts] == [0, 0]
    assert all(count.undecided for count in counts)
