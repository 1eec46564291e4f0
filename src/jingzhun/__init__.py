"""jingzhun 精准: checks lists of households that receive public help.

The procedure is 一核查、二比对、三清退: verify the roll itself, match its members against the registers
of other departments, and send the doubtful households to be visited. The program finds, explains and
keeps the record; a person decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jingzhun.library import CheckResult, check

__version__ = "0.1.0"
__all__ = ["CheckResult", "__version__", "check"]


def __getattr__(name: str) -> object:
    """Functions for Python programs, imported when they are first used, so that the command line starts at once."""
    if name in ("check", "CheckResult"):
        from jingzhun import library

        return getattr(library, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
