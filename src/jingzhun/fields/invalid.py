"""What a scalar parser returns instead of a value when a text cannot be read."""

from __future__ import annotations

from typing import NamedTuple


class Invalid(NamedTuple):
    """Why a text is not a value of its kind.

    Attributes:
        part: which part of the value is at fault, e.g. ``birth``.
        got: what stood there; callers mask it before showing it.
        why: the reason in plain Chinese.
    """

    part: str
    got: str
    why: str
