"""The records and words that every other part shares; docs/development/architecture.md explains them.

Nothing here reads, computes or writes: the module may be imported by all and imports none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


#: The published link table: where the two rows stand, and how sure it is that they are one person.
LINK_COLUMNS = (
    *("roll_file", "roll_sheet", "roll_row"),
    *("register", "register_file", "register_sheet", "register_row", "owner"),
    *("grade", "weight", "chance_wrong", "reasons"),
)


#: Kind of an input file that is no table but holds files, which are inputs of their own.
ARCHIVE = "archive"
#: Kind of a file and table that is last year's roll: compared with the roll, never part of it.
PREVIOUS_ROLL = "previous_roll"


class Grade(StrEnum):
    """How sure a link is, most certain first; it says nothing about the policy."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def words(self) -> str:
        """The grade as reports print it."""
        return {"A": "确证", "B": "高度疑似", "C": "线索"}[self.value]


class Outcome(StrEnum):
    """What came of looking: the three are never merged, and silence is the only pass."""

    FOUND = "found"
    UNDECIDED = "undecided"
    CRASHED = "crashed"

    @property
    def words(self) -> str:
        """The outcome as reports print it."""
        return {"found": "存疑", "undecided": "无法判定", "crashed": "规则故障"}[self.value]


class Severity(StrEnum):
    """How bad a finding is if it holds; how sure it is stands in the grade."""

    RED_LINE = "red_line"
    REVIEW = "review"
    NOTE = "note"

    @property
    def words(self) -> str:
        """The severity as officials write it."""
        return {"red_line": "红线", "review": "须复核", "note": "提示"}[self.value]


class Effect(StrEnum):
    """What the policy makes of a finding; only DOUBT makes a household doubtful."""

    DOUBT = "doubt"
    CORRECT = "correct"
    CLUE = "clue"
    EXCUSED = "excused"
    EXEMPT = "exempt"
    NOTE = "note"

    @property
    def words(self) -> str:
        """The effect as reports print it."""
        words = {"doubt": "疑点", "correct": "整改", "clue": "待查", "excused": "不计", "exempt": "豁免"}
        return words.get(self.value, "提示")


class Verdict(StrEnum):
    """What the program says of a household; RETAINED and REMOVED need a signed visit."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    RETAINED = "retained"
    REMOVED = "removed"

    @property
    def words(self) -> str:
        """The verdict as officials write it."""
        return {"clear": "通过", "doubtful": "疑点", "retained": "保留", "removed": "清退"}[self.value]


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row that was read and not used, with the reason; none disappears without one.

    Attributes:
        file: name of the file as the report shows it.
        sheet: name of the sheet, empty for text and column formats.
        row: the row as a spreadsheet program numbers it (header counts, first is 1).
        reason: why it was not used, in Chinese (标题行, 表头, 空行, 合计行, 落款, 重复表头, 列数不符 …).
        text: what the row says, shortened, identity numbers masked.
        count: how many consecutive rows this one stands for; blank rows are told as one.
    """

    file: str
    sheet: str
    row: int
    reason: str
    text: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """One table, used or not: how it was read, and its rows. ``read`` must equal ``used`` plus the rows set aside.

    Attributes:
        file: name of the file as the report shows it.
        sheet: name of the sheet, with the position where it holds several tables; empty for text and column formats.
        kind: ``roll``, a register, or empty for a table that was not used; all its data rows are then set aside.
        read: rows seen, from the first row of the sheet to the last filled one.
        used: rows that were compared or checked.
        set_aside: reason → rows that were not used for it.
        header_rows: first and last row of the header, from 1; ``None`` where no row is one.
        columns: header → the field that it was read as (key of ``data/columns.toml``), ``""`` for a column that was
            not used; in the order of the table.
        notes: what a person should know of how it was read, in Chinese.
    """

    file: str
    sheet: str
    kind: str
    read: int
    used: int
    set_aside: dict[str, int]
    header_rows: tuple[int, int] | None = None
    columns: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.used + sum(self.set_aside.values())


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of the run: what it was taken for, why, and its digest.

    Attributes:
        kind: ``roll``, a register, :data:`ARCHIVE`, or empty where the file was not used.
    """

    name: str
    kind: str
    why: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that could not be read or was not needed, and what to do about it."""

    name: str
    what: str
    fix: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What became of one rule: how often found and undecided, or why it crashed or could not look at all.

    Attributes:
        missing: columns that the rule needs and the roll lacks; the rule then counts as undecided once.
    """

    code: str
    title: str
    severity: str
    found: int
    undecided: int
    crashed: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Working:
    """What the judge was given besides the members, kept with a run so that it can be judged again.

    Attributes:
        policy_text: the whole policy as one TOML text.
        rule_findings: findings of the rules, before they were judged.
        linked: one row a link, with the texts of its register row.
        supplied: the registers that were compared, also those in which nobody was met.
        exemptions: the lines of the exemption list, as plain values.
        left_out: codes of the conditions that nobody asked for.
    """

    policy_text: str
    rule_findings: pd.DataFrame
    linked: pa.Table
    supplied: tuple[str, ...]
    exemptions: tuple[dict[str, object], ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """Everything that one invocation read, decided and writes. Frames are described in architecture.md.

    Attributes:
        members: the typed roll, one row a member.
        households: one row a household with its verdict.
        findings: one row a finding (rules and policy together), most serious first.
        links: the published link table (columns of links.parquet).
        answers: the statements of the answer for every household (``policy.answers.ANSWER_COLUMNS``).
        working: what is needed to judge again, ``None`` where nobody kept it.
        evidence: what ``jingzhun explain`` needs (``match.standing.EVIDENCE_SCHEMA``), ``None`` where nobody kept it.
        set_aside: rows that were read and not used.
        exemptions: one row a line of the exemption list with what became of it (``policy.exemptions``).
        figures: further counts for the manifest, e.g. pairs compared.
        warnings: what makes the result less than it seems, in Chinese; shown before everything else.
    """

    as_of: date
    started: str
    policy_name: str
    policy_title: str
    policy_digest: str
    policy_basis: tuple[str, ...]
    settings: dict[str, str]
    inputs: tuple[InputFile, ...]
    accounts: tuple[SheetAccount, ...]
    unread: tuple[UnreadFile, ...]
    set_aside: tuple[SetAside, ...]
    rule_counts: tuple[RuleCount, ...]
    members: pd.DataFrame
    households: pd.DataFrame
    findings: pd.DataFrame
    links: pa.Table
    evidence: pa.Table | None = None
    answers: pd.DataFrame | None = None
    working: Working | None = None
    exemptions: pd.DataFrame | None = None
    figures: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def doubtful(self) -> pd.DataFrame:
        """The doubtful households, in the order of the roll."""
        return self.households[self.households["verdict"] == Verdict.DOUBTFUL.value]

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read or a rule crashed (exit code 3)."""
        return any(file.is_error for file in self.unread) or any(count.crashed for count in self.rule_counts)
