"""What follows from register rows together with what else is wrong on the roll: names, numbers, accounts, work."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jingzhun.fields.idcard import check_character
from jingzhun.sample.damage import NUMBER_RATES, Mentions
from jingzhun.sample.faults.sheet import NAME, NUMBER, RELATION, Planted, Sheet, number_of
from jingzhun.sample.faults.statements import ACCOUNT, LABOUR
from jingzhun.sample.registers.table import Register

_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘ×", "0123456789XX")
#: Damage after which a number only looks different.
_WHOLE = tuple(rate.key for rate in NUMBER_RATES if rate.form_only)
_WITHOUT_LABOUR = ("无劳动力", "丧失劳动力")
#: Those who married into a household are registered elsewhere as often as not, and nobody is apart from himself.
_NOT_APART = ("户主", "配偶", "之儿媳", "之女婿", "之孙媳", "之孙女婿")
_SHORT_NAME = 2
_RETIRED = ("retired", "veteran", "survivor")
#: A rule about the roll → the rule about a register that finds the same fault.
_ALSO = {"JZ219": "JZ418", "JZ220": "JZ410", "JZ128": "JZ412", "JZ124": "JZ417"}


def what_follows(roll: Sheet, registers: tuple[Register, ...]) -> Iterable[Planted]:
    """Findings of rules that hold the roll against registers, beside those that were planted for them.

    Args:
        roll: the roll with all faults planted.
        registers: the further registers; without them only what the payroll says.
    """
    yield from _paid_without_labour(roll)
    if not registers:
        return
    by_kind = {register.layout.register: register for register in registers}
    for fault in list(roll.planted):
        if fault.code in _ALSO and fault.cause == "planted":
            yield Planted(_ALSO[fault.code], fault.place, "follows")
        if fault.code == "JZ221" and not ((roll.age >= 16) & (roll.age <= 24))[roll.rows_of(fault.place)].any():
            yield Planted("JZ415", fault.place, "follows")
    yield from _without_labour(roll, "JZ423", by_kind["housing_fund"])
    yield from _against_registration(roll, by_kind["household_registration"])
    yield from _counted_twice(roll)
    yield from _accounts(roll, by_kind["subsidies"])
    yield from _paid_but_not_listed(roll, by_kind["subsidies"])
    yield from _listed_but_not_paid(roll, by_kind["subsidies"])


def _paid_without_labour(roll: Sheet) -> Iterable[Planted]:
    payroll = roll.county.holdings["payroll"]
    rows = np.flatnonzero((payroll.owner < roll.county.members) & ~np.isin(payroll.kind, _RETIRED))
    for row in rows.tolist():
        for place in np.flatnonzero(roll.person == payroll.owner[row]).tolist():
            if roll.cells[LABOUR][place] in _WITHOUT_LABOUR:
                yield Planted("JZ424", place, "follows", register="payroll", row=row)


def _without_labour(roll: Sheet, code: str, register: Register) -> Iterable[Planted]:
    running = ~np.isin(register.cells["账户状态"], ("封存",))
    for place, row in _met(roll, register.mentions):
        if running[row] and roll.cells[LABOUR][place] in _WITHOUT_LABOUR:
            yield Planted(code, place, "follows", register=register.layout.register, row=row)


def _against_registration(roll: Sheet, register: Register) -> Iterable[Planted]:
    """Numbers of the roll that the police know better, and names that are somebody else's."""
    people, renamed = roll.county.people, roll.cells[NAME].astype(str) != roll.written.roll.name.astype(str)
    mentions, kind = register.mentions, register.layout.register
    sound = ~_number_lost(mentions)
    for place, row in _met(roll, mentions):
        cell = str(roll.cells[NUMBER][place])
        if sound[row] and not _is_sound(cell) and not cell.startswith("H"):
            yield Planted("JZ406", place, "follows", register=kind, row=row)
        person = roll.person[place]
        name, own = str(roll.cells[NAME][place]), cell == number_of(int(people.body[person]))
        if sound[row] and renamed[place] and own and _is_another(name, str(people.name[person])):
            yield Planted("JZ405", place, "follows", register=kind, row=row)


