"""Everything but the child processes and Splink, on the smallest sample county."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from benchmarks.counties import County, CountyRequest, kept_county
from benchmarks.evaluator import judged, score
from benchmarks.goals import goals_section
from benchmarks.households import HouseholdJudge, compare
from benchmarks.losses import losses
from benchmarks.machine import this_machine
from benchmarks.measure import Measured, measure
from benchmarks.misses import CASES, household_misses, link_misses, misses_by_damage
from benchmarks.ours import match
from benchmarks.peers import cleaned, exact
from benchmarks.report import Circumstances, render
from benchmarks.robustness import ALL_BUT_NAMES, VARIANTS, VariantResult, robustness_table, without_columns
from benchmarks.run import ALL, CountyResult, chances, result_of, scored
from benchmarks.systems import CHECK, MATCH, PEERS, SYSTEMS
from benchmarks.truth import Truth, load_truth


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """A county of 6,000 inhabitants, with the links of three systems in ``results``."""
    made = kept_county(CountyRequest("demo", 28, 6_000), tmp_path_factory.mktemp("counties"))
    results = made.directory / "results"
    results.mkdir()
    match.main(made.tables, results / "match")
    exact.main(made.tables, results / "exact")
    cleaned.main(made.tables, results / "cleaned")
    return made


@pytest.fixture(scope="module")
def truth(county: County) -> Truth:
    return load_truth(county)


@pytest.fixture(scope="module")
def household_judge(county: County) -> HouseholdJudge:
    return HouseholdJudge(county)


def system_links(county: County, key: str):
    system = next(system for system in SYSTEMS if system.key == key)
    return system.links(county, county.directory / "results" / key)


def test_a_county_is_made_once_and_found_again(county):
    again = kept_county(CountyRequest("demo", 28, 6_000), county.directory.parent)
    assert again == county
    assert again.summary.files == county.summary.files
    assert CountyRequest("demo", 28, 6_000).folder != CountyRequest("demo", 29, 6_000).folder


def test_counties_of_other_damage_have_other_folders():
    folders = {CountyRequest("demo", 1, None, variant.damage).folder for variant in VARIANTS}
    assert len(folders) == 3  # as it is, doubled, all kinds


def test_no_system_sees_the_truth(county):
    assert not [path for path in county.files.iterdir() if "truth" in path.name]


def test_copies_of_a_person_are_found_for_every_declared_pair_of_households(county, truth):
    declared = {
        frozenset((household, reason.removeprefix("duplicate:")))
        for household, because in truth.doubtful.items()
        for reason in because.split("|")
        if reason.startswith("duplicate:")
    }
    copies = np.flatnonzero(truth.person != np.arange(len(truth.person)))
    household = county.roll.column("household_id").to_pylist()
    assert declared
    assert {frozenset((household[row], household[truth.person[row]])) for row in copies} == declared


def test_every_damaged_link_is_a_known_row(county, truth):
    assert (truth.links["position"] >= 0).all()
    for register, links in truth.links.groupby("register"):
        assert links["position"].max() < county.registers[str(register)].num_rows


def test_care_finds_more_than_vlookup_and_matching_more_than_care(county, truth):
    found = [
        score(judged(system_links(county, key), truth.links, truth.person), len(truth.links)).default.right
        for key in ("exact", "cleaned", "match")
    ]
    assert found[0] < found[1] < found[2]


def test_true_links_lead_to_the_true_households(household_judge, truth):
    links = truth.links.rename(columns={"person": "member"}).assign(weight=1.0, chosen=True, grade="")
    doubted = compare(household_judge.doubted(links), truth)
    assert doubted.found_share == 1.0
    assert doubted.wrong_share == 0.0


def test_links_below_the_threshold_doubt_nobody_by_themselves(household_judge, truth):
    links = truth.links.rename(columns={"person": "member"}).assign(weight=1.0, chosen=False, grade="")
    assert household_judge.doubted(links) == household_judge.doubted(links.iloc[:0])


def test_the_list_of_misses_holds_every_missing_link(county, truth):
    pairs = judged(system_links(county, "exact"), truth.links, truth.person)
    cases = link_misses(pairs, county, truth)
    point = score(pairs, len(truth.links)).default
    assert cases["what"].str.startswith("missed").sum() == point.true - point.right
    assert (cases["what"] == "wrong").sum() == point.found - point.right
    assert cases["roll_name"].notna().all()
    assert cases["register_name"].notna().all()


def test_misses_are_counted_by_the_damage_of_both_sides(county, truth):
    cases = link_misses(judged(system_links(county, "exact"), truth.links, truth.person), county, truth)
    grouped = misses_by_damage(cases)
    assert grouped[list(CASES)].to_numpy().sum() == len(cases)
    assert grouped["roll"].str.contains("number_").any()
    assert not grouped["roll"].str.contains("register:").any()
    totals = grouped[list(CASES)].sum(axis=1).tolist()
    assert totals == sorted(totals, reverse=True)


def test_with_names_alone_the_links_are_clues_and_judged_by_the_same_truth(county, truth, tmp_path):
    poorer = without_columns(county, ALL_BUT_NAMES, tmp_path)
    assert set(poorer.registers["vehicles"].column_names) & {"name", "address", "id_number"} == {"name"}
    match.main(poorer.tables, tmp_path / "links")
    links = MATCH.links(poorer, tmp_path / "links")
    scores, grades = scored(judged(links, truth.links, truth.person), truth)
    usual = scored(judged(system_links(county, "match"), truth.links, truth.person), truth)
    assert scores[ALL].default.right < usual[0][ALL].default.right
    assert scores[ALL].default.true == usual[0][ALL].default.true
    assert "A" not in grades[ALL]
    table = robustness_table([VariantResult(VARIANTS[0], *usual), VariantResult(VARIANTS[-1], scores, grades)])
    assert "| names only | vehicles |" in table


def test_every_link_says_how_likely_it_is_wrong(county):
    stated = chances(county.directory / "results" / "match")
    assert len(stated) == len(system_links(county, "match"))
    assert ((stated >= 0) & (stated <= 1)).all()


def test_the_page_tells_losses_beside_wins(county, truth, household_judge):
    results, ours = [], None
    for place, system in enumerate(SYSTEMS):
        key = "match" if system is CHECK else system.key
        key = key if (county.directory / "results" / key).exists() else "cleaned"
        links = system_links(county, key)
        pairs = judged(links, truth.links, truth.person)
        if system is MATCH:
            ours = pairs.assign(chance_wrong=0.25)
            misses = (link_misses(pairs, county, truth),)
        results.append(result_of(system, [Measured(9.0 - place, 9.0, 100.0)], links, pairs, truth, household_judge))
    assert ours is not None
    result = CountyResult(county, tuple(results), ours, (*misses, household_misses(results[0].households, truth)))
    worse = [VariantResult(VARIANTS[0], results[0].scores, results[0].grades)]
    page = render([result], worse, Circumstances(date(2026, 1, 2), this_machine(), 60.0, 1.0))
    assert "2026-01-02" in page
    assert goals_section([result]) in page
    assert robustness_table(worse) in page
    assert "| 1 in 2 to 5 |" in page
    told = {(loss.figure, loss.peer) for loss in losses(result)}
    assert {("seconds", peer.title) for peer in PEERS} <= told
    assert not {"MB of memory", "recall"} & {figure for figure, _ in told}  # all need as much, no peer finds more
    assert all(f"| {figure} | {peer} |" in page for figure, peer in told)
    assert result.of(MATCH).seconds == 9.0


@pytest.mark.slow
def test_splink_finds_more_than_care(county, truth):
    pytest.importorskip("splink")
    system = next(system for system in PEERS if system.key == "splink")
    result = county.directory / "results" / "splink"
    measure(system.command(county, result))
    right = {}
    for key in ("cleaned", "splink"):
        pairs = judged(system_links(county, key), truth.links, truth.person)
        right[key] = score(pairs, len(truth.links)).default.right
    assert right["splink"] > right["cleaned"]
