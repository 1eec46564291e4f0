"""JZ431: somebody draws the nursing subsidy of the gravely disabled with a lighter grade."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import rows_of, said, says, texts
from jingzhun.rules.linked_kinds import grades_of_disability
from jingzhun.rules.rule import Found, Roll, found, rule

# Grades 3 and 4; 1 and 2 are grave.
_LIGHT = 3


@rule(
    "JZ431",
    title="领护理补贴而残疾等级不够",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    registers=["disability", "subsidies"],
    fix="查残疾证等级和当地补贴范围, 不符合的停发追回",
    basis="国发〔2015〕52号: 重度残疾人护理补贴发给一级、二级",
    false_alarms="当地把三、四级智力和精神残疾也纳入(已除外)",
)
def nursing_subsidy_against_grade(roll: Roll) -> Found:
    """领着重度残疾人护理补贴, 残联登记的等级却是三级或四级。

    智力、精神、多重残疾有的地方放宽到三、四级, 不判定; 等级没有写的、只按 C 级对上的不判定。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✓  李四    350699195406120027
    ?  王五    350699196604180033
    ?  赵六    350699197808200010

       〔disability〕姓名  残疾类别  残疾等级  等级
    =  张三                肢体      三级      A
    =  李四                视力      一级      A
    =  王五                智力      三级      A
    =  赵六                肢体      四级      C

       〔subsidies〕姓名  补贴项目            发放日期
    =  张三              重度残疾人护理补贴  2016-05
    =  李四              重度残疾人护理补贴  2016-05
    =  王五              重度残疾人护理补贴  2016-05
    =  赵六              重度残疾人护理补贴  2016-05
    """
    cards = rows_of(roll, "disability")
    grade = grades_of_disability(cards)
    light, wider = grade >= _LIGHT, says(cards, "disability_type", "智力|精神|多重")
    s = said(roll, cards[light & ~wider], cards[light & wider | grade.isna()])
    grave = said(roll, cards[grade < _LIGHT]).where
    rows = rows_of(roll, "subsidies")
    paid = said(roll, rows[says(rows, "programme", "护理补贴", "高龄|老人|老年|失能")])
    where = s.where & paid.where & ~grave
    unsure = (s.where | s.unsure) & (paid.where | paid.unsure) & ~grave
    return found(
        where,
        "{name_raw}登记为{grade}, 领着{programme}",
        undecided=unsure,
        values={"grade": texts(s.rows, "disability_grade"), "programme": texts(paid.rows, "programme")},
        source=paid.rows,
    )
