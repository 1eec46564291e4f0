"""The columns of the roll, in agreement with sex, age and relation of each member."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.circumstances import Circumstances, draw_circumstances
from jingzhun.sample.columns import Columns
from jingzhun.sample.county import County
from jingzhun.sample.living import LIFTED, NOT_LIFTED, Living, draw_living
from jingzhun.sample.places import COUNTY_NAME, addresses, hamlets

#: Full-width and half-width brackets stand mixed in real exports.
ROLL_HEADERS = (
    "序号",
    "县(市、区、旗)",
    "乡（镇）",
    "行政村",
    "自然村",
    "户编号",
    "人编号",
    "姓名",
    "性别",
    "证件号码",
    "出生日期",
    "残疾证号",
    "人数",
    "与户主关系",
    "民族",
    "婚姻状况",
    "文化程度",
    "在校生状况",
    "义务教育阶段未上学原因",
    "健康状况",
    "劳动技能",
    "务工时间（月）",
    "公益性岗位",
    "公益性岗位(月数)",
    "医疗保险",
    "养老保险",
    "户类型",
    "致贫原因1",
    "享受低保政策情况",
    "享受特困供养政策情况",
    "危房户",
    "住房面积（平方米）",
    "是否解决安全饮用水",
    "耕地面积（亩）",
    "工资性收入",
    "生产经营性收入",
    "财产性收入",
    "转移性收入",
    "家庭年收入",
    "人均纯收入",
    "家庭住址",
    "户联系电话",
    "银行账号",
    "首次识别时间",
    "脱贫属性",
    "脱贫时间",
    "人员状态",
    "备注",
)
#: What the clerk writes when all cells of the roll are written: they depend on the number as it stands in its cell.
WRITTEN_LATER = ("序号", "姓名", "证件号码", "出生日期", "残疾证号")
VILLAGE_STYLES = {"村": 0.86, "村委会": 0.10, "村民委员会": 0.04}
WITHOUT_PHONE_SHARE = 0.1
# No operator has been given 154, so that none of these rings anywhere.
PHONE_PREFIX = "154"
#: Days at which households were listed, and the month in which some of them counted as lifted.
LISTED = {"2013-12": 0.2, "2014-06": 0.5, "2015-11": 0.2, "2016-05": 0.1}
LIFTED_IN = "2015-12"
RESIDENT_MEDICAL, RESIDENT_PENSION = "城乡居民基本医疗保险", "城乡居民基本养老保险"
#: Remarks that say nothing against anybody.
REMARKS = {"": 0.955, "已核对": 0.02, "电话已更新": 0.015, "户主更换过一次": 0.01}


@dataclass(frozen=True)
class TrueRoll:
    """The roll as a faultless clerk would write it, and what is true beside it.

    Attributes:
        columns: all columns but those of ``WRITTEN_LATER``.
        facts: how the people live, one entry a person.
        living: how the households live.
    """

    columns: Columns
    facts: Circumstances
    living: Living


def true_roll(county: County) -> TrueRoll:
    """The roll without what depends on the number as written."""
    known, identified = _known_columns(county)
    living, facts = draw_living(county, draw_circumstances(county), identified)
    return TrueRoll(known | _of_persons(county, facts) | _of_households(county, living), facts, living)


def roll_columns(county: County) -> Columns:
    """The columns of ``true_roll``."""
    return true_roll(county).columns


def _known_columns(county: County) -> tuple[Columns, np.ndarray]:
    """Places, numbers of households, sex, relation, telephone; and when each household was listed."""
    rng, roll, people, places = stream(county.seed, "roll columns"), county.roll, county.people, county.places
    size, households = len(roll.person), len(roll.household_id)
    male = people.male[roll.person]
    style = np.where(places.is_village, pick_text(rng, VILLAGE_STYLES, places.count), "")
    village_name = join_text(np.where(places.is_village, places.core, places.village), style)
    village = roll.village[roll.household]
    phone = join_text(PHONE_PREFIX, np.char.zfill(rng.integers(0, 10**8, households).astype(np.str_), 8))
    phone = np.where(rng.random(households) < WITHOUT_PHONE_SHARE, "", phone)
    identified = pick_text(rng, LISTED, households)
    address = addresses(rng, places, roll.village, roll.house)
    first = np.flatnonzero(np.diff(roll.household, prepend=-1))
    order = np.arange(size) - np.repeat(first, np.diff(np.append(first, size))) + 1
    person_id = join_text(roll.household_id[roll.household], np.char.zfill(order.astype(np.str_), 2))
    columns = {
        "县(市、区、旗)": np.full(size, COUNTY_NAME),
        "乡（镇）": places.township[village],
        "行政村": village_name[village],
        "自然村": hamlets(roll.village, roll.house)[roll.household],
        "户编号": roll.household_id[roll.household],
        "人编号": person_id,
        "性别": np.where(male, "男", "女"),
        "人数": roll.size,
        "与户主关系": roll.relation,
        "民族": _nationality(rng, people.name[roll.person]),
        "家庭住址": address[roll.household],
        "户联系电话": phone[roll.household],
        "首次识别时间": identified[roll.household],
    }
    return columns, identified


def _of_persons(county: County, facts: Circumstances) -> Columns:
    """What differs from member to member."""
    rng = stream(county.seed, "columns of persons")
    size = len(facts.age)
    works = facts.able & ~facts.student & ~facts.post & (rng.random(size) < 0.4)
    months = np.where(works, rng.integers(3, 11, size), 0)
    served = np.where(facts.post, rng.integers(4, 13, size).astype(np.str_), "")
    pays_pension = (facts.age >= 16) & ~facts.student
    of_person = {
        "婚姻状况": facts.marital,
        "文化程度": facts.education,
        "在校生状况": facts.schooling,
        "义务教育阶段未上学原因": np.full(size, ""),
        "健康状况": facts.health,
        "劳动技能": facts.labour,
        "务工时间（月）": months,
        "公益性岗位": np.where(facts.post, "是", "否"),
        "公益性岗位(月数)": served,
        "医疗保险": np.full(size, RESIDENT_MEDICAL),
        "养老保险": np.where(pays_pension, RESIDENT_PENSION, ""),
        "人员状态": np.full(size, "正常"),
        "备注": pick_text(rng, REMARKS, size),
    }
    return {header: values[county.roll.person] for header, values in of_person.items()}


def _of_households(county: County, living: Living) -> Columns:
    """What is the same for all members of a household."""
    kind = np.select([living.hardship, living.allowance], ["五保贫困户", "低保贫困户"], "一般贫困户")
    of_household = {
        "户类型": kind,
        "致贫原因1": living.cause,
        "享受低保政策情况": np.where(living.allowance, "农村低保", "未享受"),
        "享受特困供养政策情况": np.where(living.hardship, "分散供养", "未享受"),
        "危房户": np.where(living.unsafe_house, "是", "否"),
        "住房面积（平方米）": living.house_area,
        "是否解决安全饮用水": np.where(living.unsafe_water, "否", "是"),
        "耕地面积（亩）": living.farmland,
        "工资性收入": living.wage,
        "生产经营性收入": living.business,
        "财产性收入": living.rent,
        "转移性收入": living.transfer,
        "家庭年收入": living.wage + living.business + living.rent + living.transfer,
        "人均纯收入": living.income,
        "银行账号": living.bank_account,
        "脱贫属性": np.where(living.lifted, LIFTED, NOT_LIFTED),
        "脱贫时间": np.where(living.lifted, LIFTED_IN, ""),
    }
    return {header: values[county.roll.household] for header, values in of_household.items()}


def _nationality(rng: np.random.Generator, name: np.ndarray) -> np.ndarray:
    drawn = pick_text(rng, {"汉族": 0.985, "畲族": 0.012, "壮族": 0.003}, len(name))
    return np.where(np.char.find(name, "·") >= 0, "维吾尔族", drawn)
