"""JZ422: somebody has the pension insurance of employees, and that of residents or none by the roll."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says as says_code
from jingzhun.rules.linked import in_brackets, rows_of, said, says, texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ422",
    title="职工养老而名册写居民养老或未参保",
    severity=Severity.REVIEW,
    needs=["pension_insurance"],
    registers=["insurance"],
    fix="核实参保单位和就业: 有工作的把工资性收入算进去; 断缴、冒名参保的更正",
    basis="参加职工养老的由单位缴费(社会保险法第十条)",
    false_alarms="公益性岗位代缴; 离职后没有停保",
)
def employee_pension_insurance(roll: Roll) -> Found:
    """名册写的是居民养老保险或没有参保, 社会保险登记里却是职工养老保险: 多半有单位, 有工资性收入没有算进去。

    被征地农民养老保险不是职工养老; 状态是停保、断缴、终止的不算; 灵活就业自己缴的、险种没有写清的、
    只按 C 级对上的不判定。

       姓名    证件号码              养老保险
    ✗  张三    350699195203070015    城乡居民
    ✓  李四    350699195406120027    职工
    ✓  王五    350699196604180033    城乡居民
    ?  赵六    350699197808200010    城乡居民
    ✓  孙八    350699198808080084    城乡居民

       〔insurance〕姓名  险种          参保状态  等级
    =  张三              企业职工基本养老保险  参保缴费  A
    =  李四              企业职工基本养老保险  参保缴费  A
    =  王五              企业职工基本养老保险  暂停缴费  A
    =  赵六              企业职工基本养老保险  参保缴费  C
    =  孙八              被征地农民养老保险    待遇领取  A
    """
    rows = rows_of(roll, "insurance")
    employee = says(rows, "scheme", "养老", "居民|农村|新农|被征地|失地")
    stopped = says(rows, "status", "停|断缴|终止|注销|中断|退保")
    alone = says(rows, "employer", "灵活|个人|自由职业|公益") | says(rows, "scheme", "灵活|个体")
    s = said(roll, rows[employee & ~stopped & ~alone], rows[employee & ~stopped & alone])
    resident = says_code(roll.members["pension_insurance_code"], ("resident", "none"))
    return found(
        s.where & resident,
        "名册写“{pension_insurance}”, 社会保险登记里{name_raw}是{scheme}{employer}",
        undecided=s.unsure & resident,
        values={"scheme": texts(s.rows, "scheme"), "employer": in_brackets(texts(s.rows, "employer"))},
        source=s.rows,
    )
