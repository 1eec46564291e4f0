"""Masking of identity, telephone and card numbers, finding them again, and making foreign text safe to print.

The mask keeps the division code and the last four characters (350699********0028), the convention of
public lists; what is shorter keeps less. It still identifies: it is for people at work, not for the public.
``scan`` finds exactly what ``mask_text`` masks, so a text that went through the mask scans clean.

A number is looked for as ``fields.idcard`` would read it: full-width, raised and circled digits count, O stands
for 0 and I or l for 1, and spaces, quotes, commas, dashes and invisible characters may stand inside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

# What people, tables and copied web pages leave inside a number: all that fields.idcard ignores, and . · besides.
_GAP = (
    "\t\n\f\r \"',.`_\u00a0\u00ad\u00b7\u1fef\u2000-\u2015\u2018\u2019\u201c\u201d\u202a-\u202f\u2032-\u2034\u2057"
    "\u205f\u2060\u3000\u3001\ufe10\ufe11\ufe31\ufe33\ufe34\ufe4d-\ufe51\ufe58\ufe63\ufeff\uff02\uff07\uff0c\uff0d"
    "\uff3f\uff40\uff64\\-"
)
_SLIPS = {"0": "OoＯｏ", "1": "IiLlＩｉＬｌ"}
_OTHER_FORMS = ("０⁰₀⓪", "１¹₁①", "２²₂②", "３³₃③", "４⁴₄④", "５⁵₅⑤", "６⁶₆⑥", "７⁷₇⑦", "８⁸₈⑧", "９⁹₉⑨")
_LAST = "XxＸｘ×"
# \d is a digit of any script.
_DIGIT = r"\d" + "".join(forms[1:] for forms in _OTHER_FORMS) + "".join(_SLIPS.values())
_PLAIN = {
    **{form: str(digit) for digit, forms in enumerate(_OTHER_FORMS) for form in (str(digit), *forms)},
    **{slip: digit for digit, slips in _SLIPS.items() for slip in slips},
    **dict.fromkeys(_LAST, "X"),
}


def _one_of(digits: str) -> str:
    forms = (digit + _OTHER_FORMS[int(digit)] + _SLIPS.get(digit, "") for digit in digits)
    return f"[{''.join(forms)}][{_GAP}]*+"


# Digits with gaps are a number only when they hold a birth date: figures in a row are none.
_ANY = f"[{_DIGIT}][{_GAP}]*+"
_YEAR = f"(?:{_one_of('1')}{_one_of('89')}|{_one_of('2')}{_one_of('01')})(?:{_ANY}){{2}}"
_MONTH = f"(?:{_one_of('0')}{_one_of('123456789')}|{_one_of('1')}{_one_of('012')})"
_DAY = f"(?:{_one_of('012')}{_ANY}|{_one_of('3')}{_one_of('01')})"
# The first alternative that fits wins.
_NUMBER = re.compile(
    rf"""
    (?<!\d)(?=[{_DIGIT}])(?:
    (?P<scientific>[1-9]\.\d{{8,}}[Ee]\+?1[4-9](?!\d))   # 3.50699196203071E+17, as Excel leaves it
    |(?P<long>\d{{13,}}[\d{_LAST}*＊])   # identity or card number: 14 or more digits
    |(?P<spaced>(?<!\*)(?:{_ANY}){{6}}{_YEAR}{_MONTH}{_DAY}(?:{_ANY}){{3}}[{_DIGIT}{_LAST}](?!\d))
    |(?P<phone>(?<!\*)1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}(?!\d))   # mobile, 11 digits
    )""",
    re.VERBOSE,
)
_FEWEST_DIGITS = 14
_RUN = re.compile(f"[{_DIGIT}](?:[{_GAP}]*+[{_DIGIT}]){{{_FEWEST_DIGITS - 2},}}[{_GAP}]*+[{_DIGIT}{_LAST}]")
# The shortest thing that _NUMBER finds has nine digits before its E.
_PERHAPS = re.compile(f"[{_DIGIT}](?:[{_GAP}]*+[{_DIGIT}]){{8}}")
#: Texts without it hold nothing that :func:`mask_text` masks: ``_PERHAPS`` for columns, in the dialect of RE2.
PERHAPS_IN_COLUMN = _PERHAPS.pattern.replace(r"\d", r"\pN").replace("*+", "*")
# Shorter ones may stand inside a longer number of another kind by chance.
_DISTINCTIVE = 16
# Controls, bidirectional overrides and zero-width characters can rewrite a terminal line; lone surrogates
# and the two non-characters cannot be written to any file.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_CONTROL_PICTURES, _DELETE_PICTURE = 0x2400, "␡"


@dataclass(frozen=True, slots=True)
class KnownNumbers:
    """Numbers that are known to be those of people: digits only, the last may be X, each 14 or more long.

    Attributes:
        lengths: the lengths that occur, longest first.
    """

    numbers: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = ()

    @classmethod
    def of(cls, numbers: Iterable[str]) -> KnownNumbers:
        """Those numbers, without the short ones and the placeholders of one digit only."""
        some = frozenset(number for number in numbers if len(number) >= _FEWEST_DIGITS and number.strip(number[0]))
        return cls(some, tuple(sorted({len(number) for number in some}, reverse=True)))


NOBODY = KnownNumbers()


def mask_number(number: str) -> str:
    """Mask one identity number: the first six and last four characters stay."""
    number = number.strip()
    if len(number) >= _FEWEST_DIGITS:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    return number if len(number) < 7 else number[:2] + "*" * (len(number) - 4) + number[-2:]


def mask_text(text: str, keep: Collection[str] = (), known: KnownNumbers = NOBODY) -> str:
    """Mask every identity, telephone and card number inside a text.

    Args:
        text: any text.
        keep: numbers, as written, that are known to be something else (household numbers) and stay.
        known: numbers of people, masked however they are written, with or without a birth date.

    Returns:
        The text, the same but for the masked numbers.
    """
    while _PERHAPS.search(text):  # what is left of one number may, with its neighbour, read as another
        masked = _NUMBER.sub(lambda found: found.group() if found.group() in keep else _masked(found), text)
        masked = mask_known(masked, known)
        if masked == text:
            break
        text = masked
    return text


def mask_known(text: str, known: KnownNumbers) -> str:
    """Mask the known numbers inside a text, however they are written, and nothing else."""
    parts, end = [], 0
    for start, stop, number in _known_places(text, known):
        parts += [text[end:start], mask_number(number)]
        end = stop
    return "".join([*parts, text[end:]]) if parts else text


def scan(text: str, keep: Collection[str] = (), known: KnownNumbers = NOBODY) -> list[str]:
    """Find every full identity number (18 or 15 digits), mobile number or card number left in a text.

    Args:
        text: what is about to be published, before anything in it is escaped: the digits of an escape would
            join those of a number.
        keep: numbers, as written, that are known to be something else and allowed.
        known: numbers of people.

    Returns:
        The suspicious numbers as written, in order; empty when the text may be written.
    """
    found = [(each.start(), each.group()) for each in _NUMBER.finditer(text) if each.group() not in keep]
    found += [(start, text[start:stop]) for start, stop, _ in _known_places(text, known)]
    return [number for _, number in sorted(set(found))]


def digit_runs(text: str) -> list[str]:
    """The runs of 14 and more digits inside a text, gaps between them left out, as plain digits (the last may be X)."""
    return ["".join(_PLAIN.get(character, "") for character in run.group()) for run in _RUN.finditer(text)]


def show(text: str) -> str:
    """Make a foreign text safe for terminal and report: control characters become visible, in signs without digits."""
    return _UNSAFE.sub(lambda found: _sign(found.group()), text)


def show_lines(text: str) -> str:
    """Like ``show``, but line feeds stay."""
    return "\n".join(show(line) for line in text.split("\n"))


def escape_json(text: str) -> str:
    """The same JSON, line feeds between its parts kept, without any character that acts on a screen."""
    return "\n".join(_UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", line) for line in text.split("\n"))


def _known_places(text: str, known: KnownNumbers) -> Iterator[tuple[int, int, str]]:
    """Where the known numbers stand in a text: start, end and plain digits, in order, not overlapping."""
    if not known.numbers:
        return
    for run in _RUN.finditer(text):
        places = [place for place in range(run.start(), run.end()) if text[place] in _PLAIN]
        plain = "".join(_PLAIN[text[place]] for place in places)
        first = 0
        while first <= len(plain) - _FEWEST_DIGITS:
            number = _known_at(plain, first, known)
            span = (places[first], places[first + len(number) - 1] + 1) if number else (0, 0)
            if number and (len(number) >= _DISTINCTIVE or _stands_alone(text, *span)):
                yield *span, number
                first += len(number)
            else:
                first += 1


def _known_at(plain: str, first: int, known: KnownNumbers) -> str:
    numbers = (plain[first : first + length] for length in known.lengths)
    return next((number for number in numbers if number in known.numbers), "")


def _stands_alone(text: str, start: int, stop: int) -> bool:
    return not (text[start - 1 : start].isdigit() or text[stop : stop + 1].isdigit())


def _masked(found: re.Match[str]) -> str:
    number = found.group()
    match found.lastgroup:
        case "scientific":
            return number[:7] + "****E+17"
        case "spaced":
            return mask_number("".join(_PLAIN.get(character, "") for character in number))
        case "phone":
            return number[:3] + "****" + number[-4:]
        case _:
            return mask_number(number)


def _sign(character: str) -> str:
    """What stands for an unsafe character: the control pictures of Unicode, and words for the rest."""
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _DELETE_PICTURE
    kinds = {"Cc": "⟨控制符⟩", "Cf": "⟨隐形符⟩", "Zl": "⟨换行符⟩", "Zp": "⟨换段符⟩"}
    return kinds.get(unicodedata.category(character), "⟨坏字符⟩")
