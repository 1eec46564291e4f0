"""JZ308: one bank account stands with several households."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_values import shared


@rule(
    "JZ308",
    title="几户共用一个银行账号",
    severity=Severity.REVIEW,
    needs=["bank_account", "household_id"],
    fix="向银行核对户名, 改成本户的账号; 由他人代领的, 查委托手续和领款去向",
    basis="惠民惠农财政补贴资金“一卡通”管理: 补贴发到本户本人的账户",
    false_alarms="无行为能力的人由监护人代领; 父母与分了户的子女共用一卡",
)
def account_of_several_households(roll: Roll) -> Found:
    """同一个银行账号填在几户名下: 补贴会发到同一个账户, 可能是代领、冒领, 也可能是抄串了行。

    每户只报一次; 没有填写账号、不足 12 位数字的不判定。

       户编号  姓名    银行账号
    ✗  1       张三    6221000000000000011
    ✗  2       李四    6221000000000000011
    ✓  3       王五    6221000000000000037
    ✓  3       王六    6221000000000000037
    ?  4       赵六    -
    """
    members = roll.members
    accounts = shared(members, members["bank_digits"])
    where = accounts.leads & (accounts.households > 1)
    return found(
        where,
        "银行账号(尾号 {tail})也填在{others}",
        undecided=members["bank_digits"] == "",
        values={"others": accounts.others(members, where), "tail": members.loc[where, "bank_digits"].str[-4:]},
    )
