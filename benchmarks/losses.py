"""Every figure in which a peer does better than jingzhun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.run import ALL, CountyResult, SystemResult
from benchmarks.systems import CHECK, MATCH, PEERS


@dataclass(frozen=True)
class Loss:
    """One figure, as printed for the peer that is better and for jingzhun."""

    figure: str
    peer: str
    theirs: str
    system: str
    ours: str


@dataclass(frozen=True)
class _Figure:
    """One figure that can be compared: ``sign`` is 1 where more is better and -1 where less is."""

    title: str
    sign: int
    value: Callable[[SystemResult], float]
    shown: str


def _of_links(register: str) -> tuple[_Figure, ...]:
    where = "" if register == ALL else f" in {register}"
    return (
        _Figure(f"precision{where}", 1, lambda item: item.scores[register].default.precision, "{:.2%}"),
        _Figure(f"recall{where}", 1, lambda item: item.scores[register].default.recall, "{:.2%}"),
        _Figure(f"F1{where}", 1, lambda item: item.scores[register].default.f1, "{:.4f}"),
        _Figure(f"best F1{where}", 1, lambda item: item.scores[register].best.f1, "{:.4f}"),
        _Figure(f"recall at 99.9 % precision{where}", 1, lambda item: item.scores[register].strict.recall, "{:.2%}"),
    )


_HOUSEHOLDS = (
    _Figure("households rightly doubted", 1, lambda item: len(item.households.right), "{:,}"),
    _Figure("households wrongly doubted", -1, lambda item: len(item.households.wrong), "{:,}"),
)
_COSTS = (
    _Figure("seconds", -1, lambda item: item.seconds, "{:.1f}"),
    _Figure("CPU seconds", -1, lambda item: item.processor_seconds, "{:.1f}"),
    _Figure("MB of memory", -1, lambda item: item.megabytes, "{:,.0f}"),
)


def losses(result: CountyResult) -> Iterator[Loss]:
    """Every figure of one county in which a peer is better.

    Args:
        result: all systems on one county. Costs are compared with matching alone and with the whole check,
            everything else with matching alone.
    """
    registers = list(result.of(MATCH).scores)
    figures = [*(figure for register in registers for figure in _of_links(register)), *_HOUSEHOLDS]
    compared = [*((figure, (MATCH,)) for figure in figures), *((figure, (MATCH, CHECK)) for figure in _COSTS)]
    for figure, ours in compared:
        for peer in filter(result.has, PEERS):
            theirs = figure.value(result.of(peer))
            for system in filter(result.has, ours):
                own = figure.value(result.of(system))
                if figure.sign * (theirs - own) > 0:
                    yield Loss(
                        figure.title, peer.title, figure.shown.format(theirs), system.title, figure.shown.format(own)
                    )