def _counted_twice(roll: Sheet) -> Iterable[Planted]:
    """The police have one household number for somebody who is counted in two households."""
    plan, county = roll.county.plan, roll.county
    first = np.unique(county.roll.person, return_index=True)[1]
    for person in plan.moved.tolist():
        rows = np.flatnonzero(roll.person == person)
        own = county.roll.household[first[person]]
        for row in rows.tolist():
            yield Planted("JZ409", int(roll.head_row[row]), "follows")
            if county.roll.household[row] != own and roll.cells[RELATION][row] not in _NOT_APART:
                yield Planted("JZ408", row, "follows")


def _accounts(roll: Sheet, register: Register) -> Iterable[Planted]:
    """Money that goes to another account than the roll has."""
    listed = set(roll.column(ACCOUNT).tolist())
    for place, row in _met(roll, register.mentions):
        account, paid = str(roll.cells[ACCOUNT][place]), str(register.cells["一卡通账号"][row])
        if account != paid and len(account) >= 12:
            yield Planted("JZ430" if paid in listed else "JZ429", place, "follows", register="subsidies", row=row)


def _paid_but_not_listed(roll: Sheet, register: Register) -> Iterable[Planted]:
    """低保 that is paid to a household of which no row says so."""
    listed = np.bincount(
        roll.household[roll.cells["享受低保政策情况"] == "农村低保"], minlength=roll.household.max() + 1
    )
    paid = register.cells["补贴项目"] == "农村低保金"
    for place, row in _met(roll, register.mentions):
        if paid[row] and not listed[roll.household[place]]:
            yield Planted("JZ428", place, "follows", register="subsidies", row=row)


def _listed_but_not_paid(roll: Sheet, register: Register) -> Iterable[Planted]:
    """Households of which a row says 低保 and nobody is paid it: such as have no head, or the head of another one."""
    listed = roll.cells["享受低保政策情况"] == "农村低保"
    paid = register.mentions.person[register.cells["补贴项目"] == "农村低保金"]
    households = np.setdiff1d(roll.household[listed], roll.household[np.isin(roll.person, paid)])
    for household in households.tolist():
        yield Planted("JZ427", int(np.flatnonzero(roll.household == household)[0]), "follows")


def _met(roll: Sheet, mentions: Mentions) -> Iterable[tuple[int, int]]:
    """Rows of the roll and of a register that speak of one person."""
    places: dict[int, list[int]] = {}
    for place, person in enumerate(roll.person.tolist()):
        places.setdefault(person, []).append(place)
    for row, person in enumerate(mentions.person.tolist()):
        for place in places.get(person, ()):
            yield place, row


def _is_another(name: str, true_name: str) -> bool:
    """Whether a name on the roll cannot be a slip for the true one."""
    short = name[:1] == true_name[:1] and max(len(name), len(true_name)) == _SHORT_NAME
    return bool(name) and not short and set(name[1:]).isdisjoint(true_name[1:])


def _number_lost(mentions: Mentions) -> np.ndarray:
    lost = mentions.number_damage >= 0
    for key in _WHOLE:
        lost &= ~mentions.number_is(key)
    return np.asarray(lost)


def _is_sound(cell: str) -> bool:
    """Whether a cell holds a sound number, however it is spaced, or one of the form before 1999."""
    plain = "".join(one for one in cell.translate(_FULL_WIDTH).upper() if one.isdigit() or one == "X")
    if any(one not in " '\t\u3000-" for one in cell.translate(_FULL_WIDTH).upper() if not one.isdigit() and one != "X"):
        return False
    if len(plain) == 15:
        return True
    return len(plain) == 18 and check_character(plain[:17]) == plain[17]
