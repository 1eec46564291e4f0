"""Registers of what people are paid: insurance, funds, subsidies, deposits.

Rows that the policy would doubt belong to households that are to be doubted already; all others are excused, small or
of people outside the roll.
"""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.kinds import DOUBTFUL_KINDS
from jingzhun.sample.places import COUNTY_CODE, COUNTY_NAME
from jingzhun.sample.registers.people import days
from jingzhun.sample.registers.scene import Scene
from jingzhun.sample.registers.table import Layout, Ledger, padded

INSURANCE = Layout(
    "insurance",
    "养老保险.csv",
    "",
    (),
    (
        "个人编号",
        "参保人姓名",
        "身份证号",
        "险种",
        "参保状态",
        "月缴费基数",
        "参保日期",
        "养老金",
        "待遇领取时间",
        "参保单位",
        "参保地",
    ),
    "参保人姓名",
)
HOUSING_FUND = Layout(
    "housing_fund",
    "住房公积金.xlsx",
    "缴存明细",
    (),
    ("单位名称", "职工姓名", "证件号码", "个人公积金账号", "缴存基数", "月缴存额", "缴存余额", "账户状态", "缴至年月"),
    "职工姓名",
    "证件号码",
)
SUBSIDIES = Layout(
    "subsidies",
    "惠民补贴.csv",
    "",
    (),
    (
        "乡镇",
        "村",
        "姓名",
        "身份证号",
        "补贴项目",
        "补贴面积",
        "补贴标准",
        "补贴金额",
        "发放日期",
        "一卡通账号",
        "发放状态",
    ),
)
DEPOSITS = Layout(
    "deposits",
    "银行存款.csv",
    "",
    (),
    ("客户姓名", "证件号码", "金融机构", "账号", "账户类型", "币种", "账户余额", "开户日期", "余额日期"),
    "客户姓名",
    "证件号码",
)
_RESIDENTS, _EMPLOYEES = "城乡居民基本养老保险", "城镇职工基本养老保险"
_WITHOUT_LABOUR = ("无劳动力", "丧失劳动力")
_ALLOWANCE, _HARDSHIP = "农村低保金", "特困人员供养金"
#: What is paid for land has small rates, what is paid to a person large ones.
_LARGEST_RATE_OF_LAND = 150
_PROGRAMMES = {"耕地地力保护补贴": (95, 120), "种粮农民直接补贴": (20, 40), "生态公益林补偿": (15, 20)}


def insurance(scene: Scene) -> Ledger:
    """Pensions: the basic pension of the old excuses itself, that of employees does not."""
    rng, ledger = stream(scene.county.seed, "insurance"), Ledger(INSURANCE)

    def add(
        persons: np.ndarray,
        scheme: str,
        state: str,
        kind: str,
        *,
        base: tuple[int, int] | None = None,
        pay: tuple[int, int] | None = None,
        employer: str = "",
    ) -> None:
        size = len(persons)
        cells = {
            "个人编号": join_text(COUNTY_CODE, rng.integers(1_000_000, 9_999_999, size)),
            "险种": scheme,
            "参保状态": state,
            "月缴费基数": rng.integers(*base, size) if base else "",
            "参保日期": days(rng, size, "2009-10-01", "2013-12-31"),
            "养老金": rng.integers(*pay, size) if pay else "",
            "待遇领取时间": days(rng, size, "2011-01-01", "2016-03-31") if pay else "",
            "参保单位": employer or ("平和县(样例)工业园企业" if "职工" in scheme else ""),
            "参保地": COUNTY_NAME,
        }
        ledger.add(persons, cells, kind)

    age = scene.age
    add(np.flatnonzero(age >= 60), _RESIDENTS, "待遇领取", "basic_pension", pay=(85, 130))
    contributors = np.flatnonzero((age >= 16) & (age < 60) & ~scene.roll.true.facts.student)
    working = (age >= 25) & (age < 58) & ~scene.roll.true.facts.post
    add(
        scene.in_doubt(rng, working, scene.count(0.006)),
        _EMPLOYEES,
        "正常参保",
        "employee_insurance",
        base=(2_900, 5_200),
    )
    add(
        scene.in_doubt(rng, working, scene.count(0.002)),
        "城镇职工基本医疗保险",
        "正常参保",
        "employee_medical",
        base=(2_900, 5_200),
    )
    add(
        scene.in_doubt(rng, age >= 61, scene.count(0.004)),
        _EMPLOYEES,
        "待遇领取",
        "employee_pension",
        pay=(1_600, 2_900),
    )
    add(rng.permutation(contributors)[: scene.count(0.9)], _RESIDENTS, "正常缴费", "")
    few = scene.count(0.0015)
    add(scene.anybody(rng, working, few), _EMPLOYEES, "暂停缴费", "insurance_stopped", base=(1_800, 2_400))
    flexible = scene.anybody(rng, working, few)
    add(flexible, _EMPLOYEES, "正常参保", "insurance_flexible", base=(1_800, 2_400), employer="灵活就业人员")
    serving = scene.anybody(rng, scene.roll.true.facts.post, few)
    add(serving, _EMPLOYEES, "正常参保", "insurance_of_post", base=(1_800, 2_400), employer="公益性岗位(样例)")
    add(scene.anybody(rng, age >= 60, few), "职工遗属抚恤金", "待遇领取", "survivors_pension", pay=(300, 800))
    add(scene.anybody(rng, age >= 62, few), _EMPLOYEES, "暂停发放", "pension_stopped", pay=(1_500, 2_500))
    add(scene.anybody(rng, age >= 60, few), "被征地农民养老保险", "待遇领取", "land_lost", pay=(150, 400))
    others = scene.outsiders(rng, scene.count(0.8), (20, 59))
    add(others, _EMPLOYEES, "正常参保", "", base=(2_600, 6_000))
    alike = scene.lookalikes(rng, scene.count(0.03), (62, 90))
    add(alike, _EMPLOYEES, "待遇领取", "", pay=(1_500, 3_500))
    return ledger


