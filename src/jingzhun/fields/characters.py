"""What is known of Chinese characters: standard forms, readings, likeness of shape, surnames.

The tables are in data/characters/ (rebuilt by scripts/build_characters.py). They are loaded on first use into
arrays that are indexed by code point, so that whole columns of names are looked up at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from jingzhun.fields.code_points import code_points
from jingzhun.fields.threads import loaded_once

# Every assigned ideograph lies below; a pair of code points fits in 36 bits.
CODE_POINTS = 0x40000
# More rows than the table of characters has; four of them fit in an int64.
_ROWS = 1 << 15
# Readings kept for one character, most usual first.
READINGS = 4
# Which of a character's readings count: in a given name, as a surname, inside a surname of two characters.
GIVEN, SURNAME, DOUBLE_SURNAME = 0, 1, 2
# A syllable of pinyin in a name stands as one code point, its number added to this; no character is assigned there.
FIRST_SYLLABLE = 0x3F000
# Pinyin as typed without the dots of ü, which may be either.
_WITHOUT_DOTS = {"lu": "lv", "nu": "nv"}


@dataclass(frozen=True)
class Characters:
    """The character tables as arrays.

    Attributes:
        canonical: int32 (CODE_POINTS,), the simplified form that stands for all forms of a character.
        row: int32 (CODE_POINTS,), row of a character in the tables of readings, 0 where none is known.
        readings: uint16 (3, rows, READINGS), numbers of toneless syllables by role, 0 for none.
        southern: uint16 (3, rows, READINGS), numbers of syllable classes that southern speakers merge, 0 for none.
        similar: int64, sorted codes (``pair_codes``) of unordered pairs of canonical characters of similar shape; some
            stand twice.
        clerical: int64, sorted codes of unordered pairs of surnames that clerks exchange.
        double_surnames: int64, sorted codes of ordered pairs, the surnames of two characters.
        common_surname: bool (CODE_POINTS,), whether a character is one of the commonest surnames.
        syllables: numbers of the toneless syllables, from 1 on; FIRST_SYLLABLE plus the number is a character with
            that one reading.
        splits: int64, sorted codes (``split_codes``) of characters with the parts that clerks write for them.
    """

    canonical: np.ndarray
    row: np.ndarray
    readings: np.ndarray
    southern: np.ndarray
    similar: np.ndarray
    clerical: np.ndarray
    double_surnames: np.ndarray
    common_surname: np.ndarray
    syllables: dict[str, int]
    splits: np.ndarray

    def split_codes(self, character: np.ndarray, *parts: np.ndarray) -> np.ndarray:
        """One int64 for a character and its two or three parts, whichever form they are written in."""
        return _codes_of_parts(self.canonical, self.row, character, *parts)


@loaded_once
def characters() -> Characters:
    """The tables, loaded once (about 15 ms)."""
    written, forms, sounds = _columns("characters.tsv")
    points, form = code_points(written).codes, code_points(forms)
    canonical = np.arange(CODE_POINTS, dtype=np.int32)
    canonical[points[form.lengths > 0]] = form.codes
    row = np.zeros(CODE_POINTS, dtype=np.int32)
    row[points] = np.arange(1, len(points) + 1)
    syllable_numbers, southern_of = _syllables()
    row[FIRST_SYLLABLE + 1 : FIRST_SYLLABLE + 1 + len(syllable_numbers)] = np.arange(
        len(points) + 1, len(points) + 1 + len(syllable_numbers)
    )
    readings = np.stack([_readings(sounds, syllable_numbers)] * 3)
    for role, character, heard in _surname_sounds():
        numbers = [syllable_numbers[sound] for sound in heard]
        readings[role, row[ord(character)]] = numbers + [0] * (READINGS - len(numbers))
    common_surname = np.zeros(CODE_POINTS, dtype=bool)
    common_surname[canonical[code_points(_columns("common_surnames.tsv")[0]).codes]] = True
    return Characters(
        canonical=canonical,
        row=row,
        readings=readings,
        southern=southern_of[readings],
        similar=_unordered(*_columns("similar.tsv")),
        clerical=_unordered(*_columns("clerical.tsv")),
        double_surnames=_double_surnames(),
        common_surname=common_surname,
        syllables=syllable_numbers,
        splits=_split_codes(canonical, row),
    )


@cache
def folds() -> dict[int, str]:
    """For ``str.translate``: private-use code points of GBK and radicals to the characters they stand for."""
    return {int(code, 16): standard for code, standard in _table("folds.tsv")}


def pair_codes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """One int64 for two code points, in this order."""
    codes: np.ndarray = first.astype(np.int64) * CODE_POINTS + second
    return codes


def unordered_pair_codes(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """One int64 for two code points, whichever comes first."""
    return pair_codes(np.minimum(first, second), np.maximum(first, second))


def contains(sorted_codes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Which ``codes`` are among ``sorted_codes``; bool, the shape of ``codes``."""
    places = np.minimum(np.searchsorted(sorted_codes, codes), len(sorted_codes) - 1)
    found: np.ndarray = sorted_codes[places] == codes
    return found


