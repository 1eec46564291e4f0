"""Names hashed by sound, so that names that sound alike meet: 陈志明 and 程志民, 李子WEI and 李子薇."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from jingzhun.fields.characters import GIVEN, characters
from jingzhun.fields.name_codes import WILDCARD, NameCodes
from jingzhun.fields.name_spellings import other_spellings

_PRIMES = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


def sound_keys(names: Sequence[str] | pa.Array, *, ordered: bool = True) -> np.ndarray:
    """Hash each cleaned name by its usual reading, with the syllables merged that southern speakers merge.

    The surname is read as a surname (单 is shan). The hash is arithmetic, the same in every process.

    Args:
        names: distinct cleaned names.
        ordered: whether the order of characters counts; without it 陈志明 and 陈明志 share a key.

    Returns:
        int64 (names,), 0 where there is nothing to hash: the name is empty or has an unreadable character.
    """
    coded = NameCodes(names)
    total, readable = _hash_sums(coded, ordered=ordered)
    return np.where(readable, _finish(total), 0)


def all_sound_keys(names: Sequence[str] | pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The keys of ``sound_keys`` for every reading, and for what a name may stand for.

    The usual keys; those with one character read otherwise; and those of ``name_spellings.other_spellings``: of 陈吉吉
    also the keys of 陈喆, of 林陈秀英 those of 陈秀英.

    Returns:
        ``(index, keys)``: positions of names (int64) and their keys (int64), in the order of names for each
        alternative; a name occurs once or more, one without a key not at all.
    """
    index, keys = _keys_of_readings(names)
    # Written as parts, behind a husband's surname, or shortened: the key of what is meant as well.
    meant, spellings = other_spellings(names)
    if len(meant):
        place, more = _keys_of_readings(spellings)
        index, keys = np.concatenate([index, meant[place]]), np.concatenate([keys, more])
    return index, keys


def _keys_of_readings(names: Sequence[str] | pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The usual key of each name, and those with one character read otherwise; as ``all_sound_keys`` gives them."""
    coded = NameCodes(names)
    total, readable = _hash_sums(coded, ordered=True)
    indexes, keys = [np.flatnonzero(readable)], [_finish(total[readable])]
    for place in range(coded.longest):
        index = np.flatnonzero(readable & (coded.lengths > place))
        sounds = _southern(coded, index, place)
        usual = _mix(sounds[:, 0], place)
        for reading in range(1, sounds.shape[1]):
            # Two readings of one class (zhang, zang) would give the same key again.
            other = (sounds[:, reading] != 0) & ~(sounds[:, :reading] == sounds[:, reading, None]).any(axis=1)
            changed = total[index[other]] - usual[other] + _mix(sounds[other, reading], place)
            indexes.append(index[other])
            keys.append(_finish(changed))
    return np.concatenate(indexes), np.concatenate(keys)


def _hash_sums(coded: NameCodes, *, ordered: bool) -> tuple[np.ndarray, np.ndarray]:
    """Sums over the characters of each name, and which names are readable throughout."""
    total = np.zeros(len(coded), dtype=np.uint64)
    readable = coded.lengths > 0
    index = np.flatnonzero(readable)
    for place in range(coded.longest):
        index = index[coded.lengths[index] > place]
        sounds = _southern(coded, index, place, as_surname=ordered)[:, 0]
        readable[index[sounds == ord(WILDCARD) + _UNREAD]] = False
        total[index] += _mix(sounds, place if ordered else 0)
    return total, readable


# Characters without a known reading are hashed by code point, above the numbers of the syllable classes.
_UNREAD = 1 << 16


def _southern(coded: NameCodes, index: np.ndarray, place: int, *, as_surname: bool = True) -> np.ndarray:
    """Southern classes of the readings of one character of each name; int64 (index, readings), 0 for none."""
    table = characters()
    codes = table.canonical[coded.character(index, place)]
    # No surname is longer than two characters; where order does not count, the surname may stand anywhere.
    in_surname = as_surname and place < 2
    roles = coded.roles(index, place + 1)[place] if in_surname else np.full(len(index), GIVEN)
    sounds: np.ndarray = table.southern[roles, table.row[codes]].astype(np.int64)
    sounds[:, 0] = np.where(sounds[:, 0] == 0, codes + _UNREAD, sounds[:, 0])
    return sounds


def _mix(sounds: np.ndarray, place: int) -> np.ndarray:
    """Spread a syllable class at a place over 64 bits; sums of these stay apart (splitmix64, Steele et al. 2014)."""
    value = sounds.astype(np.uint64) + np.uint64(place << 32) + _PRIMES[0]
    value = (value ^ (value >> np.uint64(30))) * _PRIMES[1]
    value = (value ^ (value >> np.uint64(27))) * _PRIMES[2]
    mixed: np.ndarray = value ^ (value >> np.uint64(31))
    return mixed


def _finish(total: np.ndarray) -> np.ndarray:
    """The sum as a signed key that is never 0."""
    keys: np.ndarray = np.maximum(total >> np.uint64(1), np.uint64(1)).astype(np.int64)
    return keys
