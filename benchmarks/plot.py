"""A plot of points and a line, as SVG, for a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

_WIDTH, _HEIGHT = 420, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 40, 48
_MOST_TICKS = 6


@dataclass(frozen=True)
class Panel:
    """One plot, both axes from 0.

    Attributes:
        title, x_label, y_label: as printed.
        x, y: the points.
        slope, intercept: of a straight line through them, drawn dashed; None for no line.
        limit: a value of y that must not be reached, drawn across; None for none.
    """

    title: str
    x_label: str
    y_label: str
    x: Sequence[float]
    y: Sequence[float]
    slope: float | None = None
    intercept: float = 0.0
    limit: float | None = None


def svg(panels: Sequence[Panel]) -> str:
    """Panels side by side; readable on a light and on a dark page."""
    width = _WIDTH * len(panels)
    drawn = [
        f'<g transform="translate({_WIDTH * place} 0)">\n{_panel(panel)}\n</g>' for place, panel in enumerate(panels)
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    return "\n".join([head, f'<rect width="{width}" height="{_HEIGHT}" fill="white"/>', *drawn, "</svg>"]) + "\n"


def _panel(panel: Panel) -> str:
    widest, highest = max(panel.x), max([*panel.y, panel.limit or 0.0])
    x_ticks, y_ticks = ticks(widest), ticks(highest)
    right, top = max(widest, x_ticks[-1]), max(highest, y_ticks[-1])

    def at(x: float, y: float) -> tuple[float, float]:
        across, up = x / right * (_WIDTH - _LEFT - _RIGHT), y / top * (_HEIGHT - _TOP - _BOTTOM)
        return round(_LEFT + across, 1), round(_HEIGHT - _BOTTOM - up, 1)

    parts = [_text(_WIDTH / 2, 20, panel.title, "middle", bold=True)]
    for tick in y_ticks:
        parts.append(_line(at(0, tick), at(right, tick), "#ddd"))
        parts.append(_text(_LEFT - 6, at(0, tick)[1] + 4, f"{tick:,.10g}", "end"))
    parts += [_text(at(tick, 0)[0], _HEIGHT - _BOTTOM + 16, f"{tick:,.10g}", "middle") for tick in x_ticks]
    parts += [_line(at(0, 0), at(right, 0), "#333"), _line(at(0, 0), at(0, top), "#333")]
    if panel.limit is not None:
        parts.append(_line(at(0, panel.limit), at(right, panel.limit), "#c0392b"))
    if panel.slope is not None:
        start, end = (at(x, max(0.0, panel.intercept + panel.slope * x)) for x in (0.0, widest))
        parts.append(_line(start, end, "#2471a3", dashed=True))
    for x, y in zip(panel.x, panel.y, strict=True):
        across, up = at(x, y)
        parts.append(f'<circle cx="{across}" cy="{up}" r="4" fill="#2471a3"/>')
    parts.append(_text(_LEFT + (_WIDTH - _LEFT - _RIGHT) / 2, _HEIGHT - 10, panel.x_label, "middle"))
    parts.append(_text(_LEFT - 6, _TOP - 8, panel.y_label, "end"))
    return "\n".join(parts)


def ticks(highest: float) -> list[float]:
    """Round values from 0 to the first that is not below ``highest``, at most seven of them."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / _MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return [float(round(step * place, 10)) for place in np.arange(math.ceil(highest / step - 1e-9) + 1)]


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}"{dashes}/>'


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{weight} fill="#333">{escape(words)}</text>'
