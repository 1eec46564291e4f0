"""JZ413: somebody on the disability register is called healthy."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import in_brackets, said, texts
from jingzhun.rules.linked_kinds import valid_cards
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ413",
    title="残疾登记在册而名册写健康",
    severity=Severity.NOTE,
    needs=["health"],
    registers=["disability"],
    fix="更正健康状况, 查两项补贴等残疾人政策是否落实",
    basis="残疾人以残疾人证为据; 应享尽享",
    false_alarms="轻度残疾而自认健康; 证件已过期",
)
def disability_not_on_roll(roll: Roll) -> Found:
    """残联登记里有这个人, 名册的健康状况却写健康: 名册写错了, 或者该享受的残疾人政策没有享受。

    登记已注销、过期的不算; 只按 C 级对上的不判定。

       姓名    证件号码              健康状况
    ✗  张三    350699195203070015    健康
    ✓  李四    350699195406120027    残疾
    ✓  王五    350699196604180033    健康
    ?  赵六    350699197808200010    健康

       〔disability〕姓名  残疾类别  持证状态  等级
    =  张三                肢体      正常      A
    =  李四                视力      正常      A
    =  王五                肢体      已注销    A
    =  赵六                智力      正常      C
    """
    s = said(roll, valid_cards(roll))
    healthy = (roll.members["health_code"] == "healthy").to_numpy()
    return found(
        s.where & healthy,
        "{name_raw}登记为{kind}残疾{degree}, 名册写“{health}”",
        undecided=s.unsure & healthy,
        values={
            "kind": texts(s.rows, "disability_type").str.replace("残疾", "", regex=False),
            "degree": in_brackets(texts(s.rows, "disability_grade")),
        },
        source=s.rows,
    )
