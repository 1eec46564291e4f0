"""What a careful analyst does to names and numbers before matching, with pandas alone; shared by the peers.

The peers know nothing of jingzhun's field parsers; this is common knowledge written down once, so that no peer
loses by untidy input: blanks and quotes taken out, full-width digits folded, the scientific form of a rounded number
written out, and a register row with several owners made into several rows.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

REGISTERS = ("vehicles", "property", "payroll")
_SEPARATORS = r"[、,，;；/]\s*"
_SCIENTIFIC = r"(\d)\.(\d{6,16})E\+17"


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
