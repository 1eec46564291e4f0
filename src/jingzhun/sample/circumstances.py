"""How each person of the roll lives: schooling, health, work, insurance, in agreement with age and relation.

Everything is drawn by person, so that somebody counted twice is the same in both households.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample.chance import pick_text, stream
from jingzhun.sample.county import County
from jingzhun.sample.people import YEAR

#: The day of the check, and the day by which a child must be six to begin school that year.
_TODAY, _SCHOOL_DAY = 630, 831
HEALTHY, CHRONIC, SEVERE, DISABLED = "健康", "长期慢性病", "患有大病", "残疾"
ABLE, SKILLED, WEAK, LOST, NO_LABOUR = (
    "普通劳动力",
    "技能劳动力",
    "弱劳动力或半劳动力",
    "丧失劳动力",
    "无劳动力",
)
NO_STUDENT = "非在校生"
_WORKING_AGES, _RESTING_AGE = (16, 60), 70
_COLLEGE_SHARE = 0.3
_HIGH_SCHOOL = {"high": 0.6, "vocational": 0.2, "none": 0.2}


@dataclass(frozen=True)
class Circumstances:
    """One entry a person of the roll in every array.

    Attributes:
        age: full years on the day of the check.
        education, schooling, health, labour, marital: as the columns of the roll say it.
        disability: kind (1–7) and grade (1–4) as on the card, ``""`` for the others.
        student: whether at school from the first year on.
        post: whether he or she has a public welfare post.
    """

    age: np.ndarray
    education: np.ndarray
    schooling: np.ndarray
    health: np.ndarray
    labour: np.ndarray
    marital: np.ndarray
    disability: np.ndarray
    student: np.ndarray
    post: np.ndarray

    @property
    def able(self) -> np.ndarray:
        """Who can work like anybody."""
        drawn: np.ndarray = np.isin(self.labour, (ABLE, SKILLED))
        return drawn


def draw_circumstances(county: County) -> Circumstances:
    """Draw how everybody on the roll lives."""
    rng = stream(county.seed, "circumstances")
    birth = county.people.birth[: county.members]
    age = age_on(birth, YEAR, _TODAY)
    school_age = age_on(birth, YEAR - 1, _SCHOOL_DAY)
    schooling, level = _schooling(rng, school_age)
    health = _health(rng, age)
    student = np.isin(level, ("小学", "初中", "高中", "中专", "本科"))
    payroll = county.holdings["payroll"]
    posts = payroll.owner[np.isin(payroll.kind, ("welfare_post", "forest_guard")) & (payroll.owner < county.members)]
    post = np.isin(np.arange(county.members), posts)
    kind = pick_text(rng, {"1": 0.12, "2": 0.10, "3": 0.02, "4": 0.55, "5": 0.08, "6": 0.11, "7": 0.02}, len(age))
    grade = pick_text(rng, {"1": 0.15, "2": 0.30, "3": 0.30, "4": 0.25}, len(age))
    return Circumstances(
        age=age,
        education=np.where(level != "", level, _education(rng, age)),
        schooling=schooling,
        health=health,
        labour=_labour(rng, age, health, post),
        marital=_marital(rng, county, age),
        disability=np.where(health == DISABLED, np.strings.add(kind, grade), ""),
        student=student,
        post=post,
    )


def age_on(birth: np.ndarray, year: int, day: int) -> np.ndarray:
    """Full years on a day.

    Args:
        birth: birth dates, yyyymmdd.
        year: year of the day.
        day: month and day of the day, mmdd.
    """
    years: np.ndarray = year - birth // 10_000 - (birth % 10_000 > day)
    return years


def _schooling(rng: np.random.Generator, age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Class at school, and the level of education that a student is at, by the age at the beginning of the year."""
    size = len(age)
    after = pick_text(rng, _HIGH_SCHOOL, size)
    college = rng.random(size) < _COLLEGE_SHARE
    years = np.array(["一", "二", "三", "四"])
    senior = np.strings.add(
        np.where(after == "vocational", "中职", "高中"), np.strings.add(years[np.clip(age - 15, 0, 2)], "年级")
    )
    bachelor = np.strings.add("本科", np.strings.add(years[np.clip(age - 18, 0, 3)], "年级"))
    at_senior, at_college = (age >= 15) & (age < 18) & (after != "none"), (age >= 18) & (age < 22) & college
    junior = np.array(["七年级", "八年级", "九年级"])[np.clip(age - 12, 0, 2)]
    where = [(age >= 3) & (age < 6), (age >= 6) & (age < 12), (age >= 12) & (age < 15), at_senior, at_college]
    schooling = np.select(where, ["学前教育", "小学", junior, senior, bachelor], NO_STUDENT)
    level = np.select(
        [age < 6, where[1], where[2], at_senior & (after == "vocational"), at_senior, at_college],
        ["学龄前儿童", "小学", "初中", "中专", "高中", "本科"],
        "",
    )
    return schooling, level


