"""What a fault is: which rule finds it, where it can be planted, and what it does to the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from jingzhun.sample.faults.sheet import Sheet

Where = Callable[[Sheet], np.ndarray]
#: Changes the cells at a row; gives the rows where the rule finds it, where that is not the row itself.
Edit = Callable[[Sheet, int, np.random.Generator], Iterable[int] | None]


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        code: the rule that must find it.
        where: rows of the roll that it can be planted at.
        edit: plants it at one of them.
        quiet: whether it changes what persons are recognised by, so that only households in no register suffer it.
        also: rules that rightly find something at the same rows.
    """

    code: str
    where: Where
    edit: Edit
    quiet: bool
    also: tuple[str, ...]


def fault(code: str, where: Where, *, quiet: bool = False, also: tuple[str, ...] = ()) -> Callable[[Edit], Fault]:
    """Make a fault of a function; the arguments are the attributes of ``Fault``."""

    def made(edit: Edit) -> Fault:
        return Fault(code, where, edit, quiet, also)

    return made
