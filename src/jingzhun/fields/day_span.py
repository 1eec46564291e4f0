"""The first and the last day that a date can mean: of 2014 both ends of the year, of 2014-06 those of the month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from jingzhun.fields import birthdate


def parse_column(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Read a column of dates, each as far as it is written.

    Args:
        texts: dates as ``birthdate`` reads them.

    Returns:
        The first and the last day of each (datetime64[s]), NaT where a text is no date.
    """
    partial = birthdate.parse_partial_column(texts).astype(np.int64)
    year, month, day = partial // 10_000, partial // 100 % 100, partial % 100
    known = partial > 0
    start = (np.where(known, year, 1970) - 1970).astype("datetime64[Y]").astype("datetime64[M]")
    first_month = start + np.where(month > 0, month - 1, 0)
    last_month = start + np.where(month > 0, month - 1, 11)
    first = first_month.astype("datetime64[D]") + np.where(day > 0, day - 1, 0)
    last = np.where(day > 0, first, (last_month + 1).astype("datetime64[D]") - 1)
    nothing = np.datetime64("NaT", "D")
    return (
        np.where(known, first, nothing).astype("datetime64[s]"),
        np.where(known, last, nothing).astype("datetime64[s]"),
    )
