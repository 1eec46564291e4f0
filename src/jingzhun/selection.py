"""Which rules and conditions are asked for: ``--select JZ1,JZ203 --ignore CAR``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from jingzhun.errors import RequestError

#: A code is suggested for a mistyped one that is at least as similar, in percent.
_NEAR = 60


@dataclass(frozen=True)
class Selection:
    """Codes, or how they begin, that are asked for, and that are not.

    Attributes:
        select: all where empty.
        ignore: these are left out of what is selected.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, code: str) -> bool:
        """Whether a rule or condition is asked for."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore or ("\0",))

    def require_known(self, codes: Collection[str]) -> None:
        """Refuse what stands for no code, which is a slip of the pen.

        Raises:
            RequestError: something begins no code, or nothing is left.
        """
        for word in (*self.select, *self.ignore):
            if not any(code.startswith(word) for code in codes):
                near = process.extractOne(word, tuple(codes), scorer=fuzz.ratio, score_cutoff=_NEAR)
                fix = f"是不是 {near[0]}? " if near else ""
                raise RequestError(
                    f"没有编号为 {word} 或以它开头的规则、条件",
                    fix=fix + "编号见 jingzhun rules 和 jingzhun policy show",
                )
        if not any(self.takes(code) for code in codes):
            raise RequestError("按 --select 和 --ignore 一条规则也不剩", fix="去掉其中一项")


def codes_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The codes of texts such as ``JZ1,JZ203``, in capitals, each once."""
    parts = (part.strip().upper() for text in texts for part in text.replace("，", ",").replace("、", ",").split(","))
    return tuple(dict.fromkeys(filter(None, parts)))
