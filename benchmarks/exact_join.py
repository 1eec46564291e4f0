"""The bare exact join that large registers are measured against.

``python -m benchmarks.exact_join ROLL OUT REGISTER…``: DuckDB joins roll and register on the number as it is written
and writes the rows of both as Parquet. It finds what VLOOKUP finds; what it takes is the least that anything can take
that reads the register and writes what it found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

THREADS = 2


def main(roll: Path, out: Path, registers: list[Path]) -> None:
    """Join and write.

    Args:
        roll: Parquet with the number in 证件号码.
        out: written.
        registers: Parquet files of one register, with the number in SFZMHM.
    """
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    register = connection.read_parquet([str(path) for path in registers]).set_alias("register")
    members = connection.read_parquet(str(roll)).set_alias("roll")
    numbered = register.filter("SFZMHM <> ''").set_alias("register")
    numbered.join(members, "register.SFZMHM = roll.证件号码").write_parquet(str(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]])
