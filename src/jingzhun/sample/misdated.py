"""Birth dates as clerks get them wrong: month and day exchanged, or a date of the lunar year taken for the solar one.

Only the payroll has a column of birth dates, and only where all kinds of damage are asked for are any of them wrong.
"""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import pick, stream
from jingzhun.sample.county import County
from jingzhun.sample.damage import NONE
from jingzhun.sample.settings import DamageSettings

#: Damage → share of the birth dates of the payroll; estimates of the project.
_SHARES = {"birth_swapped": 0.010, "birth_lunar": 0.020, "birth_year_off": 0.008}
BIRTH_DAMAGE = tuple(_SHARES)
#: A date of the lunar year falls so many days before the solar one of the same day.
_LUNAR_DAYS = (18, 50)


def draw_birth_damage(county: County, damage: DamageSettings) -> np.ndarray:
    """Which birth dates of the payroll are wrong, as an index into ``BIRTH_DAMAGE``, -1 for none."""
    rows = len(county.holdings["payroll"])
    if not damage.all_kinds:
        return np.full(rows, NONE)
    shares = np.array(list(_SHARES.values())) * damage.factor
    drawn = pick(stream(county.seed, "birth damage"), [*shares, max(0.0, 1 - shares.sum())], rows)
    drawn = np.where(drawn == len(_SHARES), NONE, drawn)
    birth = county.people.birth[county.holdings["payroll"].owner]
    month, day = birth // 100 % 100, birth % 100
    cannot = (drawn == BIRTH_DAMAGE.index("birth_swapped")) & ((day > 12) | (day == month))
    leap_day = (drawn == BIRTH_DAMAGE.index("birth_year_off")) & (birth % 10_000 == 229)
    return np.where(cannot | leap_day, NONE, drawn)


def written_births(county: County, birth_damage: np.ndarray) -> np.ndarray:
    """The birth dates of the payroll (yyyymmdd) as the clerk wrote them."""
    birth: np.ndarray = county.people.birth[county.holdings["payroll"].owner]
    if not (birth_damage != NONE).any():
        return birth
    rng = stream(county.seed, "birth writing")
    year, month, day = birth // 10_000, birth // 100 % 100, birth % 100
    swapped = year * 10_000 + day * 100 + month
    solar = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    lunar = solar.astype("datetime64[D]") + (day - 1) - rng.integers(*_LUNAR_DAYS, len(birth))
    texts = np.strings.replace(lunar.astype(np.str_), "-", "")
    year_off = birth + np.where(rng.random(len(birth)) < 0.5, 10_000, -10_000)
    written: np.ndarray = np.select(
        [birth_damage == place for place in range(len(BIRTH_DAMAGE))],
        [swapped, texts.astype(np.int64), year_off],
        birth,
    )
    return written
