"""Columns held against their content: it decides which column holds identity numbers, and warns of what cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from jingzhun.read.columns.cell_shapes import (
    Sample,
    is_written_out,
    looks_like_date,
    looks_like_identity,
    looks_like_phone,
    looks_like_plate,
    looks_like_sex,
)
from jingzhun.read.columns.lexicon import normalise_header

# Shares of a column's values that look like what its header says: at least this much confirms, at most that denies.
_CONFIRMS, _DENIES = 0.6, 0.2
# A name must not be a number; firms and foreigners have names of any shape.
_FEWEST_WRITTEN = 0.5
# A column without a telling header holds names if so many cells do, and if there are enough of them to tell.
_NAMES, _FEWEST_CELLS = 0.7, 5
_FEWEST_FOR_WARNING = 3
_NUMBER_WORDS = re.compile("编号|号码|证|号$|ID")


def is_confirmed(sample: Sample, place: int) -> bool:
    """Whether a column holds identity numbers."""
    share = sample.share(place, looks_like_identity)
    return share is not None and share >= _CONFIRMS


def is_denied(sample: Sample, place: int) -> bool:
    """Whether a column with content holds hardly any identity number."""
    share = sample.share(place, looks_like_identity)
    return share is not None and share <= _DENIES


def identity_columns(headers: Sequence[str], sample: Sample, excluded: Collection[str]) -> list[str]:
    """Columns that hold identity numbers whatever they are called, those named like numbers first.

    Args:
        headers: the table's headers.
        sample: some of its rows.
        excluded: headers that are out of the question.
    """
    found = [header for place, header in enumerate(headers) if header not in excluded and is_confirmed(sample, place)]
    return sorted(found, key=lambda header: _NUMBER_WORDS.search(normalise_header(header)) is None)


def name_columns(
    headers: Sequence[str], sample: Sample, candidates: Collection[str], *, fewest: int = _FEWEST_CELLS
) -> list[str]:
    """Columns among ``candidates`` that hold people's names whatever they are called, in ``fewest`` cells or more."""
    return [
        header
        for place, header in enumerate(headers)
        if header in candidates and sample.filled(place) >= fewest and sample.names(place) >= _NAMES
    ]


def doubts(fields: Mapping[str, str], places: Mapping[str, int], sample: Sample) -> Iterator[str]:
    """Warnings, in Chinese, of columns that hardly hold what their headers say.

    Args:
        fields: field name → header.
        places: header → position.
        sample: some rows of the table.
    """
    for field, header in fields.items():
        place = places[header]
        if field == "id_number" and is_denied(sample, place):
            phones = sample.share(place, looks_like_phone) or 0.0
            hint = f"，{phones:.0%} 像手机号" if phones > _DENIES else ""
            yield f"“{header}”里几乎没有像身份证号的内容{hint}，请核对"
        check = _check(field)
        if check is None or sample.filled(place) < _FEWEST_FOR_WARNING:
            continue
        what, looks_like, least = check
        share = sample.share(place, looks_like)
        if share is not None and share <= least:
            yield f"“{header}”里像{what}的内容只占 {share:.0%}，请核对"


def _check(field: str) -> tuple[str, Callable[[str], bool], float] | None:
    """What the cells of a field look like, and up to which share they are not what they should be."""
    if field.endswith("_date"):
        return "日期", looks_like_date, _DENIES
    return {
        "name": ("姓名", is_written_out, _FEWEST_WRITTEN),
        "sex": ("性别", looks_like_sex, _DENIES),
        "plate": ("车牌号", looks_like_plate, _DENIES),
    }.get(field)
