"""A roll and very large registers of invented people, drawn column by column, as Parquet.

Everybody bears the division code 350699. Members' numbers end in a low sequence and those of all others in a high
one, so that nobody but a member bears a member's number; two rows of a register may well name one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.scale_damage import Damaged, damage
from jingzhun.fields.idcard import check_digits
from jingzhun.sample import COUNTIES
from jingzhun.sample.chance import join_text, pick_text
from jingzhun.sample.names import county_surnames, given_names
from jingzhun.sample.places import addresses, load_places

MEMBERS = 60_000
ROWS_A_FILE = 10_000_000
ROWS_A_CHUNK = 500_000
#: Share of the register rows that name somebody on the roll.
ROLL_SHARE = 0.003
#: Share of numbers and of names that are damaged, in the register and on the roll.
NUMBER_DAMAGE, NAME_DAMAGE = 0.09, 0.04
#: About so many bytes a row takes in a file.
BYTES_A_ROW = 22
_NAMES, _HOMES = 200_000, 50_000
_MEMBERS_A_HOUSEHOLD = 3.3
_DIVISION = 350_699
#: Sequences of members, and of everybody else.
_MEMBER_SEQUENCES, _OTHER_SEQUENCES = (1, 100), (100, 1000)
_FIRST_BIRTH, _LAST_BIRTH = np.datetime64("1930-01-01"), np.datetime64("1998-12-31")
_CLASSES = {"K33": 0.45, "K31": 0.10, "M21": 0.35, "H21": 0.05, "T11": 0.05}
_STATES = {"A": 0.8, "Q": 0.1, "E": 0.06, "M": 0.04}
#: A part of every file name: tables of another version are made anew.
_VERSION = 1


@dataclass(frozen=True)
class Vocabulary:
    """Names and addresses that everybody's are drawn from."""

    names: pa.Array
    homes: pa.Array


@dataclass(frozen=True)
class Members:
    """The roll before any damage: number, name and home of every member."""

    numbers: pa.Array
    names: pa.Array
    homes: pa.Array
    household: np.ndarray


def roll_file(folder: Path, members: int = MEMBERS) -> Path:
    """The roll, made where it is missing.

    Args:
        folder: of the generated tables.
        members: rows.
    """
    path = folder / f"roll-{members}-v{_VERSION}.parquet"
    if not path.exists():
        rng = np.random.default_rng(1)
        people = _members(members)
        numbers = damage(rng, people.numbers, NUMBER_DAMAGE, Damaged.NUMBER)
        names = damage(rng, people.names, NAME_DAMAGE, Damaged.NAME)
        head = np.append(True, np.diff(people.household) > 0)
        columns = {
            "户编号": pa.array(join_text("3506", np.char.zfill(people.household.astype(np.str_), 8))),
            "姓名": names,
            "证件号码": numbers,
            "与户主关系": pa.array(np.where(head, "户主", "其他")),
            "家庭住址": people.homes,
        }
        _write(path, [pa.table(columns)])
    return path


