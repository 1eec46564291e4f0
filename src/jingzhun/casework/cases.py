"""The cases of a run (疑点户) and their doubts (疑点), read from its folder: what goes out to the townships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

from jingzhun.casework.case_numbers import numbers_for
from jingzhun.errors import AccountError, RequestError, UnreadableFileError
from jingzhun.explain.run_folder import AGAIN, manifest_of, shown
from jingzhun.model import Effect, Severity, Verdict
from jingzhun.policy.answers import ANSWER_COLUMNS, Part
from jingzhun.privacy import show
from jingzhun.report import ANSWERS, FINDINGS, HOUSEHOLDS
from jingzhun.report.figures import kind_title
from jingzhun.report.working_files import MEMBERS

CASE_COLUMNS = (
    *("case_number", "household_id", "township", "village", "group", "head_name", "address", "phone"),
    *("members", "people", "severity", "doubts"),
)
DOUBT_COLUMNS = (
    *("case_number", "doubt", "code", "title", "severity", "grade", "member_name", "relation", "id_number"),
    *("id_masked", "text", "register", "register_file", "register_sheet", "register_row", "department"),
    *("roll_file", "roll_sheet", "roll_row", "thing", "ask", "exceptions"),
)
_ROLL_PLACE = ("roll_file", "roll_sheet", "roll_row")
_FOUND_AT = ("household_id", "code", *_ROLL_PLACE, "register", "register_file", "register_sheet", "register_row")
_FINDING_TEXTS = ("household_id", "code", "effect", "id_masked", "fix", "register_file", "register_sheet")
_LIVED_AT = ("group", "address", "phone")
_BLOCK_BYTES = 1 << 26
# What households.csv puts a ' before (report/machine.csv_text), so that no spreadsheet takes it for a formula.
_FORMULA_SIGNS = frozenset("=+-@＝＋－＠ \t\r\n\ufeff\u3000")


@dataclass(frozen=True)
class Cases:
    """The doubtful households of a run.

    Attributes:
        check_day: the day for which the run was made.
        cases: ``CASE_COLUMNS``, one row a doubtful household, in the order of the roll. ``household_id`` is as
            reports show it; ``phone`` and ``address`` are as the roll writes them, not masked; ``members`` counts
            persons, ``doubts`` doubts; ``people`` names the members with their relation.
        doubts: ``DOUBT_COLUMNS``, one row a doubt, by case; ``doubt`` counts from 1 within a case. ``id_number`` is as
            the roll writes it, not masked; ``exceptions`` is a list of (id, title, evidence) that may hold.
    """

    check_day: date
    cases: pd.DataFrame
    doubts: pd.DataFrame


def cases(run: Path) -> Cases:
    """Read the cases of a run.

    Args:
        run: the run folder.

    Raises:
        RequestError: this is no run, or its version keeps no answers.
        UnreadableFileError: a file of it is damaged, or does not fit the others.
        AccountError: a doubtful household has no reason, or a reason no doubtful household.
    """
    check_day = _day(manifest_of(run), run)
    gone = [name for name in (ANSWERS, FINDINGS, HOUSEHOLDS, MEMBERS) if not (run / name).is_file()]
    if gone:
        what = f"这次核查没有留下派单要用的文件({'、'.join(gone)}), 多半是旧版本做的, 或已被移走"
        raise RequestError(what, where=shown(run), fix=AGAIN)
    try:
        answers = _shown(pq.read_table(run / ANSWERS, columns=list(ANSWER_COLUMNS)).to_pandas())
        listed = _listed(run / HOUSEHOLDS, frozenset(answers["household_id"].unique()))
        members = _members(run / MEMBERS)
        found = _shown(_found_doubts(run / FINDINGS))
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        raise UnreadableFileError("结果文件夹里的文件坏了, 读不出", where=shown(run), fix=AGAIN) from error
    reasons = answers[answers["part"] == Part.REASON.value].reset_index(drop=True)
    order = found["household_id"].map({number: place for place, number in enumerate(listed["household_id"])})
    found = found.iloc[order.argsort(kind="stable")].reset_index(drop=True)
    if not _fit(reasons, found) or len(listed) != members["household"].nunique():
        raise UnreadableFileError("结果文件夹里的文件彼此对不上, 多半有人改过", where=shown(run), fix=AGAIN)
    known = _cases(listed, members, reasons, check_day)
    doubts = _doubts(reasons, found, members, answers[answers["part"] == Part.ASK.value], known)
    if set(doubts["case_number"]) != set(known["case_number"]) or len(doubts) != len(reasons):
        raise AccountError(f"疑点户的账不平: {len(known)} 户, {len(reasons)} 条疑点", where=shown(run))
    return Cases(check_day, known, doubts)


def _day(manifest: dict[str, object], run: Path) -> date:
    try:
        return date.fromisoformat(str(manifest["as_of"]))
    except ValueError as error:
        raise UnreadableFileError("manifest.json 里的核查日期坏了", where=shown(run), fix=AGAIN) from error


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the numbers of households as households.csv shows them."""
    numbers = frame["household_id"]
    return frame.assign(household_id=numbers.map({number: show(number) for number in numbers.unique()}).astype("str"))


