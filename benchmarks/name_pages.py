"""The page docs/benchmarks-names.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.machine import Machine
from benchmarks.name_pairs import NamePair

if TYPE_CHECKING:
    from benchmarks.names import Contest

_INTRODUCTION = """\
The question: do two written names belong to one person? Asked of names alone; the program also weighs numbers, birth
dates and places, and how rare a name is.

**F1** is that of the best threshold, chosen for each system on the very pairs that it is measured on; who accepts every
pair has one too, given with each set. **Recall** is the share of the pairs of one name that a system accepts where it
accepts of the pairs of two people no more than the share that is given with each set. Jaro–Winkler and ratio get the
names as written, and once more after jingzhun's own cleaning (blanks, width, dots, brackets, pinyin in capitals), which
no library brings along. jingzhun's score is the weight of its level as shipped, the rarity of the name left out.

What these figures do not say: the table was compiled for this project, by its authors, and the comparison was improved
until every STRONG row of it agreed and no WEAK row did; that jingzhun is right there is a test that must pass, not a
measurement. How far it carries can be seen on the second set alone, whose slips come from `jingzhun sample`, also of
this project. Neither holds a name of a real person's record, and neither says how often a slip occurs."""


def page(
    day: date,
    machine: Machine,
    table: Sequence[NamePair],
    contests: Sequence[Contest],
    nanoseconds: dict[str, float],
) -> str:
    """The whole page as Markdown.

    Args:
        day: when it was measured.
        machine: on what.
        table: all rows of the labelled table, MEDIUM included.
        contests: what was found.
        nanoseconds: processor time a pair by system, ours first.
    """
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions if version != "missing")
    counts = Counter(pair.strength for pair in table)
    head = (
        f"# Benchmarks of names\n\nWritten by `python -m benchmarks.names` on {day}, on {machine.processor}, "
        f"{machine.cores} cores, with a load of {machine.load:.1f} when it began; {versions}. Do not edit.\n\n"
    )
    rows = (
        f"\n\nThe table, tests/fields/name_pairs.tsv, has {len(table)} pairs: {counts['STRONG']} STRONG (one name as\n"
        f"two clerks write it), {counts['WEAK']} WEAK (two people), {counts['MEDIUM']} MEDIUM (either; left out).\n"
    )
    parts = [head, _INTRODUCTION, rows, *(_contest(each) for each in contests), _speed(nanoseconds)]
    return "".join(parts)


def _contest(contest: Contest) -> str:
    counts = Counter(pair.strength for pair in contest.pairs)
    share = counts["STRONG"] / len(contest.pairs)
    allowed = f"{contest.errors:.0%} of errors" if contest.errors else "no error"
    sizes = f"{counts['STRONG']:,} pairs of one name, {counts['WEAK']:,} of two people"
    lines = [
        f"\n## {contest.title}\n",
        f"{sizes}; who accepts all has an F1 of {2 * share / (1 + share):.3f}.\n",
        f"| system | best F1 | recall at {allowed} |",
        "|---|---|---|",
        *(f"| {name} | {each.f1:.3f} | {each.recall:.3f} |" for name, each in contest.results.items()),
        "",
        f"Recall at {allowed}, by category:\n",
        f"| category | pairs | {' | '.join(contest.results)} |",
        f"|---|---|{'---|' * len(contest.results)}",
        *_by_category(contest),
    ]
    return "\n".join(lines) + "\n"


def _by_category(contest: Contest) -> list[str]:
    lines = []
    for category in dict.fromkeys(pair.category for pair in contest.pairs if pair.strength == "STRONG"):
        rows = [
            place for place, pair in enumerate(contest.pairs) if pair.category == category and pair.strength == "STRONG"
        ]
        shares = (f"{each.accepted[rows].mean():.2f}" for each in contest.results.values())
        lines.append(f"| {category} | {len(rows):,} | {' | '.join(shares)} |")
    return lines


def _speed(nanoseconds: dict[str, float]) -> str:
    ours = next(iter(nanoseconds.values()))
    lines = [
        "\n## Speed\n",
        "Processor time a pair of ordinary names, half of them of one surname, one thread, in turns, the least",
        "of several. jingzhun's includes the preparation of the distinct names; RapidFuzz's leaves out the making of",
        "Python strings. The ratio is jingzhun's time by the other's: above 1 jingzhun is slower.\n",
        "| system | ns a pair | jingzhun ÷ it |",
        "|---|---|---|",
        *(f"| {name} | {each:.0f} | {ours / each:.2f} |" for name, each in nanoseconds.items()),
    ]
    return "\n".join(lines) + "\n"