def register_files(folder: Path, rows: int, members: int = MEMBERS) -> list[Path]:
    """A register of so many rows, in files of ``ROWS_A_FILE``, made where they are missing.

    Args:
        folder: of the generated tables.
        rows: at most ``ROWS_A_FILE`` or a multiple of it.
        members: of the roll that some of the rows concern.
    """
    parts = max(1, rows // ROWS_A_FILE)
    each = rows // parts
    return [_register_file(folder, each, part, members) for part in range(parts)]


def _register_file(folder: Path, rows: int, part: int, members: int) -> Path:
    path = folder / f"vehicles-{rows}-{part}-of-{members}-v{_VERSION}.parquet"
    if not path.exists():
        people, vocabulary = _members(members), _vocabulary()
        starts = range(0, rows, ROWS_A_CHUNK)
        chunks = (
            _chunk(np.random.default_rng([2, part, start]), min(ROWS_A_CHUNK, rows - start), people, vocabulary)
            for start in starts
        )
        _write(path, chunks)
    return path


def _chunk(rng: np.random.Generator, rows: int, people: Members, vocabulary: Vocabulary) -> pa.Table:
    """Some rows of the register: most of other people, a few of members, both damaged here and there."""
    numbers = number_texts(_bodies(rng, rows, _OTHER_SEQUENCES))
    names = vocabulary.names.take(pa.array(rng.integers(0, len(vocabulary.names), rows)))
    homes = vocabulary.homes.take(pa.array(rng.integers(0, len(vocabulary.homes), rows)))
    mine = rng.random(rows) < ROLL_SHARE
    who = pa.array(rng.integers(0, len(people.names), int(mine.sum())))
    numbers, names, homes = (
        pc.replace_with_mask(whole, pa.array(mine), known.take(who))
        for whole, known in ((numbers, people.numbers), (names, people.names), (homes, people.homes))
    )
    day = np.datetime64("2003-01-01") + rng.integers(0, 4800, rows)
    columns = {
        "HPHM": pc.binary_join_element_wise("E", pa.array(rng.integers(10_000, 100_000, rows)).cast(pa.string()), ""),
        "SYR": damage(rng, names, NAME_DAMAGE, Damaged.NAME),
        "SFZMHM": damage(rng, numbers, NUMBER_DAMAGE, Damaged.NUMBER),
        "ZSXXDZ": homes,
        "CLLX": pa.array(pick_text(rng, _CLASSES, rows)),
        "CCDJRQ": pa.array(day).cast(pa.date32()),
        "ZT": pa.array(pick_text(rng, _STATES, rows)),
    }
    return pa.table(columns)


def _members(members: int) -> Members:
    rng, vocabulary = np.random.default_rng(3), _vocabulary()
    household = np.sort(rng.integers(0, round(members / _MEMBERS_A_HOUSEHOLD), members))
    bodies = np.unique(_bodies(rng, round(members * 1.2) + 100, _MEMBER_SEQUENCES))
    home_of = rng.integers(0, len(vocabulary.homes), int(household[-1]) + 1)
    return Members(
        number_texts(rng.permutation(bodies)[:members]),
        vocabulary.names.take(pa.array(rng.integers(0, len(vocabulary.names), members))),
        vocabulary.homes.take(pa.array(home_of[household])),
        household,
    )


def _vocabulary() -> Vocabulary:
    rng = np.random.default_rng(4)
    years = rng.integers(1930, 1999, _NAMES) * 10_000 + 101
    names = join_text(county_surnames(rng, _NAMES), given_names(rng, rng.random(_NAMES) < 0.55, years))
    places = load_places(rng, COUNTIES["pinghe"])
    homes = addresses(rng, places, rng.integers(0, places.count, _HOMES), rng.integers(1, 800, _HOMES))
    return Vocabulary(pa.array(names), pa.array(homes))


def _bodies(rng: np.random.Generator, size: int, sequences: tuple[int, int]) -> np.ndarray:
    """First 17 digits of numbers, by day of birth and sequence."""
    days = int((_LAST_BIRTH - _FIRST_BIRTH).astype(np.int64))
    day = _FIRST_BIRTH + rng.integers(0, days, size)
    month = day.astype("datetime64[M]")
    year = day.astype("datetime64[Y]").astype(np.int64) + 1970
    date = year * 10_000 + (month.astype(np.int64) % 12 + 1) * 100 + (day - month).astype(np.int64) + 1
    bodies: np.ndarray = _DIVISION * 10**11 + date * 1000 + rng.integers(*sequences, size)
    return bodies


def number_texts(bodies: np.ndarray) -> pa.Array:
    """Identity numbers of 18 characters.

    Args:
        bodies: their first 17 digits, int64.
    """
    characters = np.empty((len(bodies), 18), dtype=np.uint8)
    rest = bodies.copy()
    for place in range(16, -1, -1):
        characters[:, place] = rest % 10 + ord("0")
        rest //= 10
    check = check_digits(bodies)
    characters[:, 17] = np.where(check == 10, ord("X"), check + ord("0"))
    ends = pa.py_buffer(np.arange(0, 18 * len(bodies) + 1, 18, dtype=np.int32))
    return pa.StringArray.from_buffers(len(bodies), ends, pa.py_buffer(characters))


def _write(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables one after the other; a file that was not finished bears another name."""
    unfinished = path.with_suffix(".unfinished")
    writer: pq.ParquetWriter | None = None
    for table in tables:
        writer = writer or pq.ParquetWriter(unfinished, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
        unfinished.rename(path)
