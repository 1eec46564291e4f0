"""A careful office: numbers and names are cleaned and co-owners separated before the numbers are looked up.

A number of 15 digits is also looked up among the 18-digit ones. Where the name agrees as well the link weighs more.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.peers.preparation import (
    REGISTERS,
    clean_names,
    clean_numbers,
    one_row_an_owner,
    read_side,
    run,
    write_links,
)


def main(tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
    """Join roll and registers on the cleaned number; the name decides the weight (2 the same, 1 another)."""
    roll = _cleaned(read_side(tables / "roll.parquet")).rename(columns={"position": "member"})
    parts = []
    for register in registers:
        rows = _cleaned(one_row_an_owner(read_side(tables / f"{register}.parquet")))
        links = roll.merge(rows, on="number", suffixes=("", "_register"))
        same_name = links["name"] == links["name_register"]
        parts.append(links.assign(register=register, weight=same_name + 1.0, chosen=True))
    write_links(parts, out)


def _cleaned(table: pd.DataFrame) -> pd.DataFrame:
    """Position, cleaned name and the 17 digits that numbers of both lengths have; the check digit follows from them."""
    number = clean_numbers(table["id_number"])
    is_short = number.str.len() == 15
    body = number.str[:17].mask(is_short, number.str[:6] + "19" + number.str[6:])
    whole = body.str.fullmatch(r"\d{17}") & (is_short | (number.str.len() == 18))
    return table[["position"]].assign(name=clean_names(table["name"]), number=body)[whole]


if __name__ == "__main__":
    run(main)
