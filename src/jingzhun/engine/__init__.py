"""Where the matching runs. An engine applies one function to every batch of a register, given the roll's side.

The seam is narrow on purpose: rules, policy and reports never learn which engine ran, and every engine must
give the links that the local one gives (``tests/engine/test_engines.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class Engine(Protocol):
    """What every engine promises; ``engine.local.map_batches`` is one.

    Whoever calls it promises that the task is a pure function of its batch and can be sent to another process, and so
    can what it returns.
    """

    def __call__(self, task: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Apply ``task`` to every batch.

        Args:
            task: run once for every batch, wherever and in whatever order.
            batches: taken one by one from the calling thread, and only a few ahead of the results, so that a register
                never has to fit in memory.

        Yields:
            The results in the order of the batches, whoever was done first.

        Raises:
            Exception: what the task raises for a batch, when the result of that batch is due, and what ``batches``
                raises; later batches are then not begun.
        """
