"""The other columns of the tables: what stands beside names and numbers."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, stream
from jingzhun.sample.county import County
from jingzhun.sample.kinds import PAYROLL, PROPERTY, VEHICLES
from jingzhun.sample.ownership import NOBODY
from jingzhun.sample.places import COUNTY_CODE, COUNTY_NAME, TOWN_SEAT, addresses, township_addresses

Columns = dict[str, np.ndarray]

VEHICLE_HEADERS = (
    "XH",
    "HPZL",
    "HPHM",
    "CLPP1",
    "CLXH",
    "CLLX",
    "CSYS",
    "SYXZ",
    "SFZMMC",
    "SFZMHM",
    "SYR",
    "CCDJRQ",
    "YXQZ",
    "FZJG",
    "ZSXXDZ",
    "ZT",
)
PROPERTY_HEADERS = (
    "不动产单元号",
    "不动产权证号",
    "坐落",
    "权利人",
    "证件种类",
    "证件号",
    "共有情况",
    "权利类型",
    "权利性质",
    "用途",
    "建筑面积",
    "取得方式",
    "登记时间",
    "权属状态",
)
PAYROLL_HEADERS = (
    "序号",
    "单位名称",
    "姓名",
    "身份证号",
    "性别",
    "出生日期",
    "人员类别",
    "编制性质",
    "经费形式",
    "应发",
    "实发",
)
#: How far the address of a vehicle owner goes.
ADDRESS_LEVELS = {"house": 0.88, "township": 0.07, "elsewhere": 0.02, "nothing": 0.03}
ELSEWHERE = ("福建省漳州市芗城区胜利西路", "福建省漳州市龙文区水仙大街", "福建省厦门市湖里区华荣路")
ORGANISATIONS = ("运输有限公司", "蜜柚专业合作社", "建材有限公司", "茶叶有限公司", "客运公司", "农业发展有限公司")
STREETS = ("琯溪路", "东大路", "河滨路", "中山路", "育才路", "民主路", "新城大道", "西林路")
ESTATES = ("花园", "新城", "华庭", "家园", "豪景", "柚香苑", "锦绣苑", "滨江苑")
# Letters and digits of number plates; I and O are not used.
_PLATE_CHARACTERS = np.array(list("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"))
_PLATE_STEP = 15_485_863  # a prime that 34 does not divide: successive plates look unrelated, none repeats
_LAST_REGISTRATION = np.datetime64("2016-06-15")


def vehicle_columns(county: County, needs_address: np.ndarray) -> Columns:
    """The vehicle register without SFZMHM and SYR; ``needs_address`` marks rows that must name the village."""
    rng, holdings = stream(county.seed, "vehicle columns"), county.holdings["vehicles"]
    size = len(holdings)
    brand, model, vehicle_type, state = (np.zeros(size, dtype="<U16") for _ in range(4))
    for key, kind in VEHICLES.items():
        here = np.flatnonzero(holdings.kind == key)
        brand[here] = pick_text(rng, dict.fromkeys(kind.makes, 1.0), len(here))
        vehicle_type[here] = pick_text(rng, kind.types, len(here))
        state[here] = pick_text(rng, kind.states, len(here))
        prefixes = np.array([kind.makes[make] for make in brand[here].tolist()], dtype=np.str_)
        model[here] = join_text(prefixes, rng.integers(1010, 9990, len(here)), _letters(rng, len(here)))
    registered = _dates(rng, size, np.datetime64("2003-01-01"), _LAST_REGISTRATION)
    valid_until = registered.astype("datetime64[D]") + rng.integers(365, 365 * 8, size)
    return {
        "XH": join_text(COUNTY_CODE, np.char.zfill(np.arange(1, size + 1).astype(np.str_), 6)),
        "HPZL": _by_kind(holdings.kind, {key: kind.plate for key, kind in VEHICLES.items()}),
        "HPHM": join_text(np.where(rng.random(size) < 0.12, "闽E", "E"), _plates(rng, size)),
        "CLPP1": brand,
        "CLXH": model,
        "CLLX": vehicle_type,
        "CSYS": _letters(rng, size),
        "SYXZ": _by_kind(holdings.kind, {key: kind.use for key, kind in VEHICLES.items()}),
        "SFZMMC": np.where(holdings.owner == NOBODY, "N", "A"),
        "CCDJRQ": registered,
        "YXQZ": valid_until.astype(np.str_),
        "FZJG": np.full(size, "闽E"),
        "ZSXXDZ": _owner_addresses(rng, county, needs_address),
        "ZT": state,
    }


def organisations(county: County, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Names and 18-character credit codes of organisations that own vehicles."""
    rng = stream(county.seed, "organisations")
    village = rng.integers(0, county.places.count, size)
    name = join_text("平和县(样例)", county.places.core[village], np.array(ORGANISATIONS)[village % len(ORGANISATIONS)])
    letters = _PLATE_CHARACTERS[rng.integers(0, len(_PLATE_CHARACTERS), (size, 7))]
    return name, join_text(f"91{COUNTY_CODE}MA3", letters.view("<U7").ravel())


