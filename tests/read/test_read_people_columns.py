"""Whose name and whose number a column holds, where a roll has columns for the head and for the members."""

from __future__ import annotations

from jingzhun.kinds import TableKind
from jingzhun.read.columns.mapping import match_columns


def mapped(*headers: str) -> dict[str, str]:
    return match_columns(headers, [["x"] * len(headers)], TableKind.ROLL).fields


def test_the_members_own_number_wins_over_the_applicants() -> None:
    fields = mapped("低保证号", "申请人姓名", "申请人身份证号", "家庭成员姓名", "家庭成员身份证号", "与申请人关系")
    assert (fields["name"], fields["id_number"]) == ("家庭成员姓名", "家庭成员身份证号")
    assert fields["household_head"] == "申请人姓名"


def test_the_heads_columns_serve_where_there_are_no_others() -> None:
    fields = mapped("申请人姓名", "申请人身份证号", "家庭人口")
    assert (fields["name"], fields["id_number"]) == ("申请人姓名", "申请人身份证号")
    assert "household_head" not in fields
