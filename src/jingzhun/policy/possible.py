"""Whether an exception can hold at all: a search for a row on which it is true and its condition is not false.

Values to try come from the words of the tests themselves: each word, each number and day and its neighbours, words of
different tests together, and nothing. A row found proves that the exception can hold; that none is found among so many
is a strong hint that it cannot, and no more. What the search cannot make up (counts, findings, other fields' days) is
taken to be possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from math import prod

import numpy as np
import pyarrow as pa

from jingzhun.policy.conditions import decide, evaluate, leaves_of, tests_of
from jingzhun.policy.operators import FALSE, TRUE
from jingzhun.policy.records import PolicyCondition
from jingzhun.policy.terms import DayOf, Expression, LineOf, Test

# Most exceptions show themselves at once; for the rest the search is made thorough.
_FEW_ROWS, _MANY_ROWS = 500, 20_000
_MOST_WORDS = 120
_DERIVED = ("age", "share", "grade", "birth_date")
_DAY = timedelta(days=1)


def can_hold(exception: Expression, condition: PolicyCondition) -> bool:
    """Whether some row makes an exception true and its condition not false."""
    parts = [exception, condition.when, *([] if condition.when_not is None else [condition.when_not])]
    if any(_asks_for_more(part) for part in parts):
        return True
    within = _values(tests_of(exception), tests_of(condition.when))
    others = _values([test for test in tests_of(condition.when) if test.field not in within], ())
    for most in (_FEW_ROWS, _MANY_ROWS):
        for values in (within, {**others, **within}):
            rows = _rows(values, most)
            held = decide(condition.when, condition.when_not, rows)
            if bool(((evaluate(exception, rows) == TRUE) & (held != FALSE)).any()):
                return True
    return False


def _asks_for_more(expression: Expression) -> bool:
    """Whether a condition asks for what no single row shows."""
    for leaf in leaves_of(expression):
        if not isinstance(leaf, Test) or leaf.field.split(".")[-1] in _DERIVED:
            return True
        if isinstance(leaf.operand, DayOf | LineOf):
            return True
    return False


def _values(tests: Sequence[Test], beside: Sequence[Test]) -> dict[str, list[str]]:
    """Values to try for each field of the tests; words of other tests of the same field may stand beside them."""
    values: dict[str, list[str]] = {}
    for field in dict.fromkeys(test.field for test in tests):
        groups = [_words(test) for test in (*tests, *beside) if test.field == field]
        words = list(dict.fromkeys(word for group in groups for word in group))[:_MOST_WORDS]
        pairs = [f"{first}{second}" for first, second in product(words, words) if first != second]
        values[field] = ["", *words, "某", *(pairs if all(map(_is_word, words)) else [])]
    return values


def _words(test: Test) -> list[str]:
    operand = test.operand
    items = operand if isinstance(operand, tuple) else (operand,)
    words: list[str] = []
    for item in items:
        if isinstance(item, bool):
            continue
        if isinstance(item, date):
            words += [(item - _DAY).isoformat(), item.isoformat(), (item + _DAY).isoformat()]
        elif isinstance(item, int | float):
            words += [f"{item - 1:f}", f"{item:f}", f"{item + 1:f}"]
        else:
            words.append(str(item))
    return words


def _is_word(text: str) -> bool:
    return not text[:1].isdigit() or not text.replace(".", "").replace("-", "").isdigit()


def _rows(values: dict[str, list[str]], most: int) -> pa.Table:
    """Every combination of the values where they are no more than so many, else so many by chance, always the same."""
    sizes = [len(options) for options in values.values()]
    if prod(sizes) <= most:
        picks = np.indices(sizes).reshape(len(sizes), -1)
    else:
        chance = np.random.default_rng(0)
        picks = np.stack([chance.integers(0, size, most) for size in sizes])
    columns = {
        field: pa.array(np.array(options, dtype=object)[pick], pa.string())
        for (field, options), pick in zip(values.items(), picks, strict=True)
    }
    return pa.table(columns)
