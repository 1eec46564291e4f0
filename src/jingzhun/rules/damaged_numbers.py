"""Members of different households who are probably one person, although a damaged number keeps them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields.name_codes import WILDCARD
from jingzhun.rules.numbers import digit_matrix, is_damaged, known_digits_differing, known_part_agrees, one_slip
from jingzhun.rules.persons import certain_sex
from jingzhun.rules.same_name import agrees, name_levels

# Division and birth date, and sequence and check digit: one slip leaves one of the two parts whole.
_HEAD, _TAIL = 14, 4
# A swap of neighbours changes two digits.
_MOST_IN_ONE_SLIP = 2
# A key that more members share than this is no key (an empty division, a date filled down).
_MOST_SHARING = 200
_INCOMPLETE = {
    "missing": "没有填写",
    "masked": "被遮盖",
    "rounded": "被舍入",
    "rounded_float": "被舍入",
    "placeholder": "是占位号码",
    "other_document": "是其他证件",
    "unreadable": "无法辨认",
}


def pairs_with_damaged_number(members: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Pairs of members of different households whose names agree and whose numbers can be one number.

    Returns:
        Pairs with columns ``left`` and ``right`` (positions, each pair in both directions) and ``words``,
        how the numbers relate; and a mask of the members that fit several different people, so that nothing
        can be said of them.
    """
    people = _people(members)
    candidates = _candidates(people)
    left, right = (people.iloc[candidates[side]].reset_index(drop=True) for side in ("left", "right"))
    slip = one_slip(left, right)
    strong = (slip != "") & ~_differ(left, right, "birth_stated", pd.NaT)
    strong &= agrees(name_levels(left["name"], right["name"]))
    weak = _weakly_the_same(left, right) & ~strong
    words = slip.where(strong, _incomplete_words(left, right))
    pairs = candidates.assign(words=words, weak=weak)[(strong | weak) & ~_differ(left, right, "sex", "")]
    ambiguous = _fits_several(people, pairs)
    pairs = pairs[~(pairs["weak"] & (pairs["left"].isin(ambiguous) | pairs["right"].isin(ambiguous)))]
    mask = pd.Series(data=False, index=members.index)
    mask.iloc[sorted(ambiguous)] = True
    return _both_directions(pairs), mask


def _people(members: pd.DataFrame) -> pd.DataFrame:
    columns = [
        "household",
        "name",
        "id_state",
        "id_digits",
        "id_text",
        "id_value",
        "birth",
        "birth_stated",
        "township",
        "village",
    ]
    digits = members["id_digits"].where(members["id_state"] != "length_wrong", members["id_text"].str.ljust(_HEAD, "?"))
    head, tail = digits.str.slice(0, _HEAD), digits.str.slice(-_TAIL)
    return members[columns].assign(
        sex=certain_sex(members),
        damaged=is_damaged(members),
        surname=members["name"].str.slice(0, 1),
        head=head.where(~head.str.contains("?", regex=False), ""),
        tail=tail.where(~tail.str.contains("?", regex=False), ""),
    )


def _candidates(people: pd.DataFrame) -> pd.DataFrame:
    """Positions of a damaged number (``left``) and anybody (``right``) that share a name and a part of the number."""
    numbered = people.assign(position=np.arange(len(people)))
    found = []
    for keys in (["name", "birth"], ["name", "tail"], ["surname", "head"], ["surname", "tail"]):
        there = pd.Series(data=True, index=people.index)
        for key in keys:
            there &= people[key].notna() & (people[key] != "") & (people[key] != WILDCARD)
        usable = numbered.loc[there, [*keys, "position", "household", "damaged"]]
        left = usable[usable["damaged"]]
        sharing = usable.groupby(keys, sort=False)["position"].transform("size")
        right = usable[sharing <= _MOST_SHARING]
        pairs = left.merge(right, on=keys, suffixes=("_left", "_right"))
        pairs = pairs[pairs["household_left"] != pairs["household_right"]]
        found.append(pairs[["position_left", "position_right"]].set_axis(["left", "right"], axis=1))
    positions = pd.concat(found, ignore_index=True).to_numpy(dtype="int64")
    # Where both numbers are damaged the pair comes up from both sides; it is kept once.
    ordered = pd.DataFrame(np.sort(positions, axis=1), columns=["left", "right"]).drop_duplicates()
    differing = known_digits_differing(
        digit_matrix(people["id_digits"]), ordered["left"].to_numpy(), ordered["right"].to_numpy()
    )
    return ordered[differing <= _MOST_IN_ONE_SLIP].sort_values(["left", "right"]).reset_index(drop=True)


def _weakly_the_same(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """The same name, all known digits agree, and birth date or village and last digits agree beside."""
    known = known_part_agrees(left, right)
    # A number of the wrong length says much, but not digit by digit: it is compared as a slip alone.
    known = known.mask((left["id_state"] == "length_wrong") | (right["id_state"] == "length_wrong"), -1)
    same_name = (
        (left["name"] == right["name"])
        & (left["name"].str.len() > 1)
        & ~left["name"].str.contains(WILDCARD, regex=False)
    )
    same_birth = left["birth"].notna() & (left["birth"] == right["birth"])
    same_sex = (left["sex"] != "") & (left["sex"] == right["sex"])
    same_village = (
        (left["village"] != "") & (left["village"] == right["village"]) & (left["township"] == right["township"])
    )
    same_tail = (left["tail"] != "") & (left["tail"] == right["tail"])
    by_birth = same_birth & ((known > 0) | same_sex)
    return (known >= 0) & same_name & (by_birth | same_village & same_tail)


def _differ(left: pd.DataFrame, right: pd.DataFrame, column: str, unknown: object) -> pd.Series:
    one, other = left[column], right[column]
    stated = one.notna() & other.notna() & (one != unknown) & (other != unknown)
    return stated & (one != other)


def _incomplete_words(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    what = left["id_state"].map(_INCOMPLETE)
    what = what.fillna(right["id_state"].map(_INCOMPLETE)).fillna("不全")
    same_birth = (left["birth"] == right["birth"]).map({True: "姓名和出生日期相同", False: "姓名、村和号码末四位相同"})
    return same_birth + ", 一方号码" + what


def _fits_several(people: pd.DataFrame, pairs: pd.DataFrame) -> set[int]:
    """Positions that weakly fit two people whose own numbers are sound and different."""
    weak = _both_directions(pairs[pairs["weak"]])
    partner = people.iloc[weak["right"]]
    sound = (partner["id_state"] == "valid").to_numpy()
    numbers = pd.DataFrame({"left": weak["left"].to_numpy(), "digits": partner["id_digits"].to_numpy()})[sound]
    several = numbers.groupby("left")["digits"].nunique()
    return set(several[several > 1].index)


def _both_directions(pairs: pd.DataFrame) -> pd.DataFrame:
    back = pairs.rename(columns={"left": "right", "right": "left"})
    return pd.concat([pairs, back], ignore_index=True)[list(pairs.columns)]
