"""What the options of the benchmarks have in common."""

from __future__ import annotations

import click


def numbers_of(text: str) -> list[int]:
    """The whole numbers of an option such as ``--seeds 1,2,3``; blanks part them as well.

    Raises:
        click.BadParameter: something in it is no whole number.
    """
    try:
        return [int(number) for number in text.replace(",", " ").split()]
    except ValueError:
        raise click.BadParameter(f"not a list of whole numbers: {text}") from None