def _education(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    old = pick_text(rng, {"文盲或半文盲": 0.5, "小学": 0.45, "初中": 0.05}, len(age))
    middle = pick_text(rng, {"文盲或半文盲": 0.05, "小学": 0.45, "初中": 0.42, "高中": 0.08}, len(age))
    young = pick_text(rng, {"小学": 0.05, "初中": 0.55, "高中": 0.28, "大专": 0.12}, len(age))
    return np.select([age < 22, age < 36, age < 58], ["初中", young, middle], old)


def _health(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    old = pick_text(rng, {HEALTHY: 0.45, CHRONIC: 0.40, SEVERE: 0.05, DISABLED: 0.10}, len(age))
    grown = pick_text(rng, {HEALTHY: 0.84, CHRONIC: 0.08, SEVERE: 0.02, DISABLED: 0.06}, len(age))
    child = pick_text(rng, {HEALTHY: 0.97, CHRONIC: 0.01, SEVERE: 0.005, DISABLED: 0.015}, len(age))
    return np.select([age < _WORKING_AGES[0], age < _WORKING_AGES[1]], [child, grown], old)


def _labour(rng: np.random.Generator, age: np.ndarray, health: np.ndarray, post: np.ndarray) -> np.ndarray:
    """What one can work: children and the old nothing, the ill and disabled less."""
    able = pick_text(rng, {ABLE: 0.95, SKILLED: 0.05}, len(age))
    less = pick_text(rng, {WEAK: 0.7, LOST: 0.3}, len(age))
    burdened = np.isin(health, (SEVERE, DISABLED))
    grown = np.where(burdened, np.where(post, WEAK, less), able)
    aged = np.where(burdened & ~post, LOST, WEAK)
    return np.select(
        [age < _WORKING_AGES[0], age < _WORKING_AGES[1], (age < _RESTING_AGE) | post],
        [NO_LABOUR, grown, aged],
        NO_LABOUR,
    )


def _marital(rng: np.random.Generator, county: County, age: np.ndarray) -> np.ndarray:
    """Married where husband or wife lives in the household, else by age and relation."""
    roll, people = county.roll, county.people
    first = np.unique(roll.person, return_index=True)[1]
    relation, household = roll.relation[first], roll.household[first]

    def has(word: str) -> np.ndarray:
        there = np.zeros(len(roll.household_id), dtype=bool)
        there[household[relation == word]] = True
        return np.asarray(there[household])

    paired = people.partner[: county.members] >= 0
    paired |= (relation == "之儿媳") | ((relation == "之子") & has("之儿媳"))
    paired |= ((relation == "之父") & has("之母")) | ((relation == "之母") & has("之父"))
    grown_children = has("之子") | has("之女") | has("之孙子") | has("之孙女")
    parent = np.isin(relation, ("之父", "之母")) | ((relation == "户主") & grown_children)
    alone = pick_text(rng, {"丧偶": 0.6, "离婚": 0.4}, len(age))
    old = pick_text(rng, {"未婚": 0.5, "丧偶": 0.5}, len(age))
    single = np.where(parent, np.where(age >= 60, "丧偶", alone), np.where(age >= 45, old, "未婚"))
    return np.asarray(np.where(paired, "已婚", np.where(age < 22, "未婚", single)))