def _owner_addresses(rng: np.random.Generator, county: County, needs_address: np.ndarray) -> np.ndarray:
    owner = county.holdings["vehicles"].owner
    village, house = county.people.village[owner], county.people.house[owner]
    level = np.where(needs_address, "house", pick_text(rng, ADDRESS_LEVELS, len(owner)))
    number = rng.integers(1, 400, len(owner))
    other = join_text(np.array(ELSEWHERE)[number % len(ELSEWHERE)], number, "号")
    return np.select(
        [level == "house", level == "township", level == "elsewhere"],
        [addresses(rng, county.places, village, house), township_addresses(rng, county.places, village), other],
        "",
    )


def property_columns(county: County) -> Columns:
    """The property register without 权利人 and 证件号."""
    rng, holdings = stream(county.seed, "property columns"), county.holdings["property"]
    size, village = len(holdings), county.people.village[holdings.owner]
    purpose, origin = np.zeros(size, dtype="<U16"), np.zeros(size, dtype="<U16")
    area = np.zeros(size)
    for key, kind in PROPERTY.items():
        here = np.flatnonzero(holdings.kind == key)
        purpose[here] = pick_text(rng, kind.purposes, len(here))
        origin[here] = pick_text(rng, kind.origins, len(here))
        area[here] = np.round(kind.smallest + rng.random(len(here)) * (kind.largest - kind.smallest), 2)
    township = np.char.zfill(county.places.township_number[village].astype(np.str_), 3)
    parcel = np.char.zfill(rng.integers(1, 99_999, size).astype(np.str_), 5)
    running = np.char.zfill(np.arange(1, size + 1).astype(np.str_), 8)
    year = rng.integers(2004, 2017, size)
    together = pick_text(rng, {"共同共有": 0.85, "按份共有": 0.15}, size)
    return {
        "不动产单元号": join_text(COUNTY_CODE, township, "001GB", parcel, "F", running),
        "不动产权证号": join_text("闽(", year, f"){COUNTY_NAME}不动产权第", np.char.zfill(running, 7), "号"),
        "坐落": _locations(rng, county),
        "证件种类": np.full(size, "身份证"),
        "共有情况": np.where(holdings.co_owner == NOBODY, "单独所有", together),
        "权利类型": _by_kind(holdings.kind, _property_field("right")),
        "权利性质": _by_kind(holdings.kind, _property_field("nature")),
        "用途": purpose,
        "建筑面积": area,
        "取得方式": origin,
        "登记时间": _dates_of_years(rng, year),
        "权属状态": _by_kind(holdings.kind, _property_field("state")),
    }


def _property_field(name: str) -> dict[str, str]:
    return {key: str(getattr(kind, name)) for key, kind in PROPERTY.items()}