def housing_fund(scene: Scene) -> Ledger:
    """The housing fund: those in public service pay into it, some accounts rest."""
    rng, ledger = stream(scene.county.seed, "housing fund"), Ledger(HOUSING_FUND)
    payroll = scene.county.holdings["payroll"]

    def add(persons: np.ndarray, state: str, kind: str, base: tuple[int, int], until: str) -> None:
        size = len(persons)
        wage = rng.integers(base[0] // 10, base[1] // 10, size) * 10
        cells = {
            "单位名称": "灵活就业人员缴存" if "flexible" in kind else "平和县(样例)机关事业单位",
            "个人公积金账号": join_text("0596", rng.integers(1_000_000, 9_999_999, size)),
            "缴存基数": wage,
            "月缴存额": np.round(wage * 0.2, 2),
            "缴存余额": np.round(wage * (2 + 20 * rng.random(size)), 2),
            "账户状态": state,
            "缴至年月": until,
        }
        ledger.add(persons, cells, kind)

    serving = payroll.owner[np.isin(payroll.kind, list(set(DOUBTFUL_KINDS["payroll"]) - {"retired"}))]
    serving = np.unique(serving)
    ours = serving[serving < scene.county.members]
    post = scene.roll.true.facts.post[ours]
    add(ours[~post], "正常", "housing_fund", (3_400, 7_000), "2016-05")
    add(ours[post], "正常", "housing_fund_of_post", (3_400, 7_000), "2016-05")
    others = serving[serving >= scene.county.members]
    add(rng.permutation(others)[: scene.count(0.5)], "正常", "", (3_400, 7_000), "2016-05")
    working = (scene.age >= 25) & (scene.age < 55)
    add(scene.anybody(rng, working, scene.count(0.0015)), "封存", "housing_fund_sealed", (1_600, 2_000), "2012-11")
    own = scene.anybody(rng, working & ~np.isin(scene.labour, _WITHOUT_LABOUR), scene.count(0.0015))
    add(own, "正常", "housing_fund_flexible", (1_600, 2_000), "2016-05")
    return ledger


def subsidies(scene: Scene) -> Ledger:
    """Farm subsidies to the heads of households, and to many others; nothing that anybody is doubted for."""
    rng, ledger = stream(scene.county.seed, "subsidies"), Ledger(SUBSIDIES)
    places, people = scene.county.places, scene.county.people

    def add(
        persons: np.ndarray,
        programme: str,
        rate: tuple[int, int],
        paid: tuple[str, str],
        kind: str = "",
        state: str = "发放成功",
    ) -> None:
        size, village = len(persons), people.village[persons]
        on_roll = persons < scene.county.members
        own = scene.roll.true.living.bank_account[scene.household[np.where(on_roll, persons, 0)]]
        account = join_text("9000888", padded(rng.integers(0, 10**9, size), 12))
        area = np.round(0.4 + 4 * rng.random(size), 2) if rate[1] < _LARGEST_RATE_OF_LAND else np.ones(size)
        price = rng.integers(*rate, size)
        cells = {
            "乡镇": places.township[village],
            "村": places.village[village],
            "补贴项目": programme,
            "补贴面积": area,
            "补贴标准": price,
            "补贴金额": np.round(area * price, 2),
            "发放日期": days(rng, size, *paid),
            "一卡通账号": np.where(on_roll, own, account),
            "发放状态": state,
        }
        ledger.add(persons, cells, kind)

    heads, living, facts = np.flatnonzero(scene.head), scene.roll.true.living, scene.roll.true.facts
    last_year, lately = ("2015-04-01", "2015-12-20"), ("2016-05-02", "2016-05-28")
    for programme, rate in _PROGRAMMES.items():
        add(rng.permutation(heads)[: scene.count(0.35)], programme, rate, last_year)
        add(scene.outsiders(rng, scene.count(0.3)), programme, rate, last_year)
    allowed = scene.head & living.allowance[scene.household]
    without = scene.spare(allowed, scene.count(0.0012))
    scene.without_row("allowance_without_payment", without)
    add(np.setdiff1d(np.flatnonzero(allowed), without), _ALLOWANCE, (180, 420), lately)
    add(np.flatnonzero(scene.head & living.hardship[scene.household]), _HARDSHIP, (480, 700), lately)
    twice = scene.in_doubt(rng, allowed, scene.count(0.0015))
    add(twice, _HARDSHIP, (480, 700), lately, "double_aid")
    unpaid = scene.anybody(rng, allowed & ~np.isin(scene.members, twice), scene.count(0.0012))
    add(unpaid, _HARDSHIP, (480, 700), ("2016-03-02", "2016-03-28"), "aid_not_paid", "发放失败")
    neither = scene.head & ~living.allowance[scene.household] & ~living.hardship[scene.household]
    add(scene.spare(neither, scene.count(0.0012)), _ALLOWANCE, (180, 420), lately, "allowance_paid")
    add(np.array(scene.died_and_paid, dtype=np.int64), "高龄补贴", (100, 101), lately)
    grave = np.isin(facts.disability, ("41", "42", "11", "12", "21", "22"))
    add(
        np.concatenate([np.setdiff1d(np.flatnonzero(grave), scene.died), scene.nursed]).astype(int),
        "重度残疾人护理补贴",
        (80, 81),
        lately,
    )
    return ledger


def deposits(scene: Scene) -> Ledger:
    """Bank accounts of those on the roll: small sums, but large ones of some households in doubt."""
    rng, ledger = stream(scene.county.seed, "deposits"), Ledger(DEPOSITS)

    def add(persons: np.ndarray, low: int, high: int, kind: str) -> None:
        size = len(persons)
        cells = {
            "金融机构": pick_text(rng, {"平和(样例)农村信用社": 0.7, "样例农业银行平和支行": 0.3}, size),
            "账号": join_text("9000777", padded(rng.integers(0, 10**9, size), 12)),
            "账户类型": pick_text(rng, {"活期储蓄": 0.7, "定期储蓄": 0.3}, size),
            "币种": "人民币",
            "账户余额": np.round(low + (high - low) * rng.random(size), 2),
            "开户日期": days(rng, size, "2008-01-01", "2015-12-31"),
            "余额日期": "2016-05-31",
        }
        ledger.add(persons, cells, kind)

    rich = scene.in_doubt(rng, (scene.age >= 22) & (scene.age < 75), scene.count(0.005))
    heads = np.setdiff1d(rng.permutation(np.flatnonzero(scene.head))[: scene.count(0.5)], rich)
    add(rich, 120_000, 480_000, "")
    add(heads, 5, 4_000, "")
    add(scene.outsiders(rng, scene.count(0.1)), 100, 300_000, "")
    return ledger
