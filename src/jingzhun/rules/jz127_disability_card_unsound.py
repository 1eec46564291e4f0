"""JZ127: a disability card whose number cannot be, or is somebody else's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_COLUMNS = ["disability_card", "id_state", "id_digits"]


@rule(
    "JZ127",
    title="残疾人证号码不对",
    severity=Severity.REVIEW,
    needs=["disability_card", "id_text"],
    fix="对照残疾人证和身份证原件, 更正证号",
    basis="中国残联《残疾人证管理办法》: 证号为身份证号 18 位加类别 1 位、等级 1 位, 补办的另加 B 和次数",
    false_alarms="按旧号码办证而身份证号已更换的人; 一格写了发证日期",
)
def disability_card_unsound(roll: Roll) -> Found:
    """残疾人证号应是本人 18 位身份证号码加一位类别 (1 至 7) 和一位等级 (1 至 4), 补办的后面另加 B1、B2……。

    位数不对、类别等级不存在, 或者前 18 位不是本人号码的, 证号有误或者借用他人的证。本人号码校验不符或不全的, 不比
    前 18 位。没有填残疾证号的通过, 写着“有”“无”的不是证号, 不查。

       姓名    证件号码              残疾证号
    ✗  张三    350699195203070015    35069919520307001
    ✗  李四    350699195203070015    35069919520307001598
    ✗  王五    350699195203070031    35069919540612002742
    ✓  赵六    350699195203070015    35069919520307001542
    ✓  陈七    350699195203070015    35069919520307001542B1
    ✓  吴八    350699195203070015    -
    ?  郑九    350699195203070010    35069919540612002742
    """
    members = roll.members
    holders = members.loc[members["disability_card"].str.contains("[0-9]", regex=True), _COLUMNS]
    cards = _plain(holders["disability_card"])
    sound = cards.str.fullmatch(r"[0-9]{17}[0-9X][1-7][1-4](?:B[0-9]{1,2})?")
    shaped = cards.str.fullmatch(r"[0-9]{17}[0-9X][0-9]{2}(?:B[0-9]{1,2})?")
    comparable = holders["id_state"].isin(["valid", "upgraded"])
    other = sound & (cards.str.slice(0, 18) != holders["id_digits"])
    what = pd.Series("前 18 位不是本人的证件号码", index=holders.index).where(sound, "类别或等级不存在")
    what = what.where(shaped, "应为 20 位, 或补办的加 B1")
    wrong, unsure = np.zeros((2, len(members)), dtype=bool)
    wrong[holders.index] = ~sound | other & comparable
    unsure[holders.index] = other & ~comparable
    return found(
        wrong,
        "残疾人证号 {card}: {what}",
        undecided=unsure,
        values={"what": what, "card": cards.str.slice(0, 6) + "…" + cards.str.slice(-4)},
    )


def _plain(texts: pd.Series) -> pd.Series:
    plain = pc.utf8_upper(pc.utf8_normalize(pa.array(texts, type=pa.string()), form="NFKC"))
    bare = pc.replace_substring_regex(plain, pattern=r"[^0-9A-Z]", replacement="")
    return pd.Series(bare.to_pandas().to_numpy(), index=texts.index, dtype="str")
