"""How one identity number or one name comes to be written wrong.

Only the birth date, the sequence and the check digit of a number are ever damaged, so that no damaged number
bears the division code of a real county.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from jingzhun.sample.names import table

_BIRTH = 6  # the first of the 12 characters that damage may touch
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def _old_form(rng: np.random.Generator, number: str) -> str:
    return number[:6] + number[8:17]


def _rounded(rng: np.random.Generator, number: str) -> str:
    """Excel keeps 15 of 18 digits; as text: in scientific form, or with zeros at the end."""
    if rng.random() < 0.35:
        return number[:15] + "000"
    return f"{number[0]}.{number[1:15]}".rstrip("0").rstrip(".") + "E+17"


def _float(rng: np.random.Generator, number: str) -> str:
    """A float column of a database keeps multiples of 64."""
    value = float(number)
    return repr(value).upper() if rng.random() < 0.5 else str(int(value))


def _masked(rng: np.random.Generator, number: str) -> str:
    chance = rng.random()
    if chance < 0.7:
        return number[:6] + "*" * 8 + number[14:]
    return number[:4] + "*" * 10 + number[14:] if chance < 0.85 else number[:3] + "*" * 11 + number[14:]


def _masked_tail(rng: np.random.Generator, number: str) -> str:
    return number[:14] + "****"


def _missing(rng: np.random.Generator, number: str) -> str:
    return ("", "", "", "无", "不详")[int(rng.integers(0, 5))]


def _wrong_digit(rng: np.random.Generator, number: str) -> str:
    place = int(rng.integers(_BIRTH, 17))
    digit = (int(number[place]) + int(rng.integers(1, 10))) % 10
    return number[:place] + str(digit) + number[place + 1 :]


def _swapped(rng: np.random.Generator, number: str) -> str:
    places = [place for place in range(_BIRTH, 16) if number[place] != number[place + 1]]
    place = places[int(rng.integers(0, len(places)))]
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _digit_lost(rng: np.random.Generator, number: str) -> str:
    place = int(rng.integers(_BIRTH, 17))
    return number[:place] + number[place + 1 :]


def _digit_added(rng: np.random.Generator, number: str) -> str:
    place = int(rng.integers(_BIRTH, 17))
    return number[:place] + str(rng.integers(0, 10)) + number[place:]


def _full_width(rng: np.random.Generator, number: str) -> str:
    return number.translate(_FULL_WIDTH)


def _spaced(rng: np.random.Generator, number: str) -> str:
    forms = (
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f"'{number}",
        f"{number}\t",
        f"{number} ",
        f" {number}",
        f"\u3000{number}",
        f"{number[:6]}-{number[6:14]}-{number[14:]}",
    )
    return forms[int(rng.integers(0, len(forms)))]


def _other_x(rng: np.random.Generator, number: str) -> str:
    return number[:17] + ("x" if rng.random() < 0.8 else "×")


NUMBER_FORMS: dict[str, Callable[[np.random.Generator, str], str]] = {
    "number_15": _old_form,
    "number_rounded": _rounded,
    "number_float": _float,
    "number_masked": _masked,
    "number_masked_tail": _masked_tail,
    "number_missing": _missing,
    "number_wrong_digit": _wrong_digit,
    "number_swapped": _swapped,
    "number_digit_lost": _digit_lost,
    "number_digit_added": _digit_added,
    "number_fullwidth": _full_width,
    "number_spaced": _spaced,
    "number_lowercase_x": _other_x,
}


@cache
def substitutes(kind: str) -> dict[str, str]:
    """What may stand for a character in one kind of name damage: character → all its substitutes."""
    confusions = table("confusions")
    if kind == "name_traditional":
        return dict(confusions["traditional"])
    groups = {
        "name_homophone": confusions["homophones"],
        "name_similar": confusions["similar"],
        "surname": confusions["surname_homophones"],
    }[kind]
    return {one: group.replace(one, "") for group in groups for one in group}


def _substituted(kind: str) -> Callable[[np.random.Generator, str], str]:
    def write(rng: np.random.Generator, name: str) -> str:
        known = substitutes(kind)
        first = 0 if kind == "name_traditional" else 1
        places = [place for place in range(first, len(name)) if name[place] in known]
        if kind == "name_homophone" and name[0] in substitutes("surname") and rng.random() < 0.08:
            return substitutes("surname")[name[0]] + name[1:]
        if not places or "·" in name:
            return name
        place = places[int(rng.integers(0, len(places)))]
        choices = known[name[place]]
        return name[:place] + choices[int(rng.integers(0, len(choices)))] + name[place + 1 :]

    return write


def _two_parts(rng: np.random.Generator, name: str) -> str:
    return name[0] + (" ", "\u3000", "  ")[int(rng.integers(0, 3))] + name[1]


def _rare_replaced(stands_for: Callable[[np.random.Generator, str], str]) -> Callable[[np.random.Generator, str], str]:
    def write(rng: np.random.Generator, name: str) -> str:
        rare = table("confusions")["rare"]
        return "".join(stands_for(rng, one) if one in rare else one for one in name)

    return write


def _gap(rng: np.random.Generator, character: str) -> str:
    return ("?", "?", "？", "□", "＊", "")[int(rng.integers(0, 6))]


def _reading(rng: np.random.Generator, character: str) -> str:
    reading, substitute = table("confusions")["rare"][character]
    return str(substitute) if rng.random() < 0.4 else str(reading)


def _other_dot(rng: np.random.Generator, name: str) -> str:
    return name.replace("·", ("•", "．", ".", "・", "")[int(rng.integers(0, 5))])


@cache
def readings() -> dict[str, str]:
    """The reading of every common character of given names, without tones."""
    return {character: reading for reading, group in table("confusions")["readings"].items() for character in group}


def _surname_length(name: str) -> int:
    return 2 if name.startswith(tuple(one for one in table("surnames")["tail"] if len(one) > 1)) else 1


def _order_swapped(rng: np.random.Generator, name: str) -> str:
    """The given name before the surname, or its two characters exchanged."""
    surname, given = name[: _surname_length(name)], name[_surname_length(name) :]
    return surname + given[::-1] if len(given) > 1 and rng.random() < 0.5 else given + surname


def _character_lost(rng: np.random.Generator, name: str) -> str:
    place = 1 + int(rng.integers(0, len(name) - 1))
    return name[:place] + name[place + 1 :]


def _one_reading(rng: np.random.Generator, name: str) -> str:
    """One character of the given name as its reading, as where a keyboard cannot find it: 陈jian辉, 陈建HUI."""
    places = [place for place in range(_surname_length(name), len(name)) if name[place] in readings()]
    if not places:
        return name
    place = places[int(rng.integers(0, len(places)))]
    reading = readings()[name[place]]
    return name[:place] + (reading.upper() if rng.random() < 0.6 else reading) + name[place + 1 :]


def _taken_apart(rng: np.random.Generator, name: str) -> str:
    """A character as its parts: 林日月 for 林明, or in brackets 林(日月)."""
    parts = table("confusions")["taken_apart"]
    place = next(place for place in range(1, len(name)) if name[place] in parts)
    written = parts[name[place]]
    return name[:place] + (f"({written})" if rng.random() < 0.6 else written) + name[place + 1 :]


NAME_FORMS: dict[str, Callable[[np.random.Generator, str], str]] = {
    "name_homophone": _substituted("name_homophone"),
    "name_similar": _substituted("name_similar"),
    "name_traditional": _substituted("name_traditional"),
    "name_spaced": _two_parts,
    "name_rare_missing": _rare_replaced(_gap),
    "name_rare_replaced": _rare_replaced(_reading),
    "name_dot": _other_dot,
    "name_order_swapped": _order_swapped,
    "name_character_lost": _character_lost,
    "name_pinyin": _one_reading,
    "name_taken_apart": _taken_apart,
}
