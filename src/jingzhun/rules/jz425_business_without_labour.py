"""JZ425: somebody unable to work runs a business."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says as says_code
from jingzhun.rules.linked import rows_of, said, says, texts
from jingzhun.rules.linked_kinds import has_ended
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ425",
    title="无劳动力而经营企业",
    severity=Severity.REVIEW,
    needs=["labour"],
    registers=["business"],
    fix="核实谁在经营: 本人经营的更正劳动能力和收入, 被冒名登记的向市场监管局申请撤销",
    basis="无劳动能力的认定须与经营事实一致",
    false_alarms="被亲友借名、冒名登记; 歇业多年没有注销",
)
def business_without_labour(roll: Roll) -> Found:
    """劳动能力写丧失或无, 市场主体登记里却是在业企业、个体户的法定代表人或经营者。

    注销、吊销的不算; 登记状态没有写的、只登记为股东或社员的、只按 C 级对上的不判定。

       姓名    证件号码              劳动技能
    ✗  张三    350699197808200010    无劳动力
    ✓  李四    350699195406120027    普通劳动力
    ✓  王五    350699195203070015    丧失劳动力
    ?  赵六    350699196604180033    无劳动力

       〔business〕姓名  企业名称    登记状态  等级
    =  张三              某食杂店    存续      A
    =  李四              某食杂店    存续      A
    =  王五              某食杂店    注销      A
    =  赵六              某食杂店    存续      C
    """
    rows = rows_of(roll, "business")
    ended = has_ended(rows, "closed_date", roll)
    running = says(rows, "status", "存续|在业|开业|在营|正常|登记成立") & ~says(rows, "enterprise_type", "合作社")
    s = said(roll, rows[running & ~ended], rows[~running & ~ended])
    claims = says_code(roll.members["labour_code"], ("lost", "none"))
    return found(
        s.where & claims,
        "名册写“{labour}”, {name_raw}登记为{enterprise}的负责人, 状态{status}",
        undecided=s.unsure & claims,
        values={"enterprise": texts(s.rows, "enterprise").replace("", "市场主体"), "status": texts(s.rows, "status")},
        source=s.rows,
    )
