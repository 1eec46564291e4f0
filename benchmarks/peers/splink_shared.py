"""Splink 5 with the model that the goal of speed was set with (the model of the project's shared ``bench/peers.py``).

It differs from ``splink_peer``: co-owners are not separated, a masked number has no level of its own, villages are
told from the address as it stands, u always comes from 2 million pairs, and every pair that is predicted is kept,
not only the best of a register row.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator

from benchmarks.peers.preparation import REGISTERS, read_side, run, write_links

CHOSEN_FROM = 0.95
FEWEST_PROBABILITY = 0.01
SHARE_BY_NUMBER = 0.8
PAIRS_FOR_U = 2e6
THREADS = 2
SEED = 1
_ADDRESS = {"vehicles": "address", "property": "location"}
_VILLAGE = r"[镇乡区]([\u4e00-\u9fff]{1,6}?村)"


def main(tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
    """Link the registers to the roll; each register gets a model of its own."""
    logging.disable(logging.WARNING)
    roll = _records(read_side(tables / "roll.parquet"), "address")
    parts = []
    for register in registers:
        right = _records(read_side(tables / f"{register}.parquet"), _ADDRESS.get(register))
        parts.append(_link(roll, right, has_address=register in _ADDRESS).assign(register=register))
    write_links(parts, out)


def _records(table: pd.DataFrame, address: str | None) -> pd.DataFrame:
    number = table["id_number"].str.normalize("NFKC").str.upper().str.replace(r"[\s'`]", "", regex=True)
    number = number.where(number != "")
    whole = number.str.len().isin([17, 18]) & ~number.fillna("").str.contains(r"[*.]", regex=True)
    columns = {
        "name": table["name"].str.replace(r"\s", "", regex=True),
        "number": number,
        "born": number.where(whole).str[6:14],
        "first_fifteen": number.str[:15],
        "last_four": number.str[-4:],
        "first_six": number.str[:6],
        "address": table[address] if address else None,
        "village": table[address].str.extract(_VILLAGE)[0] if address else None,
    }
    records = pd.DataFrame(columns, index=table.index).astype(object)
    return records.where(records.notna(), None).assign(unique_id=table["position"])


def _link(roll: pd.DataFrame, register: pd.DataFrame, *, has_address: bool) -> pd.DataFrame:
    """Train a model and predict: ``member position weight chosen``."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    connection.execute("SET enable_progress_bar = false")
    database = DuckDBAPI(connection=connection)
    # Splink calls the side whose name comes first the left one.
    sides = [
        database.register(roll, dataset_display_name="a_roll"),
        database.register(register, dataset_display_name="b_register"),
    ]
    linker = Linker(sides, _settings(has_address=has_address), log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("number")], recall=SHARE_BY_NUMBER)
    training.estimate_u_using_random_sampling(max_pairs=PAIRS_FOR_U, seed=SEED)
    training.estimate_parameters_using_expectation_maximisation(block_on("number"))
    training.estimate_parameters_using_expectation_maximisation(block_on("name", "born"))
    found = linker.inference.predict(threshold_match_probability=FEWEST_PROBABILITY).as_duckdbpyrelation().df()
    return pd.DataFrame(
        {
            "member": found["unique_id_l"],
            "position": found["unique_id_r"],
            "weight": found["match_weight"],
            "chosen": found["match_probability"] >= CHOSEN_FROM,
        }
    )


def _settings(*, has_address: bool) -> SettingsCreator:
    number = comparisons.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            levels.NullLevel("number"),
            levels.ExactMatchLevel("number"),
            levels.DamerauLevenshteinLevel("number", 1),
            levels.DamerauLevenshteinLevel("number", 3),
            levels.ElseLevel(),
        ],
    )
    compared: list[ComparisonCreator | dict[str, Any]] = [
        number,
        comparisons.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        comparisons.DamerauLevenshteinAtThresholds("born", [1]),
    ]
    rules: list[BlockingRuleCreator | dict[str, Any]] = [
        block_on("number"),
        block_on("first_fifteen"),
        block_on("name", "last_four"),
        block_on("name", "born"),
        block_on("name", "first_six"),
        block_on("born", "last_four"),
    ]
    if has_address:
        compared.append(comparisons.JaroWinklerAtThresholds("address", [0.97, 0.9]))
        rules.append(block_on("name", "village"))
    return SettingsCreator(link_type="link_only", comparisons=compared, blocking_rules_to_generate_predictions=rules)


if __name__ == "__main__":
    run(main)
