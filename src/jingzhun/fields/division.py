"""Townships and villages: their core names, from columns of their own or from an address.

The same village is written 福坪村, 福坪村委会 or 福坪村民委员会. Names are compared by what is left without
the suffix, and villages only inside one township: 216 of the village names of Zhangzhou occur more than once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.invalid import Invalid

_BRACKETS = r"[(][^()]*[)]"
_WHITE = r"[\s\x{3000}]+"
_ABOVE = r"^(?:[^省镇乡]{2,5}(?:省|自治区))?(?:[^市镇乡]{1,6}市)?(?:[^县区市旗镇乡村]{1,6}[县区市旗])?"
_TOWNSHIP_SUFFIX = r"(?:镇|乡|街道办事处|街道|民族乡|畲族乡|场)$"
_VILLAGE_SUFFIX = r"(?:村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村|居)$"
_ADDRESS = (
    r"^(?P<township>[\p{Han}]{1,6}?(?:镇|街道|乡))?"
    r"(?P<village>[\p{Han}]{1,8}?)(?:村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)"
)
_HOUSE = r"(?P<house>[0-9]+(?:-[0-9]+)*)(?:号|户)?$"
_NUMBERS = "0123456789-号户"
_MOST_REMEMBERED = 1 << 14
_TOWNSHIP_ONLY = r"^(?P<township>[\p{Han}]{1,6}?)(?:镇|街道|乡)"


class Place(NamedTuple):
    """Core names of township and village and the house number, empty where the text does not say."""

    township: str
    village: str
    house: str


def parse(text: str) -> Place | Invalid:
    """Read township, village and house number from one address."""
    place = Place(*(str(part[0]) for part in parse_column(pa.array([text]))))
    return place if place.township or place.village else Invalid("address", text, "看不出乡镇和村")


def parse_column(addresses: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Core names of township and village and the house number of a column of addresses, ``""`` where not found."""
    if isinstance(addresses, pa.ChunkedArray):
        addresses = addresses.combine_chunks()
    # Households share their address, and many a register has none at all.
    encoded = pc.fill_null(addresses.cast(pa.string()), "").dictionary_encode()
    township, village, house = _parts(encoded.dictionary)
    return township.take(encoded.indices), village.take(encoded.indices), house.take(encoded.indices)


def _parts(addresses: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Core names of township and village and the house number of distinct addresses."""
    # Neighbours share all that stands before the number of the house, and in that number no village is named.
    streets = pc.utf8_rtrim(addresses, characters=_NUMBERS).dictionary_encode()
    township, village = _remembered(streets.dictionary)
    numbered = addresses
    # Behind an ideograph stands all of the number as it is compared; behind １２ or a bracket perhaps not.
    rest = pc.invert(pc.match_substring_regex(streets.dictionary, pattern=r"[\x{4E00}-\x{9FA5}]$")).take(
        streets.indices
    )
    if rest.true_count:
        numbered = pc.replace_with_mask(addresses, rest, _flat(addresses.filter(rest)))
    house = pc.fill_null(pc.struct_field(pc.extract_regex(numbered, pattern=_HOUSE), "house"), "")
    return township.take(streets.indices), village.take(streets.indices), house


class _Streets(NamedTuple):
    """Distinct addresses without the number of the house, and what they say; arrays of strings."""

    texts: pa.Array
    township: pa.Array
    village: pa.Array


@dataclass
class _Memory:
    """The streets that were read before: in a large register the same ones come with every batch."""

    streets: _Streets


_memory = _Memory(_Streets(*(pa.array([], type=pa.string()) for _ in range(3))))


def _remembered(streets: pa.Array) -> tuple[pa.Array, pa.Array]:
    """``_villages`` of distinct addresses without the number of the house."""
    known = _memory.streets
    place = pc.index_in(streets, value_set=known.texts)
    if place.null_count:
        new = streets.filter(pc.is_null(place))
        read = _Streets(new, *_villages(_flat(new)))
        known = _Streets(*(pa.concat_arrays(parts) for parts in zip(known, read, strict=True)))
        place = pc.index_in(streets, value_set=known.texts)
        if len(known.texts) <= _MOST_REMEMBERED:
            _memory.streets = known
    return known.township.take(place), known.village.take(place)


def _villages(addresses: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Core names of township and village of addresses without the number of the house."""
    text = pc.replace_substring_regex(addresses, pattern=_ABOVE, replacement="")
    parts = pc.extract_regex(text, pattern=_ADDRESS)
    township = pc.fill_null(pc.struct_field(parts, "township"), "")
    rest = pc.equal(township, "")
    if rest.true_count:
        alone = pc.struct_field(pc.extract_regex(text.filter(rest), pattern=_TOWNSHIP_ONLY), "township")
        township = pc.replace_with_mask(township, rest, pc.fill_null(alone, ""))
    return township_cores(township), pc.fill_null(pc.struct_field(parts, "village"), "")


def township_cores(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Township names without 镇, 乡, 街道: 九峰镇 becomes 九峰."""
    return _core(names, _TOWNSHIP_SUFFIX)


def village_cores(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Village names without 村, 村委会, 社区居委会 and the like: 福坪村民委员会 becomes 福坪."""
    # 新村村 in a column must give what 新村村12号 gives in an address, where the first 村 ends the name.
    return pc.replace_substring_regex(_core(names, _VILLAGE_SUFFIX), pattern=r"(.)村+$", replacement=r"\1")


def _flat(texts: pa.Array) -> pa.Array:
    text = pc.utf8_normalize(texts, form="NFKC")
    text = pc.replace_substring_regex(text, pattern=_WHITE, replacement="")
    return pc.replace_substring_regex(text, pattern=_BRACKETS, replacement="")


def _core(names: pa.Array | pa.ChunkedArray, suffix: str) -> pa.Array:
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    encoded = pc.fill_null(names.cast(pa.string()), "").dictionary_encode()
    flat = _flat(encoded.dictionary)
    core = pc.replace_substring_regex(flat, pattern=suffix, replacement="")
    core = pc.if_else(pc.equal(core, ""), flat, core)
    return core.take(encoded.indices)


@cache
def reference() -> pd.DataFrame:
    """Known villages as core names: columns ``township`` and ``village``, one row a village."""
    path = resources.files("jingzhun.data").joinpath("divisions/villages_3506.csv")
    with path.open("rb") as stream:
        table = pd.read_csv(stream, dtype=str, usecols=["township", "village"])
    return pd.DataFrame(
        {
            "township": np.asarray(
                township_cores(pa.array(table["township"], type=pa.string())).to_pylist(), dtype=object
            ),
            "village": np.asarray(
                village_cores(pa.array(table["village"], type=pa.string())).to_pylist(), dtype=object
            ),
        }
    )
