"""JZ323: the name beside a number is another one than last year."""

from __future__ import annotations

from jingzhun.fields.name_levels import NameLevel
from jingzhun.model import Severity
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.same_name import agrees, name_levels


@rule(
    "JZ323",
    title="姓名与去年不同",
    severity=Severity.REVIEW,
    needs=["id_text", "name_raw"],
    needs_previous=True,
    fix="对照身份证和户口簿: 改名的附证明, 换了人的查原因",
    basis="GB 11643-1999: 一人一号; 号码不变而换人的是顶替",
    false_alarms="改名; 乳名、曾用名改写成身份证上的姓名",
)
def name_changed(roll: Roll) -> Found:
    """号码与去年相同而姓名不同: 可能改了名, 也可能把名额给了别人。

    异体、同音、近音、形近、少一字、有字无法辨认的是写法不同, 不算; 只有一字不同的可能是错字, 也可能是兄弟姐妹, 不判定。

       户编号  姓名    证件号码
    ✗  1       林志强  350699195203070015
    ✓  2       張秀英  350699195406120027
    ?  3       王阿珠  350699196604180033

       〔去年花名册〕户编号  姓名    证件号码
    =  1       张水土  350699195203070015
    =  2       张秀英  350699195406120027
    =  3       王阿珍  350699196604180033
    """
    members, previous = roll.members, previous_members(roll)
    before = together(roll).of_before(previous["name"])
    here = members.loc[before.index, "name"]
    differs = before[(before != here) & (before != "") & (here != "")]
    levels = name_levels(here.loc[differs.index], differs)
    open_question = levels.isin([NameLevel.ONE_DIFFERENT, NameLevel.SURNAME_LOST, NameLevel.MISSING])
    where, unsure = (
        mask.reindex(members.index, fill_value=False) for mask in (~agrees(levels) & ~open_question, open_question)
    )
    names = together(roll).of_before(previous["name_raw"])
    return found(where, "去年这个号码 {id_masked} 的姓名是“{before}”", undecided=unsure, values={"before": names})
