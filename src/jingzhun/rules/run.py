"""Run the rules over a roll: findings as a frame, and for each rule a count of its three outcomes.

Found, undecided and crashed are never merged. A rule that crashes is counted with the kind and place of its
error, nothing of the data, and stops no other.
"""

from __future__ import annotations

import os
import string
import traceback
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.kinds import TableKind
from jingzhun.model import Outcome, RuleCount
from jingzhun.privacy import PERHAPS_IN_COLUMN, mask_text
from jingzhun.read.columns.mapping import usual_headers
from jingzhun.rules.registry import RULES
from jingzhun.rules.rule import Found, Roll, Rule

FINDING_COLUMNS = (
    "code",
    "title",
    "outcome",
    "severity",
    "effect",
    "household_id",
    "roll_file",
    "roll_sheet",
    "roll_row",
    "member_name",
    "id_masked",
    "register",
    "register_file",
    "register_sheet",
    "register_row",
    "grade",
    "roll_values",
    "register_values",
    "reason",
    "fix",
)
_ROW_NUMBERS = ("roll_row", "register_row")
_OF_REGISTER = ("register", "register_file", "register_sheet", "register_row", "grade")
_OF_MEMBER = ("household_id", "_file", "_sheet", "_row", "name_raw", "id_masked")
_ROWS_A_BLOCK = 4096
# Raw values shown beside every finding, and those shown where the rule needs the typed column.
_ALWAYS_SHOWN = (("姓名", "name_raw"), ("证件号码", "id_raw"), ("与户主关系", "relation_raw"))
_SHOWN_IF_NEEDED = (
    ("sex_stated", "性别", "sex_raw"),
    ("birth_stated", "出生日期", "birth_date"),
    ("birth_partial", "出生日期", "birth_date"),
    ("household_size", "人数", "household_size"),
    ("township", "乡镇", "township_raw"),
    ("village", "村", "village_raw"),
    ("identified_date", "识别时间", "identified_date"),
)


def run_rules(roll: Roll, rules: tuple[Rule, ...] = RULES) -> tuple[pd.DataFrame, tuple[RuleCount, ...]]:
    """Look at a roll with every rule.

    Args:
        roll: the members, the day of the check, and what else rules compare with.
        rules: the rules, run in this order.

    Returns:
        The findings (columns as in docs/development/architecture.md, ``effect`` left empty for the policy;
        rule by rule, members in the order of the roll) and one count a rule. A rule that misses a column, a
        register or last year's roll counts as undecided once, for the roll as a whole; ``Rule.missing`` names them.
    """
    keep = _household_numbers(roll.members)
    # Rules are pure, and their kernels let go of the interpreter: both cores look, and the order stays.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        looked = list(pool.map(lambda rule: _look(rule, roll, keep), rules))
    parts = [findings for findings, _ in looked if findings is not None]
    findings = pd.concat(parts, ignore_index=True) if parts else _no_findings()
    return findings, tuple(count for _, count in looked)


def _look(rule: Rule, roll: Roll, keep: frozenset[str]) -> tuple[pd.DataFrame | None, RuleCount]:
    """What one rule finds, None where it finds nothing, and its count."""
    if not len(roll.members):
        return None, _count(rule)
    if missing := rule.missing(roll):
        return None, _count(rule, undecided=1, missing=missing)
    try:
        what = rule(roll)
        if len(what.where) != len(roll.members):
            raise ValueError("the mask is not as long as the roll")
        findings = _findings(rule, what, roll.members, keep) if what.where.any() else None
    except Exception as error:
        return None, _count(rule, crashed=_kind_and_place(error))
    return findings, _count(rule, found=int(what.where.sum()), undecided=int(what.undecided.sum()))


def _count(
    rule: Rule, *, found: int = 0, undecided: int = 0, crashed: str = "", missing: tuple[str, ...] = ()
) -> RuleCount:
    return RuleCount(rule.code, rule.title, rule.severity.value, found, undecided, crashed, missing)


