"""What the other pairs of a register say of a pair: rivals, members of the household, other names beside the number."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel
from jingzhun.match.grade import EXACT_NAMES, SharedNumber
from jingzhun.match.levels import IDENTIFYING_NUMBERS, NEAR_PLACES
from jingzhun.match.people import UNKNOWN_DIGIT
from jingzhun.match.score import RollSide
from jingzhun.match.weights import Weights

#: Two weights nearer than this are one: sums of floats may differ in the last digits.
SAME_WEIGHT = 1e-6
#: Bits behind the best beyond which a candidate is none; powers of two stay finite.
_FAR_BEHIND = 60.0
_DIGITS_OF_ONE_PERSON = 10
#: At an address of more people whom the roll may know (a home, a house of flats) nobody supports anybody.
_MOST_PEOPLE_AT_AN_ADDRESS = 8
#: So many rows with the number under other names, and even the member's own name is in doubt.
_OTHER_NAMES_IN_DOUBT = 2
#: Names that may be a slip for the member's, or say nothing.
_NEARLY_AGREEING = (*AGREEING_NAMES, NameLevel.MISSING, NameLevel.ONE_DIFFERENT)


def has_rival(side: RollSide, pairs: pd.DataFrame, within: float) -> np.ndarray:
    """Whether the other people among the candidates of a register person come within so many bits of the best.

    Args:
        side: the roll.
        pairs: ``person member weight best``, one row a pair.
        within: bits; many rivals further behind count as one that is nearer.
    """
    again = is_again(side, pairs)
    odds = np.exp2(np.maximum((pairs["weight"] - pairs["best"]).to_numpy(), -_FAR_BEHIND))
    person = pairs["person"].to_numpy()
    others = np.bincount(person, weights=np.where(again, 0.0, odds), minlength=int(person.max(initial=-1)) + 1)
    rivalled: np.ndarray = others[person] >= np.exp2(-within)
    return rivalled


def is_again(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """Whether a candidate is the best member of the register person, or plainly the same person listed again.

    The same person has the same name, but for the form of its characters, and no digit of the numbers apart. Names that
    sound alike are not enough: brothers have them, and a number that was copied down the list.
    """
    member = pairs["member"].to_numpy()
    best = member[pairs.groupby("person")["weight"].transform("idxmax").to_numpy()]
    digits = side.people.digits[best], side.people.digits[member]
    known = (digits[0] != UNKNOWN_DIGIT) & (digits[1] != UNKNOWN_DIGIT)
    agree = ((digits[0] == digits[1]) | ~known).all(axis=1) & (known.sum(axis=1) >= _DIGITS_OF_ONE_PERSON)
    names = side.written_names[best], side.written_names[member]
    again: np.ndarray = (best == member) | (agree & (names[0] == names[1]) & (names[0] != 0))
    return again


def household_bits(weights: Weights, pairs: pd.DataFrame) -> np.ndarray:
    """Members of one household support each other: as owners of one row, or of rows with one address.

    An address that is the member's own has already been counted for each of them; namesakes next door share none.
    """
    likely = (pairs["weight"] >= weights.co_owner_from).to_numpy()
    together = _in_company(pairs, likely, "row")
    address = pairs["address"].to_numpy()
    near = pairs["place_level"].isin(NEAR_PLACES).to_numpy()
    elsewhere = likely & (address != 0) & ~near & (_people_at(pairs) <= _MOST_PEOPLE_AT_AN_ADDRESS)
    together |= _in_company(pairs, elsewhere, "address")
    return np.where(together, weights.co_owner, 0.0)


def _in_company(pairs: pd.DataFrame, chosen: np.ndarray, place: str) -> np.ndarray:
    """Which of the chosen pairs have another member of the household as another register person in the same place."""
    rows = np.flatnonzero(chosen)
    places = np.unique(pairs[place].to_numpy()[rows], return_inverse=True)[1]
    groups = _numbered(places, pairs["household"].to_numpy()[rows])
    result = np.zeros(len(pairs), dtype=bool)
    several = (_differ_within(groups, pairs[label].to_numpy()[rows]) for label in ("person", "member"))
    result[rows] = np.logical_and(*several)
    return result


def _differ_within(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Whether the group of each entry holds more than one value."""
    first = np.zeros(int(groups.max(initial=-1)) + 1, dtype=values.dtype)
    first[groups] = values
    others = np.bincount(groups, weights=values != first[groups])
    differ: np.ndarray = others[groups] > 0
    return differ


def _people_at(pairs: pd.DataFrame) -> np.ndarray:
    """How many register people have the address of each pair."""
    places = np.unique(pairs["address"].to_numpy(), return_inverse=True)[1]
    person = pairs["person"].to_numpy()
    _, first = np.unique(_numbered(places, person), return_index=True)
    people: np.ndarray = np.bincount(places[first])[places]
    return people


def _numbered(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A number from 0 for every combination of two numbers, none of them below 0."""
    numbers: np.ndarray = np.unique(left * (int(right.max(initial=0)) + 1) + right, return_inverse=True)[1]
    return numbers


def shared_numbers(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """How far a number goes that stands beside other names too (``SharedNumber``).

    On the roll a number was copied from one member to the other. In the register several people have the member's
    number: one of them may be the member, under his own name exactly.
    """
    identifying = pairs["number_level"].isin(IDENTIFYING_NUMBERS).to_numpy()
    exact = pairs["name_level"].isin(EXACT_NAMES).to_numpy()
    member = pairs["member"].to_numpy()
    strange = identifying & ~pairs["name_level"].isin(_NEARLY_AGREEING).to_numpy() & ~is_of_co_owner(pairs)
    others = np.bincount(member[strange], minlength=len(side.people))[member]
    contested = side.people.contested[member]
    shared = np.full(len(pairs), SharedNumber.NO, dtype=np.int8)
    shared[exact & ((others >= _OTHER_NAMES_IN_DOUBT) | contested)] = SharedNumber.DOUBT
    shared[~exact & ((others > 0) | contested)] = SharedNumber.CLUE
    return np.where(identifying, shared, SharedNumber.NO).astype(np.int8)


def is_of_co_owner(pairs: pd.DataFrame) -> np.ndarray:
    """Whether a pair has the member's number only because the cell has one number for several owners.

    Then another owner of the row is the member, by number and name.
    """
    identifying = pairs["number_level"].isin(IDENTIFYING_NUMBERS)
    own = identifying & pairs["name_level"].isin(EXACT_NAMES)
    member = pairs["member"].to_numpy()
    rows = pairs["row"].to_numpy() * (int(member.max(initial=0)) + 1) + member
    stranger = identifying & ~pairs["name_level"].isin(AGREEING_NAMES)
    return np.asarray(stranger) & np.isin(rows, rows[own.to_numpy()])
