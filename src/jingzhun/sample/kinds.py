"""The kinds of register rows: what a car, a homestead or a welfare post looks like in its register.

Codes of vehicle types are those of GA/T 16.4 (K 客车, H 货车, Q 牵引车, Z 专项作业车, M 摩托车, N 三轮汽车,
T 拖拉机), of states those of the national registry (A 正常, B 转出, C 被盗抢, D 停驶, E 注销, G 违法未处理,
K 查封, M 强制注销, O 锁定, P 达到报废标准公告牌证作废, Q 逾期未检验). Shares are the project's own estimates.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VehicleKind:
    """One kind of vehicle.

    Attributes:
        share: among the vehicles of people outside the roll.
        plate: HPZL, kind of number plate.
        types: CLLX → weight.
        makes: brand → model prefix.
        use: SYXZ, use.
        states: ZT → weight.
    """

    share: float
    plate: str
    types: dict[str, float]
    makes: dict[str, str]
    use: str
    states: dict[str, float]


@dataclass(frozen=True, slots=True)
class PropertyKind:
    """One kind of property right; fields are the register's columns, ``urban`` says where it lies."""

    share: float
    urban: bool
    right: str
    nature: str
    purposes: dict[str, float]
    origins: dict[str, float]
    state: str
    smallest: int
    largest: int


@dataclass(frozen=True, slots=True)
class PostKind:
    """One kind of payment from the public purse, with the units that pay it and the ages it is paid at."""

    share: float
    category: str
    post: str
    funding: str
    units: tuple[str, ...]
    youngest: int
    oldest: int
    pay: tuple[int, int]


#: Alive for the policy: none of E, M, P, B, C. Several letters may stand together.
IN_USE = {"A": 0.80, "Q": 0.06, "G": 0.06, "GQ": 0.03, "D": 0.01, "K": 0.015, "O": 0.01, "AG": 0.015}
GONE = {"E": 0.30, "M": 0.12, "P": 0.14, "B": 0.26, "C": 0.04, "EM": 0.05, "EG": 0.03, "QM": 0.03, "BG": 0.03}
MIXED = {"A": 0.62, "Q": 0.12, "GQ": 0.04, "G": 0.05, "E": 0.08, "M": 0.04, "P": 0.03, "B": 0.02}

_CARS = {
    "五菱牌": "LZW6",
    "大众牌": "SVW7",
    "长安牌": "SC6",
    "比亚迪牌": "QCJ7",
    "东南牌": "DN7",
    "丰田牌": "TV7",
    "现代牌": "BH7",
    "奇瑞牌": "SQR7",
    "宝骏牌": "LZW6",
    "哈弗牌": "CC6",
}
_LORRIES = {"江淮牌": "HFC1", "东风牌": "EQ1", "福田牌": "BJ1", "时代牌": "BJ1", "跃进牌": "NJ1"}
_CAR_TYPES = {"K33": 0.66, "K31": 0.12, "K32": 0.05, "H31": 0.10, "H21": 0.04, "K43": 0.02, "Q11": 0.005, "Z31": 0.005}

VEHICLES: dict[str, VehicleKind] = {
    "car": VehicleKind(0.34, "02", _CAR_TYPES, _CARS, "A", IN_USE),
    "lorry": VehicleKind(0.04, "01", {"H11": 0.5, "H21": 0.4, "Q11": 0.08, "Z21": 0.02}, _LORRIES, "F", IN_USE),
    "dead_car": VehicleKind(0.06, "02", _CAR_TYPES, _CARS, "A", GONE),
    "motorcycle": VehicleKind(
        0.46,
        "07",
        {"M21": 0.85, "M22": 0.10, "M11": 0.05},
        {"豪爵牌": "HJ125", "本田牌": "SDH125", "雅马哈牌": "ZY125", "钱江牌": "QJ110", "建设牌": "JS125"},
        "A",
        MIXED,
    ),
    "three_wheeler": VehicleKind(0.045, "13", {"N11": 1.0}, {"时风牌": "7YP-", "五征牌": "7YPJ-"}, "F", MIXED),
    "tractor": VehicleKind(
        0.05, "14", {"T11": 0.6, "T21": 0.4}, {"东方红牌": "LX", "久保田牌": "M", "福田雷沃牌": "FT"}, "A", MIXED
    ),
    "mobility": VehicleKind(
        0.005, "02", {"K34": 1.0}, {"残疾人代步车牌": "CJR", "吉利牌残疾人专用": "JL7"}, "残疾人专用", IN_USE
    ),
}

STATE_LAND = "国有建设用地使用权/房屋所有权"
HOMESTEAD_RIGHT = "宅基地使用权/房屋所有权"
_BOUGHT = {"购买": 0.82, "继承": 0.08, "赠与": 0.05, "自建": 0.05}
_HOMES = {"住宅": 1.0}

