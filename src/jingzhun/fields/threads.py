"""Threads for what is done once: tables that are loaded once whoever asks first, two calculations side by side.

A register's batches have all processors (``engine``); this is for what stands before and behind them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TypeVar

#: Seconds after which a thread that waits is given the interpreter; Python's own 0.005 is what a whole step takes.
_SWITCH_INTERVAL = 0.0003
First = TypeVar("First")
Second = TypeVar("Second")


def loaded_once(load: Callable[[], First]) -> Callable[[], First]:
    """A function without arguments whose result is kept; whoever calls it meanwhile waits instead of doing it again."""
    lock = Lock()
    kept: list[First] = []

    def get() -> First:
        with lock:
            if not kept:
                kept.append(load())
        return kept[0]

    get.__doc__ = load.__doc__
    return cache(get)


@contextmanager
def taking_turns() -> Iterator[None]:
    """While it lasts, no thread waits long for another that calculates in Python between two calls of a kernel."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_INTERVAL))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def side_by_side(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """What two calculations give that do not depend on each other; the second has a thread of its own.

    Raises:
        Exception: what one of them raises, the first before the second.
    """
    with taking_turns(), ThreadPoolExecutor(max_workers=1) as pool:
        other = pool.submit(second)
        return first(), other.result()
