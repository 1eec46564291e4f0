"""The local engine: batches of a register go through this process's threads, results come back in order.

Threads rather than processes: the kernels of NumPy and Arrow let go of the interpreter, and neither the roll's index
nor a batch has to be copied (docs/development/decisions/0009-how-a-register-is-streamed.md).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from jingzhun.engine import Batch, Result
from jingzhun.fields.threads import taking_turns


def map_batches(
    task: Callable[[Batch], Result], batches: Iterable[Batch], threads: int | None = None
) -> Iterator[Result]:
    """Apply ``task`` to every batch, as ``engine.Engine`` says.

    Args:
        task: a pure function of one batch.
        batches: read as they are needed; as many as there are threads and one more are held at once.
        threads: how many run at once; by default one a processor.

    Yields:
        The results in the order of the batches.
    """
    workers = threads or os.cpu_count() or 1
    with taking_turns(), ThreadPoolExecutor(max_workers=workers) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(task, batch))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
