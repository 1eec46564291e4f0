"""Drawing at random, repeatably: the seed decides everything, and each part has a stream of its own."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np


def stream(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part of a county, so that a change in one part leaves the others alone."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(part.encode())])))


def pick(rng: np.random.Generator, weights: Sequence[float] | np.ndarray, size: int) -> np.ndarray:
    """Draw ``size`` indices with the given weights (they need not sum to one)."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    place = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    drawn: np.ndarray = np.minimum(place, len(edges) - 1)
    return drawn


def pick_text(rng: np.random.Generator, weighted: dict[str, float], size: int) -> np.ndarray:
    """Draw ``size`` texts by the weights of a table text → weight."""
    texts: np.ndarray = np.array(list(weighted))
    drawn: np.ndarray = texts[pick(rng, list(weighted.values()), size)]
    return drawn


def some(rng: np.random.Generator, candidates: np.ndarray, count: int) -> np.ndarray:
    """``count`` different members of ``candidates`` (all of them when there are fewer), in random order."""
    drawn: np.ndarray = rng.permutation(candidates)[:count]
    return drawn


def join_text(*parts: Any) -> np.ndarray:
    """Concatenate texts and columns of texts, element by element."""
    joined = np.asarray(parts[0], dtype=np.str_)
    for part in parts[1:]:
        joined = np.strings.add(joined, np.asarray(part, dtype=np.str_))
    return joined
