"""The named counties and their scale: every figure here is a knob of the generator, not a fact of the world."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountySettings:
    """Size of one synthetic county at its default population; another population scales all counts.

    Attributes:
        seed: used when none is given.
        population: inhabitants; only those who appear in some table are created.
        households: on the roll (3.3 members each on average).
        doubtful: households that a flawless office would doubt, exactly.
        vehicles, property, payroll: rows of the registers.
        townships: names of those that take part, all of the county when empty.
        villages: how many villages a township at most has on the roll, 0 for all.
    """

    seed: int
    population: int
    households: int
    doubtful: int
    vehicles: int
    property: int
    payroll: int
    townships: tuple[str, ...] = ()
    villages: int = 0

    def scaled(self, population: int | None) -> CountySettings:
        """The same county with another number of inhabitants."""
        if population is None:
            return self
        factor = population / self.population

        def count(figure: int) -> int:
            return max(1, round(figure * factor))

        return dataclasses.replace(
            self,
            population=population,
            households=count(self.households),
            doubtful=count(self.doubtful),
            vehicles=count(self.vehicles),
            property=count(self.property),
            payroll=count(self.payroll),
        )


@dataclass(frozen=True, slots=True)
class DamageSettings:
    """How much of what is written goes wrong, and how.

    Attributes:
        factor: every rate of damage is multiplied by it; a cell is never likelier to be damaged than surely.
        all_kinds: also the kinds of damage that a county does not have by itself: names in another order, short of a
            character, with pinyin or a character taken apart; birth dates with month and day exchanged or of the lunar
            year; a column of telephone numbers in the vehicle register.
    """

    factor: float = 1.0
    all_kinds: bool = False


USUAL_DAMAGE = DamageSettings()

#: 平和 had 696 doubtful households in 2016; the other figures are its order of magnitude then.
COUNTIES: dict[str, CountySettings] = {
    "pinghe": CountySettings(
        seed=2016,
        population=600_000,
        households=5_800,
        doubtful=696,
        vehicles=120_000,
        property=100_000,
        payroll=12_000,
    ),
    "demo": CountySettings(
        seed=28,
        population=12_000,
        households=300,
        doubtful=35,
        vehicles=1_900,
        property=1_400,
        payroll=400,
        townships=("小溪镇", "坂仔镇", "大溪镇", "九峰镇", "崎岭乡"),
        villages=8,
    ),
}

#: Reasons of the doubtful households: the share of those whose first reason it is. Each duplicate person
#: makes two households doubtful.
REASON_SHARES = {"vehicles": 0.45, "property": 0.30, "payroll": 0.13, "duplicate": 0.12}
#: Doubtful households with a second, different reason.
SECOND_REASON_SHARE = 0.08

#: What roll households own that must not be doubted: mean number of rows a household, by kind of asset.
INNOCENT_RATES = {
    "motorcycle": 0.24,
    "three_wheeler": 0.020,
    "tractor": 0.015,
    "dead_car": 0.042,  # scrapped, deregistered, transferred, stolen
    "mobility": 0.006,
    "homestead": 0.34,
    "resettlement": 0.055,
    "rebuilt": 0.012,
    "former_flat": 0.014,  # sold: the register keeps it as history
    "welfare_post": 0.050,
    "forest_guard": 0.013,
    "village_cadre": 0.008,
    "survivor": 0.006,
    "temporary": 0.006,
}

#: People outside the roll who look like somebody on it, per roll household. Each owns a car, a flat or a
#: salaried post, so that a careless match accuses somebody.
LOOKALIKE_RATES = {
    "namesake": 0.26,  # same name: same village, same township, or elsewhere
    "neighbour": 0.10,  # same birth date, sequence one digit off, valid check digit
    "same_address": 0.08,  # a relative who keeps house apart at the same address
}
#: Where namesakes live, by the person whose name they bear; the rest live in another township.
NAMESAKES_IN_SAME_VILLAGE = 0.22
NAMESAKES_IN_SAME_TOWNSHIP = 0.30
#: Namesakes of other townships whose register row bears no number.
NAMESAKES_WITHOUT_NUMBER = 0.25

#: Roll faults that call for correction, not for doubt: share of households.
WRONG_SIZE_SHARE = 0.018
NO_HEAD_SHARE = 0.004
TWO_HEADS_SHARE = 0.005
#: Share of roll members.
RELATION_AGAINST_SEX_SHARE = 0.003
COPIED_NUMBER_SHARE = 0.0015  # somebody else's number typed, with the member's own name
