"""Identity numbers as texts: cleaned for reading, masked for showing, and as matrices of characters."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_IGNORED = r"[\s\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}'\"`‘’“”′,，、_—-]"
_MASKS = r"[*•●○◦□■?]"
#: What needs no cleaning: 18 characters as they should be.
PLAIN = r"^[0-9]{17}[0-9X]$"
# A number of 18 characters with words on one side or both, and no further digit in the cell.
_ONE_AMONG_WORDS = r"^(?P<before>[^0-9]*)(?P<number>[1-9][0-9]{16}[0-9X])(?P<after>[^0-9A-Z*][^0-9]*)?$"
_EMPTY_WORDS = (
    "",
    "无",
    "/",
    "\\",
    "空",
    "不详",
    "未知",
    "暂无",
    "没有",
    "NULL",
    "NONE",
    "NAN",
    "N/A",
    "#N/A",
    "0",
    "待补",
)


def clean(texts: pa.Array) -> pa.Array:
    """Identity texts as they are compared: NFKC, upper case, without spaces, quotes and dashes."""
    texts = pc.fill_null(texts, "")
    messy = np.flatnonzero(~matches(texts, PLAIN))
    if not len(messy):
        return texts
    text = pc.utf8_upper(pc.utf8_normalize(texts.take(pa.array(messy)), form="NFKC"))
    # Normalised once more, for what stood apart may compose once the space between is gone.
    text = pc.utf8_normalize(pc.replace_substring_regex(text, pattern=_IGNORED, replacement=""), form="NFKC")
    text = pc.replace_substring(text, pattern="×", replacement="X")
    text = pc.replace_substring_regex(text, pattern=_MASKS, replacement="*")
    # 350699####0028; but a cell of #### alone is what a narrow column shows.
    hashes = pc.match_substring_regex(text, pattern="^[0-9]+#{2,}[0-9X]*$")
    text = pc.if_else(hashes, pc.replace_substring(text, pattern="#", replacement="*"), text)
    text = pc.replace_substring_regex(text, pattern=r"^([0-9]+)\.{3,}([0-9X]+)$", replacement=r"\1*\2")
    # 居民身份证350699…, 350699…(复印件): one whole number among words.
    alone = pc.extract_regex(text, pattern=_ONE_AMONG_WORDS)
    text = pc.if_else(pc.is_valid(alone), pc.struct_field(alone, "number"), text)
    # Old numbers, unlike new ones, are exact in a column of floats.
    text = pc.replace_substring_regex(text, pattern=r"^([0-9]{15})\.0+$", replacement=r"\1")
    text = pc.replace_substring_regex(text, pattern=r"^([0-9])\.([0-9]{14})E\+?0*14$", replacement=r"\1\2")
    # O for 0 and l or I for 1 are typing slips inside what is otherwise a number.
    slips = pc.match_substring_regex(text, pattern=r"^[0-9OIL]{14,17}[0-9OILX]$")
    zeros = pc.replace_substring(text, pattern="O", replacement="0")
    text = pc.if_else(slips, pc.replace_substring_regex(zeros, pattern="[IL]", replacement="1"), text)
    text = pc.if_else(pc.is_in(text, value_set=pa.array(_EMPTY_WORDS)), "", text)
    mask = np.zeros(len(texts), dtype=bool)
    mask[messy] = True
    return pc.replace_with_mask(texts, pa.array(mask), text)


def masked(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of cleaned numbers as people may see it: the first six and last four characters stay."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    head, tail = pc.utf8_slice_codeunits(texts, 0, 6), pc.utf8_slice_codeunits(texts, -4)
    short = pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, 2), "****", "")
    long = pc.binary_join_element_wise(head, tail, "********")
    length = pc.utf8_length(texts)
    return pc.if_else(pc.equal(length, 0), "", pc.if_else(pc.greater_equal(length, 14), long, short))


def matches(text: pa.Array, pattern: str) -> np.ndarray:
    """Which texts a pattern is found in, as booleans."""
    mask: np.ndarray = pc.match_substring_regex(text, pattern=pattern).to_numpy(zero_copy_only=False)
    return mask


def characters(text: pa.Array, width: int) -> np.ndarray:
    """ASCII texts of one length as a matrix of codes."""
    if not len(text):
        return np.zeros((0, width), dtype=np.uint8)
    _, offsets, data = text.buffers()
    first = int(np.frombuffer(offsets, dtype=np.int32, count=1, offset=4 * text.offset)[0])
    codes = np.frombuffer(data, dtype=np.uint8, count=len(text) * width, offset=first)
    return codes.reshape(-1, width)
