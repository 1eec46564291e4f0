"""JZ321: a member was added to a household, neither born nor married into it."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.changes import MARRIED_IN, newcomers
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

# Who is younger was born since last year's roll, or registered late.
_NEWBORN_UNDER = 2
_FINDABLE = ("valid", "upgraded")


@rule(
    "JZ321",
    title="新增成员没有缘由",
    severity=Severity.REVIEW,
    needs=["household_id"],
    needs_previous=True,
    fix="查户口簿和新增的依据(出生、婚入、收养、刑满、户籍迁入); 没有依据的删去",
    basis="建档立卡动态管理: 人员自然增加限于出生、婚入、户籍迁入等, 须有证明",
    false_alarms="收养、刑满释放、退役、户籍迁入的人, 名册上看不出来",
)
def member_new(roll: Roll) -> Found:
    """户去年就在名册上, 今年多出一个成员: 不是两岁以下的孩子, 也不是婚入的 (配偶、儿媳、女婿)。

    名册写明“自然增加”等正常缘由也要有依据, 照样列出。号码不完好、年龄不明的可能去年写得不一样, 不判定。
    整户新列入的不算; 去年名册没有覆盖的乡镇不算。

       户编号  姓名    证件号码              与户主关系
    ✓  1       张三    350699195203070015    户主
    ✗  1       张四    350699197111230017    之子
    ✓  1       张小    350699201510100024    之孙女
    ✓  1       陈英    350699197808200029    之儿媳
    ?  1       张五    -                     之子
    ✓  2       王五    350699196604180033    户主
    ✓  3       李四    350699195406120027    户主
    ✓  4       赵六    350699197808200010    户主

       〔去年花名册〕户编号  姓名    证件号码              与户主关系
    =  1       张三    350699195203070015    户主
    =  2       王五    350699196604180033    户主
    =  3       李四    350699195406120027    户主
    =  4       赵六    350699197808200010    户主
    """
    members = roll.members
    new = newcomers(roll)
    years = roll.once(ages)
    natural = members["relation"].isin(MARRIED_IN) | (years < _NEWBORN_UNDER)
    told = members["id_state"].isin(_FINDABLE) & years.notna()
    return found(
        new & told & ~natural,
        "{name_raw}去年不在本户, 今年 {age} 岁, 关系是“{relation_raw}”",
        undecided=new & ~told & ~natural,
        values={"age": years},
    )
