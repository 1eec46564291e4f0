"""Names as a county in southern Fujian has them: clan villages, and given names by sex and generation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from jingzhun.sample.chance import join_text, pick, pick_text


@cache
def table(name: str) -> dict[str, Any]:
    """One of the tables of ``data/names``: ``surnames``, ``given_names`` or ``confusions``."""
    text = resources.files("jingzhun.data").joinpath(f"names/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def county_surnames(rng: np.random.Generator, size: int) -> np.ndarray:
    """Surnames drawn for the county at large, such as those of wives from other villages."""
    surnames = table("surnames")
    return pick_text(rng, {**surnames["common"], **surnames["tail"]}, size)


def dominant_surnames(rng: np.random.Generator, villages: int) -> np.ndarray:
    """The two leading surnames of each village, shape ``(villages, 2)``."""
    common = table("surnames")["common"]
    return np.stack([pick_text(rng, common, villages) for _ in range(2)], axis=1)


def village_surnames(rng: np.random.Generator, dominant: np.ndarray, village: np.ndarray) -> np.ndarray:
    """Surnames of people born in the given villages (indices into ``dominant``)."""
    shares = table("surnames")["village"]
    chance = rng.random(len(village))
    first, second = shares["first_share"], shares["first_share"] + shares["second_share"]
    settled = np.where(chance < first, dominant[village, 0], dominant[village, 1])
    return np.where(chance < second, settled, county_surnames(rng, len(village)))


def given_names(rng: np.random.Generator, male: np.ndarray, birth: np.ndarray) -> np.ndarray:
    """Given names by sex and birth date (yyyymmdd); ``rare`` characters included."""
    given = np.zeros(len(male), dtype="<U4")
    year = birth // 10_000
    since = 0
    for era in table("given_names")["era"]:
        for sex, is_male in (("female", False), ("male", True)):
            here = np.flatnonzero((male == is_male) & (year > since) & (year <= era["until"]))
            given[here] = _given_of_era(rng, era[sex], len(here))
        since = era["until"]
    return given


def _given_of_era(rng: np.random.Generator, era: dict[str, Any], size: int) -> np.ndarray:
    whole = _ranked(rng, era["whole"], size)
    single = _ranked(rng, era["single"], size)
    combined = join_text(_ranked(rng, era["first"], size), _ranked(rng, era["last"], size))
    rare = join_text(_ranked(rng, era["first"], size), _ranked(rng, table("given_names")["rare"], size))
    chance = rng.random(size)
    edges = np.cumsum([table("given_names")["rare_share"], era["single_share"], era["whole_share"]])
    return np.select([chance < edges[0], chance < edges[1], chance < edges[2]], [rare, single, whole], combined)


def _ranked(rng: np.random.Generator, words: str, size: int) -> np.ndarray:
    """Draw from a list in order of frequency, by the weight 1 / (rank + 4)."""
    listed = np.array(words.split())
    drawn: np.ndarray = listed[pick(rng, 1 / (np.arange(len(listed)) + 4), size)]
    return drawn


def minority_names(rng: np.random.Generator, names: np.ndarray, male: np.ndarray) -> np.ndarray:
    """The same names, a few of them replaced by whole names with a middle dot."""
    listed = table("given_names")
    replaced = rng.random(len(names)) < listed["minority_share"]
    whole = np.where(
        male,
        _ranked(rng, listed["minority_male"], len(names)),
        _ranked(rng, listed["minority_female"], len(names)),
    )
    return np.where(replaced, whole, names)
