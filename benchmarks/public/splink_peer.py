"""Splink 5 on records, with a model as its users build them for names, dates and addresses in Latin letters.

``python -m benchmarks.public.splink_peer FOLDER OUT``. One model for both data sets, of the columns that both sides
fill: its own name comparisons with term frequencies (nicknames and typing errors by Jaro-Winkler), its own comparison
of birth dates, numbers and postcodes by edits, street by Jaro-Winkler. u from random pairs, m by
expectation-maximisation from two or three rules; of each right record the best left ones are kept.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator

from benchmarks.public.records import FIELDS, SIDES, read_records

CHOSEN_FROM = 0.95
FEWEST_PROBABILITY = 0.01
#: Expected share of the true links that agree in one of the deterministic rules.
SHARE_BY_RULES = 0.8
PAIRS_FOR_U = 1e7
SEED = 1
_BLOCKING = (
    ("given", "surname"),
    ("surname", "street"),
    ("given", "street"),
    ("house", "street"),
    ("born",),
    ("number",),
    ("given", "postcode"),
    ("surname", "postcode"),
)
_DETERMINISTIC = (("given", "surname", "born"), ("number",), ("given", "surname", "street"))
_TRAINING = (("born",), ("given", "surname"), ("street", "house"))


def main(folder: Path, out: Path) -> None:
    """Link the right side to the left one: ``left right weight chosen grade``, positions in both sides."""
    logging.disable(logging.WARNING)
    sides = [read_records(folder, side) for side in SIDES]
    usable = [field for field in FIELDS if all(_is_telling(side[field]) for side in sides)]
    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    connection.execute("SET enable_progress_bar = false")
    database = DuckDBAPI(connection=connection)
    # Splink calls the side whose name comes first the left one.
    tables = [
        database.register(_with_nulls(side[usable]), dataset_display_name=name)
        for side, name in zip(sides, ("a_left", "b_right"), strict=True)
    ]
    linker = Linker(tables, _settings(usable), log_level=logging.ERROR)
    training = linker.training
    rules: list[str | BlockingRuleCreator] = [block_on(*rule) for rule in _of(_DETERMINISTIC, usable)]
    training.estimate_probability_two_random_records_match(rules, recall=SHARE_BY_RULES)
    training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_U, seed=SEED)
    for rule in _of(_TRAINING, usable):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=FEWEST_PROBABILITY).as_duckdbpyrelation().df()
    best = found[found["match_weight"] == found.groupby("unique_id_r")["match_weight"].transform("max")]
    links = {
        "left": best["unique_id_l"],
        "right": best["unique_id_r"],
        "weight": best["match_weight"],
        "chosen": best["match_probability"] >= CHOSEN_FROM,
    }
    pd.DataFrame(links).assign(grade="").to_parquet(out, index=False)


def _is_telling(values: pd.Series[str]) -> bool:
    """Whether a column is filled and not the same for everybody (or all but a few slips of the pen)."""
    shares = values[values != ""].value_counts(normalize=True)
    return bool(len(shares) > 1 and shares.iloc[0] < 0.9)


def _with_nulls(table: pd.DataFrame) -> pd.DataFrame:
    texts = table.apply(lambda column: column.str.strip().str.lower()).astype(object)
    with_nulls: pd.DataFrame = texts.where(texts != "", None)
    return with_nulls.assign(unique_id=range(len(table)))


def _of(rules: tuple[tuple[str, ...], ...], usable: list[str]) -> list[tuple[str, ...]]:
    """Those rules whose columns are all there."""
    return [rule for rule in rules if set(rule) <= set(usable)]


def _settings(usable: list[str]) -> SettingsCreator:
    made: dict[str, ComparisonCreator] = {
        "given": comparisons.NameComparison("given").configure(term_frequency_adjustments=True),
        "surname": comparisons.NameComparison("surname").configure(term_frequency_adjustments=True),
        "middle": comparisons.ExactMatch("middle"),
        "born": comparisons.DateOfBirthComparison(
            "born", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        "number": comparisons.DamerauLevenshteinAtThresholds("number", [1, 2]),
        "house": comparisons.DamerauLevenshteinAtThresholds("house", [1]).configure(term_frequency_adjustments=True),
        "street": comparisons.JaroWinklerAtThresholds("street", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        "area": comparisons.JaroWinklerAtThresholds("area", [0.9, 0.8]),
        "postcode": comparisons.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    }
    compared: list[ComparisonCreator | dict[str, Any]] = [made[field] for field in usable if field in made]
    rules: list[BlockingRuleCreator | dict[str, Any]] = [block_on(*rule) for rule in _of(_BLOCKING, usable)]
    return SettingsCreator(link_type="link_only", comparisons=compared, blocking_rules_to_generate_predictions=rules)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
