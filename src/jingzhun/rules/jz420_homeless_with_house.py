"""JZ420: somebody who has no house by the roll has one by the register."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says as says_code
from jingzhun.rules.linked import rows_of, said, says, texts
from jingzhun.rules.linked_kinds import has_ended
from jingzhun.rules.rule import Found, Roll, found, rule

_NO_HOMES = "车|商|店|办公|工业|仓|农[业用林田机]|林[地木权业]|森林|耕|储藏|杂物"


@rule(
    "JZ420",
    title="无房户名下有住房",
    severity=Severity.REVIEW,
    needs=["housing_state"],
    registers=["property"],
    fix="核实房屋现状: 灭失的办理注销, 有房的更正住房情况, 停止危房改造或安置",
    basis="危房改造、易地搬迁对象须无其他住房",
    false_alarms="房屋已倒塌没有注销; 继承而没有分割的老屋",
)
def homeless_with_house(roll: Roll) -> Found:
    """住房情况写无房, 不动产登记里本人名下却有住房。

    车位、店面、土地承包经营权等不是住房, 不算; 登记已注销、历史的不算; 用途没有写的、共有的、只按 C 级对上的不判定。

       姓名    证件号码              危房户
    ✗  张三    350699195203070015    无房
    ✓  李四    350699195406120027    A级
    ✓  王五    350699196604180033    无房
    ?  赵六    350699197808200010    无房
    ✗  孙八    350699198808080084    无房
    ✓  周九    35069919900909007X    无房

       〔property〕姓名  坐落                用途  权属状态  等级
    =  张三              小溪镇东大社区1号   住宅  现势      A
    =  李四              小溪镇东大社区2号   住宅  现势      A
    =  王五              九峰镇三坑村5号     住宅  注销      A
    =  赵六              小溪镇东大社区3号   住宅  现势      C
    =  孙八              九峰镇三坑村8号     农村宅基地  现势  A
    =  周九              九峰镇三坑村9号     农业设施  现势    A
    """
    rows = rows_of(roll, "property")
    home = says(rows, "use", "住宅|住房|宅基地|居住|公寓|别墅", "车位|车库|储藏")
    other = says(rows, "use", _NO_HOMES) | has_ended(rows, "ended_date", roll)
    shared = says(rows, "ownership", "共有", "单独|非共有")
    s = said(roll, rows[home & ~other & ~shared], rows[~other & (shared | ~home)])
    homeless = says_code(roll.members["housing_state_code"], ("none",))
    return found(
        s.where & homeless,
        "名册写“{housing_state}”, 不动产登记里{name_raw}有{use}: {location}",
        undecided=s.unsure & homeless,
        values={"use": texts(s.rows, "use"), "location": texts(s.rows, "location")},
        source=s.rows,
    )
