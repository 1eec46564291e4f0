"""Which cells are damaged, and how often: independent on both sides of a link, within what can be told.

The rates are the project's own estimates, from the kinds of damage that audits of such lists report. Damage
that would make a person indistinguishable from another (a masked number where both name and last digits
are shared, no number where the village has two people of the name) is not dealt out: a doubt that rests on it
could be confirmed by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jingzhun.sample.chance import join_text, pick
from jingzhun.sample.misspelling import NAME_FORMS, NUMBER_FORMS
from jingzhun.sample.names import table
from jingzhun.sample.people import People
from jingzhun.sample.places import Places
from jingzhun.sample.settings import DamageSettings


@dataclass(frozen=True, slots=True)
class Rate:
    """Share of cells that get one kind of damage, where the cell can suffer it at all.

    Attributes:
        key: the damage, as the truth names it.
        roll, register, payroll: share on the roll, in vehicles and property, and in the payroll.
        form_only: nothing is lost: cleaning restores the value.
        weak: so much is lost that the name and the place must carry the link.
        on_request: only dealt out where all kinds of damage are asked for.
    """

    key: str
    roll: float
    register: float
    payroll: float
    form_only: bool = False
    weak: bool = False
    on_request: bool = False

    def share(self, column: str, damage: DamageSettings) -> float:
        """Share of the cells of one column (``roll``, ``register`` or ``payroll``), before the factor."""
        return float(getattr(self, column)) if damage.all_kinds or not self.on_request else 0.0


NUMBER_RATES = (
    Rate("number_15", 0.009, 0.010, 0.006),  # the form before 1999; only for people born in the 1900s
    Rate("number_rounded", 0.017, 0.012, 0.010),  # typed into a number cell: 15 digits remain
    Rate("number_float", 0.006, 0.008, 0.010),  # passed through a float column of a database
    Rate("number_masked", 0.006, 0.006, 0.004, weak=True),  # exported for publication
    Rate("number_masked_tail", 0.003, 0.003, 0.002, weak=True),
    Rate("number_missing", 0.008, 0.010, 0.003, weak=True),
    Rate("number_wrong_digit", 0.010, 0.009, 0.008),  # birth date, sequence or check digit
    Rate("number_swapped", 0.008, 0.007, 0.006),  # two neighbouring digits
    Rate("number_digit_lost", 0.006, 0.005, 0.005),
    Rate("number_digit_added", 0.004, 0.004, 0.004),
    Rate("number_fullwidth", 0.005, 0.005, 0.006, form_only=True),
    Rate("number_spaced", 0.010, 0.010, 0.014, form_only=True),  # spaces, quotes, tabs, dashes
    Rate("number_lowercase_x", 0.060, 0.060, 0.060, form_only=True),  # of the numbers that end in X
)
NAME_RATES = (
    Rate("name_homophone", 0.018, 0.018, 0.014),
    Rate("name_similar", 0.011, 0.010, 0.008),
    Rate("name_traditional", 0.010, 0.010, 0.010),
    Rate("name_spaced", 0.110, 0.110, 0.150, form_only=True),  # of the names of two characters
    Rate("name_rare_missing", 0.220, 0.250, 0.200),  # of the names with a rare character
    Rate("name_rare_replaced", 0.120, 0.120, 0.100),
    Rate("name_dot", 0.300, 0.300, 0.300, form_only=True),  # of the names with a middle dot
    Rate("name_order_swapped", 0.003, 0.003, 0.003, on_request=True),
    Rate("name_character_lost", 0.004, 0.004, 0.003, on_request=True),  # of the names of three characters
    Rate("name_pinyin", 0.003, 0.004, 0.003, on_request=True),  # one character by its reading
    Rate("name_taken_apart", 0.060, 0.060, 0.060, on_request=True),  # of the names that hold such a character
)
_NUMBER_PLACE = {rate.key: place for place, rate in enumerate(NUMBER_RATES)}
_NAME_PLACE = {rate.key: place for place, rate in enumerate(NAME_RATES)}
NONE = -1
_NUMBER_WEAK = np.array([*(rate.weak for rate in NUMBER_RATES), False])  # the last entry is for NONE (-1)
_NUMBER_HARD = np.array([*(not rate.form_only for rate in NUMBER_RATES), False])
_NAME_HARD = np.array([*(not rate.form_only for rate in NAME_RATES), False])


@dataclass
class Mentions:
    """Persons as one table mentions them: one entry a person named in a row.

    Attributes:
        row: 0-based place of the row in its table.
        person: index into ``People``.
        number_damage, name_damage: index into the rates, -1 for none.
        number, name: as written in the cell.
        stored_as_number: whether the cell holds a number rounded by the spreadsheet, not a text.
    """

    row: np.ndarray
    person: np.ndarray
    number_damage: np.ndarray
    name_damage: np.ndarray
    number: np.ndarray = field(default_factory=lambda: np.array([], dtype=object))
    name: np.ndarray = field(default_factory=lambda: np.array([], dtype=object))
    stored_as_number: np.ndarray = field(default_factory=lambda: np.array([], dtype=bool))

    @property
    def weak(self) -> np.ndarray:
        """Whether the number is masked or missing."""
        drawn: np.ndarray = _NUMBER_WEAK[self.number_damage]
        return drawn

    @property
    def hard(self) -> np.ndarray:
        """How many of number and name lost something (0, 1 or 2)."""
        drawn: np.ndarray = _NUMBER_HARD[self.number_damage].astype(int) + _NAME_HARD[self.name_damage]
        return drawn

    def number_is(self, key: str) -> np.ndarray:
        """Which mentions have one kind of number damage."""
        found: np.ndarray = self.number_damage == _NUMBER_PLACE[key]
        return found

    def name_is(self, key: str) -> np.ndarray:
        """Which mentions have one kind of name damage."""
        found: np.ndarray = self.name_damage == _NAME_PLACE[key]
        return found

    def set_number(self, where: np.ndarray, key: str) -> None:
        """Give mentions one kind of number damage."""
        self.number_damage[where] = _NUMBER_PLACE[key]

    def mend(self, where: np.ndarray) -> None:
        """Take all damage back."""
        self.number_damage[where] = NONE
        self.name_damage[where] = NONE

    def keys(self, place: int) -> list[str]:
        """The damage of one mention, as the truth names it."""
        number, name = int(self.number_damage[place]), int(self.name_damage[place])
        return [NUMBER_RATES[number].key] * (number != NONE) + [NAME_RATES[name].key] * (name != NONE)


@dataclass(frozen=True)
class Suffers:
    """Which damage each person's number and name can suffer without becoming somebody else's.

    Attributes:
        number: (persons, kinds of number damage).
        name: (persons, kinds of name damage).
    """

    number: np.ndarray
    name: np.ndarray

    @property
    def without_number(self) -> np.ndarray:
        """Who can still be told apart where the number is missing, one entry a person."""
        possible: np.ndarray = self.number[:, _NUMBER_PLACE["number_missing"]]
        return possible


def what_can_suffer(people: People, places: Places) -> Suffers:
    """Work out for everybody which damage is possible and leaves the person distinguishable."""
    birth, name = people.birth.astype(np.str_), people.name
    shares_birth = _shared(join_text(name, "|", birth))
    shares_end = _shared(join_text(name, "|", (people.body % 1000).astype(np.str_), "|", people.check))
    home = join_text(places.township[people.village], places.core[people.village])
    shares_village = _shared(join_text(name, "|", home))
    number = np.ones((len(name), len(NUMBER_RATES)), dtype=bool)
    number &= ~shares_birth[:, None]
    number[:, _NUMBER_PLACE["number_15"]] &= people.birth < 20_000_000
    for key in ("number_rounded", "number_float"):
        number[:, _NUMBER_PLACE[key]] &= people.check != 10
    number[:, _NUMBER_PLACE["number_lowercase_x"]] &= people.check == 10
    number[:, _NUMBER_PLACE["number_masked"]] &= ~shares_end
    number[:, _NUMBER_PLACE["number_missing"]] &= ~shares_village
    rare = np.zeros(len(name), dtype=bool)
    for character in table("confusions")["rare"]:
        rare |= np.char.find(name, character) >= 0
    dotted = np.char.find(name, "·") >= 0
    names = np.ones((len(name), len(NAME_RATES)), dtype=bool)
    names[:, _NAME_PLACE["name_spaced"]] = np.char.str_len(name) == 2
    names[:, _NAME_PLACE["name_rare_missing"]] = rare
    names[:, _NAME_PLACE["name_rare_replaced"]] = rare
    names[:, _NAME_PLACE["name_dot"]] = dotted
    names[:, _NAME_PLACE["name_order_swapped"]] = ~dotted
    names[:, _NAME_PLACE["name_character_lost"]] = (np.char.str_len(name) == 3) & ~dotted
    names[:, _NAME_PLACE["name_pinyin"]] = ~dotted
    taken_apart = np.zeros(len(name), dtype=bool)
    for character in table("confusions")["taken_apart"]:
        taken_apart |= np.char.find(name, character) >= 1
    names[:, _NAME_PLACE["name_taken_apart"]] = taken_apart & ~dotted
    return Suffers(number, names)


def _shared(keys: np.ndarray) -> np.ndarray:
    """Which entries occur more than once."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    shared: np.ndarray = counts[inverse] > 1
    return shared


