"""JZ404: a member's registration was moved elsewhere."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.linked import in_brackets, rows_of, said, says, texts
from jingzhun.rules.presence import dead, gone
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ404",
    title="户籍已迁出仍在册",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    registers=["household_registration"],
    fix="核实是否还共同生活: 嫁出、迁出另立户的删去, 户口迁走而仍同住的写明",
    basis="认定家庭成员按共同生活(社会救助暂行办法实施口径); 人户分离的须核实",
    false_alarms="上学、参军迁走户口而仍由本户供养; 县内迁移有新户口",
)
def moved_out(roll: Roll) -> Found:
    """户籍登记里这个人的状态是迁出, 而名册还把他列为本户成员, 也没有写迁出。

    同一人另有一条正常的户籍的 (县内迁移) 不判定; 名册自己写明迁出、死亡的不算; 在校生的户口常随学校走, 不判定。

       姓名    证件号码              在校生状况
    ✗  张三    350699197808200010    非在校生
    ✓  李四    350699195406120027    非在校生
    ?  王五    350699199604180010    本科
    ?  赵六    350699195203070015    非在校生

       〔household_registration〕姓名  户籍状态  等级
    =  张三                            迁出      A
    =  李四                            正常      A
    =  王五                            迁出      A
    =  赵六                            迁出      C
    """
    members, rows = roll.members, rows_of(roll, "household_registration")
    moved = says(rows, "status", "迁出|转出|迁往")
    doubtful = rows["member"].isin(rows.loc[says(rows, "status", "正常|在册|有效"), "member"])
    s = said(roll, rows[moved & ~doubtful], rows[moved & doubtful])
    here = ~(dead(members) | gone(members))
    pupil = np.zeros(len(members), dtype=bool)
    if "schooling_code" in members:
        pupil = ~members["schooling_code"].isin(["", "none"]).to_numpy()
    return found(
        s.where & here & ~pupil,
        "{name_raw}的户籍状态是“{status}”{day}",
        undecided=(s.unsure | s.where & pupil) & here,
        values={"status": texts(s.rows, "status"), "day": in_brackets(texts(s.rows, "cancelled_date"))},
        source=s.rows,
    )
