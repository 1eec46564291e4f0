"""JZ147: none of the 56 nationalities."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_NATIONALITIES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 "
    "傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 "
    "阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 "
)
# Older names, and what the household registration writes of people of no recognised nationality.
_OTHERS = "毛难 崩龙 穿青人 革家人 僜人 夏尔巴人 摩梭人 未识别民族 外国血统 外国血统中国籍人士 入籍 其他"


@rule(
    "JZ147",
    title="民族不是 56 个民族之一",
    severity=Severity.NOTE,
    needs=["ethnicity"],
    fix="对照户口簿更正",
    basis="GB/T 3304《中国各民族名称的罗马字母拼写法和代码》",
    false_alarms="穿青人等未识别民族、外国血统入籍的人已经放过; 其他写法个别会列出",
)
def ethnicity_unknown(roll: Roll) -> Found:
    """民族一栏的字不是 56 个民族之一, 多半串了列或者写了错字。未识别民族、入籍的不算错, 只写代码的无法判定。

       姓名    民族
    ✗  张三    汗族
    ✗  李四    男
    ✓  王五    汉族
    ✓  赵六    畲
    ✓  陈七    穿青人
    ?  吴八    01
    ?  郑九    -
    """
    names = frozenset((_NATIONALITIES + _OTHERS).split())
    place, distinct = pd.factorize(roll.members["ethnicity"])
    said = [_plain(str(text)) for text in distinct]
    known = np.array([name in names for name in said], dtype=bool)[place]
    coded = np.array([not name or name.isascii() for name in said], dtype=bool)[place]
    return found(~known & ~coded, "民族填的是“{ethnicity}”", undecided=coded)


def _plain(text: str) -> str:
    name = "".join(unicodedata.normalize("NFKC", text).split())
    return name.removesuffix("族") if len(name) > 1 else name
