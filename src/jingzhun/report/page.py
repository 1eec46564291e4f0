"""核查报告.html: one page that carries everything it needs and loads nothing.

Its one script is our own, named by its digest in the page's policy, so that no other can run; it finds and sorts rows
and writes no data.

Every text that reaches the page passes one gate (``finalize``): numbers masked, kept for the last search, control
characters made visible, then escaped by Jinja2.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from jingzhun import __version__
from jingzhun.kinds import register_kinds
from jingzhun.model import Effect, Grade, RuleCount, Run
from jingzhun.privacy import show
from jingzhun.report.figures import (
    NO_TOWNSHIP,
    Figures,
    Reason,
    asks_by_household,
    figures_of,
    grade_title,
    kind_title,
    notices,
    reasons_by_household,
    reasons_with_counts,
    severity_title,
    used_as,
)
from jingzhun.report.masking import Masking
from jingzhun.report.page_evidence import Evidence, evidence_by_household

#: Households listed with their reasons; more make the page too heavy for a browser, the ledger has them all.
MOST_HOUSEHOLDS = 6_000
#: Households listed with the two rows of every doubt; the page of a thousand cases then stays under 3 MB.
MOST_WITH_EVIDENCE = 700
_MOST_ROWS_SET_ASIDE = 200
_LONGEST_REASON = 240
# The papers that an exception needs stand in the ledger and the visit sheets; here they would be half the page.
_PAPERS = re.compile(r"\((?:[^()]*; )?须有: .*\)$")


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """One doubtful household as the page lists it."""

    household_id: str
    head: str
    village: str
    members: int
    reasons: list[Reason]
    asks: str
    changes: str
    codes: tuple[str, ...]
    evidence: list[Evidence]

    @property
    def grades(self) -> list[str]:
        """The grades of its doubts."""
        return sorted({reason.grade for reason in self.reasons if reason.grade})


@dataclass(frozen=True, slots=True)
class TownshipList:
    """The doubtful households of one township, in the order of the roll."""

    name: str
    households: list[HouseholdLine]


def write(run: Run, path: Path, masking: Masking) -> None:
    """Write the page.

    Raises:
        PrivacyError: a full number was left in it.
        OSError: the file could not be written.
    """
    path.write_text(render(run, masking), encoding="utf-8", newline="\n")


def render(run: Run, masking: Masking, most_households: int = MOST_HOUSEHOLDS) -> str:
    """The page as text, with at most ``most_households`` households listed.

    Raises:
        PrivacyError: a full number was left in it.
    """
    figures = figures_of(run)
    gate = _Gate(masking)
    # It is ours and holds no data: Markup, so that it reaches the page as it was digested.
    script = Markup(resources.files("jingzhun.report").joinpath("templates/page.js").read_text("utf-8"))  # noqa: S704
    page = (
        _environment(masking, gate)
        .get_template("page.html")
        .render(
            run=run,
            version=__version__,
            figures=figures,
            verdict_share=100 * figures.doubtful / figures.households if figures.households else 0.0,
            most_of_kind=max((kind.households for kind in figures.kinds), default=0),
            most_of_township=max((place.doubtful for place in figures.townships), default=0),
            grades=[(grade, figures.grades[grade.value]) for grade in Grade],
            registers=[kind.words for kind in register_kinds() if any(file.kind == kind for file in run.inputs)],
            rules_with_findings=[count for count in run.rule_counts if _speaks(count)],
            silent_rules=[count for count in run.rule_counts if not _speaks(count)],
            townships=_lists(run, figures, masking, most_households),
            most_with_evidence=MOST_WITH_EVIDENCE,
            script=script,
            script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            notices=notices(run),
            listed=min(figures.doubtful, most_households),
            set_aside=run.set_aside[:_MOST_ROWS_SET_ASIDE],
            used_as=used_as,
        )
    )
    masking.refuse_numbers(gate.published, "核查报告")
    return page


class _Gate:
    """What every value of the template passes; the texts that passed are kept as they were before escaping."""

    def __init__(self, masking: Masking) -> None:
        self._masking = masking
        self.published: dict[str, None] = {}

    def __call__(self, value: object) -> object:
        # Markup comes from macros of our own template, whose texts passed here already.
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        text = self._masking.text(value)
        self.published[text] = None
        return show(text)


def _environment(masking: Masking, gate: _Gate) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("jingzhun.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=gate,
    )
    environment.filters.update(
        count=lambda number: f"{number:,}",
        name=masking.name,
        household=masking.household,
        kind=kind_title,
        severity=severity_title,
        grade=grade_title,
        counts=reasons_with_counts,
        shortened=lambda text: _shortened(masking.text(text)),
    )
    return environment


def _shortened(masked: str) -> str:
    return masked if len(masked) <= _LONGEST_REASON else masked[:_LONGEST_REASON] + "…"


def _speaks(count: RuleCount) -> bool:
    return bool(count.found or count.undecided or count.crashed)


def _lists(run: Run, figures: Figures, masking: Masking, most: int) -> list[TownshipList]:
    reasons = reasons_by_household(run)
    asks = asks_by_household(run)
    codes = _codes_by_household(run)
    evidence = evidence_by_household(run, masking, run.doubtful["household_id"].head(min(most, MOST_WITH_EVIDENCE)))
    columns = ("household_id", "township", "head_name", "village", "members", "changes")
    lines: dict[str, list[HouseholdLine]] = {place.name: [] for place in figures.townships}
    rows: Iterable[tuple[str, str, str, str, int, str]] = zip(
        *(run.doubtful[column].head(most) for column in columns), strict=True
    )
    for household_id, township, head, village, members, changes in rows:
        line = HouseholdLine(
            household_id,
            head,
            village,
            int(members),
            reasons.get(household_id, []),
            "、".join(dict.fromkeys(_PAPERS.sub("", ask) for ask in asks.get(household_id, []))),
            changes,
            codes.get(household_id, ()),
            evidence.get(household_id, []),
        )
        lines[township or NO_TOWNSHIP].append(line)
    return [TownshipList(name, households) for name, households in lines.items() if households]


def _codes_by_household(run: Run) -> dict[str, tuple[str, ...]]:
    """The kinds of doubt about each doubtful household."""
    doubts = run.findings[run.findings["effect"] == Effect.DOUBT.value][["household_id", "code"]].drop_duplicates()
    codes: dict[str, tuple[str, ...]] = {}
    for household_id, code in zip(doubts["household_id"], doubts["code"], strict=True):
        codes[household_id] = (*codes.get(household_id, ()), code)
    return codes
