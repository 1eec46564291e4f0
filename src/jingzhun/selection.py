"""Which rules and conditions are asked for: ``--select JZ1,JZ203 --ignore CAR``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from jingzhun.errors import RequestError

#: A code is suggested for a mistyped one that is at least as similar, in percent.
_NEAR = 60
#: What people write between two codes.
_BETWEEN = re.compile(r"[,，、;；\s]+")


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

    def require_known(self, codes: Mapping[str, str]) -> None:
        """Refuse what stands for no code, which is a slip of the pen.

        Args:
            codes: all codes with their titles.

        Raises:
            RequestError: something begins no code, or nothing is left.
        """
        for word in (*self.select, *self.ignore):
            if not any(code.startswith(word) for code in codes):
                raise RequestError(f"没有编号为 {word} 或以它开头的规则、条件", fix=meant(word, codes))
        if not any(self.takes(code) for code in codes):
            raise RequestError("按 --select 和 --ignore 一条规则也不剩", fix="去掉其中一项")


def meant(word: str, codes: Mapping[str, str]) -> str:
    """What somebody may have meant who wrote no code: the one of that title, or the nearest code.

    Args:
        word: what stands for no code.
        codes: all codes with their titles.
    """
    titled = [code for code, title in codes.items() if title == word]
    nearest = process.extractOne(word, tuple(codes), scorer=fuzz.ratio, score_cutoff=_NEAR)
    near = titled[0] if titled else nearest[0] if nearest else ""
    asked = f"是不是 {near}({codes[near]})? " if near else ""
    return asked + "规则的编号见 jingzhun rules, 政策条件的见 jingzhun policy show 政策规则的名称"


def codes_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The codes of texts such as ``JZ1,JZ203``, in narrow capitals, each once."""
    plain = (unicodedata.normalize("NFKC", text).upper() for text in texts)
    parts = (part for text in plain for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(filter(None, parts)))
