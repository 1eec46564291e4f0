"""Tables are loaded once whoever asks first, and two calculations run side by side."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, current_thread

import pytest

from jingzhun.fields.threads import loaded_once, side_by_side, taking_turns


def test_threads_that_ask_at_once_get_one_table() -> None:
    loads = []
    begun = Barrier(4)

    @loaded_once
    def table() -> object:
        loads.append(current_thread())
        return object()

    def ask(_: int) -> object:
        begun.wait()
        return table()

    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(ask, range(4)))
    assert len(loads) == 1
    assert all(each is tables[0] for each in tables)


def test_a_table_that_fails_is_loaded_again_when_next_asked_for() -> None:
    failures = [OSError()]

    @loaded_once
    def table() -> str:
        if failures:
            raise failures.pop()
        return "read"

    with pytest.raises(OSError):
        table()
    assert table() == "read"


def test_two_calculations_run_at_the_same_time_and_keep_their_order() -> None:
    first_began, second_began = Event(), Event()

    def first() -> str:
        first_began.set()
        return f"first {second_began.wait(10)}"

    def second() -> str:
        second_began.set()
        return f"second {first_began.wait(10)}"

    assert side_by_side(first, second) == ("first True", "second True")


@pytest.mark.parametrize("place", [0, 1])
def test_what_either_calculation_raises_is_raised(place: int) -> None:
    def fails() -> None:
        raise ValueError("broken")

    tasks = [lambda: None, lambda: None]
    tasks[place] = fails
    with pytest.raises(ValueError, match="broken"):
        side_by_side(*tasks)


def _fail_meanwhile(seen: list[float]) -> None:
    with taking_turns():
        seen.append(sys.getswitchinterval())
        raise ValueError("broken")


def test_the_interpreter_is_left_as_it_was() -> None:
    before, seen = sys.getswitchinterval(), []
    with pytest.raises(ValueError, match="broken"):
        _fail_meanwhile(seen)
    assert seen[0] < before == sys.getswitchinterval()
