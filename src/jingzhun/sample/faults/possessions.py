"""What the policy must make of the rows of vehicles, property and payroll: doubts, and what excuses them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jingzhun.sample.columns import property_columns, vehicle_columns
from jingzhun.sample.faults.sheet import Planted, Sheet
from jingzhun.sample.kinds import DOUBTFUL_KINDS

_CONDITIONS = {"vehicles": "CAR", "property": "HOUSE", "payroll": "PAY"}
#: Kind of a row → the exception of the pack that excuses it.
_EXCUSES = {
    "mobility": "DISABLED_VEHICLE",
    "former_flat": "HISTORIC",
    "cancelled_flat": "HISTORIC",
    "resettlement": "RESETTLEMENT",
    "welfare_post": "WELFARE_POST",
    "forest_guard": "FOREST_GUARD",
    "village_cadre": "VILLAGE_CADRE",
    "survivor": "SURVIVOR",
    "temporary": "TEMPORARY",
    "homestead": "HOMESTEAD",
    "collective": "HOMESTEAD",
    "rebuilt": "HOMESTEAD",
    "motorcycle": "MOTORCYCLE",
    "three_wheeler": "TRICYCLE",
    "tractor": "TRACTOR",
}
_STATES = {"E": "SCRAPPED", "M": "SCRAPPED", "P": "SCRAPPED", "B": "TRANSFERRED", "C": "STOLEN"}


def possessions(roll: Sheet) -> Iterable[Planted]:
    """Every row of a member in one of the three main registers that the policy doubts or excuses."""
    county = roll.county
    places: dict[int, list[int]] = {}
    for place, person in enumerate(roll.person.tolist()):
        places.setdefault(person, []).append(place)
    states = vehicle_columns(county, roll.written.needs_address)["ZT"]
    bequeathed = property_columns(county)["取得方式"] == "继承"
    for register, condition in _CONDITIONS.items():
        holdings, mentions = county.holdings[register], roll.written.registers[register]
        for mention in np.flatnonzero(mentions.person < county.members).tolist():
            row, person = int(mentions.row[mention]), int(mentions.person[mention])
            kind = str(holdings.kind[row])
            exception = _EXCUSES.get(kind, "")
            if register == "vehicles":
                dead = [_STATES[letter] for letter in "EMPBC" if letter in str(states[row])]
                exception = dead[0] if dead else exception
            if register == "property" and kind in DOUBTFUL_KINDS[register]:
                exception = "INHERITED_SHARE" if bequeathed[row] and holdings.co_owner[row] >= 0 else ""
            for place in places[person]:
                yield Planted(condition, place, "planted", exception, register, row)
