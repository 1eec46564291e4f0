"""Amounts of money: 1,200.00, ¥1200元, 3.5万元, 1.2E+04, （300）; the unit from the cell or from the header.

Amounts are kept in 分, the hundredth of a yuan, as integers. What says that there is no amount (无, /, -, an empty
cell) is null and never 0: nothing written is not nothing paid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.invalid import Invalid

_FEN = 100
_UNITS = {"": 0, "元": 1, "百元": 100, "千元": 1_000, "万": 10_000, "万元": 10_000, "百万元": 1_000_000, "亿": 10**8}
_UNITS |= {"亿元": 10**8, "千": 1_000, "千万元": 10**7}
#: How headers call the units of money, as alternatives of a pattern.
UNIT_WORDS = "元|百元|千元|万元|百万元|千万元|亿元"
_PER = r"(?:/[年月季人户亩天次])?"
# 注册资本(万元), 注册资本_万元, 金额/万元; glued as in 注册资本万元, but 单元 is no unit.
_HEADER_UNIT = re.compile(
    rf"(?:^|[(\[【:/\s,、_;|-]|单位[:为]?)(?:人民币)?({UNIT_WORDS}|[万亿])(?:$|[)\]】/\s,、_;|-])"
    rf"|(?<=..)(?<![单美日欧港])({UNIT_WORDS}){_PER}$"
)
_LINE_UNIT = re.compile(rf"单位[:为]?\s*(?:人民币)?({UNIT_WORDS})(?=$|[)\]】/\s,、。;])")
_SIGN = r"^(?P<opening>\()?(?P<sign>[+-])?(?:人民币|RMB|CNY)?¥?(?P<late_sign>[+-])?"
_DIGITS = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})?(?:\.(?P<fraction>[0-9]*))?(?:E(?P<power>[+-]?[0-9]{1,2}))?"
_TAIL = r"(?P<unit>元|百元|千元|万元|百万元|亿元|[万亿千])?(?:人民币)?[整正]?(?:/[年月季人户])?(?P<closing>\))?$"
_AMOUNT = _SIGN + _DIGITS + _TAIL
# Digits of a fraction that count: 0.00000001亿元 is one yuan.
_PLACES = 8
# No payment is larger; beyond it stands an account number or a slip.
_LARGEST = 10**15
_NO_AMOUNT = r"无 没有 未发 不详 空 / \ - -- — —— NULL NONE NAN N/A #N/A"
_NOTHING = frozenset(("", *_NO_AMOUNT.split()))


def unit_of_header(header: str) -> int | None:
    """How many yuan the unit in a header is: 10,000 of 注册资本(万元), None where it names none."""
    found = _HEADER_UNIT.search(unicodedata.normalize("NFKC", header).strip())
    return None if found is None else _UNITS[found.group(1) or found.group(2)]


def unit_above(rows: Iterable[Iterable[str]]) -> str:
    """The unit that a line above the header says for all amounts: 万元 of 单位：万元.

    Returns:
        The unit, ``""`` where no line names one or lines name different ones.
    """
    lines = (unicodedata.normalize("NFKC", "\n".join(filter(None, row))) for row in rows)
    units = {unit for line in lines for unit in _LINE_UNIT.findall(line)}
    return str(units.pop()) if len(units) == 1 else ""


def parse(text: str, *, unit: int = 1) -> Decimal | Invalid:
    """Read one amount in yuan; ``Invalid`` where the text holds none or one that cannot be told."""
    amount = parse_column(pa.array([text], type=pa.string()), unit=unit)[0].as_py()
    if amount is not None:
        return Decimal(amount) / _FEN
    plain = str(_plain(pa.array([text], type=pa.string()))[0])
    return Invalid("amount", text, "没有写金额" if plain in _NOTHING else "不是金额")


def parse_column(texts: pa.Array | pa.ChunkedArray, *, unit: int = 1) -> pa.Array:
    """Read a column of amounts.

    Args:
        texts: strings, one a row; null counts as empty.
        unit: yuan that a bare number counts (``unit_of_header``); a unit in the cell goes before it.

    Returns:
        int64 array of 分, null where there is no amount, rounded half up to whole 分.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    text = _plain(encoded.dictionary)
    parts = pc.extract_regex(text, pattern=_AMOUNT)
    whole, fraction, power = (_part(parts, name) for name in ("whole", "fraction", "power"))
    opens, closes = pc.equal(_part(parts, "opening"), "("), pc.equal(_part(parts, "closing"), ")")
    has_digits = pc.or_(pc.not_equal(whole, ""), pc.not_equal(fraction, ""))
    one_sign = pc.or_(pc.equal(_part(parts, "sign"), ""), pc.equal(_part(parts, "late_sign"), ""))
    known = _mask(pc.and_(pc.and_(has_digits, pc.equal(opens, closes)), one_sign))
    factor = _factors(_part(parts, "unit"), unit) * _FEN
    amounts = _rounded(whole, fraction, factor)
    scientific = np.flatnonzero(known & _mask(pc.not_equal(power, "")))
    for row in scientific.tolist():  # a spreadsheet shows few amounts in this form
        amounts[row] = _scientific(str(whole[row]), str(fraction[row]), int(str(power[row])), int(factor[row]))
    minus = pc.or_(pc.equal(_part(parts, "sign"), "-"), pc.equal(_part(parts, "late_sign"), "-"))
    amounts[_mask(pc.or_(minus, opens))] *= -1
    known &= np.abs(amounts) < _LARGEST * _FEN
    return pa.array(amounts, mask=~known).take(encoded.indices)


