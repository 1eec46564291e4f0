"""docs/formats.md describes every column that scripts read, with its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import jingzhun
from jingzhun.report.machine import SCHEMA_VERSION
from small_county import write_county

PAGE = (Path(__file__).parents[1] / "docs/formats.md").read_text(encoding="utf-8")


def described(file: str) -> list[tuple[str, str]]:
    section = PAGE.partition(f"\n## {file}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \| (\w+) \|", section, re.MULTILINE)


def columns_of(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for label in frame.columns:
        kind = frame[label].dtype.kind
        yield str(label), {"i": "int", "f": "float"}.get(kind, "text")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> jingzhun.CheckResult:
    return jingzhun.check(write_county(tmp_path_factory.mktemp("formats")), as_of=date(2016, 6, 30))


@pytest.mark.parametrize(
    ("file", "frame"),
    [
        ("households.csv", "households"),
        ("findings.ndjson", "findings"),
        ("answers.parquet", "answers"),
        ("links.parquet", "links"),
    ],
)
def test_every_column_is_described_with_its_type(result: jingzhun.CheckResult, file: str, frame: str) -> None:
    assert described(file) == list(columns_of(getattr(result, frame)))


def test_the_version_is_the_one_of_the_page() -> None:
    assert f"The version is {SCHEMA_VERSION}." in PAGE


@pytest.mark.parametrize("file", ["answers.parquet", "links.parquet"])
def test_parquet_files_carry_the_version(result: jingzhun.CheckResult, file: str, tmp_path: Path) -> None:
    result.save(tmp_path / "run")
    metadata = pq.read_schema(tmp_path / "run" / file).metadata
    assert metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()
