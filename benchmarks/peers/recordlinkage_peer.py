"""The Python Record Linkage Toolkit with a model as a practitioner would build it for these tables.

The same blocking keys and columns as Splink's model: pairs by its block indexes, number, name, birth date and address
compared, its unsupervised classifier (expectation-conditional maximisation) on the outcomes. That classifier begins
from agreement or disagreement alone, so a comparison with several levels is several columns, one a level, each
at its own threshold; it knows no missing values, so a missing one agrees with nothing. Of each register person the
best member is kept.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage

from benchmarks.peers.preparation import REGISTERS, has_address, register_records, roll_records, run, write_links

#: The classifier's own rule: likelier the same person than not.
CHOSEN_FROM = 0.5
FEWEST_PROBABILITY = 0.01
_RULES: tuple[tuple[str, ...], ...] = (
    ("number",),
    ("first_fifteen",),
    ("name", "last_four"),
    ("name", "born"),
    ("name", "first_fourteen"),
    ("born", "last_four"),
)
_RULES_OF_ADDRESS: tuple[tuple[str, ...], ...] = (("name", "village"), ("village", "born"))
#: A probability that is estimated as nought would weigh infinitely much.
_SMALLEST = 1e-9


def main(tables: Path, out: Path, registers: tuple[str, ...] = REGISTERS) -> None:
    """Link the registers to the roll; each register gets a model of its own."""
    roll = _with_first_fourteen(roll_records(tables))
    parts = []
    for register in registers:
        right = _with_first_fourteen(register_records(tables, register))
        parts.append(_link(roll, right, by_address=has_address(register)).assign(register=register))
    write_links(parts, out)


def _with_first_fourteen(records: pd.DataFrame) -> pd.DataFrame:
    """Records by their id, with one more column to block on."""
    first = records["first_fifteen"].astype("string").str[:14].astype(object)
    return records.assign(first_fourteen=first.where(first.notna(), None)).set_index("unique_id")


def _link(roll: pd.DataFrame, register: pd.DataFrame, *, by_address: bool) -> pd.DataFrame:
    """Train a classifier and classify: ``member position weight chosen``, of each register person the best."""
    indexer = recordlinkage.Index()
    for columns in (*_RULES, *(_RULES_OF_ADDRESS if by_address else ())):
        indexer.block(list(columns))
    features = _comparison(by_address=by_address).compute(indexer.index(roll, register), roll, register)
    classifier = recordlinkage.ECMClassifier(init="jaro")
    with np.errstate(divide="ignore", invalid="ignore"):
        classifier.fit(features)
        probability = classifier.prob(features).to_numpy()
    weight = _weights(classifier, features)
    found = features.index.to_frame(index=False, name=["left", "right"]).assign(weight=weight, probability=probability)
    found = found[found["probability"] >= FEWEST_PROBABILITY]
    best = found[found["weight"] == found.groupby("right")["weight"].transform("max")]
    return pd.DataFrame(
        {
            "member": roll["position"].to_numpy()[best["left"]],
            "position": register["position"].to_numpy()[best["right"]],
            "weight": best["weight"].to_numpy(),
            "chosen": (best["probability"] >= CHOSEN_FROM).to_numpy(),
        }
    )


def _comparison(*, by_address: bool) -> recordlinkage.Compare:
    compare = recordlinkage.Compare(n_jobs=1)
    compare.exact("number", "number", label="number")
    # Of 18 characters at most one, and at most three are wrong: rounded to 15 digits, or without a check digit.
    compare.string("number", "number", method="damerau_levenshtein", threshold=17 / 18 - 1e-6, label="number, one")
    compare.string("number", "number", method="damerau_levenshtein", threshold=15 / 18 - 1e-6, label="number, three")
    compare.exact("name", "name", label="name")
    compare.string("name", "name", method="jarowinkler", threshold=0.75, label="name, nearly")
    compare.exact("born", "born", label="born")
    if by_address:
        compare.string("address", "address", method="jarowinkler", threshold=0.97, label="address")
        compare.string("address", "address", method="jarowinkler", threshold=0.9, label="address, nearly")
    return compare


def _weights(classifier: recordlinkage.ECMClassifier, features: pd.DataFrame) -> np.ndarray:
    """Fellegi and Sunter's weight of every pair in bits; its probabilities are 1 for too many to tell them apart."""
    matching, others = classifier.m_probs, classifier.u_probs
    total = np.zeros(len(features))
    for label in features:
        for outcome in matching[label]:
            m, u = (max(side[label][outcome], _SMALLEST) for side in (matching, others))
            total += np.where(features[label] == outcome, np.log2(m / u), 0.0)
    return total.round(6)


if __name__ == "__main__":
    run(main)