def _plain(texts: pa.Array) -> pa.Array:
    text = pc.utf8_upper(pc.utf8_normalize(texts, form="NFKC"))
    text = pc.replace_substring_regex(text, pattern=r"[\s\x{200b}-\x{200f}\x{feff}'\"‘’“”]", replacement="")
    text = pc.replace_substring_regex(text, pattern="[￥¥]", replacement="¥")
    text = pc.replace_substring_regex(text, pattern="[圆块]钱?", replacement="元")
    return pc.replace_substring_regex(text, pattern="^[−–](.)", replacement=r"-\1")


def _part(parts: pa.StructArray, name: str) -> pa.Array:
    return pc.fill_null(pc.struct_field(parts, name), "")


def _mask(decided: pa.Array) -> np.ndarray:
    mask: np.ndarray = decided.to_numpy(zero_copy_only=False)
    return mask.copy()


def _factors(units: pa.Array, unit: int) -> np.ndarray:
    """Yuan that a number counts in each cell."""
    encoded = units.dictionary_encode()
    factors = np.array([_UNITS[str(written)] or unit for written in encoded.dictionary], dtype=np.int64)
    if not len(factors):
        return np.zeros(0, dtype=np.int64)
    result: np.ndarray = factors[encoded.indices.to_numpy(zero_copy_only=False)]
    return result


def _rounded(whole: pa.Array, fraction: pa.Array, factor: np.ndarray) -> np.ndarray:
    digits = pc.replace_substring(whole, pattern=",", replacement="")
    yuan = _integers(digits)
    part = _integers(pc.utf8_slice_codeunits(pc.utf8_rpad(fraction, width=_PLACES, padding="0"), 0, _PLACES))
    too_large = yuan > _LARGEST * _FEN // np.maximum(factor, 1)
    small = (part * np.minimum(factor, 10**10) + 10**_PLACES // 2) // 10**_PLACES
    return np.where(too_large, _LARGEST * _FEN, np.where(too_large, 0, yuan) * factor + small)


def _integers(digits: pa.Array) -> np.ndarray:
    filled = pc.if_else(pc.equal(digits, ""), "0", digits)
    found: np.ndarray = filled.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def _scientific(whole: str, fraction: str, power: int, factor: int) -> int:
    """One amount such as 1.2E+04; as large as no amount can be where it is out of range."""
    number = Decimal(f"{whole.replace(',', '') or '0'}.{fraction or '0'}E{power}") * factor
    return int(min(number, Decimal(_LARGEST * _FEN)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
