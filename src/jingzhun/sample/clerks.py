"""What the clerks of each office wrote: who is mentioned where, with which damage.

No doubt may rest on what nobody could confirm. So where a link makes a household doubtful, at most one side
is weak (number masked or missing), the other is then sound, and no more than two things are lost in all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample.chance import stream
from jingzhun.sample.county import County
from jingzhun.sample.damage import (
    NONE,
    Mentions,
    Suffers,
    draw_damage,
    what_can_suffer,
    write_mentions,
)
from jingzhun.sample.kinds import DOUBTFUL_KINDS
from jingzhun.sample.misdated import draw_birth_damage
from jingzhun.sample.ownership import NOBODY, REGISTERS
from jingzhun.sample.settings import USUAL_DAMAGE, DamageSettings

MOST_LOST = 2


@dataclass(frozen=True)
class Written:
    """The county's tables as far as they mention persons.

    Attributes:
        roll: one mention a row.
        registers: register → mentions; a row with two owners has two, the owner's before the co-owner's.
        needs_address: rows of the vehicle register whose link cannot do without the owner's village.
        birth_damage: of every row of the payroll, index into ``misdated.BIRTH_DAMAGE``, -1 for none.
        damage: how much went wrong.
        suffers: which damage everybody's number and name can suffer.
    """

    roll: Mentions
    registers: dict[str, Mentions]
    needs_address: np.ndarray
    birth_damage: np.ndarray
    damage: DamageSettings
    suffers: Suffers


def write_persons(county: County, damage: DamageSettings = USUAL_DAMAGE) -> Written:
    """Write down every person in every table, with damage."""
    suffers = what_can_suffer(county.people, county.places)
    roll = _draw_roll(county, suffers, damage)
    write_mentions(stream(county.seed, "roll writing"), roll, county.people, workbook=True)
    copied = np.flatnonzero(county.roll.number_of != county.roll.person)
    roll.number[copied] = county.people.number[county.roll.number_of[copied]]
    registers, needs_address = {}, np.zeros(len(county.holdings["vehicles"]), dtype=bool)
    for register in REGISTERS:
        mentions = _draw_register(county, register, suffers, damage)
        doubtful = is_doubtful(county, register)[mentions.row] & (mentions.person < county.members)
        _restrain(mentions, doubtful, roll, county, register)
        if register == "vehicles":
            missing = mentions.number_is("number_missing") | _by_person(county, roll, roll.weak)[mentions.person]
            needs_address[mentions.row[doubtful & missing]] = True
        write_mentions(
            stream(county.seed, f"{register} writing"), mentions, county.people, workbook=register != "vehicles"
        )
        registers[register] = mentions
    return Written(roll, registers, needs_address, draw_birth_damage(county, damage), damage, suffers)


def is_doubtful(county: County, register: str) -> np.ndarray:
    """Which rows of a register the policy would doubt if their owner were on the roll."""
    doubtful: np.ndarray = np.isin(county.holdings[register].kind, list(DOUBTFUL_KINDS[register]))
    return doubtful


def _draw_roll(county: County, suffers: Suffers, damage: DamageSettings) -> Mentions:
    rng = stream(county.seed, "roll damage")
    person = county.roll.person
    roll = draw_damage(rng, np.arange(len(person)), person, suffers, "roll", damage)
    owners = county.plan.owners
    only_number = np.isin(person, np.concatenate([owners["property"], owners["payroll"]]))
    roll.number_damage[roll.number_is("number_missing") & only_number] = NONE
    for moved in county.plan.moved:
        rows = rng.permutation(np.flatnonzero(person == moved))
        roll.mend(rows[:1])
        if roll.weak[rows[1]] or roll.hard[rows[1]] > 1:
            roll.mend(rows[1:])
    copied = county.roll.number_of != person
    roll.mend(copied | np.isin(person, county.roll.number_of[copied]))
    return roll


def _draw_register(county: County, register: str, suffers: Suffers, damage: DamageSettings) -> Mentions:
    rng = stream(county.seed, f"{register} damage")
    holdings = county.holdings[register]
    owned, shared = np.flatnonzero(holdings.owner != NOBODY), np.flatnonzero(holdings.co_owner != NOBODY)
    row = np.concatenate([owned, shared])
    person = np.concatenate([holdings.owner[owned], holdings.co_owner[shared]])
    order = np.argsort(row, kind="stable")
    row, person = row[order], person[order]
    column = "payroll" if register == "payroll" else "register"
    mentions = draw_damage(rng, row, person, suffers, column, damage)
    # Two numbers in a cell stay aligned with their names, and are a text.
    together = np.isin(row, shared) & (mentions.number_is("number_missing") | mentions.number_is("number_rounded"))
    mentions.number_damage[together] = NONE
    nameless = holdings.without_number[row] & suffers.without_number[person]
    mentions.mend(nameless)
    mentions.set_number(nameless, "number_missing")
    return mentions


def _restrain(mentions: Mentions, doubtful: np.ndarray, roll: Mentions, county: County, register: str) -> None:
    """Take damage back where a doubt could not be confirmed."""
    roll_weak = _by_person(county, roll, roll.weak)[mentions.person]
    roll_hard = _by_person(county, roll, roll.hard)[mentions.person]
    mentions.mend(doubtful & roll_weak)
    mentions.mend(doubtful & (roll_hard + mentions.hard > MOST_LOST))
    nothing_left = mentions.weak & (roll_hard > 0)
    if register == "property":  # where a flat lies does not tell where its owner lives
        nothing_left |= mentions.number_is("number_missing")
    mentions.number_damage[doubtful & nothing_left] = NONE


def _by_person(county: County, roll: Mentions, values: np.ndarray) -> np.ndarray:
    """The largest of the values that a person has on the roll, one entry for every person of the county."""
    largest = np.zeros(len(county.people.name), dtype=values.dtype)
    np.maximum.at(largest, roll.person, values)
    return largest
