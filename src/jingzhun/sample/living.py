"""How each household of the roll lives: why it is poor, its income, house and land, in agreement with its members."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from jingzhun.sample.chance import join_text, pick_text, some, stream
from jingzhun.sample.circumstances import CHRONIC, DISABLED, HEALTHY, SEVERE, WEAK, Circumstances
from jingzhun.sample.county import County

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
#: A household counts as lifted out of poverty only when it was listed by then.
_LISTED_EARLY = ("2013-12", "2014-06")
LIFTED_SHARE, ALLOWANCE_SHARE, HARDSHIP_SHARE = 0.35, 0.30, 0.25
LIFTED, NOT_LIFTED = "已脱贫", "未脱贫"
#: 元 a head and year: below the line of 2,855 元 before, well above it after.
_POOR_INCOME, _LIFTED_INCOME = (1_250, 2_700), (3_900, 7_800)


@dataclass(frozen=True)
class Living:
    """One entry a household in every array, named like the fields of the roll; amounts in 元 a year.

    Attributes:
        wage, business, rent, transfer: the parts of the income of the whole household.
        lifted, allowance, hardship: out of poverty, on 低保, on 特困供养.
    """

    cause: np.ndarray
    lifted: np.ndarray
    allowance: np.ndarray
    hardship: np.ndarray
    wage: np.ndarray
    business: np.ndarray
    rent: np.ndarray
    transfer: np.ndarray
    size: np.ndarray
    unsafe_house: np.ndarray
    unsafe_water: np.ndarray
    house_area: np.ndarray
    farmland: np.ndarray
    bank_account: np.ndarray

    @property
    def income(self) -> np.ndarray:
        """元 a head and year, two decimals."""
        together = self.wage + self.business + self.rent + self.transfer
        return np.asarray(np.round(together / self.size, 2))


def draw_living(county: County, facts: Circumstances, identified: np.ndarray) -> tuple[Living, Circumstances]:
    """Draw how every household lives; somebody in it is made ill or disabled where that is why it is poor.

    Args:
        county: the county.
        facts: how its people live.
        identified: when each household was listed.

    Returns:
        The households, and the people with the health that the causes ask for.
    """
    rng = stream(county.seed, "living")
    roll, households = county.roll, len(county.roll.household_id)
    facts, cause = _causes(rng, county, facts)
    size = np.bincount(roll.household, minlength=households)
    lifted = np.isin(identified, _LISTED_EARLY) & (rng.random(households) < LIFTED_SHARE)
    cannot_work = ~any_of(county, np.isin(facts.labour, ("普通劳动力", "技能劳动力", WEAK)))
    alone = (size == 1) & cannot_work & any_of(county, facts.age >= 60) & ~any_of(county, facts.marital == "已婚")
    hardship = alone & (rng.random(households) < HARDSHIP_SHARE)
    allowance = ~hardship & (rng.random(households) < ALLOWANCE_SHARE)
    low, high = np.where(lifted, _LIFTED_INCOME[0], _POOR_INCOME[0]), np.where(lifted, *_ends(lifted))
    together = np.round((low + rng.random(households) * (high - low)) / 10) * 10 * size
    worked = np.where(any_of(county, facts.able), 0.35 + 0.3 * rng.random(households), 0.0)
    farmed = np.where(cannot_work, 0.0, 0.1 + 0.2 * rng.random(households))
    wage, business = np.round(together * worked), np.round(together * farmed)
    rent = np.round(together * 0.03 * (rng.random(households) < 0.3))
    unsafe = ~lifted & (rng.random(households) < 0.08)
    digits = np.char.zfill(rng.integers(0, 10**12, households).astype(np.str_), 12)
    living = Living(
        cause=cause,
        lifted=lifted,
        allowance=allowance,
        hardship=hardship,
        wage=wage,
        business=business,
        rent=rent,
        transfer=together - wage - business - rent,
        size=size,
        unsafe_house=unsafe,
        unsafe_water=~lifted & (rng.random(households) < 0.02),
        house_area=np.round(18 + 22 * size * (0.6 + rng.random(households))),
        farmland=np.round(0.3 + size * rng.random(households), 1),
        # No bank's cards begin with 9000, and the last digits are drawn without the check digit of a card.
        bank_account=join_text("9000999", digits),
    )
    return living, facts


def any_of(county: County, of_person: np.ndarray) -> np.ndarray:
    """Whether anybody of a household (one entry a household) is one of the persons."""
    there = np.zeros(len(county.roll.household_id), dtype=bool)
    there[county.roll.household[of_person[county.roll.person]]] = True
    return there


def _ends(lifted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.full(len(lifted), _LIFTED_INCOME[1]), np.full(len(lifted), _POOR_INCOME[1])


def _causes(rng: np.random.Generator, county: County, facts: Circumstances) -> tuple[Circumstances, np.ndarray]:
    """Main cause of every household, as far as its members allow it."""
    households = len(county.roll.household_id)
    cause = pick_text(rng, CAUSES, households)
    instead = pick_text(rng, {"因病": 0.7, "缺资金": 0.15, "缺技术": 0.15}, households)
    has_able = any_of(county, facts.able)
    cause = np.where((cause == "因学") & ~any_of(county, facts.student), instead, cause)
    cause = np.where((cause == "缺劳力") & has_able, instead, cause)
    cause = np.where(~has_able & np.isin(cause, ("缺技术", "缺资金", "自身发展动力不足")), "缺劳力", cause)
    health, labour = facts.health.copy(), facts.labour.copy()
    disability = facts.disability.copy()
    for wanted, known, given in (("因病", (CHRONIC, SEVERE), SEVERE), ("因残", (DISABLED,), DISABLED)):
        here = (cause == wanted) & ~any_of(county, np.isin(health, known))
        for household in np.flatnonzero(here):
            persons = county.roll.person[county.roll.household == household]
            grown = persons[(facts.age[persons] >= 16) & (health[persons] == HEALTHY)]
            chosen = some(rng, grown if len(grown) else persons, 1)
            health[chosen] = CHRONIC if given == SEVERE and rng.random() < 0.6 else given
            disability[chosen] = f"4{int(rng.integers(2, 5))}" if given == DISABLED else ""
    burdened = (
        np.isin(health, (SEVERE, DISABLED)) & (facts.health != health) & np.isin(labour, ("普通劳动力", "技能劳动力"))
    )
    labour = np.where(burdened, WEAK, labour)
    disability = np.where(health == DISABLED, disability, "")
    return dataclasses.replace(facts, health=health, labour=labour, disability=disability), cause
