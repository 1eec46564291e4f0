"""Masking of identity, telephone and card numbers, finding them again, and making foreign text safe to print.

The mask keeps the division code and the last four characters (350699********0028), the convention of
public lists; what is shorter keeps less. It still identifies: it is for people at work, not for the public.
``scan`` finds exactly what ``mask_text`` masks, so a text that went through the mask scans clean.
"""

from __future__ import annotations

import re
from collections.abc import Collection

# Separators that people, tables and copied web pages leave inside a number; never a line break.
_GAP = "[ \t\u00a0\u00ad\u2000-\u200f\u2010-\u2015\u202f\u2060\u3000\ufeff\\-－·.]{0,3}"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _one_of(digits: str) -> str:
    return f"[{digits}{digits.translate(_FULL_WIDTH)}]" + _GAP


# Digits with gaps are a number only when they hold a birth date: figures in a row are none.
_YEAR = f"(?:{_one_of('1')}{_one_of('89')}|{_one_of('2')}{_one_of('01')})" + rf"(?:\d{_GAP}){{2}}"
_MONTH = f"(?:{_one_of('0')}{_one_of('123456789')}|{_one_of('1')}{_one_of('012')})"
_DAY = rf"(?:{_one_of('012')}\d{_GAP}|{_one_of('3')}{_one_of('01')})"
# \d is a digit of any script, so full-width ones too. The first alternative that fits wins.
_NUMBER = re.compile(
    rf"""
    (?<!\d)(?=\d)(?:
    (?P<scientific>[1-9]\.\d{{8,}}[Ee]\+?1[4-9](?!\d))   # 3.50699196203071E+17, as Excel leaves it
    |(?P<long>\d{{13,}}[\dXxＸｘ×*＊])   # identity or card number: 14 or more digits
    |(?P<spaced>(?<!\*)(?:\d{_GAP}){{6}}{_YEAR}{_MONTH}{_DAY}(?:\d{_GAP}){{3}}[\dXxＸｘ](?!\d))
    |(?P<phone>(?<!\*)1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}(?!\d))   # mobile, 11 digits
    )""",
    re.VERBOSE,
)
_NOT_OF_A_NUMBER = re.compile(r"[^\dXxＸｘ]")
# Controls, bidirectional overrides and zero-width characters can rewrite a terminal line; lone surrogates
# and the two non-characters cannot be written to any file.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")


def mask_number(number: str) -> str:
    """Mask one identity number: the first six and last four characters stay."""
    number = number.strip()
    if len(number) >= 14:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    return number if len(number) < 7 else number[:2] + "*" * (len(number) - 4) + number[-2:]


def mask_text(text: str, keep: Collection[str] = ()) -> str:
    """Mask every identity, telephone and card number inside a text.

    Args:
        text: any text.
        keep: numbers, as written, that are known to be something else (household numbers) and stay.

    Returns:
        The text, the same but for the masked numbers.
    """
    while True:  # what is left of one number may, with its neighbour, read as another
        masked = _NUMBER.sub(lambda found: found.group() if found.group() in keep else _masked(found), text)
        if masked == text:
            return masked
        text = masked


def scan(text: str, keep: Collection[str] = ()) -> list[str]:
    """Find every full identity number (18 or 15 digits), mobile number or card number left in a text.

    Args:
        text: what is about to be written, all of it.
        keep: numbers, as written, that are known to be something else and allowed.

    Returns:
        The suspicious numbers as written, in order; empty when the text may be written.
    """
    return [found.group() for found in _NUMBER.finditer(text) if found.group() not in keep]


def show(text: str) -> str:
    """Make a foreign text safe for terminal and log: control characters become visible escapes."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def show_lines(text: str) -> str:
    """Like ``show``, but line feeds stay."""
    return "\n".join(show(line) for line in text.split("\n"))


def _masked(found: re.Match[str]) -> str:
    number = found.group()
    match found.lastgroup:
        case "scientific":
            return number[:7] + "****E+17"
        case "spaced":
            return mask_number(_NOT_OF_A_NUMBER.sub("", number))
        case "phone":
            return number[:3] + "****" + number[-4:]
        case _:
            return mask_number(number)
