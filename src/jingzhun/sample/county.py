"""A synthetic county before anybody damaged its tables: people, roll, registers, and who is to be doubted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample.chance import stream
from jingzhun.sample.names import dominant_surnames
from jingzhun.sample.outsiders import PEOPLE_PER_ROW, draw_lookalikes, draw_outsiders
from jingzhun.sample.ownership import (
    REGISTERS,
    Holdings,
    Ledger,
    Plan,
    add_doubts,
    add_innocent,
    add_lookalikes,
    add_others,
    plan_doubts,
)
from jingzhun.sample.people import YEAR, People, with_numbers
from jingzhun.sample.places import Places, load_places
from jingzhun.sample.roll import Roll, draw_members, make_faults, write_down
from jingzhun.sample.settings import CountySettings


@dataclass(frozen=True)
class County:
    """All that is true in the county; the first ``members`` persons of ``people`` are those on the roll."""

    settings: CountySettings
    seed: int
    places: Places
    people: People
    members: int
    roll: Roll
    holdings: dict[str, Holdings]
    plan: Plan


def build_county(settings: CountySettings, seed: int) -> County:
    """Draw a county; the same settings and seed give the same county."""
    places = load_places(stream(seed, "places"), settings)
    dominant = dominant_surnames(stream(seed, "surnames"), places.count)
    members = draw_members(stream(seed, "members"), settings, places, dominant)
    rows = settings.vehicles + settings.property + settings.payroll
    outsiders = draw_outsiders(stream(seed, "outsiders"), round(rows * PEOPLE_PER_ROW), places, dominant)
    lookalikes = draw_lookalikes(stream(seed, "lookalikes"), members, settings.households, places)

    count, apart = len(members.relation), len(outsiders["name"])
    outsiders["partner"] = np.where(outsiders["partner"] >= 0, outsiders["partner"] + count, -1)
    drawn = {
        key: np.concatenate([members.columns[key], outsiders[key], lookalikes.columns[key]]) for key in members.columns
    }
    near = np.concatenate([members.near, np.full(apart, -1), lookalikes.near])
    people = with_numbers(stream(seed, "numbers"), drawn, near)

    age = YEAR - members.columns["birth"] // 10_000
    plan = plan_doubts(stream(seed, "plan"), settings, members, age)
    roll = write_down(members, places, plan.moved, plan.into)
    co_owners = people.partner[plan.owners["property"]]
    untouchable = np.concatenate([plan.moved, co_owners, *plan.owners.values()])
    roll = make_faults(stream(seed, "faults"), roll, untouchable)

    ledgers = {register: Ledger() for register in REGISTERS}
    add_doubts(stream(seed, "doubts"), ledgers, plan, people)
    add_innocent(stream(seed, "innocent"), ledgers, settings.households, people, count)
    add_lookalikes(stream(seed, "decoys"), ledgers, lookalikes, count + apart, people)
    add_others(stream(seed, "others"), ledgers, settings, people, count + np.arange(apart))
    order = stream(seed, "order")
    holdings = {register: ledger.shuffled(order) for register, ledger in ledgers.items()}
    return County(settings, seed, places, people, count, roll, holdings, plan)
