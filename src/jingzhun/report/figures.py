"""The counts that ledger, page and terminal show alike, drawn from a run once; nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from jingzhun.kinds import TableKind, all_kinds
from jingzhun.model import ARCHIVE, PREVIOUS_ROLL, Effect, Grade, InputFile, Outcome, Run, Severity
from jingzhun.normalise import FIELD_OF_COLUMN
from jingzhun.policy.statements import BETWEEN
from jingzhun.read.columns.lexicon import usual_headers

NO_TOWNSHIP = "（未写明乡镇）"


@dataclass(frozen=True, slots=True)
class KindFigure:
    """One kind of doubt (机动车, 不动产 …): how many households and findings, how many of them red lines."""

    code: str
    title: str
    households: int
    findings: int
    red_lines: int


@dataclass(frozen=True, slots=True)
class TownshipFigure:
    """One township: households and members on the roll, and the doubtful households among them."""

    name: str
    households: int
    members: int
    doubtful: int

    @property
    def share(self) -> float:
        """Doubtful households in a hundred."""
        return 100 * self.doubtful / self.households if self.households else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one run.

    Attributes:
        kinds: kinds of doubt, most households first; a household may count in several.
        townships: townships, most doubtful households first.
        effects: findings by effect, all effects present.
        grades: findings that raise a doubt, by grade of their link; ``""`` for findings within the roll.
    """

    households: int
    doubtful: int
    members: int
    kinds: tuple[KindFigure, ...]
    townships: tuple[TownshipFigure, ...]
    effects: dict[Effect, int]
    grades: dict[str, int]

    @property
    def clear(self) -> int:
        """Households without a doubt."""
        return self.households - self.doubtful


@dataclass(frozen=True, slots=True)
class Reason:
    """One doubt about a household: what, about whom, how sure the link is (``""`` without one), and why."""

    title: str
    member: str
    grade: str
    text: str

    @property
    def line(self) -> str:
        """The reason in one line, e.g. ``名下有机动车（张三，A 确证）：登记有小型轿车``; nothing is said twice."""
        parts = (self.member, grade_title(self.grade))
        who = "，".join(part for part in parts if part and part not in self.text)
        return f"{self.title}（{who}）：{self.text}" if who else f"{self.title}：{self.text}"


def figures_of(run: Run) -> Figures:
    """Count what a run found."""
    findings = run.findings
    doubts = findings[findings["effect"] == Effect.DOUBT.value]
    effects = findings["effect"].value_counts()
    grades = doubts["grade"].value_counts()
    return Figures(
        households=len(run.households),
        doubtful=len(run.doubtful),
        members=len(run.members),
        kinds=_kinds(doubts),
        townships=_townships(run),
        effects={effect: int(effects.get(effect.value, 0)) for effect in Effect},
        grades={grade: int(grades.get(grade, 0)) for grade in (*(grade.value for grade in Grade), "")},
    )


def reasons_by_household(run: Run) -> dict[str, list[Reason]]:
    """Why each doubtful household is doubtful: the doubts in their order, each once.

    They hold names and texts as found; what leaves the working file is masked by the caller.
    """
    doubts = run.findings[run.findings["effect"] == Effect.DOUBT.value]
    columns = ("title", "member_name", "grade", "reason")
    reasons: dict[str, dict[Reason, None]] = {}
    for household_id, *parts in zip(*(doubts[label] for label in ("household_id", *columns)), strict=True):
        reasons.setdefault(household_id, {})[Reason(*parts)] = None
    return {household_id: list(each) for household_id, each in reasons.items()}


def asks_by_household(run: Run) -> dict[str, list[str]]:
    """What visitors ask of each doubtful household: the exceptions that its doubts may fall under, each once."""
    doubts = run.findings[(run.findings["effect"] == Effect.DOUBT.value) & (run.findings["ask"] != "")]
    asks: dict[str, dict[str, None]] = {}
    for household_id, ask in zip(doubts["household_id"], doubts["ask"], strict=True):
        asks.setdefault(household_id, {}).update(dict.fromkeys(ask.split(BETWEEN)))
    return {household_id: list(each) for household_id, each in asks.items()}


def grade_title(grade: str) -> str:
    """``A 确证`` for ``A``; empty where a finding has no link."""
    return f"{grade} {Grade(grade).words}" if grade else ""


def kind_title(kind: str) -> str:
    """A table kind as officials call it; empty where there is none."""
    if kind == ARCHIVE:
        return "压缩包"
    if kind == PREVIOUS_ROLL:
        return "去年花名册"
    return TableKind(kind).words if kind in all_kinds() else kind


def used_as(file: InputFile, run: Run) -> str:
    """What a file was used as: a kind, 未能读取, or 未采用 where it was sound and not needed."""
    if file.kind:
        return kind_title(file.kind)
    unreadable = {each.name for each in run.unread if each.is_error}
    return "未能读取" if file.name in unreadable else "未采用"


def notices(run: Run) -> list[str]:
    """What the run says of itself and of no household (a policy out of date …), each once."""
    whole = run.findings[run.findings["household_id"] == ""]
    return list(dict.fromkeys(whole["reason"]))


def missing_title(what: str) -> str:
    """What people call what a rule misses: a column by its usual header; registers and rolls are words already."""
    headers = usual_headers(TableKind.ROLL)
    stem = what.rpartition("_")[0]
    fields = (FIELD_OF_COLUMN.get(what, what), stem, f"{stem}_date", f"{stem}_account")
    return next((f"花名册的“{headers[field]}”" for field in fields if field in headers), what)


def severity_title(severity: str) -> str:
    """A severity as officials write it."""
    return Severity(severity).words if severity else ""


def outcome_title(outcome: str) -> str:
    """An outcome as reports print it."""
    return Outcome(outcome).words if outcome else ""


def effect_title(effect: str) -> str:
    """An effect as reports print it."""
    return Effect(effect).words if effect else ""


def reasons_with_counts(counts: dict[str, int]) -> str:
    """``空行 12、合计行 1``, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "、".join(f"{reason} {count}" for reason, count in ordered)


def _kinds(doubts: pd.DataFrame) -> tuple[KindFigure, ...]:
    red = doubts["severity"] == Severity.RED_LINE.value
    groups = doubts.assign(red=red).groupby(["code", "title"], sort=True)
    table = groups.agg(
        households=("household_id", "nunique"), findings=("code", "size"), red_lines=("red", "sum")
    ).reset_index()
    table = table.sort_values(["households", "code"], ascending=[False, True], kind="stable")
    columns = ("code", "title", "households", "findings", "red_lines")
    return tuple(KindFigure(*row) for row in zip(*(table[label].tolist() for label in columns), strict=True))


def _townships(run: Run) -> tuple[TownshipFigure, ...]:
    households = run.households
    names = households["township"].where(households["township"] != "", NO_TOWNSHIP)
    doubtful = households["household_id"].isin(run.doubtful["household_id"])
    table = (
        households.assign(township=names, is_doubtful=doubtful)
        .groupby("township", sort=True)
        .agg(households=("household_id", "size"), members=("members", "sum"), doubtful=("is_doubtful", "sum"))
        .reset_index()
    )
    table = table.sort_values(["doubtful", "township"], ascending=[False, True], kind="stable")
    columns = ("township", "households", "members", "doubtful")
    return tuple(TownshipFigure(*row) for row in zip(*(table[label].tolist() for label in columns), strict=True))
