"""The local engine: batches of a register go through this process's threads, results come back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def map_batches(
    task: Callable[[Batch], Result], batches: Iterable[Batch], threads: int | None = None
) -> Iterator[Result]:
    """Apply ``task`` to every batch, a few at a time.

    Args:
        task: a pure function of one batch.
        batches: read as they are needed, so that a register never has to fit in memory.
        threads: how many run at once; by default one a processor.

    Yields:
        The results in the order of the batches.
    """
    workers = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting: deque[Future[Result]] = deque()
        for batch in batches:
            waiting.append(pool.submit(task, batch))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
