"""JZ309: a whole household is listed a second time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import PLACE, first_of_household, place
from jingzhun.rules.rule import Found, Roll, found, rule

_SOUND = ("valid", "upgraded")
_FEWEST_SHARED = 2
# A number on more rows than this was filled in by machine and is nobody's.
_MOST_BEARERS = 30


@rule(
    "JZ309",
    title="整户重复列入",
    severity=Severity.REVIEW,
    needs=["id_text", "household_id"],
    fix="查两份建档资料, 保留实际居住地的一份, 另一份注销, 停发重复的补助",
    basis="国开办发〔2014〕24号: 以户为单位, 一户一档",
    false_alarms="易地搬迁、跨乡镇迁移的户, 迁出地还没有注销",
)
def household_listed_twice(roll: Roll) -> Found:
    """两户之中有两个以上的成员号码相同, 而且占其中一户的大半: 是同一户列了两次, 常在两个乡镇或两个村各列一次。

    只有一人重复的由 JZ301 指出。每户只报一次。没有两个号码完好的成员的户, 不在此列。

       户编号  姓名    证件号码              乡镇      行政村
    ✗  1       张三    350699195203070015    九峰镇    三坑村
    ✓  1       李英    350699195406120027    九峰镇    三坑村
    ✗  2       张三    350699195203070015    山格镇    平寨村
    ✓  2       李英    350699195406120027    山格镇    平寨村
    ✓  3       王五    350699196604180033    九峰镇    三坑村
    """
    members = roll.members
    twins = _twins(members)
    first = first_of_household(members)
    other = members["household"].map(twins["other"])
    leads = members.loc[first, ["household", "household_id", "name_raw"]].assign(
        place=place(members.loc[first, list(PLACE)])
    )
    leads = leads.set_index("household")
    there = other[first & other.notna()]
    lead = leads.loc[there.astype("int64")].set_axis(there.index)
    words = "户" + lead["household_id"].astype("str") + (" (" + lead["place"] + ")").where(lead["place"] != "", "")
    return found(
        first & other.notna(),
        "与{other}是同一户: {people} 人号码相同",
        values={"other": words, "people": members.loc[there.index, "household"].map(twins["people"])},
    )


def _twins(members: pd.DataFrame) -> pd.DataFrame:
    """By household the one that shares most numbers with it (``other``), and how many (``people``)."""
    sound = members["id_state"].isin(_SOUND).to_numpy()
    numbers = members["id_value"].to_numpy()[sound] // 10
    rows = pd.DataFrame({"number": numbers, "household": members["household"].to_numpy()[sound]}).drop_duplicates()
    _, inverse, counts = np.unique(rows["number"].to_numpy(), return_inverse=True, return_counts=True)
    size = rows.groupby("household")["number"].size()
    repeated = rows[(counts[inverse] > 1) & (counts[inverse] <= _MOST_BEARERS)]
    pairs = repeated.merge(repeated, on="number", suffixes=("", "_other"))
    pairs = pairs[pairs["household"] != pairs["household_other"]]
    shared = pairs.groupby(["household", "household_other"]).size().reset_index(name="people")
    smaller = np.minimum(shared["household"].map(size), shared["household_other"].map(size))
    shared = shared[(shared["people"] >= _FEWEST_SHARED) & (2 * shared["people"] > smaller)]
    names = members["household_id"].groupby(members["household"]).first() if len(shared) else pd.Series(dtype="str")
    shared = shared.assign(id=shared["household_other"].map(names).astype("str"))
    shared = shared.sort_values(["household", "people", "id"], ascending=[True, False, True], kind="stable")
    return shared.drop_duplicates("household").set_index("household").rename(columns={"household_other": "other"})
