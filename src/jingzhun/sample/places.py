"""The real townships and villages of 平和, as a sample county: code 350699 and the name 平和县(样例)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import numpy as np

from jingzhun.sample.chance import join_text, pick_text
from jingzhun.sample.settings import CountySettings

REAL_COUNTY = "350628"
COUNTY_CODE = "350699"  # not assigned to any county
COUNTY_NAME = "平和县(样例)"
TOWN_SEAT = "小溪镇"

#: How much of what stands above the township an address names.
PREFIXES = {
    f"福建省漳州市{COUNTY_NAME}": 0.46,
    "福建省漳州市平和县（样例）": 0.04,
    COUNTY_NAME: 0.20,
    f"福建省{COUNTY_NAME}": 0.12,
    f"漳州市{COUNTY_NAME}": 0.08,
    "": 0.10,
}
VILLAGE_SUFFIXES = {"村": 0.86, "村委会": 0.09, "村民委员会": 0.05}
HOUSE_NUMBER_SHARE = 0.8
HAMLET_SHARE = 0.15
HAMLETS = (
    "上厝",
    "下厝",
    "新厝",
    "楼仔",
    "后坑",
    "埔尾",
    "大坪",
    "溪边",
    "寨脚",
    "石壁",
    "坑口",
    "岭下",
    "土楼",
    "田中央",
    "坂头",
)


@dataclass(frozen=True)
class Places:
    """The villages of a county, one entry a village in every array.

    Attributes:
        township: name, such as 九峰镇.
        township_number: 1-based, in the order of the division codes.
        village: short name, such as 福田村 or 城东社区.
        core: name without suffix, such as 福田.
        is_village: whether it ends in 村 (a few are communities or a park).
    """

    township: np.ndarray
    township_number: np.ndarray
    village: np.ndarray
    core: np.ndarray
    is_village: np.ndarray

    @property
    def count(self) -> int:
        """How many villages there are."""
        return len(self.village)


def load_places(rng: np.random.Generator, settings: CountySettings) -> Places:
    """The villages that take part in a county, in the order of their codes."""
    path = resources.files("jingzhun.data").joinpath("divisions/villages_3506.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines) if row["township_code"].startswith(REAL_COUNTY)]
    townships = list(dict.fromkeys(row["township"] for row in rows))
    if settings.townships:
        townships = [township for township in townships if township in settings.townships]
    kept: list[tuple[str, int, str, str]] = []
    for number, township in enumerate(townships, start=1):
        names = [row["village"] for row in rows if row["township"] == township]
        if settings.villages:
            chosen = np.sort(rng.permutation(len(names))[: settings.villages])
            names = [names[place] for place in chosen]
        kept += [(township, number, *short_and_core(name)) for name in names]
    columns = [np.array(column) for column in zip(*kept, strict=True)]
    return Places(
        township=columns[0],
        township_number=columns[1],
        village=columns[2],
        core=columns[3],
        is_village=np.char.endswith(columns[2], "村"),
    )


def short_and_core(official: str) -> tuple[str, str]:
    """Short name and core of an official name: 福田村委会 → 福田村, 福田."""
    for suffix, short in (("社区居委会", "社区"), ("村委会", "村"), ("居委会", "社区"), ("村", "村")):
        if official.endswith(suffix):
            core = official.removesuffix(suffix)
            return core + short, core
    return official, official


def hamlets(village: np.ndarray, house: np.ndarray) -> np.ndarray:
    """The hamlet (自然村) in which a house of a village lies; neighbours share it."""
    drawn: np.ndarray = np.array(HAMLETS)[(village * 7 + house // 40) % len(HAMLETS)]
    return drawn


def addresses(rng: np.random.Generator, places: Places, village: np.ndarray, house: np.ndarray) -> np.ndarray:
    """Addresses down to the village or the house, written as differently as clerks write them."""
    size = len(village)
    suffix = np.where(places.is_village[village], pick_text(rng, VILLAGE_SUFFIXES, size), "")
    name = np.where(places.is_village[village], places.core[village], places.village[village])
    hamlet = np.where(rng.random(size) < HAMLET_SHARE, hamlets(village, house), "")
    number = np.where(rng.random(size) < HOUSE_NUMBER_SHARE, join_text(house, "号"), "")
    return join_text(township_addresses(rng, places, village), name, suffix, hamlet, number)


def township_addresses(rng: np.random.Generator, places: Places, village: np.ndarray) -> np.ndarray:
    """Addresses that stop at the township."""
    return join_text(pick_text(rng, PREFIXES, len(village)), places.township[village])
