"""Rebuild src/jingzhun/data/characters/ from Debian's unicode-data, pypinyin and pycorrector; needs apt and pip.

Why these sources and these rules: docs/development/decisions/0003-character-tables.md. What no package says
stands in characters_by_hand.toml beside this script. The files are sorted text, so that a rebuild changes
nothing unless a source or a rule does. ``--sources FOLDER`` keeps the downloads for the next time.
"""

from __future__ import annotations

import argparse
import bz2
import csv
import io
import itertools
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from pypinyin import Style, pinyin
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from character_splits import split_characters

PYCORRECTOR = "pycorrector==1.1.4"
TARGET = Path(__file__).parents[1] / "src" / "jingzhun" / "data" / "characters"
BY_HAND = tomllib.loads((Path(__file__).parent / "characters_by_hand.toml").read_text(encoding="utf-8"))
BY_HAND_READINGS = {entry[0]: entry[1:] for entry in BY_HAND["readings"]["list"].split("\n") if entry}

# Shapes are alike from this score on, if their numbers of strokes differ by at most 2 or a third; chosen so that less
# than one in a thousand random pairs of the 6,500 commoner characters of the 2013 table is alike (printed at each run).
SIMILAR_FROM = 0.62
# Weights of stroke order, Cangjie, four corners and the longest common run of strokes at either end.
SHAPE_WEIGHTS = (2.0, 1.0, 1.0, 1.0)
MOST_READINGS = 4

# GBK's private-use characters are U+E815 to U+E864 in the order of the bytes FE50 to FEA0. Python's gb18030 codec
# knows 66 of them; the rest received their standard code points in GB 18030-2005 and -2022.
LATER_STANDARD = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip

# Speakers of southern Mandarin, in the order applied: retroflex initials, final nasals, f/h, n/l/r, and ü as i.
SOUTHERN_RULES = (
    (r"^([zcs])h", r"\1"),
    (r"^f(eng|ong)$", "hong"),
    (r"^f", "hu"),
    (r"^huu$", "hu"),
    (r"^hue([in])$", r"hu\1"),
    (r"^huo(u?)$", r"ho\1"),
    (r"([aei])ng$", r"\1n"),
    (r"^[nr](?=.)", "l"),
    (r"^([lnjqxy])(?:ue|ve)$", r"\1ie"),
    (r"^([jqxy])uan$", r"\1ian"),
    (r"^([jqxy])un$", r"\1in"),
    (r"^([jqxy])u$", r"\1i"),
    (r"^([ln])v$", r"\1i"),
    (r"^yi(e|an)$", r"y\1"),
)
SOURCES = f"""Rebuilt by scripts/build_characters.py from its sources and characters_by_hand.toml; not edited by hand.

unicode-data 15.0.0 (Debian; Unihan and CJK radicals): Copyright (c) 1991-2022 Unicode, Inc., Unicode License.
pypinyin 0.55 (PyPI; readings): Copyright (c) 2016 mozillazg, MIT License.
{PYCORRECTOR} (PyPI; stroke orders, used to measure likeness of shape): Apache License 2.0.
"""


