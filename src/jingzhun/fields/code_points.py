"""The characters of texts as numbers, straight from Arrow's buffers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class CodePoints(NamedTuple):
    """The characters of some texts, one after another.

    Attributes:
        codes: int32 (characters,), Unicode code points.
        lengths: int64 (texts,), characters of each text.
    """

    codes: np.ndarray
    lengths: np.ndarray

    @property
    def starts(self) -> np.ndarray:
        """Where each text begins in ``codes``; int64 (texts,)."""
        starts: np.ndarray = np.cumsum(self.lengths) - self.lengths
        return starts


def code_points(texts: pa.Array) -> CodePoints:
    """The characters of an array of strings without nulls."""
    _, offsets, data = texts.buffers()
    if len(texts) == 0 or data is None:
        return CodePoints(np.zeros(0, dtype=np.int32), np.zeros(len(texts), dtype=np.int64))
    bounds = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    characters = str(data.slice(int(bounds[0]), int(bounds[-1] - bounds[0])), "utf-8")
    codes = np.frombuffer(characters.encode("utf-32-le"), dtype=np.int32)
    return CodePoints(codes, pc.utf8_length(texts).to_numpy().astype(np.int64))
