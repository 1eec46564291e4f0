"""JZ402: a subsidy was paid to somebody after his death."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import ACCUSING_GRADES, Said, days, rows_of, said, says, texts
from jingzhun.rules.rule import Found, Roll, found, rule

# What is due for the month of death may be paid in the month after.
_GRACE = pd.Timedelta(days=62)
_FOR_SURVIVORS = "丧葬|殡葬|安葬|抚恤|遗属|死亡"
_OF_HOUSEHOLD = "耕地|地力|农机|粮食|种粮|退耕|林|草原|农资|良种|移民|征地|危房"


@rule(
    "JZ402",
    title="死亡后仍在发放补贴",
    severity=Severity.RED_LINE,
    needs=["name_raw"],
    registers=["deaths", "subsidies"],
    fix="停发, 查清谁领走, 追回死亡次月以后发放的金额",
    basis="一卡通专项治理: 死亡人员从次月起停发",
    false_alarms="死亡登记与补贴是同名的两个人; 遗属领取的抚恤、丧葬费(已除外)",
)
def paid_after_death(roll: Roll) -> Found:
    """死亡登记里的人, 死亡两个月以后还有补贴发到他名下。

    丧葬、抚恤、遗属一类本来就在死后发放, 不算; 耕地、农机、林业等按户按亩发到户主名下的, 可能由家人续领, 不判定。
    发放或死亡日期不明的、只按 C 级对上的不判定。名册是否写明死亡都算。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✓  李四    350699195406120027
    ?  王五    350699196604180033
    ?  赵六    350699197808200010

       〔deaths〕姓名  死亡日期    等级
    =  张三            2015-03-01  A
    =  李四            2015-03-01  A
    =  王五            2015-03-01  A
    =  赵六            2015-03-01  C

       〔subsidies〕姓名  补贴项目        补贴金额  发放日期
    =  张三              农村低保金      300       2015-12
    =  李四              丧葬补助        1000      2015-12
    =  李四              农村低保金      300       2015-03
    =  王五              耕地地力保护    120       2016-05
    =  赵六              农村低保金      300       2016-05
    """
    deaths = said(roll, rows_of(roll, "deaths"))
    died = days(deaths.rows, "death_date")[1]
    rows = rows_of(roll, "subsidies")
    death, paid = died.reindex(rows["member"]).set_axis(rows.index), days(rows, "paid_date")[0]
    late = (paid > death + _GRACE) & ~says(rows, "programme", _FOR_SURVIVORS)
    doubtful = says(rows, "programme", _OF_HOUSEHOLD) | ~rows["member"].isin(
        deaths.rows.index[died.notna() & _sure(deaths)]
    )
    s = said(roll, rows[late & ~doubtful], rows[late & doubtful])
    return found(
        s.where,
        "{name_raw} {death}死亡, {paid}还发了{programme}",
        undecided=s.unsure,
        values={
            "death": texts(deaths.rows, "death_date"),
            "paid": texts(s.rows, "paid_date"),
            "programme": texts(s.rows, "programme").replace("", "补贴"),
        },
        source=s.rows,
    )


def _sure(deaths: Said) -> pd.Series:
    return deaths.rows["grade"].isin(ACCUSING_GRADES)
