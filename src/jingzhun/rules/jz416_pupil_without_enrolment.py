"""JZ416: a pupil is on no school's roll."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import without_record
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

# Special schools keep pupils longer than others; a number that says more is not the pupil's.
_OLDEST_PUPIL = 20


@rule(
    "JZ416",
    title="在校生没有学籍",
    severity=Severity.REVIEW,
    needs=["schooling"],
    registers=["enrolment"],
    fix="到学校核实: 失学辍学的按控辍保学处理, 在外地就读的写明学校",
    basis="义务教育法; 控辍保学台账以学籍为据",
    false_alarms="在外县、外省随父母就读的孩子",
)
def pupil_without_enrolment(roll: Roll) -> Found:
    """名册写在读小学或初中, 学籍里却没有这个孩子: 名册没有更新, 或者辍学了没有发现。

    高中、中职可能在外地, 不判定; 按号码已满 21 周岁的, 号码多半不是本人的 (JZ122), 也不判定。学前和大学不看。
    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。

       姓名    证件号码              在校生状况  乡镇
    ✗  张小    350699200711230015    三年级      九峰镇
    ✓  王六    350699200509100014    六年级      九峰镇
    ✓  李小    350699200809100024    二年级      九峰镇
    ✓  陈小    350699200303050031    八年级      九峰镇
    ?  赵六    350699199904180012    高中        九峰镇
    ✓  王五    350699196604180033    非在校生    九峰镇
    ?  钱七    350699197808200010    五年级      九峰镇
    ?  周小    350699200606060069    四年级      九峰镇

       〔enrolment〕姓名  学校名称  等级
    =  王六              某小学    A
    =  李小              某小学    A
    =  陈小              某中学    A
    =  周小              某小学    -
    """
    codes = roll.members["schooling_code"]
    claims = codes.isin(["primary", "junior", "senior", "vocational"])
    where, unsure = without_record(roll, "enrolment", claims)
    near = codes.isin(["primary", "junior"]) & ~(roll.once(ages) > _OLDEST_PUPIL)
    return found(
        where & near.to_numpy(),
        "名册写“{schooling}”, 学籍里没有{name_raw}",
        undecided=unsure | where & ~near.to_numpy(),
    )
