"""What single change would alter the verdict of a household; nothing is guessed, every change is judged.

Of a doubtful household: a register row that is not the member's, an exception that is proven, a finding that proves
wrong, another day of identification. Of a clear one: a lead that proves to be the member, a gap that is filled, an
exception or an exemption that does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from jingzhun.kinds import TableKind
from jingzhun.model import Effect, Grade, Outcome, Verdict
from jingzhun.policy import trials
from jingzhun.policy.conditions import tests_of
from jingzhun.policy.households import filled
from jingzhun.policy.judged_rows import JudgedRows, is_doubt
from jingzhun.policy.records import Policy
from jingzhun.policy.subject import Context
from jingzhun.policy.terms import DayOf
from jingzhun.policy.values import moved

#: Of which register row a change speaks, and of whom.
_PLACE = ("register", "register_file", "register_sheet", "register_row", "grade", "member_name")
CHANGE_COLUMNS = ("order", "kind", "finding", "exception", "text", "verdict", *_PLACE)
_CLEARED, _DOUBTED = "本户不再是疑点户", "本户成为疑点户"
_IDENTIFIED = "identified_date"
# Positions of findings that a change speaks of; a change of several or of none has this.
_NO_FINDING = -1


class Change(StrEnum):
    """What would have to be otherwise."""

    NOT_THIS_PERSON = "not_this_person"
    NUMBER_NOT_HIS = "number_not_his"
    EXCEPTION_HOLDS = "exception_holds"
    FINDING_WRONG = "finding_wrong"
    IDENTIFIED_OTHERWISE = "identified_otherwise"
    IDENTITY_CONFIRMED = "identity_confirmed"
    GAP_FILLED = "gap_filled"
    EXCEPTION_FAILS = "exception_fails"
    EXEMPTION_ENDS = "exemption_ends"
    NONE = "none"


def changes_of(
    policy: Policy, context: Context, judged: Sequence[JudgedRows], found: pd.DataFrame, households: pd.DataFrame
) -> pd.DataFrame:
    """The single changes that would alter verdicts.

    Args:
        policy: the checked pack.
        context: what the roll was judged with.
        judged: what its conditions say.
        found: all judged findings in their order (RangeIndex), with the columns of ``statements``.
        households: the verdicts, in the order of the roll.

    Returns:
        ``order`` (number of the household), ``kind``, ``finding`` (position in ``found``, -1 for none or several),
        ``exception`` (its code), ``text``, the ``verdict`` that would follow, and the register row and member that it
        speaks of; by household. A doubtful household
        that no single change would clear has one row of the kind ``none``.
    """
    is_doubtful = (households["verdict"] == Verdict.DOUBTFUL.value).to_numpy(dtype=bool)
    of_household = found[found["order"] >= 0]
    doubtful = of_household[is_doubtful[of_household["order"].to_numpy()]]
    clear = of_household[~is_doubtful[of_household["order"].to_numpy()]]
    parts = [
        _tried(policy, context, found, is_doubtful),
        _exceptions_proven(doubtful, asks_of(judged), households),
        _findings_wrong(doubtful, households),
        _gaps_filled(clear),
        _no_longer(clear),
    ]
    changes = pd.concat([part for part in parts if len(part)] or [parts[0]], ignore_index=True)
    changes = pd.concat([changes, _without_any(changes, is_doubtful, households)], ignore_index=True)
    rank = {kind.value: place for place, kind in enumerate(Change)}
    by = changes.assign(rank=changes["kind"].map(rank)).sort_values(
        ["order", "rank", "finding", "exception", "text"], kind="stable"
    )
    by = by.assign(**{name: filled(by[name]) for name in _PLACE if name != "register_row"})
    return by[list(CHANGE_COLUMNS)].drop_duplicates(["order", "kind", "exception", "text"]).reset_index(drop=True)


def asks_of(judged: Sequence[JudgedRows]) -> pd.DataFrame:
    """The exceptions that may hold of what counts, and whether each, once proven, leaves no doubt.

    Returns:
        ``code place exception exception_title evidence clears manual``, one row an exception and place in ``judged``.
    """
    parts = []
    for each in judged:
        counts = np.isin(each.effect, (Effect.DOUBT.value, Effect.CLUE.value))
        for exception, possible, clears in zip(each.condition.exceptions, each.possible, each.clears, strict=True):
            parts.append(
                pd.DataFrame(
                    {
                        "code": each.condition.code,
                        "place": np.flatnonzero(possible & counts),
                        "exception": exception.code,
                        "exception_title": exception.title,
                        "evidence": exception.evidence,
                        "clears": clears[possible & counts],
                        "manual": exception.manual,
                    }
                )
            )
    texts = ("code", "exception", "exception_title", "evidence")
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in texts})
    flags = {"place": pd.Series(dtype="int64"), "clears": pd.Series(dtype=bool), "manual": pd.Series(dtype=bool)}
    return pd.concat([part for part in parts if len(part)] or [empty.assign(**flags)], ignore_index=True)


def _frame(kind: Change, rows: pd.DataFrame, text: pd.Series, verdict: Verdict) -> pd.DataFrame:
    """Changes of one kind; the index of ``rows`` is the position of the finding."""
    return pd.DataFrame(
        {
            "order": rows["order"].to_numpy(np.int64),
            "kind": kind.value,
            "finding": rows["finding"].to_numpy(np.int64) if "finding" in rows else rows.index.to_numpy(np.int64),
            "exception": rows["exception"].to_numpy(),
            "text": text.to_numpy(),
            "verdict": verdict.value,
            **{name: rows[name].to_numpy() if name in rows else 0 if name == "register_row" else "" for name in _PLACE},
        }
    )


def _sole(doubtful: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """The doubts of households that have no other."""
    doubts = doubtful[doubtful["effect"] == Effect.DOUBT.value]
    is_sole = households["doubts"].to_numpy()[doubts["order"].to_numpy()] == 1
    return pd.DataFrame(doubts[is_sole])


def _exceptions_proven(doubtful: pd.DataFrame, asks: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    sole = _sole(doubtful, households).rename_axis("finding").reset_index()
    sole = sole.drop(columns=["exception", "exception_title"])
    asked = sole.merge(asks[asks["clears"]], on=["code", "place"])
    proven = "”属于例外“" + asked["exception_title"] + "”(须有: " + asked["evidence"] + "), "
    return _frame(Change.EXCEPTION_HOLDS, asked, "若“" + asked["thing"] + proven + _CLEARED, Verdict.CLEAR)


def _findings_wrong(doubtful: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Doubts that rest on the roll itself and not on a register row."""
    sole = _sole(doubtful, households)
    sole = sole[sole["register_row"] == 0].assign(exception="")
    on_roll = sole["code"].str.startswith("JZ").map({True: "(名册写错, 改正即可)", False: ""})
    text = "若查明“" + sole["thing"] + "”不实" + on_roll + ", " + _CLEARED
    return _frame(Change.FINDING_WRONG, sole, text, Verdict.CLEAR)