def _kind_and_place(error: Exception) -> str:
    """Kind of an error and the line where it arose; its message may hold personal data and is left out."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "jingzhun" in frame.filename]
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + place


def _no_findings() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in _ROW_NUMBERS else "str") for name in FINDING_COLUMNS})


def _findings(rule: Rule, what: Found, members: pd.DataFrame, keep: frozenset[str]) -> pd.DataFrame:
    rows = members[_columns_needed(rule, what, members)].iloc[np.flatnonzero(what.where)]
    said_by_all = {
        "code": rule.code,
        "title": rule.title,
        "outcome": Outcome.FOUND.value,
        "severity": rule.severity.value,
        "fix": rule.fix,
    }
    known = {
        "household_id": rows["household_id"],
        "roll_file": rows["_file"],
        "roll_sheet": rows["_sheet"],
        "roll_row": rows["_row"].astype("int64"),
        "member_name": rows["name_raw"],
        "id_masked": rows["id_masked"],
        "roll_values": _raw_values(rule, rows),
        "reason": reasons(what, rows, keep),
        "register_row": 0,
    }
    alike = {name: _alike(said_by_all.get(name, ""), rows.index) for name in FINDING_COLUMNS if name not in known}
    findings = pd.DataFrame({name: known.get(name, alike.get(name)) for name in FINDING_COLUMNS}, index=rows.index)
    if what.source is not None:
        said = what.source.reindex(index=rows.index, columns=list(_OF_REGISTER))
        for label in _OF_REGISTER:
            unknown = 0 if label in _ROW_NUMBERS else ""
            findings[label] = said[label].fillna(unknown).astype(findings[label].dtype)
    return findings.reset_index(drop=True)


def _alike(text: str, index: pd.Index) -> pd.Series:
    """One text for all rows, held once for thousands of them: half of what a million findings say is the same."""
    block = pa.array([text] * min(len(index), _ROWS_A_BLOCK), pa.large_string())
    whole, rest = divmod(len(index), _ROWS_A_BLOCK)
    column = pa.chunked_array([*[block] * whole, block.slice(0, rest)], pa.large_string())
    return pd.Series(pd.array(column, dtype="str"), index=index)


def _columns_needed(rule: Rule, what: Found, members: pd.DataFrame) -> list[str]:
    """The columns that findings are made of: to take the rows of all of them takes longer than most rules."""
    told = {name for _, name in _pieces(what.template)} - set(what.values)
    needed = {*_OF_MEMBER, *(column for _, column in _shown(rule)), *told}
    return [column for column in members if column in needed]


def _shown(rule: Rule) -> list[tuple[str, str]]:
    """Titles and columns of the raw values beside a finding."""
    shown = list(_ALWAYS_SHOWN)
    shown += [(title, raw) for typed, title, raw in _SHOWN_IF_NEEDED if typed in rule.needs]
    return shown + [(title, field) for field, title in _titles().items() if field in rule.needs]


def _raw_values(rule: Rule, rows: pd.DataFrame) -> pd.Series:
    shown = _shown(rule)
    parts = [title + "=" + readable(rows[column]).replace("", "(空)") for title, column in shown if column in rows]
    return _joined(parts, "; ", rows.index)


@cache
def _titles() -> dict[str, str]:
    """The fields of the roll that rules ask for by their own name, with the header that people use for each."""
    told = {
        "name",
        "id_number",
        "relation",
        "sex",
        "household_id",
        *(column for shown in _SHOWN_IF_NEEDED for column in shown),
    }
    return {field: title for field, title in usual_headers(TableKind.ROLL).items() if field not in told}


def reasons(what: Found, rows: pd.DataFrame, keep: Collection[str] = ()) -> pd.Series:
    """The reasons of the members found, made from the rule's template.

    Args:
        what: the rule's answer.
        rows: the members found.
        keep: numbers that are known to be none of a person and stay.

    Returns:
        One text a row, with anything like an identity number masked.

    Raises:
        KeyError: the template names a column that neither the members nor the rule's values have.
    """
    parts = [_part(what, rows, literal, name) for literal, name in _pieces(what.template)]
    told = _joined(parts, "", rows.index)
    suspicious = _may_hold_number(pa.array(told, type=pa.string()))
    told[suspicious] = told[suspicious].map(lambda text: mask_text(text, keep)).astype("str")
    return told


def _may_hold_number(texts: pa.Array) -> np.ndarray:
    return np.asarray(pc.match_substring_regex(texts, pattern=PERHAPS_IN_COLUMN))


def _household_numbers(members: pd.DataFrame) -> frozenset[str]:
    """The household numbers, by which officials find the other household, but for those that are a member's own."""
    distinct = pa.array(members["household_id"].drop_duplicates(), type=pa.string())
    # Only what would be masked has to be kept.
    numbers = distinct.filter(pa.array(_may_hold_number(distinct)))
    of_people = pc.is_in(numbers, value_set=pa.array(members["id_text"], type=pa.string()))
    return frozenset(numbers.filter(pc.invert(of_people)).to_pylist())


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    for literal, name, _, _ in string.Formatter().parse(template):
        yield literal, name or ""


def _part(what: Found, rows: pd.DataFrame, literal: str, name: str) -> pd.Series | str:
    if not name:
        return literal
    column = what.values[name].reindex(rows.index) if name in what.values else rows[name]
    return literal + readable(column)


def _joined(parts: Sequence[pd.Series | str], separator: str, index: pd.Index) -> pd.Series:
    if not parts:
        return pd.Series("", index=index, dtype="str")
    # One pass over all parts; adding them one by one copies the texts as often as there are parts.
    columns = [part if isinstance(part, str) else pa.array(part, type=pa.string()) for part in parts]
    if all(isinstance(column, str) for column in columns):
        return pd.Series(separator.join(map(str, columns)), index=index, dtype="str")
    return pd.Series(pc.binary_join_element_wise(*columns, separator), index=index, dtype="str")


def readable(column: pd.Series) -> pd.Series:
    """A column as a person reads it: days as 1952-03-07, whole numbers without a point, nothing if unknown."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(column):
        column = column.map("{:g}".format, na_action="ignore")
    return column.astype("str").fillna("")
