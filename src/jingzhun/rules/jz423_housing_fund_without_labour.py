"""JZ423: somebody unable to work pays into the housing fund."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says as says_code
from jingzhun.rules.linked import rows_of, said, says, texts
from jingzhun.rules.linked_kinds import has_ended
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ423",
    title="无劳动力而缴存公积金",
    severity=Severity.REVIEW,
    needs=["labour"],
    registers=["housing_fund"],
    fix="核实就业情况, 更正劳动能力, 把工资性收入算进去",
    basis="公积金由在职职工和单位缴存(住房公积金管理条例第二条)",
    false_alarms="离职后没有销户; 单位为病休职工照缴",
)
def housing_fund_without_labour(roll: Roll) -> Found:
    """劳动能力写丧失或无, 住房公积金却在缴存: 说明有单位在发工资。

    账户封存、销户的不算; 16 岁以下、学生的无劳动力不看; 缴存状态没有写的、只按 C 级对上的不判定。

       姓名    证件号码              劳动技能
    ✗  张三    350699197808200010    无劳动力
    ✓  李四    350699195406120027    普通劳动力
    ✓  王五    350699196604180033    丧失劳动力
    ?  赵六    350699195203070015    无劳动力

       〔housing_fund〕姓名  缴存单位    账户状态  等级
    =  张三                  某公司      正常      A
    =  李四                  某公司      正常      A
    =  王五                  某公司      封存      A
    =  赵六                  某公司      正常      C
    """
    rows = rows_of(roll, "housing_fund")
    ended = has_ended(rows, "closed_date", roll)
    paying = says(rows, "status", "正常|缴存|在缴|启用", "停缴|欠缴|停止")
    s = said(roll, rows[paying & ~ended], rows[~paying & ~ended])
    claims = says_code(roll.members["labour_code"], ("lost", "none"))
    return found(
        s.where & claims,
        "名册写“{labour}”, {employer}在为{name_raw}缴存公积金",
        undecided=s.unsure & claims,
        values={"employer": texts(s.rows, "employer").replace("", "有单位")},
        source=s.rows,
    )
