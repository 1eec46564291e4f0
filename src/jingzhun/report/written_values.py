"""``姓名=林秀英; 证件号码=3506…``: the written values of a row, and how they read outside the working file.

What stands behind the name of a number column is masked whatever it looks like, so no way of writing a number
that nobody thought of gets out. Texts of this shape are made in ``rules/run.py`` and ``policy/sentences.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields import idcard_text
from jingzhun.kinds import register_kinds
from jingzhun.policy.fields import register_labels
from jingzhun.policy.sentences import ROLL_LABELS

#: The findings' columns that hold written values.
COLUMNS = ("roll_values", "register_values")
_FEWEST_DIGITS = 7  # fewer name nobody


@cache
def identity_labels() -> frozenset[str]:
    """What columns of identity numbers are called in such texts."""
    return frozenset({ROLL_LABELS["id_raw"], *(register_labels(kind.value)["id_raw"] for kind in register_kinds())})


@cache
def phone_labels() -> frozenset[str]:
    """What columns of telephone numbers are called in such texts."""
    registers = (register_labels(kind.value) for kind in register_kinds())
    return frozenset(labels["phone"] for labels in registers if "phone" in labels)


def masked(column: pd.Series) -> pd.Series:
    """A column of such texts with every value of a number column masked.

    Args:
        column: texts, one a row.

    Returns:
        The same rows; identity numbers read as in ``id_masked``, of telephone numbers three and four digits stay.
    """
    texts = column.tolist()
    for labels, mask in ((identity_labels(), idcard_text.masked), (phone_labels(), _phone_masks)):
        if labels:
            texts = _replaced(texts, labels, mask)
    return pd.Series(texts, index=column.index, dtype="str")


def _replaced(texts: list[str], labels: Iterable[str], mask: Callable[[pa.Array], pa.Array]) -> list[str]:
    """The texts with the values behind these labels masked; a value ends where another label begins."""
    names = "|".join(map(re.escape, sorted(labels)))
    values = re.compile(rf"((?:^|(?<=; ))(?:{names})=)(.*?)(?=; [^;=]{{1,20}}=|\Z)", re.DOTALL)
    written = list(dict.fromkeys(found.group(2) for text in texts for found in values.finditer(text)))
    column = pa.array(written, type=pa.string())
    cleaned = idcard_text.clean(column)
    digits = pc.utf8_length(pc.replace_substring_regex(cleaned, pattern="[^0-9]", replacement=""))
    shown = pc.if_else(pc.greater_equal(digits, _FEWEST_DIGITS), mask(cleaned), column)
    masks = dict(zip(written, shown.to_pylist(), strict=True))
    return [values.sub(lambda found: found.group(1) + masks[found.group(2)], text) for text in texts]


def _phone_masks(cleaned: pa.Array) -> pa.Array:
    digits = pc.replace_substring_regex(cleaned, pattern="[^0-9]", replacement="")
    head, tail = pc.utf8_slice_codeunits(digits, 0, 3), pc.utf8_slice_codeunits(digits, -4)
    return pc.binary_join_element_wise(head, tail, "****")