def _gaps_filled(clear: pd.DataFrame) -> pd.DataFrame:
    gaps = clear[(clear["outcome"] == Outcome.UNDECIDED.value) & is_doubt(clear["if_held"].to_numpy(dtype=object))]
    gaps = gaps[gaps["effect"] == Effect.CLUE.value].assign(exception="")
    text = "若查明“" + gaps["thing"] + "”属于“" + gaps["title"] + "”(" + gaps["gaps"] + "), " + _DOUBTED
    return _frame(Change.GAP_FILLED, gaps, text, Verdict.DOUBTFUL)


def _no_longer(clear: pd.DataFrame) -> pd.DataFrame:
    """Excused and exempted findings that would be doubts."""
    excused = clear[(clear["effect"] == Effect.EXCUSED.value) & clear["held"]]
    excused = excused[is_doubt(excused["if_not_excused"].to_numpy(dtype=object))]
    lacks = "”不属于例外“" + excused["exception_title"] + "”(没有: " + excused["exception_evidence"] + "), "
    exempt = clear[(clear["effect"] == Effect.EXEMPT.value) & (clear["own_effect"] == Effect.DOUBT.value)]
    exempt = exempt.assign(exception="")
    fails, ends = "若“" + excused["thing"] + lacks, "若对“" + exempt["thing"] + "”的豁免不再有效, "
    parts = [
        _frame(Change.EXCEPTION_FAILS, excused, fails + _DOUBTED, Verdict.DOUBTFUL),
        _frame(Change.EXEMPTION_ENDS, exempt, ends + _DOUBTED, Verdict.DOUBTFUL),
    ]
    return pd.concat(parts, ignore_index=True)


def _without_any(changes: pd.DataFrame, is_doubtful: np.ndarray, households: pd.DataFrame) -> pd.DataFrame:
    """Doubtful households that no single change clears."""
    cleared = changes.loc[changes["verdict"] == Verdict.CLEAR.value, "order"].to_numpy(np.int64)
    without = is_doubtful.copy()
    without[cleared] = False
    orders = np.flatnonzero(without)
    count = households["doubts"].iloc[orders].astype("str").reset_index(drop=True)
    rows = pd.DataFrame({"order": orders, "finding": _NO_FINDING, "exception": ""})
    text = "本户有 " + count + " 条疑点, 没有找到哪一处单独的改变能使本户不再是疑点户, 须逐条核实"
    return _frame(Change.NONE, rows, text, Verdict.DOUBTFUL)


