"""JZ225: husband and wife of whom one is said to be unmarried."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import SPOUSES, any_in_household, count_in_household, is_head
from jingzhun.rules.presence import dead, gone
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ225",
    title="有配偶而婚姻状况不是已婚",
    severity=Severity.REVIEW,
    needs=["relation", "marital_status"],
    fix="对照结婚证、户口簿, 更正婚姻状况或与户主关系; 已离婚的分户",
    basis="民法典第一千零四十九条: 办理登记即确立婚姻关系",
    false_alarms="离婚不离家的户; 按习俗共同生活而未登记的",
)
def spouse_marital_status(roll: Roll) -> Found:
    """户内有户主的配偶, 而户主或配偶的婚姻状况填未婚、离异或丧偶。假离婚分户骗保也会这样留下痕迹。

    户主不止一人的户不判定; 一方已死亡或离开的不查。

       户编号  姓名    与户主关系    婚姻状况
    ✓  1       张三    户主          已婚
    ✗  1       李四    配偶          离异
    ✗  2       王五    户主          未婚
    ✓  2       赵六    配偶          已婚
    ✓  3       陈七    户主          丧偶
    ?  4       吴八    户主          -
    ✓  4       郑九    配偶          已婚
    """
    members = roll.members
    away = any_in_household(members, dead(members) | gone(members))
    spouse = members["relation"].isin(SPOUSES)
    one_head = count_in_household(members, is_head(members)) == 1
    couple = spouse | is_head(members) & any_in_household(members, spouse)
    status = members["marital_status_code"]
    denies = says(status, ("unmarried", "divorced", "widowed"))
    return found(
        couple & one_head & denies & ~away,
        "与户主关系是“{relation_raw}”, 户内夫妻俱在, 婚姻状况填的是“{marital_status}”",
        undecided=couple & ~away & ((status == "") | denies & ~one_head),
    )
