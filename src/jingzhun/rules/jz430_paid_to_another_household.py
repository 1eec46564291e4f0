"""JZ430: subsidies of a member go to the account of another household."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import said, texts
from jingzhun.rules.linked_kinds import rows_to_other_accounts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ430",
    title="补贴发到别户的账号",
    severity=Severity.REVIEW,
    needs=["bank_account", "household_id"],
    registers=["subsidies"],
    fix="查领款去向和委托手续, 没有委托的改发到本人账户并追回",
    basis="惠民惠农财政补贴资金“一卡通”管理: 严禁代领、冒领、截留",
    false_alarms="无行为能力的人由监护人代领; 父母与分了户的子女共用一卡",
)
def paid_to_another_household(roll: Roll) -> Found:
    """发放表里这个人的账号, 在名册上是另一户的账号: 可能是代领、冒领, 也可能录错了行。

    两户都填同一账号的由 JZ308 指出; 只按 C 级对上的不判定。

       户编号  姓名    证件号码              银行账号
    ✗  1       张三    350699195203070015    6221000000000000011
    ✓  2       李四    350699195406120027    6221000000000000029
    ✓  3       王五    350699196604180033    6221000000000000037
    ?  4       赵六    350699197808200010    6221000000000000045

       〔subsidies〕姓名  一卡通账号            等级
    =  张三              6221000000000000029    A
    =  李四              6221000000000000029    A
    =  王五              6221000000000000999    A
    =  赵六              6221000000000000029    C
    """
    members = roll.members
    rows = rows_to_other_accounts(roll)
    owners = members.loc[members["bank_digits"] != "", ["bank_digits", "household_id", "name_raw"]]
    owners = owners.sort_values(["bank_digits", "household_id", "name_raw"]).drop_duplicates("bank_digits")
    words = "户" + owners["household_id"].astype("str") + " " + owners["name_raw"].astype("str")
    owner = rows["account"].map(words.set_axis(owners["bank_digits"]))
    s = said(roll, rows[owner.notna()].assign(owner=owner[owner.notna()].astype("str")))
    return found(
        s.where,
        "{name_raw}的{programme}发到尾号 {paid} 的账号, 名册上是{owner}的",
        undecided=s.unsure,
        values={
            "paid": s.rows["account"].str[-4:],
            "programme": texts(s.rows, "programme").replace("", "补贴"),
            "owner": s.rows["owner"],
        },
        source=s.rows,
    )
