"""Sheets without a header that continue another sheet of their file: one village's header row was deleted.

A sheet is read so only if its content proves it: identity numbers and names stand where they stand in the other
sheet. Otherwise it stays as it is, and ``looks_like_people`` tells that it holds people who were not read.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

import pyarrow as pa

from jingzhun.fields import relation
from jingzhun.read.columns.mapping import identity_share, load_lexicon
from jingzhun.read.sheets.layout import Layout, lay_out_like
from jingzhun.read.sheets.region import Region

# Shares of a column's filled cells that must be what stands in that column of the other sheet.
_IDENTITIES, _NAMES = 0.6, 0.6
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·•．.□?？*＊○\s]{2,15}")


def continue_headless(regions: Sequence[Region], layouts: Sequence[Layout]) -> list[Layout]:
    """Give sheets without a header that of the sheet they continue.

    Args:
        regions: the tables of one file.
        layouts: how each would be read by itself.

    Returns:
        The layouts, some of them replaced. A sheet that could continue sheets of different layouts is left alone.
    """
    # One of all sheets that are laid out alike: which of them is continued makes no difference.
    models = list(
        {
            _likeness(region, layout): (region, layout)
            for region, layout in zip(regions, layouts, strict=True)
            if _is_model(layout) and not region.problem
        }.values()
    )
    result = []
    for region, layout in zip(regions, layouts, strict=True):
        is_settled = layout.kinds or region.headers is not None or region.problem
        fitting = [] if is_settled else _fitting(region, layout, models)
        same = {tuple(sorted(found.field_places().items())) for found in fitting}
        result.append(fitting[-1] if len(same) == 1 else layout)
    return result


def _likeness(region: Region, layout: Layout) -> Hashable:
    """What a sheet that continues this one depends on."""
    fields = tuple(sorted(layout.field_places().items()))
    kind = layout.kinds[0].kind if layout.kinds else ""
    return region.first_column, layout.width, tuple(layout.places), tuple(layout.headers), layout.levels, fields, kind


def _is_model(layout: Layout) -> bool:
    if layout.header is None or not {"name", "id_number"} <= layout.field_places().keys():
        return False
    return _content_fits(layout, layout)


def _fitting(region: Region, layout: Layout, models: Sequence[tuple[Region, Layout]]) -> list[Layout]:
    """The sheet in the layout of every model that its content fits."""
    fitting = []
    for model_region, model in models:
        # A deleted header may leave columns at the end empty, such as 备注, so that the sheet is narrower.
        if region.first_column != model_region.first_column or layout.width > model.width or _has_header(layout, model):
            continue
        continued = lay_out_like(region, model, model_region.sheet)
        if continued.kinds and continued.kinds[0].kind == model.kinds[0].kind and _content_fits(continued, model):
            fitting.append(continued)
    return fitting


def _has_header(layout: Layout, model: Layout) -> bool:
    """Whether what was taken for a header is one: a row of data without a number may look like it."""
    if layout.header is None:
        return False
    places = model.field_places()
    texts = layout.header.texts
    name, number = (texts[place] if place < len(texts) else "" for place in (places["name"], places["id_number"]))
    is_number = not number or any(character.isdigit() for character in number)
    return not is_number or load_lexicon().knows(name)


def _content_fits(continued: Layout, model: Layout) -> bool:
    places, wanted = continued.field_places(), model.field_places()
    if any(places.get(field) != wanted[field] for field in ("name", "id_number")):
        return False
    numbers = identity_share([row[places["id_number"]] for row in continued.sample])
    names = [row[places["name"]] for row in continued.sample if row[places["name"]]]
    if numbers is None or numbers < _IDENTITIES or not names:
        return False
    # 户主 and 配偶 are written like names.
    relations = relation.parse_column(pa.array(names)).to_pylist()
    found = sum(not known and _NAME.fullmatch(name) is not None for name, known in zip(names, relations, strict=True))
    return found / len(names) >= _NAMES
