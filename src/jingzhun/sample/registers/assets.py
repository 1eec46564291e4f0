"""Registers of what people own and lead: firms, village committees, machines, boats.

Rows that the policy would doubt belong to households that are to be doubted already; all others are excused, small or
of people outside the roll.
"""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.places import COUNTY_CODE, COUNTY_NAME
from jingzhun.sample.registers.people import days, home, sexes
from jingzhun.sample.registers.scene import Scene
from jingzhun.sample.registers.table import Layout, Ledger, padded

BUSINESS = Layout(
    "business",
    "市场主体.xlsx",
    "登记信息",
    (),
    (
        "统一社会信用代码",
        "名称",
        "类型",
        "法定代表人",
        "证件号码",
        "注册资本(万元)",
        "成立日期",
        "登记状态",
        "经营范围",
        "住所",
    ),
    "法定代表人",
    "证件号码",
)
CADRES = Layout(
    "cadres",
    "村干部.xlsx",
    "两委成员",
    (f"{COUNTY_NAME}村(社区)两委成员名册",),
    ("序号", "乡镇", "村", "姓名", "身份证号", "性别", "村内职务", "任职时间", "离任时间", "任职状态", "月报酬"),
)
MACHINERY = Layout(
    "machinery",
    "农机购置补贴.xlsx",
    "购机明细",
    (f"{COUNTY_NAME}2012至2016年农机购置补贴明细",),
    (
        "序号",
        "购机者姓名",
        "身份证号",
        "机具类型",
        "机具名称",
        "机具型号",
        "生产企业",
        "出厂编号",
        "购机日期",
        "销售价格",
        "单台补贴额",
        "机具状态",
        "地址",
    ),
    "购机者姓名",
)
VESSELS = Layout(
    "vessels",
    "船舶.xlsx",
    "渔业船舶",
    (),
    (
        "船名",
        "渔船编码",
        "船舶所有人",
        "身份证号",
        "船舶种类",
        "船籍港",
        "总吨位",
        "主机总功率",
        "船长",
        "建造完工日期",
        "船舶状态",
    ),
    "船舶所有人",
)
_FIRM = "有限责任公司(自然人独资)"
_FIRMS = {"农业发展有限公司": 0.3, "建材有限公司": 0.3, "贸易有限公司": 0.2, "茶叶有限公司": 0.2}
_TRADES = {"食杂店": 0.5, "小吃店": 0.2, "理发店": 0.1, "农资店": 0.2}
_SMALL_MACHINES = {
    "微耕机": ("耕整地机械", 2_600),
    "机动喷雾机": ("植保机械", 1_800),
    "茶叶揉捻机": ("农产品初加工机械", 3_900),
}


def business(scene: Scene) -> Ledger:
    """Firms: running ones of households in doubt, dead ones and corner shops of the others."""
    rng, ledger = stream(scene.county.seed, "business"), Ledger(BUSINESS)

    def add(persons: np.ndarray, sort: str, state: str, kind: str, capital: tuple[int, int]) -> None:
        size = len(persons)
        village = scene.county.people.village[persons]
        what = pick_text(rng, _TRADES if "个体" in sort else _FIRMS, size)
        if "合作社" in sort:
            what = np.full(size, "蜜柚专业合作社")
        cells = {
            "统一社会信用代码": join_text(f"91{COUNTY_CODE}MA", rng.integers(10**6, 10**7, size), "X00"),
            "名称": join_text("平和县(样例)", scene.county.places.core[village], rng.integers(1, 99, size), what),
            "类型": sort,
            "注册资本(万元)": rng.integers(*capital, size),
            "成立日期": days(rng, size, "2008-01-01", "2015-12-31"),
            "登记状态": state,
            "经营范围": np.where(what == "食杂店", "预包装食品零售", "农产品购销"),
            "住所": home(scene, rng, persons),
        }
        ledger.add(persons, cells, kind)

    grown = (scene.age >= 22) & (scene.age < 70)
    unable = np.isin(scene.labour, ("无劳动力", "丧失劳动力"))
    able, few = grown & ~unable, scene.count(0.002)
    add(scene.in_doubt(rng, able, scene.count(0.008)), _FIRM, "存续", "firm", (50, 520))
    add(scene.in_doubt(rng, grown & unable, few), _FIRM, "存续", "firm_without_labour", (50, 520))
    add(scene.anybody(rng, able, few), _FIRM, "注销", "firm_closed", (10, 50))
    add(scene.anybody(rng, able, few), _FIRM, "存续(吊销未注销)", "firm_closed", (10, 50))
    add(scene.anybody(rng, able, few), "个体工商户", "存续", "small_shop", (1, 5))
    add(scene.anybody(rng, able, few), "农民专业合作社(合作社成员)", "存续", "cooperative", (20, 200))
    add(scene.lookalikes(rng, scene.count(0.03), (22, 70)), "有限责任公司(自然人投资或控股)", "存续", "", (50, 500))
    add(scene.outsiders(rng, scene.count(0.3), (22, 70)), "个体工商户", "存续", "", (1, 20))
    add(scene.outsiders(rng, scene.count(0.2), (22, 70)), "有限责任公司(自然人投资或控股)", "存续", "", (20, 800))
    return ledger


