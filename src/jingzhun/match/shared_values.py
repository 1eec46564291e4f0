"""What only the whole roll tells of a value: that many members share it, so that it proves little of one of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.characters import characters
from jingzhun.fields.hashes import mix
from jingzhun.fields.idcard import IdState
from jingzhun.match.people import UNKNOWN_DIGIT, People

#: A number beside more names than this is a placeholder (350699190001010000) and nobody's.
MOST_NAMES_A_NUMBER = 20
#: A telephone of more members than this is an office's; an address without village of more is a home or a whole estate.
MOST_MEMBERS_A_PHONE, MOST_MEMBERS_AN_ADDRESS = 8, 30


def with_shared_values(people: People) -> People:
    """The members, knowing which of their values others have too.

    Returns:
        ``contested`` says whose number stands beside another name; numbers beside many names, telephones of offices
        and addresses of estates count as not known.
    """
    others = _other_names(people)
    placeholder = others >= MOST_NAMES_A_NUMBER
    return replace(
        people,
        contested=(others > 0) & ~placeholder,
        digits=np.where(placeholder[:, None], np.uint8(UNKNOWN_DIGIT), people.digits),
        value=np.where(placeholder, -1, people.value),
        state=np.where(placeholder, np.int8(IdState.MISSING), people.state),
        # Birth date and sex may have been the placeholder's.
        birth=np.where(placeholder, people.birth_stated, people.birth),
        sex=np.where(placeholder, np.int8(0), people.sex),
        phone=np.where(_sharers(people.phone) > MOST_MEMBERS_A_PHONE, 0, people.phone),
        addresses=_without_estates(people),
    )


def written_names(people: People) -> np.ndarray:
    """An int64 for the name of every person, the same for all forms of its characters (陈, 陳), 0 for the empty one."""
    distinct = np.arange(len(people.distinct_names))
    width = int(people.names.lengths.max(initial=1))
    codes = characters().canonical[people.names.codes(distinct, max(1, width))]
    forms = mix(*codes.astype(np.int64))
    forms = np.where(people.names.lengths == 0, 0, forms)
    named: np.ndarray = forms[people.name_index] if len(forms) else np.zeros(len(people), dtype=np.int64)
    return named


def _other_names(people: People) -> np.ndarray:
    """Beside how many other names the number of each person stands; 0 where no number is known."""
    rows = np.flatnonzero(people.value >= 0)
    value, name = people.value[rows], written_names(people)[rows]
    order = np.lexsort((name, value))
    value, name = value[order], name[order]
    is_new = np.append(True, np.diff(value) != 0) if len(value) else np.zeros(0, dtype=bool)
    number = np.cumsum(is_new) - 1
    is_other = ~is_new & (np.diff(name, prepend=0) != 0)
    others = np.zeros(len(people), dtype=np.int64)
    others[rows[order]] = np.bincount(number, weights=is_other)[number]
    return others


def _sharers(values: np.ndarray) -> np.ndarray:
    """How many people have the value of each."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    sharers: np.ndarray = counts[inverse]
    return sharers


def _without_estates(people: People) -> pa.Array:
    members = np.bincount(people.address_index, minlength=len(people.addresses))
    return pc.if_else(pa.array(members > MOST_MEMBERS_AN_ADDRESS), "", people.addresses)
