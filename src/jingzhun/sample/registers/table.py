"""One further register before it is written: whose rows it has, what stands in them, and what they prove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jingzhun.sample.chance import stream
from jingzhun.sample.clerks import Written
from jingzhun.sample.county import County
from jingzhun.sample.damage import Mentions, draw_damage, write_mentions
from jingzhun.sample.faults.sheet import Planted, Sheet
from jingzhun.sample.registers.proofs import codes_of


@dataclass(frozen=True)
class Layout:
    """How an office sends a register.

    Attributes:
        register: its kind (data/columns.toml).
        file: name of the file, ``.csv`` or ``.xlsx``.
        sheet: name of the worksheet, ``""`` for a text file.
        titles: lines above the header.
        headers: the header, in order.
        name, number: headers of the person's name and identity number.
        encoding: of a text file.
    """

    register: str
    file: str
    sheet: str
    titles: tuple[str, ...]
    headers: tuple[str, ...]
    name: str = "姓名"
    number: str = "身份证号"
    encoding: str = "gb18030"

    @property
    def first_row(self) -> int:
        """Row in which the data begin, as a spreadsheet program counts."""
        return len(self.titles) + 2


@dataclass
class Block:
    """Some rows alike: their persons, the cells of the other columns, and what they prove."""

    persons: np.ndarray
    cells: dict[str, np.ndarray]
    kind: str


@dataclass
class Ledger:
    """Collects the rows of one register."""

    layout: Layout
    blocks: list[Block] = field(default_factory=list)

    def add(self, persons: np.ndarray, cells: Mapping[str, object], kind: str = "") -> None:
        """Add rows.

        Args:
            persons: index into ``People``, one a row.
            cells: header → texts or numbers, one a row or one for all.
            kind: what they prove (``proofs.PROOFS``), ``""`` if nothing.
        """
        persons = np.asarray(persons, dtype=np.int64)
        columns = {header: np.broadcast_to(np.asarray(values), len(persons)) for header, values in cells.items()}
        self.blocks.append(Block(persons, columns, kind))


def padded(numbers: np.ndarray, width: int) -> np.ndarray:
    """Numbers as texts with zeros before them; of no numbers no texts."""
    texts = numbers.astype(np.str_)
    return np.char.zfill(texts, width) if len(texts) else texts


@dataclass(frozen=True)
class Register:
    """A register as it is written.

    Attributes:
        mentions: names and numbers with their damage, one a row.
        cells: header → cells, all headers of the layout but those of name and number.
    """

    layout: Layout
    mentions: Mentions
    cells: dict[str, np.ndarray]


def written_register(ledger: Ledger, county: County, written: Written, roll: Sheet) -> Register:
    """Shuffle the rows of a register, damage names and numbers, and note in the roll what the rows prove.

    No finding rests on what nobody could confirm: rows that prove something stay undamaged where the roll itself has
    lost something, and never lose their number.
    """
    layout, blocks = ledger.layout, ledger.blocks
    rng = stream(county.seed, f"{layout.register} rows")
    person = np.concatenate([block.persons for block in blocks])
    block_of = np.repeat(np.arange(len(blocks)), [len(block.persons) for block in blocks])
    order = rng.permutation(len(person))
    person, block_of = person[order], block_of[order]
    cells = {}
    for header in layout.headers:
        if header not in (layout.name, layout.number):
            parts = [
                block.cells.get(header, np.broadcast_to("", len(block.persons))).astype(object) for block in blocks
            ]
            cells[header] = np.concatenate(parts)[order]
    mentions = draw_damage(rng, np.arange(len(person)), person, written.suffers, "register", written.damage)
    proves = np.array([bool(block.kind) for block in blocks])[block_of]
    hurt = np.isin(person, roll.person[(written.roll.hard > 0) | written.roll.weak])
    mentions.mend(proves & (hurt | mentions.weak | (mentions.hard > 1)))
    write_mentions(
        stream(county.seed, f"{layout.register} writing"), mentions, county.people, workbook=bool(layout.sheet)
    )
    for row in np.flatnonzero(proves).tolist():
        block = blocks[block_of[row]]
        for place in np.flatnonzero(roll.person == person[row]).tolist():
            for code in codes_of(block.kind):
                condition, _, exception = code.partition("/")
                roll.planted.append(Planted(condition, place, "planted", exception, layout.register, row))
    return Register(layout, mentions, cells)
