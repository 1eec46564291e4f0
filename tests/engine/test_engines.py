"""What every engine must do: the same links, bit for bit, however the register is cut, ordered and shared out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jingzhun.engine import Engine
from jingzhun.engine.local import map_batches
from jingzhun.kinds import TableKind
from jingzhun.match.link import best_links
from jingzhun.match.score import RollSide, roll_side, score_batch
from jingzhun.normalise import typed
from jingzhun.read import open_file
from jingzhun.sample import write_county

KIND = TableKind("vehicles")
ENGINES = [
    pytest.param(map_batches, id="local"),
    pytest.param(partial(map_batches, threads=1), id="local, one thread"),
    pytest.param(partial(map_batches, threads=5), id="local, five threads"),
]
engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[RollSide, int, pa.Table, dict[str, str]]:
    """The roll of a small county, its number of members, and the register of its vehicles with its columns."""
    folder = tmp_path_factory.mktemp("county")
    write_county("demo", folder / "files", seed=3, population=25_000)
    work = tmp_path_factory.mktemp("work")
    tables = {path.name: table for path in sorted((folder / "files").glob("[!t]*")) for table in _tables(path, work)}
    roll, register = (
        next(table for table in tables.values() if table.kinds and table.kinds[0].kind == kind)
        for kind in (TableKind.ROLL, KIND)
    )
    members = typed(pa.Table.from_batches(list(roll.batches())), roll.mapping_for(TableKind.ROLL), TableKind.ROLL)
    whole = pa.Table.from_batches(list(register.batches())).combine_chunks()
    return roll_side(members), len(members), whole, register.mapping_for(KIND)


def _tables(path: Path, work: Path) -> list:  # type: ignore[type-arg]
    return open_file(path, path.name, work) if path.suffix in (".xlsx", ".csv", ".xls") else []


def _links(
    engine: Engine, county: tuple[RollSide, int, pa.Table, dict[str, str]], batches: list[pa.RecordBatch]
) -> pa.Table:
    side, members, _, mapping = county
    scored = list(engine(partial(score_batch, side, mapping=mapping, kind=KIND), batches))
    return best_links(side, np.arange(members), scored, KIND).links.replace_schema_metadata(None).combine_chunks()


@engines
@pytest.mark.parametrize("rows", [300, 10**9])
def test_links_are_the_same_however_the_register_is_cut_and_ordered(
    engine: Engine, county: tuple[RollSide, int, pa.Table, dict[str, str]], rows: int
) -> None:
    register = county[2]
    mixed = register.take(pa.array(np.random.default_rng(rows).permutation(len(register)))).combine_chunks()

    expected = _links(map, county, register.to_batches())  # type: ignore[arg-type]

    assert len(expected) > 10
    assert _links(engine, county, mixed.to_batches(max_chunksize=rows)).equals(expected)


@engines
def test_results_come_in_the_order_of_the_batches(engine: Engine) -> None:
    def slow_at_first(batch: int) -> int:
        return sum(range(200_000)) * 0 + batch if batch < 3 else batch

    assert list(engine(slow_at_first, range(50))) == list(range(50))


@engines
def test_only_a_few_batches_are_held(engine: Engine) -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for batch in range(1000):
            taken.append(batch)
            yield batch

    results = iter(engine(lambda batch: batch, batches()))
    assert next(results) == 0
    assert len(taken) <= 64
    assert list(results) == list(range(1, 1000))


@engines
def test_a_failing_batch_ends_the_work(engine: Engine) -> None:
    begun: list[int] = []

    def task(batch: int) -> int:
        begun.append(batch)
        if batch == 5:
            raise ValueError(batch)
        return batch

    given: list[int] = []
    with pytest.raises(ValueError, match="5"):
        given.extend(engine(task, range(1000)))
    assert len(begun) < 100


@engines
def test_a_register_that_breaks_off_says_so(engine: Engine) -> None:
    def batches() -> Iterator[int]:
        yield from range(3)
        raise OSError("damaged")

    with pytest.raises(OSError, match="damaged"):
        list(engine(lambda batch: batch, batches()))
