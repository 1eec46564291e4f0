"""Who owns what: the planned doubts, what the poor own innocently, lookalikes' assets, everybody else's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample import settings as knobs
from jingzhun.sample.chance import pick, pick_text, some
from jingzhun.sample.kinds import DOUBTFUL_KINDS, PAYROLL, PROPERTY, VEHICLES
from jingzhun.sample.outsiders import Lookalikes
from jingzhun.sample.people import People
from jingzhun.sample.roll import Members
from jingzhun.sample.settings import CountySettings

REGISTERS = ("vehicles", "property", "payroll")
#: Ages at which a person may hold a licence, own a house, and be in public service.
DRIVING, OWNING, SERVING = (18, 72), (20, 95), (22, 59)
RETIREMENT = 60
SECOND_VEHICLE_SHARE = 0.1
CO_OWNER_SHARE = {"roll": 0.4, "others": 0.14}
ORGANISATION_SHARE = 0.015  # of the vehicles belong to firms and offices
LOOKALIKE_REGISTERS = {"vehicles": 0.58, "property": 0.30, "payroll": 0.12}
NOBODY = -1


@dataclass(frozen=True)
class Holdings:
    """The rows of one register, in the order of its file.

    Attributes:
        owner: index into ``People``, -1 for an organisation.
        co_owner: a second owner, -1 for none.
        kind: key into the kinds of this register.
        without_number: rows that bear no number on purpose (namesakes of other townships).
    """

    owner: np.ndarray
    co_owner: np.ndarray
    kind: np.ndarray
    without_number: np.ndarray

    def __len__(self) -> int:
        return len(self.owner)


@dataclass(frozen=True)
class Plan:
    """What makes households doubtful.

    Attributes:
        owners: register → persons who get a doubtful row in it.
        moved, into: persons counted twice, and the second household of each.
    """

    owners: dict[str, np.ndarray]
    moved: np.ndarray
    into: np.ndarray


def plan_doubts(rng: np.random.Generator, settings: CountySettings, members: Members, age: np.ndarray) -> Plan:
    """Choose exactly ``settings.doubtful`` households and the persons on whom their doubts rest."""
    working = (age >= SERVING[0]) & (age <= DRIVING[1] - 4)
    by_household = np.split(np.arange(len(age)), np.flatnonzero(np.diff(members.household)) + 1)
    eligible = np.unique(members.household[working])
    chosen = some(rng, eligible, settings.doubtful)
    pairs = round(len(chosen) * knobs.REASON_SHARES["duplicate"] / 2)
    first, second = chosen[:pairs], chosen[pairs : 2 * pairs]
    moved = np.array([_counted_twice(rng, by_household[household]) for household in first], dtype=np.int64)
    rest = chosen[2 * pairs :]
    vehicles = round(len(chosen) * knobs.REASON_SHARES["vehicles"])
    property_ = round(len(chosen) * knobs.REASON_SHARES["property"])
    reasons = dict(zip(REGISTERS, np.split(rest, [vehicles, vehicles + property_]), strict=True))
    for household in some(rng, chosen, round(len(chosen) * knobs.SECOND_REASON_SHARE)):
        others = [register for register in REGISTERS if household not in reasons[register]]
        register = others[int(rng.integers(0, len(others)))]
        reasons[register] = np.append(reasons[register], household)
    owners = {}
    for register, households in reasons.items():
        persons = [_owner(rng, by_household[household], working, moved) for household in households]
        owners[register] = np.array([person for person in persons if person != NOBODY], dtype=np.int64)
    return Plan(owners, moved, into=second)


def _counted_twice(rng: np.random.Generator, household: np.ndarray) -> int:
    """Anybody but the head, unless the head lives alone."""
    return int(household[rng.integers(1, len(household))] if len(household) > 1 else household[0])


def _owner(rng: np.random.Generator, household: np.ndarray, working: np.ndarray, moved: np.ndarray) -> int:
    able = household[working[household] & ~np.isin(household, moved)]
    return int(able[rng.integers(0, len(able))]) if len(able) else NOBODY


class Ledger:
    """Collects the rows of one register, to be shuffled into the order of its file."""

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []

    def add(
        self,
        owner: np.ndarray,
        kind: np.ndarray,
        co_owner: np.ndarray | None = None,
        without_number: np.ndarray | None = None,
    ) -> None:
        """Add rows; without co-owners and with numbers where these are not given."""
        nobody, numbered = np.full(len(owner), NOBODY), np.zeros(len(owner), dtype=bool)
        self._parts.append(
            (
                owner.astype(np.int64),
                nobody if co_owner is None else co_owner.astype(np.int64),
                kind.astype(np.str_),
                numbered if without_number is None else without_number,
            )
        )

    def __len__(self) -> int:
        return sum(len(part[0]) for part in self._parts)

    def shuffled(self, rng: np.random.Generator) -> Holdings:
        """All rows in random order, as a register knows no roll."""
        owner, co_owner, kind, without_number = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
        order = rng.permutation(len(owner))
        return Holdings(owner[order], co_owner[order], kind[order], without_number[order])


def add_doubts(rng: np.random.Generator, ledgers: dict[str, Ledger], plan: Plan, people: People) -> None:
    """The rows that make households doubtful."""
    vehicles = plan.owners["vehicles"]
    vehicles = np.concatenate([vehicles, vehicles[rng.random(len(vehicles)) < SECOND_VEHICLE_SHARE]])
    for register, owners in {**plan.owners, "vehicles": vehicles}.items():
        co_owner = None
        if register == "property":
            co_owner = _co_owners(rng, people, owners, CO_OWNER_SHARE["roll"])
        ledgers[register].add(owners, doubtful_kinds(rng, register, people.age[owners]), co_owner)


def doubtful_kinds(rng: np.random.Generator, register: str, age: np.ndarray) -> np.ndarray:
    """A kind that the policy doubts for each owner; whoever is past the age has retired."""
    kind = pick_text(rng, DOUBTFUL_KINDS[register], len(age))
    if register != "payroll":
        return kind
    in_service = pick_text(rng, {**DOUBTFUL_KINDS[register], "retired": 0.0}, len(age))
    return np.where(age >= RETIREMENT, "retired", np.where(kind == "retired", in_service, kind))


def add_innocent(
    rng: np.random.Generator, ledgers: dict[str, Ledger], households: int, people: People, members: int
) -> None:
    """What roll members own without any doubt; ``members`` are the first persons of ``people``."""
    age = people.age[:members]
    for kind, rate in knobs.INNOCENT_RATES.items():
        count = round(rate * households)
        if kind in VEHICLES:
            owners = some(rng, _aged(age, DRIVING), count)
            ledgers["vehicles"].add(owners, np.full(len(owners), kind))
        elif kind in PROPERTY:
            owners = some(rng, _aged(age, OWNING), count)
            ledgers["property"].add(
                owners, np.full(len(owners), kind), _co_owners(rng, people, owners, CO_OWNER_SHARE["others"])
            )
        else:
            owners = some(rng, _aged(age, (PAYROLL[kind].youngest, PAYROLL[kind].oldest)), count)
            ledgers["payroll"].add(owners, np.full(len(owners), kind))


def add_lookalikes(
    rng: np.random.Generator, ledgers: dict[str, Ledger], lookalikes: Lookalikes, first: int, people: People
) -> None:
    """An asset that the policy would doubt for everyone who resembles a roll member; ``first`` is their index."""
    persons = first + np.arange(len(lookalikes.resembles))
    register_of = pick_text(rng, LOOKALIKE_REGISTERS, len(persons))
    # A child's neighbour by number is a child: too young for a post, not for a flat.
    register_of = np.where(people.age[persons] < SERVING[0], "property", register_of)
    for register in REGISTERS:
        here = register_of == register
        kinds = doubtful_kinds(rng, register, people.age[persons[here]])
        ledgers[register].add(persons[here], kinds, without_number=lookalikes.without_number[here])


def add_others(
    rng: np.random.Generator,
    ledgers: dict[str, Ledger],
    settings: CountySettings,
    people: People,
    outsiders: np.ndarray,
) -> None:
    """Fill the registers up to their size with rows of people outside the roll."""
    age = people.age[outsiders]
    missing = max(settings.vehicles - len(ledgers["vehicles"]), 0)
    owners = outsiders[_aged(age, DRIVING)][rng.integers(0, len(_aged(age, DRIVING)), missing)]
    owners = np.where(rng.random(missing) < ORGANISATION_SHARE, NOBODY, owners)
    shares = {kind: vehicle.share for kind, vehicle in VEHICLES.items()}
    ledgers["vehicles"].add(owners, pick_text(rng, shares, missing))

    missing = max(settings.property - len(ledgers["property"]), 0)
    owners = outsiders[rng.integers(0, len(outsiders), missing)]
    kinds = pick_text(rng, {kind: house.share for kind, house in PROPERTY.items()}, missing)
    ledgers["property"].add(owners, kinds, _co_owners(rng, people, owners, CO_OWNER_SHARE["others"]))

    missing = max(settings.payroll - len(ledgers["payroll"]), 0)
    counts = np.bincount(pick(rng, [post.share for post in PAYROLL.values()], missing), minlength=len(PAYROLL))
    for (kind, post), count in zip(PAYROLL.items(), counts.tolist(), strict=True):
        candidates = outsiders[_aged(age, (post.youngest, post.oldest))]
        owners = some(rng, candidates, count)
        ledgers["payroll"].add(owners, np.full(len(owners), kind))


def _aged(age: np.ndarray, limits: tuple[int, int]) -> np.ndarray:
    return np.flatnonzero((age >= limits[0]) & (age <= limits[1]))


def _co_owners(rng: np.random.Generator, people: People, owners: np.ndarray, share: float) -> np.ndarray:
    """Husband or wife as co-owner of some of the rows."""
    drawn: np.ndarray = np.where(rng.random(len(owners)) < share, people.partner[owners], NOBODY)
    return drawn
