"""Registers of what befalls people: deaths, household registration, disability, school, illness."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.circumstances import CHRONIC, DISABLED, HEALTHY, SEVERE
from jingzhun.sample.places import COUNTY_NAME, addresses
from jingzhun.sample.registers.scene import Scene
from jingzhun.sample.registers.table import Layout, Ledger, padded

DEATHS = Layout(
    "deaths",
    "死亡火化.xlsx",
    "火化登记",
    (f"{COUNTY_NAME}殡仪馆2015至2016年火化登记",),
    ("序号", "逝者姓名", "逝者证件号", "性别", "户籍地址", "死亡日期", "死亡原因", "火化日期", "火化证号"),
    "逝者姓名",
    "逝者证件号",
)
REGISTRATION = Layout(
    "household_registration",
    "户籍.csv",
    "",
    (),
    ("户号", "姓名", "公民身份号码", "性别", "与户主关系", "户别", "户籍地址", "派出所", "人员状态", "注销日期"),
    number="公民身份号码",
)
DISABILITY = Layout(
    "disability",
    "残疾人.xlsx",
    "持证残疾人",
    (f"{COUNTY_NAME}持证残疾人名册", "填表单位：县残疾人联合会"),
    ("序号", "姓名", "身份证号", "性别", "残疾类别", "残疾等级", "致残原因", "发证日期", "持证状态", "乡镇", "村"),
)
ENROLMENT = Layout(
    "enrolment",
    "学籍.csv",
    "",
    (),
    (
        "学籍号",
        "学生姓名",
        "身份证件号",
        "性别",
        "学校名称",
        "学段",
        "年级",
        "班级",
        "入学年月",
        "学籍状态",
        "就读方式",
    ),
    "学生姓名",
    "身份证件号",
    "utf-8-sig",
)
MEDICAL = Layout(
    "medical",
    "医疗结算.csv",
    "",
    (),
    (
        "患者姓名",
        "身份证号",
        "参保类别",
        "医疗机构名称",
        "医疗类别",
        "疾病诊断",
        "入院日期",
        "出院日期",
        "医疗总费用",
        "基本医保支付",
        "医疗救助金额",
        "个人自付",
    ),
    "患者姓名",
)
_DISABILITIES = {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}
_GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_DISEASES = {
    "高血压": 0.3,
    "2型糖尿病": 0.25,
    "慢性阻塞性肺疾病": 0.15,
    "冠心病": 0.15,
    "慢性肾功能不全": 0.05,
    "脑梗死": 0.1,
}
_GRAVE = {"肝恶性肿瘤": 0.3, "终末期肾病": 0.25, "脑出血": 0.25, "急性心肌梗死": 0.2}
_STAGES = {
    "小学": "小学",
    "七": "初中",
    "八": "初中",
    "九": "初中",
    "高中": "高中",
    "中职": "中职",
    "本科": "本科",
    "学前": "学前",
}


def days(rng: np.random.Generator, count: int, first: str, last: str) -> np.ndarray:
    """Days drawn between two, as 2015-03-07."""
    start = np.datetime64(first)
    return np.asarray(
        (start + rng.integers(0, int((np.datetime64(last) - start).astype(int)) + 1, count)).astype(np.str_)
    )


def sexes(scene: Scene, persons: np.ndarray) -> np.ndarray:
    """男 or 女."""
    return np.where(scene.county.people.male[persons], "男", "女")


def home(scene: Scene, rng: np.random.Generator, persons: np.ndarray) -> np.ndarray:
    """Where people live, as differently as clerks write it."""
    people = scene.county.people
    return addresses(rng, scene.county.places, people.village[persons], people.house[persons])


def deaths(scene: Scene) -> Ledger:
    """The funeral home: some of the roll have died, most of the dead are not on it, some bear a name that is."""
    rng, ledger = stream(scene.county.seed, "deaths"), Ledger(DEATHS)

    def add(persons: np.ndarray, kind: str, first: str, last: str) -> None:
        died = days(rng, len(persons), first, last)
        cells = {
            "序号": 1 + rng.integers(0, 9000, len(persons)),
            "性别": sexes(scene, persons),
            "户籍地址": home(scene, rng, persons),
            "死亡日期": died,
            "死亡原因": pick_text(rng, {"疾病": 0.8, "老衰": 0.15, "意外": 0.05}, len(persons)),
            "火化日期": (died.astype("datetime64[D]") + 3).astype(np.str_),
            "火化证号": join_text("火", rng.integers(100_000, 999_999, len(persons))),
        }
        ledger.add(persons, cells, kind)
        scene.died.extend(persons[persons < scene.county.members].tolist())

    old = (scene.age >= 60) & (scene.roll.true.living.size[scene.household] > 1)
    add(scene.spare(old & ~scene.head, scene.count(0.0015)), "dead", "2014-10-01", "2016-04-30")
    add(scene.spare(old & ~scene.head, scene.count(0.0005)), "dead_recently", "2016-06-05", "2016-06-18")
    add(np.flatnonzero((scene.said("人员状态") == "死亡") & ~scene.head), "dead_as_marked", "2014-10-01", "2016-03-31")
    paid = scene.in_doubt(rng, old & ~scene.head, scene.count(0.0015))
    add(paid, "dead_and_paid", "2014-06-01", "2014-12-31")
    scene.died_and_paid.extend(paid.tolist())
    add(scene.lookalikes(rng, scene.count(0.02), (50, 95)), "", "2015-01-01", "2016-06-20")
    add(scene.outsiders(rng, scene.count(0.35), (40, 98)), "", "2015-01-01", "2016-06-20")
    return ledger


def household_registration(scene: Scene) -> Ledger:
    """The police: everybody on the roll and some others; some have moved away or were struck off."""
    rng, ledger = stream(scene.county.seed, "household registration"), Ledger(REGISTRATION)
    places, people = scene.county.places, scene.county.people

    def add(
        persons: np.ndarray,
        kind: str,
        state: str,
        ended: tuple[str, str] = ("2014-08-01", "2016-04-30"),
        book: str = "H",
    ) -> None:
        village = people.village[persons]
        on_roll = persons < scene.county.members
        house = np.where(
            on_roll, scene.household[np.where(on_roll, persons, 0)], 500_000 + village * 1000 + people.house[persons]
        )
        sex = sexes(scene, persons)
        cells = {
            "户号": join_text(book, padded(house, 7)),
            "性别": np.where(sex == "男", "女", "男") if kind == "other_sex" else sex,
            "与户主关系": "",
            "户别": "农业家庭户",
            "户籍地址": home(scene, rng, persons),
            "派出所": join_text(places.township[village], "派出所"),
            "人员状态": state,
            "注销日期": "" if state == "正常" else days(rng, len(persons), *ended),
        }
        ledger.add(persons, cells, kind)

    grown = (scene.age >= 18) & (scene.roll.true.living.size[scene.household] > 1) & ~scene.head
    free, state = grown & ~scene.roll.true.facts.student, scene.said("人员状态")
    recently = ("2016-06-05", "2016-06-20")
    taken = [
        (scene.spare(free, scene.count(0.0012)), "moved", "迁出"),
        (
            scene.spare(grown & (scene.age < 22) & scene.roll.true.facts.student, scene.count(0.0008)),
            "moved_student",
            "迁出",
        ),
        (scene.spare(grown & (scene.age >= 50), scene.count(0.0012)), "struck_off", "死亡注销"),
        (np.flatnonzero((state == "迁出") | (state == "嫁出")), "moved_as_marked", "迁出"),
    ]
    for persons, kind, words in taken:
        add(persons, kind, words)
    late = scene.spare(free, scene.count(0.0006))
    add(late, "moved_recently", "迁出", recently)
    add(other := scene.spare(scene.age >= 20, scene.count(0.0012)), "other_sex", "正常")
    blood = np.isin(scene.relation, ("之子", "之女", "之父", "之母", "之兄弟姐妹"))
    add(apart := scene.spare(grown & blood, scene.count(0.0012)), "registered_elsewhere", "正常", book="X")
    there = np.setdiff1d(scene.members, np.concatenate([*(part[0] for part in taken), late, other, apart]))
    add(there, "", "正常")
    add(scene.lookalikes(rng, scene.count(0.2)), "", "正常")
    add(scene.outsiders(rng, scene.count(0.4)), "", "正常")
    return ledger


def disability(scene: Scene) -> Ledger:
    """The federation of the disabled: all of the roll who have a card but a few whose claim has no record."""
    rng, ledger = stream(scene.county.seed, "disability"), Ledger(DISABILITY)
    facts, places, people = scene.roll.true.facts, scene.county.places, scene.county.people

    def add(persons: np.ndarray, cards: np.ndarray, kind: str = "", state: str = "正常") -> None:
        kinds = np.array([_DISABILITIES[card[0]] for card in cards.tolist()], dtype=np.str_)
        cells = {
            "序号": 1 + np.arange(len(persons)),
            "性别": sexes(scene, persons),
            "残疾类别": kinds,
            "残疾等级": np.array([_GRADES[card[1]] for card in cards.tolist()], dtype=np.str_),
            "致残原因": pick_text(rng, {"疾病": 0.5, "先天": 0.2, "意外伤害": 0.2, "工伤": 0.1}, len(persons)),
            "发证日期": days(rng, len(persons), "2009-03-01", "2013-11-30"),
            "持证状态": state,
            "乡镇": places.township[people.village[persons]],
            "村": places.village[people.village[persons]],
        }
        ledger.add(persons, cells, kind)

    disabled = facts.health == DISABLED
    claimed = scene.cause_of_person == "因残"
    alone = disabled & claimed & (scene.count_of(disabled) == 1)
    without = scene.spare(alone, scene.count(0.0018))
    scene.without_row("disabled_without_record", without)
    light = np.isin(facts.disability, ("13", "14", "23", "24", "33", "34", "43", "44"))
    regraded = scene.spare(light, scene.count(0.0012))
    other = np.array(
        [card[0] + {"3": "4", "4": "3"}[card[1]] for card in facts.disability[regraded].tolist()], dtype=np.str_
    )
    add(regraded, other, "other_grade")
    healthy = scene.spare((facts.health == HEALTHY) & (scene.age >= 20) & ~disabled, scene.count(0.0012))
    add(healthy, np.full(len(healthy), "43"), "disability_not_on_roll")
    nursed = scene.spare(light, scene.count(0.0012))
    scene.nursed.extend(nursed.tolist())
    add(nursed, facts.disability[nursed], "nursing_of_the_lightly_disabled")
    rest = np.setdiff1d(np.flatnonzero(disabled), np.concatenate([without, regraded, nursed]))
    add(rest, facts.disability[rest])
    others = scene.outsiders(rng, scene.count(0.3))
    add(others, pick_text(rng, {"43": 0.4, "42": 0.2, "12": 0.2, "64": 0.2}, len(others)))
    return ledger


def enrolment(scene: Scene) -> Ledger:
    """The schools: all students of the roll but a few, and many who are not on it."""
    rng, ledger = stream(scene.county.seed, "enrolment"), Ledger(ENROLMENT)
    facts = scene.roll.true.facts
    places, people = scene.county.places, scene.county.people

    def add(persons: np.ndarray, schooling: np.ndarray, kind: str = "") -> None:
        stage = np.array(
            [_STAGES[text[:2] if text[:2] in _STAGES else text[:1]] for text in schooling.tolist()], dtype=np.str_
        )
        township = places.township[people.village[persons]]
        schools = {
            "小学": "中心小学",
            "初中": "初级中学",
            "高中": "高级中学",
            "中职": "职业技术学校",
            "学前": "中心幼儿园",
        }
        school = np.array([schools.get(one, "") for one in stage.tolist()], dtype=np.str_)
        year = np.array([_class_year(text) for text in schooling.tolist()], dtype=np.str_)
        cells = {
            "学籍号": join_text("G", people.body[persons], people.check[persons] % 10),
            "性别": sexes(scene, persons),
            "学校名称": np.where(stage == "本科", "闽南(样例)学院", join_text(township, school)),
            "学段": stage,
            "年级": year,
            "班级": join_text(rng.integers(1, 7, len(persons)), "班"),
            "入学年月": join_text(rng.integers(2011, 2016, len(persons)), "-09"),
            "学籍状态": "在读",
            "就读方式": pick_text(rng, {"走读": 0.7, "住校": 0.3}, len(persons)),
        }
        ledger.add(persons, cells, kind)

    claimed = scene.cause_of_person == "因学"
    near = np.isin(facts.schooling, ("小学", "七年级", "八年级", "九年级"))
    alone = near & claimed & (scene.count_of(facts.student | ((scene.age >= 16) & (scene.age <= 24))) == 1)
    without = scene.spare(alone, scene.count(0.0018))
    scene.without_row("pupil_without_record", without)
    enrolled = scene.spare((scene.age >= 18) & (scene.age < 22) & ~facts.student, scene.count(0.0012))
    add(enrolled, np.full(len(enrolled), "本科二年级"), "enrolled")
    rest = np.setdiff1d(np.flatnonzero(facts.student), without)
    add(rest, facts.schooling[rest])
    others = scene.outsiders(rng, scene.count(0.5), (18, 22))
    add(others, np.full(len(others), "本科一年级"))
    return ledger


def _class_year(text: str) -> str:
    """小学 has no year in the roll; the registers say one."""
    return "三年级" if text == "小学" else text


def medical(scene: Scene) -> Ledger:
    """The medical insurance: all of the roll who are ill, but a few whose claim has no record."""
    rng, ledger = stream(scene.county.seed, "medical"), Ledger(MEDICAL)
    facts = scene.roll.true.facts

    def add(persons: np.ndarray, grave: np.ndarray) -> None:
        admitted = days(rng, len(persons), "2014-01-05", "2016-05-20")
        stay = np.where(grave, rng.integers(8, 40, len(persons)), rng.integers(1, 12, len(persons)))
        cost = np.round(
            np.where(grave, 16_000 + 60_000 * rng.random(len(persons)), 600 + 7_000 * rng.random(len(persons))), 2
        )
        paid, helped = np.round(cost * 0.6, 2), np.round(cost * 0.1, 2)
        severe, light = pick_text(rng, _GRAVE, len(persons)), pick_text(rng, _DISEASES, len(persons))
        cells = {
            "参保类别": "城乡居民",
            "医疗机构名称": pick_text(
                rng, {"平和县医院(样例)": 0.6, "平和县中医院(样例)": 0.3, "漳州市医院(样例)": 0.1}, len(persons)
            ),
            "医疗类别": np.where(grave, "住院", pick_text(rng, {"住院": 0.5, "门诊特殊病种": 0.5}, len(persons))),
            "疾病诊断": np.where(grave, severe, light),
            "入院日期": admitted,
            "出院日期": (admitted.astype("datetime64[D]") + stay).astype(np.str_),
            "医疗总费用": cost,
            "基本医保支付": paid,
            "医疗救助金额": helped,
            "个人自付": np.round(cost - paid - helped, 2),
        }
        ledger.add(persons, cells)

    ill = np.isin(facts.health, (CHRONIC, SEVERE))
    claimed = scene.cause_of_person == "因病"
    without = scene.spare(ill & claimed & (scene.count_of(ill) == 1), scene.count(0.0018))
    grave = facts.health[without] == SEVERE
    scene.without_row("ill_without_record", without[~grave])
    scene.without_row("gravely_ill_without_record", without[grave])
    rest = np.setdiff1d(np.flatnonzero(ill), without)
    again = rng.permutation(rest)[: len(rest) // 3]
    add(np.concatenate([rest, again]), facts.health[np.concatenate([rest, again])] == SEVERE)
    others = scene.outsiders(rng, scene.count(0.6))
    add(others, rng.random(len(others)) < 0.15)
    return ledger