def draw_damage(
    rng: np.random.Generator,
    row: np.ndarray,
    person: np.ndarray,
    suffers: Suffers,
    column: str,
    damage: DamageSettings,
) -> Mentions:
    """Deal out damage to the mentions of one table.

    Args:
        rng: random numbers.
        row: row of each mention.
        person: person of each mention.
        suffers: what is possible.
        column: which rates hold: ``roll``, ``register`` or ``payroll``.
        damage: how much.
    """
    drawn = []
    for rates, suffered in ((NUMBER_RATES, suffers.number), (NAME_RATES, suffers.name)):
        shares, possible = [rate.share(column, damage) for rate in rates], suffered[person]
        kind = pick(rng, [*shares, 1 - sum(shares)], len(row))
        kind = np.where(kind == len(rates), NONE, kind)
        kind = np.where((kind != NONE) & possible[np.arange(len(row)), kind], kind, NONE)
        drawn.append(_scaled(rng, kind, np.array(shares) * possible, damage.factor))
    mentions = Mentions(row, person, drawn[0], drawn[1])
    mentions.name_damage[mentions.weak] = NONE
    return mentions


def _scaled(rng: np.random.Generator, kind: np.ndarray, shares: np.ndarray, factor: float) -> np.ndarray:
    """Damage with every rate multiplied: some of it taken back, or dealt out again to the undamaged.

    Args:
        rng: random numbers; none are drawn where the factor is 1.
        kind: damage as drawn by the plain rates, one entry a mention.
        shares: (mentions, kinds of damage), 0 where a kind is impossible.
        factor: multiplies the rates, as far as a cell's rates do not exceed 1 together.
    """
    if factor == 1:
        return kind
    chance = rng.random(len(kind))
    if factor < 1:
        return np.where(chance < factor, kind, NONE)
    together = shares.sum(axis=1)
    wanted = np.minimum(factor * together, 1.0)
    # Of those whom the plain rates left undamaged, so many that all in all the wanted share is damaged.
    again = np.divide(wanted - together, 1 - together, out=np.zeros(len(kind)), where=together < 1)
    edges = np.cumsum(shares, axis=1) / np.maximum(together, np.finfo(float).tiny)[:, None]
    drawn = (rng.random(len(kind))[:, None] >= edges).sum(axis=1)
    drawn = np.minimum(drawn, shares.shape[1] - 1)
    return np.where((kind == NONE) & (chance < again), drawn, kind)


def write_mentions(rng: np.random.Generator, mentions: Mentions, people: People, workbook: bool) -> None:
    """Fill in what the cells say; damage that changes nothing, or hits another's number, is taken back.

    Args:
        rng: random numbers.
        mentions: filled in place.
        people: whose names and numbers they are.
        workbook: whether a cell can hold a number instead of a text.
    """
    mentions.number = people.number[mentions.person].astype(object)
    mentions.name = people.name[mentions.person].astype(object)
    everybody = set(people.number.tolist())
    for place in np.flatnonzero(mentions.number_damage != NONE):
        key = NUMBER_RATES[mentions.number_damage[place]].key
        written = NUMBER_FORMS[key](rng, mentions.number[place])
        if written in everybody:
            mentions.number_damage[place] = NONE
        else:
            mentions.number[place] = written
    for place in np.flatnonzero(mentions.name_damage != NONE):
        key = NAME_RATES[mentions.name_damage[place]].key
        written = NAME_FORMS[key](rng, mentions.name[place])
        if written == mentions.name[place]:
            mentions.name_damage[place] = NONE
        mentions.name[place] = written
    mentions.stored_as_number = mentions.number_is("number_rounded") & workbook