def cadres(scene: Scene) -> Ledger:
    """Village committees: those of the roll who are paid for it stand here too, and some who have left."""
    rng, ledger = stream(scene.county.seed, "cadres"), Ledger(CADRES)
    places, people, payroll = scene.county.places, scene.county.people, scene.county.holdings["payroll"]

    def add(persons: np.ndarray, office: dict[str, float], state: str, kind: str) -> None:
        size, village = len(persons), people.village[persons]
        cells = {
            "序号": 1 + np.arange(size),
            "乡镇": places.township[village],
            "村": places.village[village],
            "性别": sexes(scene, persons),
            "村内职务": pick_text(rng, office, size),
            "任职时间": days(rng, size, "2009-07-01", "2012-09-30"),
            "离任时间": days(rng, size, "2012-10-01", "2015-09-30") if state == "离任" else "",
            "任职状态": state,
            "月报酬": rng.integers(80, 220, size) * 10,
        }
        ledger.add(persons, cells, kind)

    paid = np.unique(payroll.owner[payroll.kind == "village_cadre"])
    offices = {"村支部委员": 0.4, "村委会委员": 0.4, "村文书": 0.2}
    leading = {"村党支部书记": 0.5, "村委会主任": 0.5}
    add(scene.in_doubt(rng, (scene.age >= 28) & (scene.age < 62), scene.count(0.003)), leading, "在任", "cadre")
    add(scene.anybody(rng, (scene.age >= 40) & (scene.age < 70), scene.count(0.002)), leading, "离任", "cadre_left")
    add(paid[paid >= scene.county.members][: scene.count(0.06)], {**leading, **offices}, "在任", "")
    return ledger


def machinery(scene: Scene) -> Ledger:
    """Farm machines bought with a subsidy: big ones of households in doubt, small ones of anybody."""
    rng, ledger = stream(scene.county.seed, "machinery"), Ledger(MACHINERY)

    def add(persons: np.ndarray, what: dict[str, tuple[str, int]], kind: str, state: str = "在用") -> None:
        size = len(persons)
        name = pick_text(rng, dict.fromkeys(what, 1.0), size)
        price = np.round(np.array([what[one][1] for one in name.tolist()]) * (0.8 + 0.4 * rng.random(size)))
        cells = {
            "序号": 1 + np.arange(size),
            "机具类型": np.array([what[one][0] for one in name.tolist()], dtype=np.str_),
            "机具名称": name,
            "机具型号": join_text("4L-", rng.integers(10, 99, size)),
            "生产企业": "样例农机制造厂",
            "出厂编号": join_text("C", rng.integers(100_000, 999_999, size)),
            "购机日期": days(rng, size, "2014-07-01", "2016-05-20"),
            "销售价格": price,
            "单台补贴额": np.round(price * 0.3),
            "机具状态": state,
            "地址": home(scene, rng, persons),
        }
        ledger.add(persons, cells, kind)

    big = {"联合收割机": ("收获机械", 118_000), "轮式拖拉机": ("动力机械", 86_000)}
    digger = {"液压挖掘机": ("工程机械", 380_000), "装载机": ("工程机械", 210_000)}
    working = (scene.age >= 22) & (scene.age < 65)
    add(scene.in_doubt(rng, working, scene.count(0.003)), big, "big_machine")
    add(scene.in_doubt(rng, working, scene.count(0.002)), digger, "big_machine")
    add(scene.anybody(rng, working, scene.count(0.004)), _SMALL_MACHINES, "small_machine")
    add(scene.anybody(rng, working, scene.count(0.0015)), big, "machine_scrapped", "报废")
    add(scene.outsiders(rng, scene.count(0.1), (22, 65)), _SMALL_MACHINES, "")
    add(scene.outsiders(rng, scene.count(0.05), (22, 65)), big | digger, "")
    return ledger


def vessels(scene: Scene) -> Ledger:
    """Boats on the reservoir: few."""
    rng, ledger = stream(scene.county.seed, "vessels"), Ledger(VESSELS)

    def add(persons: np.ndarray, sort: str, length: tuple[int, int], kind: str, state: str = "在用") -> None:
        size = len(persons)
        metres = rng.integers(*length, size)
        cells = {
            "船名": join_text("闽平和渔", padded(rng.integers(1, 99_999, size), 5)),
            "渔船编码": join_text(COUNTY_CODE, rng.integers(10_000, 99_999, size)),
            "船舶种类": sort,
            "船籍港": "平和(样例)",
            "总吨位": metres * 2,
            "主机总功率": np.where(metres > 8, metres * 8, 8),
            "船长": metres,
            "建造完工日期": days(rng, size, "2009-01-01", "2015-12-31"),
            "船舶状态": state,
        }
        ledger.add(persons, cells, kind)

    working = (scene.age >= 22) & (scene.age < 65)
    add(scene.in_doubt(rng, working, scene.count(0.0015)), "捕捞渔船", (13, 24), "big_vessel")
    add(scene.anybody(rng, working, scene.count(0.0015)), "养殖渔船", (4, 7), "small_vessel")
    add(scene.anybody(rng, working, scene.count(0.001)), "捕捞渔船", (13, 24), "vessel_scrapped", "注销")
    add(scene.outsiders(rng, scene.count(0.02), (22, 65)), "养殖渔船", (4, 9), "")
    return ledger