def _locations(rng: np.random.Generator, county: County) -> np.ndarray:
    """Homesteads lie in their owner's village, everything else in the county town."""
    holdings = county.holdings["property"]
    size, people = len(holdings), county.people
    street = np.array(STREETS)[rng.integers(0, len(STREETS), size)]
    estate = np.array(ESTATES)[rng.integers(0, len(ESTATES), size)]
    first = np.array(list("金锦东华福瑞嘉盛"))[rng.integers(0, 8, size)]
    door = join_text(street, rng.integers(1, 180, size), "号", first, estate)
    flat = join_text(rng.integers(1, 19, size), "幢", rng.integers(1, 19, size), "0", rng.integers(1, 7, size), "室")
    place = np.select(
        [holdings.kind == "parking", holdings.kind == "shop"],
        [join_text("地下车位", rng.integers(1, 400, size), "号"), join_text(rng.integers(1, 40, size), "号店面")],
        flat,
    )
    rural = np.isin(holdings.kind, [key for key, kind in PROPERTY.items() if not kind.urban])
    village, house = people.village[holdings.owner], people.house[holdings.owner]
    urban = join_text(f"{COUNTY_NAME}{TOWN_SEAT}", door, place)
    return np.where(rural, addresses(rng, county.places, village, house), urban)


def payroll_columns(county: County, birth: np.ndarray | None = None) -> Columns:
    """The payroll without 姓名 and 身份证号; ``birth`` are the dates as the clerk has them, default the true ones."""
    rng, holdings = stream(county.seed, "payroll columns"), county.holdings["payroll"]
    people, places = county.people, county.places
    size, village = len(holdings), people.village[holdings.owner]
    unit, pay = np.zeros(size, dtype="<U32"), np.zeros(size, dtype=np.int64)
    for key, kind in PAYROLL.items():
        here = np.flatnonzero(holdings.kind == key)
        unit[here] = pick_text(rng, dict.fromkeys(kind.units, 1.0), len(here))
        pay[here] = rng.integers(kind.pay[0] // 10, kind.pay[1] // 10, len(here)) * 10
    unit = np.strings.replace(unit, "{township}", places.township[village])
    unit = np.strings.replace(unit, "{village}", places.village[village])
    birth = people.birth[holdings.owner] if birth is None else birth
    return {
        "序号": np.arange(1, size + 1),
        "单位名称": unit,
        "性别": np.where(people.male[holdings.owner], "男", "女"),
        "出生日期": np.where(rng.random(size) < 0.15, birth.astype(np.str_), dashed(birth)),
        "人员类别": _by_kind(holdings.kind, {key: kind.category for key, kind in PAYROLL.items()}),
        "编制性质": _by_kind(holdings.kind, {key: kind.post for key, kind in PAYROLL.items()}),
        "经费形式": _by_kind(holdings.kind, {key: kind.funding for key, kind in PAYROLL.items()}),
        "应发": pay,
        "实发": np.round(pay * 0.86, 2),
    }


def dashed(day: np.ndarray) -> np.ndarray:
    """Days (yyyymmdd) as 1962-03-07."""
    month, date = (np.char.zfill((part % 100).astype(np.str_), 2) for part in (day // 100, day))
    return join_text(day // 10_000, "-", month, "-", date)


def _by_kind(kind: np.ndarray, value: dict[str, str]) -> np.ndarray:
    texts = np.zeros(len(kind), dtype=f"<U{max(map(len, value.values()))}")
    for key, text in value.items():
        texts[kind == key] = text
    return texts


def _letters(rng: np.random.Generator, size: int) -> np.ndarray:
    drawn: np.ndarray = np.array(list("ABCDEFGHJK"))[rng.integers(0, 10, size)]
    return drawn


def _plates(rng: np.random.Generator, size: int) -> np.ndarray:
    """Five characters each, no two alike."""
    possible = len(_PLATE_CHARACTERS) ** 5
    code = (np.arange(size) * _PLATE_STEP + int(rng.integers(0, possible))) % possible
    digits = code[:, None] // len(_PLATE_CHARACTERS) ** np.arange(4, -1, -1) % len(_PLATE_CHARACTERS)
    return np.ascontiguousarray(_PLATE_CHARACTERS[digits]).view("<U5").ravel()


def _dates(rng: np.random.Generator, size: int, first: np.datetime64, last: np.datetime64) -> np.ndarray:
    days = int((last - first).astype(np.int64))
    return (first + rng.integers(0, days, size)).astype(np.str_)


def _dates_of_years(rng: np.random.Generator, year: np.ndarray) -> np.ndarray:
    """A day in the first half of each year, as the last is not over."""
    new_year = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return (new_year + rng.integers(0, 165, len(year))).astype(np.str_)
