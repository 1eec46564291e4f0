"""Pinyin in names: 李子WEI, zhangsan, Jianguo Zhang, cut into syllables that are compared by sound.

A cleaned name holds pinyin as capitals with ' between syllables (李子WEI, ZHANG'SAN); other Latin letters stay as they
are (JOHNSMITH).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from jingzhun.fields.characters import FIRST_SYLLABLE, SURNAME, characters, double_surname_readings

#: Stands between two syllables, as the orthography of pinyin (GB/T 16159) has it.
SEPARATOR = "'"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
#: A run of Latin letters, with what stands between syllables or words.
LATIN = re.compile(f"[{_LATIN}]+(?:{SEPARATOR}+[{_LATIN}]+)*{SEPARATOR}*")
BETWEEN_LATIN = re.compile(f"(?<=[{_LATIN}])[\\s,‐-―\\-`´‘’]+(?=[{_LATIN}])")
#: The most syllables that are taken for the pinyin of a name; more is another language.
_MOST_SYLLABLES = 6
_LONGEST_SYLLABLE = 6
# Words, and ends of words, whose cuts are remembered; a register may hold any number of Latin words.
_CUTS_KEPT = 1 << 14
# Other ways to write ü.
_SPELLINGS = {"lue": "lve", "nue": "nve", "lyu": "lv", "nyu": "nv", "lyue": "lve", "nyue": "nve"}


def as_pinyin(letters: str, *, whole: bool) -> str:
    """Pinyin in its standard form.

    Args:
        letters: a run of letters that ``LATIN`` finds.
        whole: the name holds nothing else, so that it has two syllables or more if that can be, the surname first.

    Returns:
        Capital syllables with ' between them, ``""`` where the letters are no pinyin.
    """
    words = [word for word in _plain(letters).split(SEPARATOR) if word]
    if not words or sum(map(len, words)) == 1:
        return ""
    found = [syllables(word, whole=whole and len(words) == 1) for word in words]
    if len(words) > 1 and not _is_name(found):
        # F ang is no two words.
        found = [syllables("".join(words), whole=whole)]
    if not _is_name(found):
        return ""
    if whole and _surname_last(found):
        found.reverse()
    return SEPARATOR.join(syllable for word in found for syllable in word).upper()


def _is_name(words: list[tuple[str, ...]]) -> bool:
    return all(words) and sum(map(len, words)) <= _MOST_SYLLABLES


def syllables(word: str, *, whole: bool = False) -> tuple[str, ...]:
    """Cut small letters without tones into syllables; empty where that cannot be done.

    As few as possible; with ``whole`` two at least if there are two, the first of them a surname's. Among cuts as good
    as each other that in which no later syllable begins with a vowel, for there pinyin demands a separator.
    """
    cuts = _cuts(word)
    if not cuts:
        return ()

    def rank(cut: tuple[str, ...]) -> tuple[bool, bool, int, int, tuple[str, ...]]:
        vowels = sum(syllable[0] in "aeo" for syllable in cut[1:])
        return whole and len(cut) < 2, whole and cut[0] not in _surname_syllables(), len(cut), vowels, cut

    return min(cuts, key=rank)


def with_syllable_characters(name: str) -> str:
    """A cleaned name with each syllable of pinyin as one code point (``characters.FIRST_SYLLABLE``)."""
    return LATIN.sub(_syllable_characters, name)


def reads_as(letters: str, character: str) -> bool:
    """Whether a character may be read as a syllable."""
    table = characters()
    number = table.syllables.get(_plain(letters), 0)
    return bool(number and number in table.readings[:, table.row[ord(character)]])


def _syllable_characters(run: re.Match[str]) -> str:
    numbers = [characters().syllables.get(word.lower(), 0) for word in run.group().split(SEPARATOR)]
    is_pinyin = all(numbers) and len(run.group()) > 1
    return "".join(chr(FIRST_SYLLABLE + number) for number in numbers) if is_pinyin else run.group()


def _plain(letters: str) -> str:
    """Small letters without marks of tone, ü as v."""
    decomposed = unicodedata.normalize("NFD", letters.lower()).replace("u\u0308", "v")
    return "".join(one for one in decomposed if not unicodedata.combining(one))


@lru_cache(_CUTS_KEPT)
def _cuts(word: str) -> tuple[tuple[str, ...], ...]:
    """All ways to cut a word into syllables."""
    if not word:
        return ((),)
    if len(word) > _LONGEST_SYLLABLE * _MOST_SYLLABLES:
        return ()
    found = []
    for length in range(1, min(_LONGEST_SYLLABLE, len(word)) + 1):
        first = _SPELLINGS.get(word[:length], word[:length])
        if first in characters().syllables and set(first) & set("aeiouv"):
            found += [(first, *rest) for rest in _cuts(word[length:]) if len(rest) < _MOST_SYLLABLES]
    return tuple(found)


@cache
def _surname_syllables() -> frozenset[str]:
    """How the commonest surnames are read."""
    table = characters()
    named = {number: syllable for syllable, number in table.syllables.items()}
    numbers = table.readings[SURNAME, table.row[table.common_surname.nonzero()[0]]]
    return frozenset(named[number] for number in set(numbers.ravel().tolist()) - {0})


def _surname_last(words: list[tuple[str, ...]]) -> bool:
    """Whether two words are given name and surname: Jianguo Zhang. Of San Zhang nobody can say."""
    is_order_known = [len(word) for word in words] == [2, 1] and words[0] not in double_surname_readings()
    return is_order_known and words[1][0] in _surname_syllables()
