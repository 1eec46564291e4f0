"""Who may stand in a further register: people of the roll, of households already in doubt, and outsiders."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jingzhun.sample.chance import some
from jingzhun.sample.county import County
from jingzhun.sample.faults.sheet import Sheet, Sites
from jingzhun.sample.people import YEAR
from jingzhun.sample.registers.proofs import codes_of


@dataclass(frozen=True)
class Scene:
    """The county as far as the further registers look at it.

    Attributes:
        county: the county.
        roll: the roll with its faults.
        sites: households where a fault may still be planted.
        died, died_and_paid: who died, and is paid a subsidy all the same, once the deaths are drawn.
        nursed: who is paid for being cared for without the grade for it, once the disabled are drawn.
    """

    county: County
    roll: Sheet
    sites: Sites
    died: list[int] = field(default_factory=list)
    died_and_paid: list[int] = field(default_factory=list)
    nursed: list[int] = field(default_factory=list)

    @property
    def scale(self) -> int:
        """Households of the roll."""
        return len(self.county.roll.household_id)

    @property
    def members(self) -> np.ndarray:
        """Everybody on the roll, as index into ``People``."""
        return np.arange(self.county.members)

    @property
    def age(self) -> np.ndarray:
        """Full years of everybody on the roll."""
        return self.roll.true.facts.age

    def count(self, share: float) -> int:
        """So many for every household of the roll, at least one."""
        return max(1, round(self.scale * share))

    def outsiders(self, rng: np.random.Generator, count: int, ages: tuple[int, int] = (18, 95)) -> np.ndarray:
        """Different people who are not on the roll, of some ages (both ends included)."""
        age = YEAR - self.county.people.birth // 10_000
        apart = np.arange(len(age)) >= self.county.members
        return some(rng, np.flatnonzero(apart & (age >= ages[0]) & (age <= ages[1])), count)

    def lookalikes(self, rng: np.random.Generator, count: int, ages: tuple[int, int] = (18, 95)) -> np.ndarray:
        """People outside the roll who bear a name that somebody on it bears too."""
        people = self.county.people
        age = YEAR - people.birth // 10_000
        alike = np.isin(people.name, np.unique(people.name[: self.county.members]))
        alike[: self.county.members] = False
        return some(rng, np.flatnonzero(alike & (age >= ages[0]) & (age <= ages[1])), count)

    def in_doubt(self, rng: np.random.Generator, where: np.ndarray, count: int) -> np.ndarray:
        """Persons of households that are to be doubted already, one of a household.

        Args:
            rng: random numbers.
            where: one boolean a person of the roll.
            count: how many.
        """
        plan, household = self.county.plan, self.household
        doubted = np.unique(household[np.concatenate(list(plan.owners.values()))])
        fit = where & np.isin(household, doubted) & ~np.isin(self.members, plan.moved)
        chosen = rng.permutation(np.flatnonzero(fit))
        _, first = np.unique(household[chosen], return_index=True)
        return np.asarray(chosen[np.sort(first)][:count])

    def anybody(self, rng: np.random.Generator, where: np.ndarray, count: int) -> np.ndarray:
        """Persons whose row on the roll is undamaged, for register rows that accuse nobody.

        Args:
            rng: random numbers.
            where: one boolean a person of the roll.
            count: how many.
        """
        mentions = self.roll.written.roll
        hurt = np.isin(self.members, self.roll.person[(mentions.hard > 0) | mentions.weak])
        return some(rng, np.flatnonzero(where & ~hurt & ~np.isin(self.members, self.county.plan.moved)), count)

    def spare(self, where: np.ndarray, count: int) -> np.ndarray:
        """Persons of sound households where nothing else has been planted, one of a household.

        Args:
            where: one boolean a person of the roll.
            count: how many.
        """
        rows = list(self.sites.take(where[self.roll.person], count))
        return np.asarray(self.roll.person[rows], dtype=np.int64)

    @property
    def household(self) -> np.ndarray:
        """The (first) household of everybody on the roll."""
        return np.asarray(self.county.roll.household[self._first])

    @property
    def head(self) -> np.ndarray:
        """Who is the head of a household."""
        return np.asarray(self.county.roll.relation[self._first] == "户主")

    @property
    def relation(self) -> np.ndarray:
        """Everybody's relation to the head."""
        return np.asarray(self.county.roll.relation[self._first])

    @property
    def labour(self) -> np.ndarray:
        """What everybody can work, as the roll says it."""
        return self.said("劳动技能")

    def said(self, header: str) -> np.ndarray:
        """What the roll says of everybody (in the first row of who stands there twice)."""
        return np.asarray(self.roll.column(header)[self._first])

    @property
    def cause_of_person(self) -> np.ndarray:
        """Why everybody's household is poor."""
        return np.asarray(self.roll.true.living.cause[self.household])

    def count_of(self, where: np.ndarray) -> np.ndarray:
        """How many of some persons everybody's household counts."""
        return np.asarray(np.bincount(self.household[where], minlength=self.scale)[self.household])

    def without_row(self, kind: str, persons: np.ndarray) -> None:
        """Note what must be found because a register does not hold somebody."""
        for code in codes_of(kind):
            for place in np.flatnonzero(np.isin(self.roll.person, persons)).tolist():
                self.roll.found(code, place)

    @property
    def _first(self) -> np.ndarray:
        return np.unique(self.county.roll.person, return_index=True)[1]