def _listed(path: Path, answered: frozenset[str]) -> pd.DataFrame:
    """households.csv without what guards its cells; its rows are the households in the order of the roll."""
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    frame = frame[["household_id", "verdict", "head_name", "township", "village", "members"]]
    for name in ("head_name", "township", "village"):
        frame[name] = frame[name].map({text: _bare(text) for text in frame[name].unique()})
    guarded = frame["household_id"].str.startswith("'") & ~frame["household_id"].isin(answered)
    frame["household_id"] = frame["household_id"].where(~guarded, frame["household_id"].map(_bare))
    return frame.assign(members=frame["members"].astype("int64"))


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_SIGNS and len(text) > 1 else text


def _members(path: Path) -> pd.DataFrame:
    """The members with what visitors need to know of them."""
    names = ("household", "name_raw", "relation_raw", "id_raw", "_file", "_sheet", "_row", "group", "address", "phone")
    there = pq.read_schema(path).names
    frame: pd.DataFrame = pq.read_table(path, columns=[name for name in names if name in there]).to_pandas()
    for name in ("relation_raw", "group", "address", "phone"):
        frame[name] = frame[name].fillna("") if name in frame else ""
    return frame


def _found_doubts(path: Path) -> pd.DataFrame:
    """The findings that are doubts about a household, in the order of the file."""
    schema = pa.schema(
        [(name, pa.string()) for name in _FINDING_TEXTS] + [("roll_row", pa.int64()), ("register_row", pa.int64())]
    )
    if not path.stat().st_size:
        empty: pd.DataFrame = schema.empty_table().to_pandas()
        return empty
    options = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    table = pj.read_json(path, pj.ReadOptions(block_size=_BLOCK_BYTES), options)
    is_doubt = pc.and_(pc.equal(table["effect"], Effect.DOUBT.value), pc.not_equal(table["household_id"], ""))
    frame: pd.DataFrame = table.filter(is_doubt).to_pandas()
    return frame


def _fit(reasons: pd.DataFrame, found: pd.DataFrame) -> bool:
    """Whether answers and findings speak of the same doubts in the same order."""
    names = ["household_id", "code", "roll_row", "register_file", "register_sheet", "register_row"]
    return len(reasons) == len(found) and bool((reasons[names].to_numpy() == found[names].to_numpy()).all())


def _cases(listed: pd.DataFrame, members: pd.DataFrame, reasons: pd.DataFrame, day: date) -> pd.DataFrame:
    doubtful = listed[listed["verdict"] == Verdict.DOUBTFUL.value]
    own = members[members["household"].isin(doubtful.index)]
    who = own["name_raw"] + ("(" + own["relation_raw"] + ")").where(own["relation_raw"] != "", "")
    grouped = own.assign(who=who, **{name: own[name].where(own[name] != "") for name in _LIVED_AT}).groupby("household")
    lived = grouped[list(_LIVED_AT)].first().fillna("").reindex(doubtful.index, fill_value="")
    worst = reasons["severity"].eq(Severity.RED_LINE.value).groupby(reasons["household_id"]).any()
    red = doubtful["household_id"].map(worst).eq(True)
    return (
        doubtful.assign(
            **{name: lived[name] for name in _LIVED_AT},
            people=grouped["who"].agg("、".join).reindex(doubtful.index, fill_value=""),
            case_number=numbers_for(day, len(doubtful)),
            severity=np.where(red, Severity.RED_LINE.value, Severity.REVIEW.value),
            doubts=doubtful["household_id"].map(reasons["household_id"].value_counts()).fillna(0).astype("int64"),
        )[list(CASE_COLUMNS)]
        .astype({"severity": "str", "case_number": "str"})
        .reset_index(drop=True)
    )


def _doubts(
    reasons: pd.DataFrame, found: pd.DataFrame, members: pd.DataFrame, asks: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    numbers = dict(zip(known["household_id"], known["case_number"], strict=True))
    places = {name: f"_{name.removeprefix('roll_')}" for name in _ROLL_PLACE}
    at = {places[name]: reasons[name] for name in _ROLL_PLACE}
    roll = members.drop_duplicates(list(at))[[*at, "relation_raw", "id_raw"]]
    person = pd.DataFrame(at).merge(roll, on=list(at), how="left")[["relation_raw", "id_raw"]].fillna("")
    kinds = {kind: kind_title(kind) if kind else "花名册" for kind in reasons["register"].unique()}
    doubts = reasons.assign(
        case_number=reasons["household_id"].map(numbers).fillna("").astype("str"),
        doubt=reasons.groupby("household_id").cumcount() + 1,
        relation=person["relation_raw"],
        id_number=person["id_raw"],
        id_masked=found["id_masked"],
        department=reasons["register"].map(kinds).astype("str"),
        ask=found["fix"],
        exceptions=_exceptions(reasons, asks),
    )
    return doubts[list(DOUBT_COLUMNS)]


def _exceptions(reasons: pd.DataFrame, asks: pd.DataFrame) -> pd.Series:
    """For every doubt the exceptions that may hold, each as (id, title, evidence)."""
    key = [*_FOUND_AT, "thing"]
    by_doubt: dict[tuple[object, ...], dict[tuple[str, str, str], None]] = {}
    told = (asks[name] for name in (*key, "exception", "exception_title", "evidence"))
    for *at, code, title, evidence in zip(*told, strict=True):
        by_doubt.setdefault(tuple(at), {})[(code, title, evidence)] = None
    rows = zip(*(reasons[name] for name in key), strict=True)
    return pd.Series([list(by_doubt.get(at, {})) for at in rows], index=reasons.index, dtype="object")
