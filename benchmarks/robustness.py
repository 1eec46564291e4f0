"""What becomes of the links when the tables are worse: more damage, or columns that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.counties import County, CountyRequest
from benchmarks.evaluator import Point, Score, judged
from benchmarks.goals import counted, no_false_certainty
from benchmarks.measure import measure
from benchmarks.prepared import REGISTERS, read_table
from benchmarks.run import ALL, scored
from benchmarks.systems import MATCH
from benchmarks.tables import table, verdict
from benchmarks.truth import Truth, load_truth
from jingzhun.kinds import TableKind
from jingzhun.sample import USUAL_DAMAGE, DamageSettings

#: With the damage doubled, F1 may fall by less than this.
MOST_LOST_F1 = 0.01
#: Columns that tell where somebody lives, or where a property lies.
PLACES = frozenset({"county", "township", "village", "group", "address", "location"})
BIRTHS = frozenset({"birth_date"})
#: All that tells people apart but their names. Household numbers stay, for a roll is made of households.
ALL_BUT_NAMES = PLACES | BIRTHS | {"id_number", "sex", "phone", "member_id"}
INTRODUCTION = f"""\
The first county again, matched by jingzhun alone, with more damage or without some of its columns. With the damage
doubled (`jingzhun sample --damage 2`: every rate of wrong, rounded, masked and missing numbers and of misspelt names
is twice as high) F1 is to fall by less than {MOST_LOST_F1}. Without columns much cannot be found; there the links are
to fall into lower grades, and no false one may have grade A, nor the grades A and B together be less than 99.9 %
precise. Beside each number of links, how many of them are wrong; F1 counts grades A and B."""


@dataclass(frozen=True)
class Variant:
    """One way in which the tables are worse.

    Attributes:
        title: as the page names it.
        damage: how much of what is written goes wrong.
        without: columns that roll and registers lack.
    """

    title: str
    damage: DamageSettings = USUAL_DAMAGE
    without: frozenset[str] = frozenset()


VARIANTS = (
    Variant("as it is"),
    Variant("damage doubled", damage=DamageSettings(2.0)),
    Variant("further kinds of damage", damage=DamageSettings(all_kinds=True)),
    Variant("no address", without=PLACES),
    Variant("no birth date", without=BIRTHS),
    Variant("no address, no birth date", without=PLACES | BIRTHS),
    Variant("names only", without=ALL_BUT_NAMES),
)


@dataclass(frozen=True)
class VariantResult:
    """What matching did with one variant; scores and grades by register and for all of them (``run.scored``)."""

    variant: Variant
    scores: dict[str, Score]
    grades: dict[str, dict[str, Point]]


def run_variants(
    request: CountyRequest, made: Callable[[CountyRequest], County], work: Path, say: Callable[[str], None]
) -> list[VariantResult]:
    """Match every variant of a county.

    Args:
        request: the county as it is.
        made: makes a county, or finds it where it was made before.
        work: an empty folder.
        say: told what is being done.
    """
    results = []
    for place, variant in enumerate(VARIANTS):
        say(f"robustness: {variant.title}")
        county = made(replace(request, damage=variant.damage))
        truth = load_truth(county)
        folder = work / str(place)
        folder.mkdir()
        results.append(matched(variant, without_columns(county, variant.without, folder), truth, folder / "links"))
    return results


def matched(variant: Variant, county: County, truth: Truth, links: Path) -> VariantResult:
    """Match one county and judge the links.

    Args:
        variant: what the county is.
        county: its tables, as the variant wants them.
        truth: of the county, found with all of its columns.
        links: where the links go.
    """
    measure(MATCH.command(county, links))
    scores, grades = scored(judged(MATCH.links(county, links), truth.links, truth.person), truth)
    return VariantResult(variant, scores, grades)


def without_columns(county: County, missing: frozenset[str], directory: Path) -> County:
    """The same county, its prepared tables short of some columns.

    Args:
        county: the county as it is; only its prepared tables are looked at.
        missing: field names.
        directory: where the tables go; the county's own folder where nothing is missing.
    """
    if not missing:
        return county
    tables = directory / "tables"
    tables.mkdir()
    for kind in (TableKind.ROLL, *REGISTERS):
        whole = read_table(county.tables, kind)
        kept = [label for label in whole.column_names if label not in missing]
        pq.write_table(whole.select(kept), tables / f"{kind.value}.parquet")
    return County(directory, county.summary)


def robustness_table(results: Sequence[VariantResult]) -> str:
    """One row a variant and register; the first variant is the county as it is."""
    header = ("tables", "register", "F1", "best F1", "change", "recall at 99.9 % precision", "A", "B", "C", "met")
    return table(header, [row for result in results for row in _rows(result, results[0])])


def _rows(result: VariantResult, usual: VariantResult) -> Iterator[tuple[str, ...]]:
    for register, score in result.scores.items():
        grades = result.grades[register]
        change = score.best.f1 - usual.scores[register].best.f1
        is_met = no_false_certainty(grades)
        if not result.variant.without and register == ALL:
            is_met &= change > -MOST_LOST_F1
        yield (
            result.variant.title,
            register,
            f"{score.default.f1:.4f}",
            f"{score.best.f1:.4f}",
            "" if result is usual else f"{change:+.4f}",
            f"{score.strict.recall:.2%}",
            *(counted(grades, grade) for grade in "ABC"),
            verdict(is_met=is_met),
        )