PROPERTY: dict[str, PropertyKind] = {
    "flat": PropertyKind(0.24, True, STATE_LAND, "出让", {"住宅": 0.8, "城镇住宅": 0.2}, _BOUGHT, "现势", 58, 168),
    "shop": PropertyKind(
        0.03, True, STATE_LAND, "出让", {"商业": 0.5, "商铺": 0.35, "办公": 0.15}, _BOUGHT, "现势", 18, 140
    ),
    "parking": PropertyKind(0.03, True, STATE_LAND, "出让", {"车位": 1.0}, {"购买": 1.0}, "现势", 11, 16),
    "former_flat": PropertyKind(0.05, True, STATE_LAND, "出让", _HOMES, _BOUGHT, "历史", 58, 168),
    "cancelled_flat": PropertyKind(0.01, True, STATE_LAND, "出让", _HOMES, _BOUGHT, "注销", 58, 168),
    "homestead": PropertyKind(
        0.58,
        False,
        HOMESTEAD_RIGHT,
        "批准拨用",
        {"住宅": 0.7, "农村宅基地": 0.3},
        {"自建": 0.85, "继承": 0.15},
        "现势",
        60,
        240,
    ),
    "collective": PropertyKind(
        0.02, False, "宅基地使用权", "集体", {"农村宅基地": 1.0}, {"批准拨用": 1.0}, "现势", 60, 180
    ),
    "resettlement": PropertyKind(
        0.03,
        True,
        STATE_LAND,
        "划拨",
        _HOMES,
        {"易地扶贫搬迁安置": 0.35, "造福工程安置": 0.45, "拆迁安置": 0.20},
        "现势",
        48,
        120,
    ),
    "rebuilt": PropertyKind(0.01, False, HOMESTEAD_RIGHT, "批准拨用", _HOMES, {"因灾重建": 1.0}, "现势", 50, 120),
}

_TOWN = "{township}人民政府"
_VILLAGE = "{township}{village}委员会"
_SCHOOLS = ("{township}中心小学", "平和县第一中学(样例)", "{township}初级中学", "{township}中心幼儿园")
_OFFICES = (
    "平和县财政局(样例)",
    "平和县教育局(样例)",
    "平和县林业局(样例)",
    "平和县民政局(样例)",
    "平和县公安局(样例)",
    "平和县农业局(样例)",
    _TOWN,
)
_HOSPITALS = ("平和县医院(样例)", "{township}卫生院")

PAYROLL: dict[str, PostKind] = {
    "official": PostKind(0.16, "在职", "行政", "全额", _OFFICES, 22, 59, (3800, 7200)),
    "civil_status": PostKind(0.05, "在职", "参公", "全额", _OFFICES, 22, 59, (3600, 6800)),
    "teacher": PostKind(0.38, "在职", "事业", "全额", _SCHOOLS, 22, 59, (3400, 7000)),
    "medical": PostKind(0.07, "在职", "事业", "差额", _HOSPITALS, 22, 59, (3000, 7500)),
    "worker": PostKind(0.04, "在职", "工勤", "全额", (*_OFFICES, *_SCHOOLS), 25, 59, (2800, 4600)),
    "retired": PostKind(0.18, "退休", "事业", "全额", (*_SCHOOLS, *_OFFICES), 60, 92, (3000, 5600)),
    "veteran": PostKind(0.005, "离休", "行政", "全额", _OFFICES, 84, 97, (5200, 8000)),
    "welfare_post": PostKind(0.03, "公益性岗位", "编外", "财政补助", (_TOWN, _VILLAGE), 18, 68, (600, 1500)),
    "village_cadre": PostKind(0.04, "村干部补贴", "编外", "财政补助", (_TOWN,), 25, 68, (900, 2200)),
    "forest_guard": PostKind(0.015, "护林员", "编外", "财政补助", (_TOWN, "平和县林业局(样例)"), 25, 68, (500, 900)),
    "survivor": PostKind(0.01, "遗属补助", "编外", "财政补助", (*_SCHOOLS, _TOWN), 18, 90, (300, 900)),
    "temporary": PostKind(0.02, "临时聘用", "编外", "财政补助", (*_OFFICES, *_HOSPITALS), 18, 60, (1500, 2600)),
}

#: Kinds that the policy doubts, by register: what a doubtful household owns, and what lookalikes own.
DOUBTFUL_KINDS: dict[str, dict[str, float]] = {
    "vehicles": {"car": 0.93, "lorry": 0.07},
    "property": {"flat": 0.86, "shop": 0.08, "parking": 0.06},
    "payroll": {
        "official": 0.12,
        "civil_status": 0.06,
        "teacher": 0.34,
        "medical": 0.10,
        "worker": 0.14,
        "retired": 0.24,
    },
}
KINDS: dict[str, dict[str, VehicleKind] | dict[str, PropertyKind] | dict[str, PostKind]] = {
    "vehicles": VEHICLES,
    "property": PROPERTY,
    "payroll": PAYROLL,
}
