"""JZ116: a character of the name was lost on the way."""

from __future__ import annotations

import pyarrow as pa

from jingzhun.fields.name import lost_characters
from jingzhun.model import Severity
from jingzhun.rules.placeholder_names import stands_for_nobody
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ116",
    title="姓名中有无法辨认的字",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="对照证件原件更正; 打不出的生僻字, 按公安户籍系统的写法录入",
    basis="生僻字在旧系统里常成为“?”“□”; GB 18030-2022",
    false_alarms="姓名里本有间隔号以外的符号的人",
)
def name_unreadable_character(roll: Roll) -> Found:
    """姓名里有 ?、□、拼音或括号里的拆字说明, 多半是生僻字在导出时丢失。

    全国约有 6000 万人姓名含生僻字。丢字的姓名比对时按“可以是任何一个字”处理, 要有号码支持才算同一人。
    张某某、XXX 一类占位的姓名见 JZ134。

       姓名    证件号码
    ✗  张?三   350699195203070015
    ✗  李□     350699195406120027
    ✓  王五    350699195203070031
    ✓  张某某  350699196604180033
    """
    lost = lost_characters(pa.array(roll.members["name_raw"], type=pa.string()))
    return found(lost & ~stands_for_nobody(roll), "姓名“{name_raw}”中有无法辨认的字")