def _tried(policy: Policy, context: Context, found: pd.DataFrame, is_doubtful: np.ndarray) -> pd.DataFrame:
    """Changes of links and of the day of identification."""
    links = trials.link_keys(context)
    doubtful = is_doubtful[links["order"].to_numpy()]
    told = set(found.loc[found["order"] >= 0, "order"])
    leads = ~doubtful & (links["grade"] != Grade.A.value).to_numpy() & links["order"].isin(told).to_numpy()
    several = links[doubtful].groupby("member")["row"].transform("size") > 1
    of_member = links[doubtful][several].drop_duplicates("member")[["order", "member"]].assign(register="", row=-1)
    tried = pd.concat(
        [
            links[doubtful].assign(what=trials.WITHOUT_LINK, day=""),
            of_member.assign(what=trials.WITHOUT_MEMBER, day=""),
            links[leads].assign(what=trials.CONFIRMED, day=""),
            *_other_days(policy, context, is_doubtful),
        ],
        ignore_index=True,
    )
    doubts = trials.doubts_of(policy, context, found, tried)
    altered = tried[(doubts == 0) == is_doubtful[tried["order"].to_numpy(np.int64)]]
    return _told(altered, context, found)


def _other_days(policy: Policy, context: Context, is_doubtful: np.ndarray) -> Iterator[pd.DataFrame]:
    """Days of identification at which a test of a doubtful household's row may turn out otherwise."""
    for condition in policy.conditions:
        parts = [condition.when, condition.when_not, *(each.when for each in condition.exceptions)]
        for test in (test for part in parts if part is not None for test in tests_of(part)):
            other = test.operand
            if not isinstance(other, DayOf) or other.field.split(".")[-1] != _IDENTIFIED or not condition.register:
                continue
            subject = context.rows(condition.register)
            subject = subject.take(is_doubtful[subject.household])
            first, last = subject.days(test.field)
            back = {"years": -other.years, "months": -other.months}
            for days, ahead in ((first, 0), (last, 1)):
                day = moved(days, **back, offset=ahead - other.days)
                rows = pd.DataFrame({"order": subject.household, "member": -1, "register": "", "row": -1})
                rows["day"] = pd.Series(day).map(_written_day)
                yield rows[day > 0].drop_duplicates().assign(what=trials.IDENTIFIED)


def _written_day(number: int) -> str:
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _told(altered: pd.DataFrame, context: Context, found: pd.DataFrame) -> pd.DataFrame:
    """Trials that alter a verdict, in words."""
    place = ["member", "register", "register_file", "register_sheet", "register_row"]
    first = found[found["register_row"] > 0].rename_axis("finding").reset_index().drop_duplicates(place)
    altered = altered.assign(register_row=altered["register_row"].fillna(0).astype("int64"))
    told = altered.merge(first[[*place, "finding", "thing", "grade"]], on=place, how="left", suffixes=("", "_found"))
    told["finding"] = told["finding"].fillna(_NO_FINDING).astype("int64")
    names = context.members["name_raw"].astype("str").to_numpy()
    member = told["member"].to_numpy(np.int64)
    told["member_name"] = np.where(member < 0, "", names[member]) if len(told) else ""
    kinds = {kind: TableKind(kind).words for kind in told["register"].unique() if kind}
    row = "第 " + told["register_row"].astype("str") + " 行"
    where = filled(told["register"].map(kinds)) + " " + filled(told["register_file"]) + " " + row
    grade = filled(told["grade"].map({each.value: f"{each.value} {each.words}" for each in Grade}))
    is_told = told["thing"].notna()
    thing = ("“" + filled(told["thing"]) + "”").where(is_told, where)
    proof = (where + ", ").where(is_told, "") + grade
    parts = []
    for what, kind, text, verdict in (
        (
            trials.WITHOUT_LINK,
            Change.NOT_THIS_PERSON,
            "若" + thing + "登记的不是" + told["member_name"] + "本人(" + proof + "), " + _CLEARED,
            Verdict.CLEAR,
        ),
        (
            trials.WITHOUT_MEMBER,
            Change.NUMBER_NOT_HIS,
            "若" + told["member_name"] + "名下的各条登记都不是他本人的(例如名册上号码写成了别人的), " + _CLEARED,
            Verdict.CLEAR,
        ),
        (
            trials.CONFIRMED,
            Change.IDENTITY_CONFIRMED,
            "若核实" + thing + "登记的确是" + told["member_name"] + "本人(" + proof + "), " + _DOUBTED,
            Verdict.DOUBTFUL,
        ),
        (
            trials.IDENTIFIED,
            Change.IDENTIFIED_OTHERWISE,
            "若本户的识别时间是 " + told["day"] + ", " + _CLEARED,
            Verdict.CLEAR,
        ),
    ):
        own = told["what"] == what
        if what == trials.WITHOUT_MEMBER:
            own &= ~told["order"].isin(told.loc[told["what"] == trials.WITHOUT_LINK, "order"])
        parts.append(_frame(kind, told[own].assign(exception=""), text[own], verdict))
    return pd.concat(parts, ignore_index=True)
