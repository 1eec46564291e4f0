"""One SQL query on DuckDB, as an analyst of a data department writes it: keys, string similarity and points.

Nothing is learnt: the points and the threshold are the analyst's judgement, the same for every register. Pairs come
from one equality join a key (as Splink's model has them), number, name, birth date and address are compared with
DuckDB's own functions, and of each register person the best member is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.peers.preparation import REGISTERS, register_records, roll_records, run, write_links

#: Points from which a link is kept: an equal number alone, or an equal name with a nearly equal number.
CHOSEN_FROM = 6
#: Fewer points than this are not worth keeping.
FEWEST = 2
_QUERY = """
WITH pairs AS (
    SELECT l.unique_id AS l, r.unique_id AS r FROM roll l JOIN register r USING (number)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (first_fifteen)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (name, last_four)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (name, born)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r
        ON l.name = r.name AND left(l.number, 6) = left(r.number, 6)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (born, last_four)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (name, village)
    UNION SELECT l.unique_id, r.unique_id FROM roll l JOIN register r USING (village, born)
), scored AS (
    SELECT roll.position AS member, register.position AS position, register.unique_id AS owner,
        CASE WHEN roll.number IS NULL OR register.number IS NULL THEN 0
             WHEN roll.number = register.number THEN 6
             WHEN (contains(roll.number, '*') OR contains(register.number, '*'))
                  AND left(roll.number, 6) = left(register.number, 6)
                  AND right(roll.number, 4) = right(register.number, 4) THEN 4
             WHEN damerau_levenshtein(roll.number, register.number) <= 1 THEN 4
             WHEN damerau_levenshtein(roll.number, register.number) <= 3 THEN 2
             ELSE -3 END
        + CASE WHEN roll.name IS NULL OR register.name IS NULL THEN 0
               WHEN roll.name = register.name THEN 3
               WHEN jaro_winkler_similarity(roll.name, register.name) >= 0.92 THEN 2
               WHEN jaro_winkler_similarity(roll.name, register.name) >= 0.8 THEN 1
               ELSE -3 END
        + CASE WHEN roll.born = register.born THEN 1
               WHEN roll.born <> register.born THEN -1
               ELSE 0 END
        + CASE WHEN jaro_winkler_similarity(roll.address, register.address) >= 0.97 THEN 2
               WHEN jaro_winkler_similarity(roll.address, register.address) >= 0.9 THEN 1
               ELSE 0 END AS points
    FROM pairs JOIN roll ON roll.unique_id = pairs.l JOIN register ON register.unique_id = pairs.r
)
SELECT member, position, points::DOUBLE AS weight, points >= $chosen_from AS chosen
FROM scored
WHERE points >= $fewest
QUALIFY rank() OVER (PARTITION BY owner ORDER BY points DESC) = 1
ORDER BY position, member
"""


def main(tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
    """Link the registers to the roll with one query each."""
    roll = roll_records(tables)
    parts = [_link(roll, register_records(tables, register)).assign(register=register) for register in registers]
    write_links(parts, out)


def _link(roll: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {os.cpu_count() or 1}")
        connection.execute("SET enable_progress_bar = false")
        for side, records in (("roll", roll), ("register", register)):
            connection.register(f"{side}_frame", records)
            connection.execute(_TABLE[side])
        found: pd.DataFrame = connection.execute(_QUERY, {"chosen_from": CHOSEN_FROM, "fewest": FEWEST}).df()
    return found


_TEXTS = "name, number, born, first_fifteen, last_four, address, village"
_COLUMNS = ", ".join(f"{label}::VARCHAR AS {label}" for label in _TEXTS.split(", "))
_TABLE = {
    side: f"CREATE TABLE {side} AS SELECT unique_id, position, {_COLUMNS} FROM {side}_frame"  # noqa: S608
    for side in ("roll", "register")
}


if __name__ == "__main__":
    run(main)
