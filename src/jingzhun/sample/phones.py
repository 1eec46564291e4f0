"""Telephone numbers of vehicle owners, where all kinds of damage are asked for."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.chance import join_text, stream
from jingzhun.sample.county import County
from jingzhun.sample.ownership import NOBODY
from jingzhun.sample.roll_columns import PHONE_PREFIX, roll_columns

#: Of the owners on the roll: those who gave the vehicle office the number that their household gave the village.
SAME_PHONE_SHARE = 0.65
WITHOUT_PHONE_SHARE = 0.25


def vehicle_phones(county: County) -> np.ndarray:
    """联系电话 of every row of the vehicle register."""
    rng, owner = stream(county.seed, "vehicle phones"), county.holdings["vehicles"].owner
    of_person = np.zeros(len(county.people.name), dtype="<U11")
    of_person[county.roll.person] = roll_columns(county)["户联系电话"]
    own = join_text(PHONE_PREFIX, np.char.zfill(rng.integers(0, 10**8, len(of_person)).astype(np.str_), 8))
    shared = (rng.random(len(of_person)) < SAME_PHONE_SHARE) & (of_person != "")
    given = np.where(shared, of_person, own)
    given[rng.random(len(of_person)) < WITHOUT_PHONE_SHARE] = ""
    return np.where(owner == NOBODY, "", given[owner])
