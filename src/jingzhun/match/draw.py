"""Draw people and pairs by hash of what they are: the same draw in any order of rows, cut of batches and process."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from jingzhun.fields.hashes import mix, text_hashes
from jingzhun.kinds import TableKind
from jingzhun.match.people import People, people_of
from jingzhun.normalise import typed

_SIX = 256 ** np.arange(6, dtype=np.int64)
#: Members with whom each of them is compared.
MEMBERS_A_DRAW = 64


def content_hashes(people: People) -> np.ndarray:
    """An int64 for every person that depends on what is known of him alone."""
    names = text_hashes(people.distinct_names)
    named = names[people.name_index] if len(names) else np.zeros(len(people), dtype=np.int64)
    known = people.value, named, people.township, people.village, people.house, people.birth, people.sex, people.phone
    return mix(*known, *(people.digits[:, place : place + 6].astype(np.int64) @ _SIX for place in (0, 6, 12)))


def random_pairs(roll: People, drawn: People) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a member and a drawn person, nearly all of whom are two people.

    Returns:
        Positions of members and of drawn people, one entry a pair.
    """
    by_hash = np.argsort(content_hashes(roll), kind="stable")
    rows = np.repeat(np.arange(len(drawn)), MEMBERS_A_DRAW)
    steps = np.tile(np.arange(MEMBERS_A_DRAW), len(drawn))
    places = mix(content_hashes(drawn)[rows], steps) % len(roll)
    return by_hash[places], rows


def people_of_draw(draw: pa.Table, kind: TableKind) -> People:
    """The people of drawn rows (``raw_draw``) as matching sees them."""
    fields = {label: label for label in draw.column_names if not label.startswith("_")}
    return people_of(typed(draw, fields, kind))
