"""Which fields a condition may ask for, and what they are called in Chinese; both come from data/columns.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

# What a condition may ask about the link and the household, beside the fields of the register row.
LINK_LABELS = {"grade": "比对等级", "identified_date": "识别时间"}
# Name and number are shown as they are written, with the row's owners told apart.
_AS_WRITTEN = {"name": "name_raw", "id_number": "id_raw"}


@cache
def _titles(register: str) -> dict[str, str]:
    """The fields of a register with the first of their headers, which is the usual one."""
    text = resources.files("jingzhun").joinpath("data/columns.toml").read_text(encoding="utf-8")
    columns = tomllib.loads(text)
    kind = columns["kinds"][register]
    headers = columns["fields"] | kind["headers"]
    return {field: headers[field][0] for field in kind["fields"]}


def condition_fields(register: str) -> dict[str, str]:
    """The fields that conditions on a register may ask for, with their Chinese names."""
    return _titles(register) | LINK_LABELS


def register_labels(register: str) -> dict[str, str]:
    """The columns of a linked row that say what the register says, and their Chinese names, in order."""
    labels = {}
    for field, title in _titles(register).items():
        labels[_AS_WRITTEN.get(field, field)] = title
        if field == "name":
            labels["name_cell"] = f"{title}(整格)"
    return labels
