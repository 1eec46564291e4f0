"""What a careful analyst does to names and numbers before matching, with pandas alone; shared by the peers.

The peers know nothing of jingzhun's field parsers; this is common knowledge written down once, so that no peer
loses by untidy input: blanks and quotes taken out, full-width digits folded, the scientific form of a rounded number
written out, and a register row with several owners made into several rows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

import pandas as pd

REGISTERS = ("vehicles", "property", "payroll")
_SEPARATORS = r"[、,，;；/]\s*"
_SCIENTIFIC = r"(\d)\.(\d{6,16})E\+17"
_ADDRESS = {"vehicles": "address", "property": "location"}
_VILLAGE = r"([\u4e00-\u9fff]{1,6}?[镇乡])?([\u4e00-\u9fff]{1,6}?)(?:村|社区)"
_COUNTY = r"^(?:福建省)?(?:漳州市)?平和县(?:[(（]样例[)）])?"


class Peer(Protocol):
    """What every peer's ``main`` is."""

    def __call__(self, tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
        """Read the prepared tables of a folder, link some of its registers to the roll and write the links."""


def run(peer: Peer) -> None:
    """Run a peer as its command line says: ``TABLES OUT [REGISTER…]``, all registers where none is named."""
    tables, out, *registers = sys.argv[1:]
    peer(Path(tables), Path(out), tuple(registers) or REGISTERS)


def read_side(path: Path) -> pd.DataFrame:
    """A prepared table with ``position``, its row positions; texts as they stand."""
    table = pd.read_parquet(path).fillna("")
    table["position"] = range(len(table))
    return table


def one_row_an_owner(register: pd.DataFrame) -> pd.DataFrame:
    """Split rows that list several owners; numbers go with the names where they are as many, else to nobody."""
    several = register["name"].str.contains(_SEPARATORS, regex=True)
    if not several.any():
        return register
    joint = register[several]
    joint = joint.assign(**{label: joint[label].str.split(_SEPARATORS, regex=True) for label in ("name", "id_number")})
    aligned = joint["id_number"].str.len() == joint["name"].str.len()
    parts = [joint[aligned].explode(["name", "id_number"]), joint[~aligned].explode("name").assign(id_number="")]
    return pd.concat([register[~several], *parts], ignore_index=True)


def roll_records(tables: Path) -> pd.DataFrame:
    """The roll as ``records``."""
    roll = read_side(tables / "roll.parquet")
    return records(roll, roll["address"])


def register_records(tables: Path, register: str) -> pd.DataFrame:
    """A register as ``records``, one row an owner."""
    rows = one_row_an_owner(read_side(tables / f"{register}.parquet"))
    return records(rows, rows[_ADDRESS[register]] if has_address(register) else None)


def has_address(register: str) -> bool:
    """Whether a register says where its people live or what they own stands."""
    return register in _ADDRESS


def records(table: pd.DataFrame, address: pd.Series[str] | None) -> pd.DataFrame:
    """The columns on which the models of the peers that weigh evidence are built; None where a value is missing.

    Args:
        table: one row a person, with ``name``, ``id_number``, ``position`` and perhaps ``birth_date``.
        address: where the people live, or what they own stands.

    Returns:
        ``unique_id position name number born first_fifteen last_four address village``.
    """
    number = clean_numbers(table["id_number"])
    whole = number.str.fullmatch(r"\d{17}[\dX]|\d{15}")
    long = number.where(number.str.len() != 15, number.str[:6] + "19" + number.str[6:])
    stated = table["birth_date"].str.replace(r"\D", "", regex=True) if "birth_date" in table else None
    born = long.where(whole).str[6:14]
    columns = pd.DataFrame({"name": clean_names(table["name"]).to_numpy()}, dtype=object)
    columns["number"] = long.to_numpy()
    columns["born"] = (born if stated is None else born.fillna(stated.where(stated.str.len() == 8))).to_numpy()
    columns["first_fifteen"] = long.where(~long.str.contains("*", regex=False)).str[:15].to_numpy()
    columns["last_four"] = number.where(number.str.len() == 18).str[-4:].to_numpy()
    within = pd.Series("", index=table.index) if address is None else _without_county(address)
    columns["address"] = within.to_numpy()
    columns["village"] = within.str.extract(_VILLAGE)[1].to_numpy()
    texts = columns.astype(object).where(columns.notna() & (columns != ""), None)
    return texts.assign(unique_id=range(len(table)), position=table["position"].to_numpy())


def _without_county(address: pd.Series[str]) -> pd.Series[str]:
    return address.str.normalize("NFKC").str.replace(_COUNTY, "", regex=True)


def clean_numbers(texts: pd.Series[str]) -> pd.Series[str]:
    """Identity numbers without blanks, quotes and dashes, in half-width capitals; ``""`` where there is no digit."""
    cleaned = texts.str.normalize("NFKC").str.upper().str.replace(r"[\s'`’\-]", "", regex=True)
    rounded = cleaned.str.extract(_SCIENTIFIC)
    written_out = (rounded[0] + rounded[1]).str.ljust(18, "0")
    cleaned = cleaned.where(written_out.isna(), written_out)
    return cleaned.where(cleaned.str.contains(r"\d", regex=True), "")


def clean_names(texts: pd.Series[str]) -> pd.Series[str]:
    """Names without blanks, in one form of brackets, dots and width."""
    return texts.str.normalize("NFKC").str.replace(r"[\s·.•]", "", regex=True)


def write_links(parts: list[pd.DataFrame], out: Path) -> None:
    """Write the links of all registers."""
    columns = ["register", "member", "position", "weight", "chosen"]
    pd.concat(parts, ignore_index=True)[columns].to_parquet(out, index=False)
