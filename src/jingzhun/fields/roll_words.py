"""What the words of a roll mean: 长期慢性病 is ``chronic``, whatever the system that wrote it (data/roll_words.toml).

Words are read by a table, never by guessing, and a bare number is not interpreted: in 致贫原因 the systems number 因病
1, 2 and 6.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa

#: Stands between the codes of a cell that says several things.
SEPARATOR = "|"
_BRACKETS = re.compile(r"\([^()]*\)|〔[^〕]*〕|\[[^\]]*\]")
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r"[,、;/|+和及]|\n")


@cache
def _table() -> dict[str, dict[str, str]]:
    """Code by word, by field."""
    text = resources.files("jingzhun").joinpath("data/roll_words.toml").read_text(encoding="utf-8")
    return {
        field: {_plain(word): code for code, words in codes.items() for word in words}
        for field, codes in tomllib.loads(text).items()
    }


def coded_fields() -> tuple[str, ...]:
    """The fields of the roll whose words have codes."""
    return tuple(_table())


def parse(field: str, text: str) -> str:
    """What a cell says.

    Args:
        field: one of :func:`coded_fields`.
        text: the cell.

    Returns:
        A code of data/roll_words.toml, several joined by ``|`` in the order written, each once; ``""`` where the
        cell is empty or one of its words is not known.
    """
    words = _table()[field]
    whole = _plain(text)
    if not whole or whole in words:
        return words.get(whole, "")
    codes = [words.get(part, "") for part in map(_plain, _BETWEEN.split(unicodedata.normalize("NFKC", text))) if part]
    return SEPARATOR.join(dict.fromkeys(codes)) if codes and all(codes) else ""


def parse_column(field: str, texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """:func:`parse` of every cell; the work is done once a distinct text."""
    encoded = (texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).dictionary_encode()
    codes = pa.array([parse(field, str(text)) for text in encoded.dictionary.to_pylist()], type=pa.string())
    if not len(codes):
        return pa.array([""] * len(encoded), type=pa.string())
    return codes.take(pa.array(np.asarray(encoded.indices)))


def _plain(text: str) -> str:
    return _SPACE.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", text))).upper()
