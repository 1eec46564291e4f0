"""Tables for ``str.translate`` that are worked out character by character, each when it is first met."""

from __future__ import annotations

from collections.abc import Callable


class EachCharacter(dict[int, str]):
    """What stands in place of each character; a plain dictionary is slow wherever a character is not in it."""

    def __init__(self, instead: Callable[[str], str]) -> None:
        """Keep how a character is to be written, ``""`` for one that goes."""
        super().__init__()
        self._instead = instead

    def __missing__(self, code_point: int) -> str:
        """Work out one character."""
        self[code_point] = written = self._instead(chr(code_point))
        return written
