"""What the user may say about reading: passwords of workbooks, columns that the headers do not tell, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jingzhun.read.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are to be read.

    Attributes:
        limits: what one file may cost.
        passwords: of protected workbooks, tried one after the other.
        columns: header → field name, from ``--map`` and ``jingzhun.toml``; it comes before what the header says.
    """

    limits: Limits = LIMITS
    passwords: tuple[str, ...] = field(default=(), repr=False)
    columns: Mapping[str, str] = field(default_factory=dict)


OPTIONS = ReadOptions()
