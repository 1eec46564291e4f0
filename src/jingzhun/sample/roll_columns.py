"""The other columns of the roll, in agreement with sex, age and relation of each member."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.columns import Columns
from jingzhun.sample.county import County
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
    "人数",
    "与户主关系",
    "民族",
    "文化程度",
    "在校生状况",
    "健康状况",
    "劳动技能",
    "致贫原因1",
    "家庭住址",
    "户联系电话",
    "首次识别时间",
)
#: Shares of the main causes as published for 漳州 in 2016: illness 43.6 %, disability 14.2 %, eight others.
CAUSES = {
    "因病": 43.6,
    "因残": 14.2,
    "缺劳力": 11.0,
    "因学": 9.0,
    "缺技术": 8.0,
    "缺资金": 7.0,
    "自身发展动力不足": 3.2,
    "因灾": 2.0,
    "缺土地": 1.0,
    "缺水": 1.0,
}
VILLAGE_STYLES = {"村": 0.86, "村委会": 0.10, "村民委员会": 0.04}
WITHOUT_PHONE_SHARE = 0.1
# 126 begins no mobile number, so that none of these rings anywhere.
PHONE_PREFIX = "126"
_SCHOOL_YEARS = (3, 6, 12, 15, 18, 22)
_SCHOOLS = np.array(["非在校生", "学前教育", "小学", "七年级", "高中一年级", "本科二年级", "非在校生"])


def roll_columns(county: County) -> Columns:
    """The roll without 姓名 and 证件号码, and without 序号, which counts within each sheet."""
    rng, roll, people, places = stream(county.seed, "roll columns"), county.roll, county.people, county.places
    size, households = len(roll.person), len(roll.household_id)
    age, male = people.age[roll.person], people.male[roll.person]
    style = np.where(places.is_village, pick_text(rng, VILLAGE_STYLES, places.count), "")
    village_name = join_text(np.where(places.is_village, places.core, places.village), style)
    village = roll.village[roll.household]
    phone = join_text(PHONE_PREFIX, np.char.zfill(rng.integers(0, 10**8, households).astype(np.str_), 8))
    phone = np.where(rng.random(households) < WITHOUT_PHONE_SHARE, "", phone)
    identified = pick_text(rng, {"2013-12": 0.2, "2014-06": 0.5, "2015-11": 0.2, "2016-05": 0.1}, households)
    address = addresses(rng, places, roll.village, roll.house)
    first = np.flatnonzero(np.diff(roll.household, prepend=-1))
    order = np.arange(size) - np.repeat(first, np.diff(np.append(first, size))) + 1
    person_id = join_text(roll.household_id[roll.household], np.char.zfill(order.astype(np.str_), 2))
    return {
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
        "文化程度": _schooling(rng, age),
        "在校生状况": _school(age),
        "健康状况": _health(rng, age),
        "劳动技能": _labour(rng, age),
        "致贫原因1": pick_text(rng, CAUSES, households)[roll.household],
        "家庭住址": address[roll.household],
        "户联系电话": phone[roll.household],
        "首次识别时间": identified[roll.household],
    }


def _nationality(rng: np.random.Generator, name: np.ndarray) -> np.ndarray:
    drawn = pick_text(rng, {"汉族": 0.985, "畲族": 0.012, "壮族": 0.003}, len(name))
    return np.where(np.char.find(name, "·") >= 0, "维吾尔族", drawn)


def _schooling(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    old = pick_text(rng, {"文盲或半文盲": 0.5, "小学": 0.45, "初中": 0.05}, len(age))
    middle = pick_text(rng, {"文盲或半文盲": 0.05, "小学": 0.45, "初中": 0.42, "高中": 0.08}, len(age))
    young = pick_text(rng, {"小学": 0.05, "初中": 0.55, "高中": 0.28, "大专": 0.12}, len(age))
    return np.select(
        [age < 6, age < 13, age < 16, age < 36, age < 58], ["学龄前儿童", "小学", "初中", young, middle], old
    )


def _school(age: np.ndarray) -> np.ndarray:
    drawn: np.ndarray = _SCHOOLS[np.searchsorted(_SCHOOL_YEARS, age, side="right")]
    return drawn


def _health(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    old = pick_text(rng, {"健康": 0.45, "长期慢性病": 0.40, "患有大病": 0.05, "残疾": 0.10}, len(age))
    young = pick_text(rng, {"健康": 0.86, "长期慢性病": 0.07, "患有大病": 0.02, "残疾": 0.05}, len(age))
    return np.where(age >= 60, old, young)


def _labour(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    able = pick_text(
        rng, {"普通劳动力": 0.82, "技能劳动力": 0.04, "丧失劳动力": 0.05, "弱劳动力或半劳动力": 0.09}, len(age)
    )
    return np.select([age < 16, age < 60, age < 70], ["无劳动力", able, "弱劳动力或半劳动力"], "无劳动力")
