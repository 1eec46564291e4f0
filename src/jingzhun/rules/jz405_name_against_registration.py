"""JZ405: the police know the number under another name."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.fields.name import parse_column as clean_names
from jingzhun.fields.name_levels import NameLevel
from jingzhun.model import Severity
from jingzhun.rules.linked import ALL_GRADES, of_same_number, said, texts
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.same_name import agrees, name_levels, share_a_character

_SHORT = 2


@rule(
    "JZ405",
    title="姓名与户籍登记不符",
    severity=Severity.REVIEW,
    needs=["id_text", "name_raw"],
    registers=["household_registration"],
    fix="对照身份证: 姓名写错的更正, 号码是别人的换成本人的",
    basis="GB 11643-1999《公民身份号码》: 一人一号",
    false_alarms="改名后户籍或名册一方没有更新",
)
def name_against_registration(roll: Roll) -> Found:
    """号码相同, 户籍登记的姓名却是另一个。号码可能是别人的, 后面按号码比对出的车、房也就是别人的。

    写法不同 (异体、同音、形近、少一字) 和曾用名相符的不算。名字里有一个字相同或相近的 (一字之差、姓写错、
    一格写了两个人), 姓名没有填的, 同一号码在户籍里还有本人姓名的, 不判定。
    号码相同是查得到的事实, 所以按 C 级对上的也报。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✓  李秀英  350699195406120027
    ?  王阿珠  350699196604180033
    ✓  赵六    350699197808200010
    ✗  吴俊鹏  350699198808080084
    ?  王诗琪  35069919900909007X
    ?  陈丹    350699197707070077
    ?  何大山  35069919660606006X

       〔household_registration〕名册姓名  姓名    证件号码              曾用名  等级
    =  张三                                林志强  350699195203070015    -       A
    =  李秀英                              李秀瑛  350699195406120027    -       A
    =  王阿珠                              王阿珍  350699196604180033    -       A
    =  赵六                                赵大海  350699197808200010    赵六    A
    =  吴俊鹏                              吴舒瑶  350699198808080084    -       C
    =  王诗琪                              黄诗琪  35069919900909007X    -       C
    =  陈丹                                陈舟    350699197707070077    -       C
    =  何大山                              何大山  35069919660606006X    -       B
    =  何大山                              林金木  35069919660606006X    -       C
    """
    members = roll.members
    rows = of_same_number(roll, "household_registration")
    rows = rows[rows["name"].astype("str") != ""]
    here = members["name"].iloc[rows["member"]].set_axis(rows.index)
    former = pd.Series(
        clean_names(pa.array(texts(rows, "former_name"), type=pa.string())).to_pandas(), index=rows.index
    )
    levels = name_levels(here, rows["name"].astype("str"))
    alike = agrees(levels) | agrees(name_levels(here, former.astype("str")))
    unclear = levels.isin([NameLevel.ONE_DIFFERENT, NameLevel.SURNAME_LOST, NameLevel.MISSING])
    unclear |= (levels == NameLevel.SURNAME_ONLY) & (here.str.len() <= _SHORT)
    unclear |= share_a_character(here, rows["name"].astype("str")) | rows["member"].isin(rows.loc[alike, "member"])
    s = said(roll, rows[~alike & ~unclear], rows[~alike & unclear], ALL_GRADES)
    return found(
        s.where,
        "号码 {id_masked} 在户籍登记里的姓名是“{registered}”",
        undecided=s.unsure,
        values={"registered": texts(s.rows, "name_raw")},
        source=s.rows,
    )
