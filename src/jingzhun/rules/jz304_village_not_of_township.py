"""JZ304: a village that belongs to another township."""

from __future__ import annotations

import pandas as pd

from jingzhun.fields import division
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

# A village name that the reference lacks (a natural village, a new community) is placed by the roll itself:
# only where this many times as many households list it in another township.
_CLEAR_MAJORITY = 10


@rule(
    "JZ304",
    title="村不属于所填乡镇",
    severity=Severity.REVIEW,
    needs=["township", "village"],
    fix="核对行政区划, 更正乡镇或村",
    basis="国家统计局《统计用区划代码》2023 年版",
    false_alarms="2016 年后撤并、更名的村; 自然村名填在村一栏",
)
def village_not_of_township(roll: Roll) -> Found:
    """所填的村在行政区划中 (或在名册的绝大多数户中) 属于别的乡镇。

    区划名称取自 2023 年统计用区划, 比较时去掉“村”“村委会”“社区”等字样; 同名的村可以分属几个乡镇。
    乡镇不在区划表中的, 或者村在哪里都查不到的 (自然村、新设社区), 不判定。

       姓名    乡镇      行政村
    ✓  张三    九峰镇    三坑村
    ✗  李四    山格镇    三坑村
    ?  王五    九峰镇    某某自然村
    ?  陈七    无名镇    三坑村
    ?  吴八    九峰镇    -
    """
    members = roll.members
    places = members.drop_duplicates(["household", "township", "village"])
    places = places.groupby(["township", "village"], as_index=False, sort=False).size()
    places["belongs"] = _where_villages_belong(places)
    judged = members[["township", "village"]].merge(places, how="left", on=["township", "village"])
    belongs = judged["belongs"].set_axis(members.index)
    return found(
        (belongs != "") & (belongs != members["township"]) & belongs.notna(),
        "{village}不在{township}, 而属于{belongs}",
        undecided=belongs.isna(),
        values={"belongs": belongs},
    )


def _where_villages_belong(places: pd.DataFrame) -> pd.Series:
    """The township of each listed place: its own where that is right, another where that is right, missing if unknown.

    Args:
        places: distinct ``township`` and ``village`` of the roll with ``size``, the households listed there.
    """
    reference = division.reference()[["township", "village"]].drop_duplicates()
    # Another county's village of the same name proves nothing: only the townships on the roll count.
    reference = reference[reference["township"].isin(places["township"])]
    right = places.merge(reference.assign(right=True), how="left", on=["township", "village"])["right"].notna()
    homes = reference.groupby("village")["township"].agg("、".join)
    others = places["village"].map(homes)
    major = places.sort_values("size", ascending=False, kind="stable").drop_duplicates("village")
    major = major.set_index("village")
    clear = places["village"].map(major["size"]) >= places["size"] * _CLEAR_MAJORITY
    by_roll = places["village"].map(major["township"]).where(clear)
    known = places["township"].isin(reference["township"]) & (places["village"] != "")
    belongs = others.fillna(by_roll).mask(right.to_numpy(), places["township"])
    return belongs.where(known)
