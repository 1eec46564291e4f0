"""JZ145: a bank account that cannot be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_CARD, _LONGEST = (16, 19), 32
_ZERO, _NINE = ord("0"), 9


@rule(
    "JZ145",
    title="银行账号不对",
    severity=Severity.REVIEW,
    needs=["bank_account"],
    fix="对照银行卡、存折更正; 整列设为“文本”格式后录入",
    basis="GB/T 14504 与 ISO/IEC 7812-1: 银行卡号末位按 Luhn 算法校验, 银联卡以 62 开头、16 至 19 位",
    false_alarms="个别银行早年发的 62 卡不合校验",
)
def bank_account_unsound(roll: Roll) -> Found:
    """账号太短、太长、被表格软件舍入, 或者 62 开头的银行卡号不合校验: 钱会打不出去, 或者打给别人。

    存折账号各行编法不同, 没有统一的校验, 只看位数 (12 至 32 位)。

       姓名    银行账号
    ✗  张三    6299991234567890123
    ✗  李四    62999912
    ✗  王五    6.2999E+18
    ✓  赵六    6299991234567890122
    ✓  陈七    9070112010100100012345
    ✓  吴八    -
    ?  郑九    已办卡
    """
    members = roll.members
    raw, digits = members["bank_account"], members["bank_digits"]
    length = digits.str.len()
    rounded = raw.str.contains(r"[0-9][Ee]\+?[0-9]", regex=True)
    numeric = raw.str.contains("[0-9]", regex=True)
    short, long = numeric & (digits == ""), length > _LONGEST
    card = digits.str.startswith("62") & (length >= _CARD[0]) & (length <= _CARD[1]) & ~rounded
    what = pd.Series("卡号校验不符, 至少有一位写错", index=members.index).where(~short, "位数太少")
    what = what.where(~long, "位数太多, 不像一个账号").where(~rounded, "被表格软件舍入, 末几位已经丢失")
    wrong = np.zeros(len(members), dtype=bool)
    wrong[card] = ~luhn_holds(digits[card])
    return found(
        rounded | short | long | wrong,
        "银行账号尾号 {tail}: {what}",
        undecided=(raw != "") & ~numeric,
        values={"what": what, "tail": raw.str.slice(-4)},
    )


def luhn_holds(digits: pd.Series) -> np.ndarray:
    """True where the last digit follows from the others by the Luhn formula (ISO/IEC 7812-1).

    Args:
        digits: numbers of up to 19 digits.
    """
    width = _CARD[1]
    padded = pc.utf8_lpad(pa.array(digits, type=pa.string()), width=width, padding="0")
    if isinstance(padded, pa.ChunkedArray):
        padded = padded.combine_chunks()
    fixed = padded.cast(pa.binary()).cast(pa.binary(width))
    matrix = np.frombuffer(fixed.buffers()[1], dtype=np.uint8, count=width * len(fixed), offset=width * fixed.offset)
    values = matrix.reshape(-1, width) - _ZERO
    values[:, -2::-2] *= 2
    crossed = np.where(values > _NINE, values - _NINE, values)
    return np.asarray(crossed.sum(axis=1) % 10 == 0)
