"""What an office does with VLOOKUP: the number in one table equals the number in the other, letter by letter."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.peers.preparation import REGISTERS, read_side, run, write_links


def main(tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
    """Join roll and registers on the number as it is written; a cell without a digit holds no number."""
    roll = _with_number(read_side(tables / "roll.parquet")).rename(columns={"position": "member"})
    parts = []
    for register in registers:
        rows = _with_number(read_side(tables / f"{register}.parquet"))
        links = roll[["id_number", "member"]].merge(rows[["id_number", "position"]], on="id_number")
        parts.append(links.assign(register=register, weight=1.0, chosen=True))
    write_links(parts, out)


def _with_number(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["id_number"].str.contains(r"\d", regex=True)]


if __name__ == "__main__":
    run(main)
