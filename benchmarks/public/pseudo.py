"""pseudopeople's sample as records: ``python -m benchmarks.public.pseudo FOLDER``, in the environment ``pseudopeople``.

The simulated decennial census of 2020 is the left file, the W2 and 1099 tax forms of 2020 are the right one: one row an
employment, with the name and the mailing address of the person as the employer has them. Both are damaged as
pseudopeople does by default (typing, phonetic and optical errors, nicknames, swapped and left out fields, moves). The
census knows the birth date and the sex, the tax forms the social security number: neither is on both sides.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from pseudopeople import generate_decennial_census, generate_taxes_w2_and_1099

from benchmarks.public.records import write_records

YEAR, SEED = 2020, 1
_BOTH = {"given": "first_name", "surname": "last_name", "middle": "middle_initial"}
_CENSUS = {"house": "street_number", "street": "street_name", "area": "city", "postcode": "zipcode", "sex": "sex"}
_W2 = {
    "house": "mailing_address_street_number",
    "street": "mailing_address_street_name",
    "area": "mailing_address_city",
    "postcode": "mailing_address_zipcode",
    "number": "ssn",
}


def main(folder: Path) -> None:
    """Have the data made, and write both files as records and, apart from them, who is who."""
    census = generate_decennial_census(seed=SEED, year=YEAR)
    forms = generate_taxes_w2_and_1099(seed=SEED, year=YEAR)
    born = pd.to_datetime(census["date_of_birth"], format="%m/%d/%Y", errors="coerce").dt.strftime("%Y%m%d").fillna("")
    left = records_of(census, _BOTH | _CENSUS).assign(born=born.to_numpy())
    write_records(folder, left, records_of(forms, _BOTH | _W2))


def records_of(table: pd.DataFrame, fields: dict[str, str]) -> pd.DataFrame:
    """One dataset as records, with the person and the household that the simulation knows.

    Args:
        table: as pseudopeople makes it.
        fields: field of the records → column of the table.
    """
    columns = {field: table[column].astype(object) for field, column in fields.items()}
    texts = pd.DataFrame(columns).reset_index(drop=True)
    texts = texts.where(texts.notna(), "").astype(str)
    own = {"person": table["simulant_id"].astype(str), "household": table["household_id"].astype(str)}
    return texts.assign(**{label: values.to_numpy() for label, values in own.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
