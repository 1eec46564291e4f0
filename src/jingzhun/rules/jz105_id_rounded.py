"""JZ105: a spreadsheet or a database kept the number as a number and lost its last digits."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ105",
    title="号码被表格软件舍入",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="把该列设为“文本”格式后, 对照证件重新录入; 丢失的末几位不能恢复",
    basis="表格软件的数字只有 15 位有效数字(IEEE 754)",
    false_alarms="真以 000 结尾的号码极少, 也会列出",
)
def id_rounded(roll: Roll) -> Found:
    """号码被当作数值保存: Excel 只留前 15 位, 后 3 位变成 000; 数据库的浮点列只留 16 或 17 位。

    前 15 位 (地区、出生日期、顺序码第一位) 仍然可信, 比对时只作“疑似”。
    号码以 X 结尾的不会被舍入, 所以常见整列中只有 X 结尾的完好。

       姓名    证件号码
    ✗  张三    350699195203070000
    ✗  李四    3.50699195406120E+17
    ✗  陈七    3.5069919540612026E+17
    ✓  王五    350699195203070031
    """
    members = roll.members
    known = 18 - members["id_digits"].str.count(r"\?")
    return found(
        members["id_state"].isin(["rounded", "rounded_float"]),
        "号码 {id_masked} 被当作数值保存, 只有前 {known} 位可信",
        values={"known": known},
    )