def main() -> None:
    """Fetch the packages, derive every table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="folder that keeps the downloads")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.sources or Path(temporary)
        unicode_folder = fetch_unicode(folder)
        strokes = stroke_orders(folder)
        unihan = read_unihan(unicode_folder)
        folds = {**private_use_folds(), **radical_folds(unicode_folder)}
    standard = set(unihan["kTGH"])
    canonical = canonical_forms(unihan, standard)
    readings = {char: readings_of(char, canonical[char], unihan) for char in canonical}
    shapes = {feature: {c: unihan[feature][c] for c in standard if c in unihan[feature]} for feature in SHAPES}
    similar = similar_pairs(sorted(standard), strokes, shapes, frequent_characters(unihan))
    TARGET.mkdir(parents=True, exist_ok=True)
    rows = ((c, "" if canonical[c] == c else canonical[c], " ".join(readings[c])) for c in sorted(canonical))
    write("characters.tsv", ("character", "canonical", "readings"), rows)
    write("folds.tsv", ("code", "standard"), ((f"{code:04X}", char) for code, char in sorted(folds.items())))
    surnames = surname_readings()
    heard = {reading for found in readings.values() for reading in found}
    heard |= {s for _, text in surnames for s in re.split("[ /]", text)}
    write("syllables.tsv", ("syllable", "southern"), ((s, southern(s)) for s in sorted(heard)))
    write("similar.tsv", ("character", "similar"), grouped(similar))
    write("clerical.tsv", ("surname", "surname_2"), (tuple(p) for p in sorted(hand_pairs("clerical_surnames"))))
    write("surnames.tsv", ("surname", "readings"), surnames)
    commonest = "".join(BY_HAND["common_surnames"]["list"].split())
    write("common_surnames.tsv", ("surname",), ((surname,) for surname in sorted(set(commonest))))
    splits = split_characters(unihan, BY_HAND["splits"]["words"].split())
    if unknown := {char for row in splits for char in "".join(row)} - set(canonical):
        raise ValueError(f"splits: characters that the table does not cover: {unknown}")
    write("splits.tsv", ("character", "parts"), (tuple(row) for row in splits))
    (TARGET / "NOTICE").write_text(SOURCES, encoding="utf-8")


# Sources ------------------------------------------------------------------------------------------------------


def fetch_unicode(folder: Path) -> Path:
    """Download and unpack Debian's unicode-data; returns the folder of its files."""
    unpacked = folder / "unicode-data"
    if not unpacked.exists():
        subprocess.run(["apt-get", "download", "unicode-data"], cwd=folder, check=True)
        package = next(folder.glob("unicode-data_*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(package), str(unpacked)], check=True)
    return unpacked / "usr" / "share" / "unicode"


def stroke_orders(folder: Path) -> dict[str, str]:
    """Stroke orders (h 横, s 竖, p 撇, n 捺, z 折) of 12,000 characters, out of the wheel of pycorrector."""
    if not list(folder.glob("pycorrector-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PYCORRECTOR]
        subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("pycorrector-*.whl"))) as wheel:
        text = wheel.read("pycorrector/data/stroke.txt").decode("utf-8")
    return dict(re.findall(r"^(\S)\s+([hspnz]+)\s*$", text, flags=re.MULTILINE))


UNIHAN_FILES = ("DictionaryLikeData", "IRGSources", "OtherMappings", "RadicalStrokeCounts", "Readings", "Variants")
SHAPES = ("kCangjie", "kFourCornerCode", "kTotalStrokes")


def read_unihan(folder: Path) -> dict[str, dict[str, str]]:
    """Every property of the files above: name → character → text of the property."""
    properties: dict[str, dict[str, str]] = {}
    for name in UNIHAN_FILES:
        with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as stream:
            for line in stream:
                if line.startswith("U+"):
                    code, key, value = line.rstrip("\n").split("\t")
                    properties.setdefault(key, {})[chr(int(code[2:], 16))] = value
    return properties


def private_use_folds() -> dict[int, str]:
    """Private-use code points of GBK and the characters that stand for them since (U+E863 is 䶮)."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    folds = {}
    for code, trail in enumerate(trails, start=0xE815):
        char = bytes((0xFE, trail)).decode("gb18030")
        folds[code] = chr(LATER_STANDARD[code]) if code in LATER_STANDARD else char
    return folds


def radical_folds(folder: Path) -> dict[int, str]:
    """CJK radicals and strokes that look like a unified ideograph, which NFKC leaves alone (⻓ is 长)."""
    folds = {}
    pattern = r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*([0-9A-F]+)"
    text = (folder / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8")
    for first, last, ideograph in re.findall(pattern, text, flags=re.MULTILINE):
        for code in range(int(first, 16), int(last or first, 16) + 1):
            folds[code] = chr(int(ideograph, 16))
    return folds


def hand_pairs(section: str) -> list[str]:
    """The two-character words of one list in characters_by_hand.toml."""
    pairs: list[str] = BY_HAND[section]["pairs"].split()
    wrong = [pair for pair in pairs if len(pair) != 2 or pair[0] == pair[1]]
    if wrong:
        raise ValueError(f"{section}: not two different characters: {wrong}")
    return pairs


# Forms --------------------------------------------------------------------------------------------------------


def canonical_forms(unihan: dict[str, dict[str, str]], standard: set[str]) -> dict[str, str]:
    """Every character covered, with the one simplified character that stands for all its forms.

    A character of the 2013 table stands for itself, except where the hand list says otherwise: two legal
    characters are two names. Others follow their simplified variant, then a z- or semantic variant if exactly
    one character of the table is reachable and sounds the same.
    """
    by_hand = {pair[0]: pair[1] for pair in hand_pairs("variants")}
    covered = set(unihan["kTGH"]) | set(by_hand) | set("".join(BY_HAND["splits"]["words"].split()))
    covered |= {c for c in unihan["kTotalStrokes"] if in_gbk(c)}
    covered |= {c for c in unihan["kSimplifiedVariant"] if standard & set(targets(unihan, "kSimplifiedVariant", c))}
    forms = {}
    for char in covered:
        form = by_hand.get(char) or (char if char in standard else variant(char, unihan, standard))
        forms[char] = by_hand.get(form, form)
    return forms


def variant(char: str, unihan: dict[str, dict[str, str]], standard: set[str]) -> str:
    """The character of the 2013 table that ``char`` is another form of, or ``char`` itself."""
    simplified = [t for t in targets(unihan, "kSimplifiedVariant", char) if t in standard]
    if simplified:
        same_sound = [t for t in simplified if sounds(t) & sounds(char)] or simplified
        return min(same_sound, key=lambda t: (t not in unihan["kGB0"], sounds(t).isdisjoint(sounds(char)), t))
    reachable: set[str] = set()
    for link in ("kZVariant", "kSemanticVariant", "kCompatibilityVariant"):
        for target in targets(unihan, link, char):
            onward = [target, *targets(unihan, "kSimplifiedVariant", target)]
            reachable.update(t for t in onward if t in standard and sounds(t) & sounds(char))
    return reachable.pop() if len(reachable) == 1 else char


def targets(unihan: dict[str, dict[str, str]], link: str, char: str) -> list[str]:
    """The characters that a variant property of ``char`` names."""
    return [chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", unihan[link].get(char, ""))]


def in_gbk(char: str) -> bool:
    """Whether ``char`` is one of the 21,003 ideographs of GBK."""
    try:
        return len(char.encode("gbk")) == 2 and not 0xE000 <= ord(char) <= 0xF8FF
    except UnicodeEncodeError:
        return False


# Sounds -------------------------------------------------------------------------------------------------------


def readings_of(char: str, canonical: str, unihan: dict[str, dict[str, str]]) -> list[str]:
    """Toneless readings, usual first. Rare ancient ones are kept only where no modern dictionary has the character."""
    found = list(dict.fromkeys(ordered_sounds(canonical) + ordered_sounds(char)))
    found = found or BY_HAND_READINGS.get(char, "").split()
    modern = sounds_in(unihan["kTGHZ2013"].get(canonical, "")) | sounds_in(unihan["kXHC1983"].get(canonical, ""))
    if modern:
        found = [reading for reading in found if reading in modern] or found
    return found[:MOST_READINGS]


def ordered_sounds(char: str) -> list[str]:
    """The readings that pypinyin knows, without tones, ü written v."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return [reading for reading in (found[0] if found else []) if re.fullmatch("[a-z]+", reading)]


def sounds(char: str) -> set[str]:
    """The readings that pypinyin knows, in no order."""
    return set(ordered_sounds(char))


def sounds_in(entry: str) -> set[str]:
    """The toneless readings of a Unihan dictionary entry such as ``212.030:lè 453.020:yuè``."""
    marks = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")
    return {r.translate(marks) for r in re.split(r"[ ,]", re.sub(r"[0-9.*]+:", "", entry)) if r}


def southern(syllable: str) -> str:
    """The class of syllables that a southern speaker may take for this one: fei and hui, nan and lan, zhang and zan."""
    for pattern, replacement in SOUTHERN_RULES:
        syllable = re.sub(pattern, replacement, syllable)
    return syllable


def surname_readings() -> list[tuple[str, str]]:
    """Surnames with their readings, one character each: ``翟, zhai/di``; two characters: ``欧阳, ou yang``."""
    entries = []
    for section in ("surname_readings", "double_surnames"):
        lines = BY_HAND[section]["list"].replace("\n", ",").split(",")
        entries += sorted((line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line.strip())
    return entries


# Shapes -------------------------------------------------------------------------------------------------------


def frequent_characters(unihan: dict[str, dict[str, str]]) -> set[str]:
    """The first 6,500 characters of the 2013 table (its levels 1 and 2), which cover nearly all names."""
    return {c for c, place in unihan["kTGH"].items() if int(re.findall(r":(\d+)", place)[0]) <= 6500}


def similar_pairs(
    chars: list[str], strokes: dict[str, str], shapes: dict[str, dict[str, str]], frequent: set[str]
) -> list[str]:
    """Pairs of characters of similar shape: those that the measure finds and those of the hand list."""
    stroke = [strokes.get(c, "") for c in chars]
    cangjie = [shapes["kCangjie"].get(c, "").split(" ")[0] for c in chars]
    corners = [shapes["kFourCornerCode"].get(c, "").split(" ")[0].replace(".", "") for c in chars]
    alphabet = np.array([list(corner.ljust(5, "?")[:5]) for corner in corners])
    runs = stroke_prefixes(stroke), stroke_prefixes([order[::-1] for order in stroke])
    counts = np.array([int(shapes["kTotalStrokes"][c].split(" ")[0]) for c in chars])
    is_frequent = np.array([c in frequent for c in chars])
    found, frequent_found = [], 0
    for start in range(0, len(chars), 500):
        rows = slice(start, start + 500)
        known = (
            edit_likeness(stroke[rows], stroke),
            edit_likeness(cangjie[rows], cangjie),
            corner_likeness(alphabet[rows], alphabet),
            common_run(rows, stroke, runs),
        )
        hits = weighted(known) >= SIMILAR_FROM
        hits &= np.abs(counts[rows, None] - counts) <= np.maximum(2, np.maximum(counts[rows, None], counts) // 3)
        hits &= np.arange(len(chars))[rows, None] < np.arange(len(chars))
        frequent_found += int((hits & is_frequent[rows, None] & is_frequent).sum())
        found += [chars[start + row] + chars[column] for row, column in zip(*np.nonzero(hits), strict=True)]
    share = frequent_found / (len(frequent) * (len(frequent) - 1) / 2)
    print(f"similar: {len(found)} pairs; {share:.4%} of the pairs of frequent characters")
    return sorted({*found, *("".join(sorted(pair)) for pair in hand_pairs("similar"))})


def edit_likeness(rows: list[str], columns: list[str]) -> np.ndarray:
    """1 - edit distance / longer length, NaN where either is unknown; shape (rows, columns)."""
    likeness = cdist(rows, columns, scorer=Levenshtein.normalized_similarity, dtype=np.float32, workers=2)
    likeness[[not text for text in rows], :] = np.nan
    likeness[:, [not text for text in columns]] = np.nan
    return likeness


def corner_likeness(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The share of equal four-corner digits, the fifth included, NaN where either is unknown."""
    likeness: np.ndarray = (rows[:, None, :] == columns[None, :, :]).mean(axis=2, dtype=np.float32)
    likeness[(rows[:, 0] == "?")[:, None] | (columns[:, 0] == "?")[None, :]] = np.nan
    return likeness


def stroke_prefixes(orders: list[str], longest: int = 40) -> np.ndarray:
    """Stroke orders as a matrix of letters, 0 beyond their end; shape (characters, longest)."""
    return np.array([list(order.ljust(longest, "\0")[:longest].encode()) for order in orders], dtype=np.uint8)


def common_run(rows: slice, stroke: list[str], runs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The longest run of strokes shared at the beginning or the end, by the longer length; NaN where unknown."""
    lengths = np.array([len(order) for order in stroke], dtype=np.float32)
    shared = np.zeros((len(lengths[rows]), len(stroke)), dtype=np.float32)
    for matrix in runs:
        still = np.ones(shared.shape, dtype=bool)
        length = np.zeros(shared.shape, dtype=np.float32)
        for place in range(matrix.shape[1]):
            still &= (matrix[rows, None, place] == matrix[None, :, place]) & (matrix[None, :, place] != 0)
            length += still
        shared = np.maximum(shared, length)
    known = (lengths[rows, None] > 0) & (lengths[None, :] > 0)
    longer = np.maximum(np.maximum(lengths[rows, None], lengths[None, :]), 1)
    return np.where(known, shared / longer, np.nan)


def weighted(likenesses: Iterable[np.ndarray]) -> np.ndarray:
    """The weighted mean of the features that are known; 0 where fewer than two are."""
    total: np.ndarray | float = 0.0
    weight: np.ndarray | float = 0.0
    for share, likeness in zip(SHAPE_WEIGHTS, likenesses, strict=True):
        total = total + share * np.nan_to_num(likeness)
        weight = weight + share * ~np.isnan(likeness)
    mean: np.ndarray = np.where(weight > 1, total / np.maximum(weight, 1), 0)
    return mean


# Files --------------------------------------------------------------------------------------------------------


def grouped(pairs: list[str]) -> Iterator[tuple[str, str]]:
    """Sorted pairs as one row a first character."""
    for first, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        yield first, "".join(pair[1] for pair in group)


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write one table: UTF-8, tabs, line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow(header)
    writer.writerows(rows)
    path = TARGET / name
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
