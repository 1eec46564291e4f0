"""Which fields a condition may ask for, and what they are called in Chinese; all come from data/columns.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jingzhun.kinds import TableKind, columns_data
from jingzhun.policy.node import Node, nearest, unknown
from jingzhun.policy.terms import AS_OF, OF_HOUSEHOLD, OF_MEMBER

# What a condition may ask about the link and the household, beside the fields of the register row.
LINK_LABELS = {"grade": "比对等级", "identified_date": "识别时间"}
_SHARE = {"share": "所占份额"}
_ROLL_LABELS = {"age": "年龄"}
# Name and number are shown as they are written, with the row's owners told apart.
_AS_WRITTEN = {"name": "name_raw", "id_number": "id_raw"}
_CODE = "_code"
_FEW = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name.

    Attributes:
        about: ``row``, ``member`` or ``household``.
        fields: the fields, with their Chinese names.
        lines: the lines of the policy, with their titles.
        findings: codes of findings that may be asked for, with their titles.
        registers: what may be counted, with its Chinese name.
    """

    about: str
    fields: Mapping[str, str]
    lines: Mapping[str, str]
    findings: Mapping[str, str]
    registers: Mapping[str, str]

    def days(self) -> dict[str, str]:
        """The fields whose days may be compared with, and the day of the check."""
        return {**self.fields, AS_OF: "核查日"}


def check_named(part: Node, key: str, word: str, known: Mapping[str, str], what: str = "字段") -> None:
    """Refuse a field, register or code that is not known, with the nearest that is.

    Args:
        part: the table that names it.
        key: the key under which it stands.
        word: what stands there.
        known: what may stand there, with its Chinese names.
        what: what it is.

    Raises:
        PolicyError: it is not known.
    """
    if word in known:
        return
    near = nearest(word, known)
    # Of many only the nearest is worth naming.
    few = near or len(known) <= _FEW
    said = unknown(what, word, known) if few else f"不认识的{what} “{word}”"
    part.fail(said, key=key, fix=f"改为 {key} = “{near}” ({known[near]})" if near else f"例如 {part.examples[key]}")


def read_whose(part: Node, scope: Scope, default: str) -> str:
    """``household`` or ``member``; a condition on households knows no single member.

    Raises:
        PolicyError: it is neither, or a member is asked for where there is none.
    """
    whose = part.choice("whose", ("household", "member"), "范围", default)
    if whose == "member" and scope.about == "household":
        part.fail("针对户的条件里, “whose” 只能是 household", key="whose", fix="去掉 whose")
    return whose


@cache
def _titles(kind: str) -> dict[str, str]:
    """The fields of a kind of table with the first of their headers, which is the usual one."""
    columns = columns_data()
    section = columns["kinds"][kind]
    headers = columns["fields"] | section["headers"]
    return {field: headers[field][0] for field in section["fields"]}


@cache
def _words(file: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files("jingzhun").joinpath(f"data/{file}.toml").read_text(encoding="utf-8"))


def condition_fields(register: str) -> dict[str, str]:
    """The fields of a register's linked rows, with their Chinese names."""
    titles = _titles(register)
    return titles | LINK_LABELS | (_SHARE if "ownership" in titles else {})


def roll_fields() -> dict[str, str]:
    """The fields of the roll, with their Chinese names; ``health_code`` is what the words of ``health`` mean."""
    titles = _titles(TableKind.ROLL.value)
    coded = {f"{field}{_CODE}": f"{titles[field]}(归类)" for field in _words("roll_words") if field in titles}
    return titles | coded | _ROLL_LABELS


def fields_for(about: str, register: str) -> dict[str, str]:
    """Every field that a condition may ask for.

    Args:
        about: ``row``, ``member`` or ``household``.
        register: the register of the rows, ``""`` for others.
    """
    of_roll = roll_fields()
    of_household = {OF_HOUSEHOLD + field: f"户的{title}" for field, title in of_roll.items()}
    if about == "household":
        return of_roll
    if about == "member":
        return of_roll | of_household
    return (
        condition_fields(register)
        | {OF_MEMBER + field: f"本人的{title}" for field, title in of_roll.items()}
        | of_household
    )


def headers_of(kind: str) -> dict[str, str]:
    """The fields of a kind of table, with the first of their headers."""
    return dict(_titles(kind))


def codes_of(field: str) -> dict[str, str]:
    """The codes that a field may hold, with the word that says each; empty for a field of words."""
    name = field.split(".")[-1]
    if name == "relation" and field != "household.relation":
        return {code: str(entry["title"]) for code, entry in _words("relations").items()}
    if not name.endswith(_CODE):
        return {}
    return {code: words[0] for code, words in _words("roll_words")[name.removesuffix(_CODE)].items() if words}


def register_labels(register: str) -> dict[str, str]:
    """The columns of a linked row that say what the register says, and their Chinese names, in order."""
    labels = {}
    for field, title in _titles(register).items():
        labels[_AS_WRITTEN.get(field, field)] = title
        if field == "name":
            labels["name_cell"] = f"{title}(整格)"
    return labels