@cache
def double_surname_readings() -> frozenset[tuple[str, ...]]:
    """How the surnames of two characters are read: ``("ou", "yang")``."""
    return frozenset(tuple(reading.split()) for surname, reading in _surnames() if len(surname) == 2)


@loaded_once
def characters_of_parts() -> dict[str, tuple[str, ...]]:
    """The characters that some parts make up, all in standard form: 吉吉, (喆,)."""
    written, joined = _columns("splits.tsv")
    canonical = characters().canonical
    made, parts = _text(canonical[code_points(written).codes]), code_points(joined)
    standard, ends = _text(canonical[parts.codes]), np.cumsum(parts.lengths)
    found: dict[str, dict[str, None]] = {}
    for character, start, end in zip(made, (ends - parts.lengths).tolist(), ends.tolist(), strict=True):
        found.setdefault(standard[start:end], {})[character] = None
    return {parts: tuple(made) for parts, made in found.items()}


def _text(codes: np.ndarray) -> str:
    """Code points as one text."""
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def _split_codes(canonical: np.ndarray, row: np.ndarray) -> np.ndarray:
    written, joined = _columns("splits.tsv")
    character, parts = code_points(written).codes, code_points(joined)
    codes = []
    for length in (2, 3):
        rows = np.flatnonzero(parts.lengths == length)
        places = (parts.codes[parts.starts[rows] + place] for place in range(length))
        codes.append(_codes_of_parts(canonical, row, character[rows], *places))
    return np.unique(np.concatenate(codes))


def _codes_of_parts(canonical: np.ndarray, row: np.ndarray, character: np.ndarray, *parts: np.ndarray) -> np.ndarray:
    codes: np.ndarray = row[canonical[character]].astype(np.int64)
    for place in range(3):
        codes = codes * _ROWS + (row[canonical[parts[place]]] if place < len(parts) else 0)
    return codes


def _readings(sounds: pa.Array, numbers: dict[str, int]) -> np.ndarray:
    """Numbers of the readings of no character, of each row of sounds (``zhong chong``) and of each syllable itself.

    Returns:
        uint16 (rows, READINGS), 0 for none.
    """
    heard = pc.split_pattern(sounds, pattern=" ")
    known = pc.index_in(heard.values, value_set=pa.array(list(numbers), type=pa.string()))
    counts = pc.list_value_length(heard).to_numpy(zero_copy_only=False)
    row = np.repeat(np.arange(1, len(counts) + 1), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    readings = np.zeros((len(counts) + len(numbers) + 1, READINGS), dtype=np.uint16)
    # A character without a reading has one text without letters.
    readings[row, place] = pc.fill_null(known, -1).to_numpy(zero_copy_only=False) + 1
    for syllable, number in numbers.items():
        readings[len(counts) + number, 0] = number
        if syllable in _WITHOUT_DOTS:
            readings[len(counts) + number, 1] = numbers[_WITHOUT_DOTS[syllable]]
    return readings


def _table(name: str) -> list[list[str]]:
    """The rows of one file of data/characters/ below its header."""
    text = (resources.files("jingzhun") / "data" / "characters" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def _columns(name: str) -> list[pa.Array]:
    """The columns of one file of data/characters/, without its header."""
    content = (resources.files("jingzhun") / "data" / "characters" / name).read_bytes()
    labels = content[: content.index(b"\n")].decode("utf-8").split("\t")
    table = csv.read_csv(
        pa.BufferReader(content),
        read_options=csv.ReadOptions(use_threads=False),
        parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(labels, pa.string())),
    )
    return [column.combine_chunks() for column in table.columns]


def _syllables() -> tuple[dict[str, int], np.ndarray]:
    """Numbers of the syllables from 1 on, and for each number that of its southern class."""
    rows = _table("syllables.tsv")
    numbers = {syllable: number for number, (syllable, _) in enumerate(rows, start=1)}
    classes: dict[str, int] = {}
    southern = [0] + [classes.setdefault(southern_class, len(classes) + 1) for _, southern_class in rows]
    return numbers, np.array(southern, dtype=np.uint16)


def _surnames() -> list[list[str]]:
    return _table("surnames.tsv")


def _surname_sounds() -> list[tuple[int, str, list[str]]]:
    """Role, character and readings of each character that is read otherwise in a surname."""
    sounds = []
    for surname, reading in _surnames():
        if len(surname) == 1:
            sounds.append((SURNAME, surname, reading.split("/")))
        else:
            pairs = zip(surname, reading.split(), strict=True)
            sounds += [(DOUBLE_SURNAME, character, [sound]) for character, sound in pairs]
    return sounds


def _double_surnames() -> np.ndarray:
    pairs = np.array([[ord(character) for character in name] for name, _ in _surnames() if len(name) == 2])
    return np.sort(pair_codes(pairs[:, 0], pairs[:, 1]))


def _unordered(characters: pa.Array, groups: pa.Array) -> np.ndarray:
    """Sorted codes of the pairs of each character and every one of the group beside it."""
    group = code_points(groups)
    return np.sort(unordered_pair_codes(np.repeat(code_points(characters).codes, group.lengths), group.codes))
