"""JZ212: the same name twice in one household."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import seat
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ212",
    title="同一户内姓名重复",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="同一人重复登记的删去一行; 确实同名的不用改",
    basis="同一户内极少同名",
    false_alarms="婆媳、母女确实同名的户",
)
def name_twice_in_household(roll: Roll) -> Found:
    """一户之中两名成员同名, 而号码不同或不全, 多半是同一人登了两行, 其中一行号码写错。

    号码也相同的由 JZ208 指出。记在第二次及以后出现的成员上; 姓名有缺字的不判定。

       户编号  姓名    证件号码
    ✓  1       张三    350699195203070015
    ✗  1       张三    350699195203070010
    ✓  1       张四    350699197808200010
    ✓  2       张三    -
    ?  2       张?     -
    """
    members = roll.members
    complete = (members["name"] != "") & ~members["name"].str.contains("□", regex=False)
    twice = members[complete & members.duplicated(["household", "name"], keep=False)]
    same_number = has_all_digits(twice) & twice.duplicated(["household", "id_digits"])
    later = twice.duplicated(["household", "name"]) & ~same_number
    first = seat(twice).groupby([twice["household"], twice["name"]]).transform("first")
    return found(
        later.reindex(members.index, fill_value=False),
        "与同户{first}同名",
        undecided=~complete,
        values={"first": first},
    )
