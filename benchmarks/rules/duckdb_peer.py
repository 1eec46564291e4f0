"""Three of the checks as an auditor writes them in SQL: ``python -m benchmarks.rules.duckdb_peer FOLDER FIGURES``.

Wrong check digits (JZ103), one number in several households (JZ301 and JZ302 without a look at the names), and one
telephone in two to nine households (JZ306), over the same Parquet file; DuckDB counts the rows of each on two threads.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"{weight} * substr(id_text, {place}, 1)::INT" for place, weight in enumerate(_WEIGHTS, start=1))
QUERIES = {
    "JZ103": f"""
        SELECT count(*) FROM members WHERE regexp_full_match(id_text, '[0-9]{{17}}[0-9X]')
        AND substr('10X98765432', ({_SUM}) % 11 + 1, 1) <> substr(id_text, 18, 1)""",  # noqa: S608
    "JZ301 JZ302": """
        SELECT count(*) FROM members WHERE id_text IN (
            SELECT id_text FROM members WHERE id_text <> '' GROUP BY id_text HAVING count(DISTINCT household) > 1)""",
    "JZ306": """
        SELECT count(*) FROM (SELECT DISTINCT household, phone_digits FROM members WHERE phone_digits IN (
            SELECT phone_digits FROM members WHERE phone_digits <> '' GROUP BY phone_digits
            HAVING count(DISTINCT household) BETWEEN 2 AND 9))""",
}


def main(folder: Path, figures: Path) -> None:
    """Run the queries; the table is loaded first, as ours is."""
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(
        "CREATE TABLE members AS SELECT household, id_text, phone_digits FROM read_parquet(?)",
        [str(folder / "members.parquet")],
    )
    answer = {}
    for code, query in QUERIES.items():
        started = time.perf_counter()
        row = connection.execute(query).fetchone()
        answer[code] = [time.perf_counter() - started, 0 if row is None else row[0]]
    figures.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
