"""JZ429: subsidies go to another account than the roll's."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import said, texts
from jingzhun.rules.linked_kinds import is_among, rows_to_other_accounts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ429",
    title="补贴发到另一个账号",
    severity=Severity.NOTE,
    needs=["bank_account"],
    registers=["subsidies"],
    fix="核对户名和账号, 更正名册或发放表",
    basis="惠民惠农财政补贴资金“一卡通”管理: 一户(人)一卡",
    false_alarms="换了新卡, 名册没有更新",
)
def paid_to_another_account(roll: Roll) -> Found:
    """发放表里的账号与名册上本户的账号都不一样。多半是换了卡; 账号是别家的, 由 JZ430 指出。

    账号不全、打了星号的, 名册没有填账号的, 只按 C 级对上的不判定。

       户编号  姓名    证件号码              银行账号
    ✗  1       张三    350699195203070015    6221000000000000011
    ✓  2       李四    350699195406120027    6221000000000000029
    ✓  3       王五    350699196604180033    6221000000000000037
    ?  4       赵六    350699197808200010    6221000000000000045

       〔subsidies〕姓名  一卡通账号            等级
    =  张三              6221000000000000999    A
    =  李四              6221000000000000029    A
    =  王五              6221************037    A
    =  赵六              6221000000000000888    C
    """
    members = roll.members
    rows = rows_to_other_accounts(roll)
    s = said(roll, rows[~is_among(rows["account"], members["bank_digits"])])
    return found(
        s.where,
        "名册的账号尾号 {tail}, {programme}发到尾号 {paid} 的账号",
        undecided=s.unsure,
        values={
            "tail": members.loc[s.where, "bank_digits"].str[-4:].replace("", "(空)"),
            "paid": s.rows["account"].str[-4:],
            "programme": texts(s.rows, "programme").replace("", "补贴"),
        },
        source=s.rows,
    )
