"""Whose name and whose number a column holds: a name and a number of two people are never read as one person's."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields import idcard
from jingzhun.kinds import TableKind
from jingzhun.read.columns.cell_shapes import identity_share, looks_like_identity
from jingzhun.read.columns.mapping import match_columns
from small_county import identity_number

NAMES = ["刘英", "黄建国", "林秀明", "陈志华", "曾水土", "赖阿珠", "郑丽美", "何斌"]
HEADS = ["刘英", "刘英", "林秀明", "林秀明", "曾水土", "曾水土", "郑丽美", "郑丽美"]
RELATIONS = ["户主", "配偶"] * 4
NUMBERS = [identity_number(19500101 + place, place) for place in range(8)]
OTHERS = [identity_number(19880201 + place, place) for place in range(8)]
PLATES = [f"闽E1234{place}" for place in range(8)]


def match(kind: str, overrides=None, **columns):
    return match_columns(list(columns), list(zip(*columns.values(), strict=True)), TableKind(kind), overrides)


# ── the head's name and the members' numbers ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", ["家庭成员", "成员", "享受低保人员", "供养人员姓名", "家庭成员姓名"])
def test_the_members_names_come_before_the_heads(header):
    columns = {"户主姓名": HEADS, header: NAMES, "身份证号": NUMBERS, "与户主关系": RELATIONS}
    found = match("roll", **columns)
    assert (found.fields["name"], found.fields["id_number"]) == (header, "身份证号")
    assert found.fields["household_head"] == "户主姓名"
    assert found.problems == ()


def test_the_old_peoples_names_come_before_the_heads_in_a_list_of_subsidies():
    found = match("subsidies", 户主姓名=HEADS, 老人姓名=NAMES, 身份证号=NUMBERS, 补贴项目=["高龄补贴"] * 8)
    assert (found.fields["name"], found.problems) == ("老人姓名", ())


@pytest.mark.parametrize("header", ["某某", "享受待遇的是谁", "孙辈姓名"])
def test_names_that_may_be_the_persons_beside_the_heads_are_a_question(header):
    columns = {"户主姓名": HEADS, header: NAMES, "身份证号": NUMBERS, "与户主关系": RELATIONS}
    (problem,) = match("roll", **columns).problems
    assert f"“户主姓名”和“{header}”" in problem
    settled = match("roll", {header: "忽略"}, **columns)
    assert (settled.fields["name"], settled.problems) == ("户主姓名", ())


def test_the_heads_name_beside_the_heads_number_or_beside_itself_is_no_question():
    found = match("roll", 户主姓名=HEADS, 户主身份证号=NUMBERS, 某某=NAMES, 家庭人口=["2"] * 8)
    assert (found.fields["name"], found.fields["id_number"], found.problems) == ("户主姓名", "户主身份证号", ())
    found = match("roll", 户主姓名=NAMES, 身份证号=NUMBERS, 某某=NAMES, 家庭人口=["2"] * 8)
    assert (found.fields["name"], found.problems) == ("户主姓名", ())


@pytest.mark.parametrize("texts", [["3人"] * 8, ["2"] * 8, ["父子、配偶"] * 8])
def test_a_column_of_members_without_names_is_no_name(texts):
    found = match("roll", 户主姓名=NAMES, 家庭成员=texts, 身份证号=NUMBERS, 致贫原因=["病"] * 8)
    assert (found.fields["name"], found.problems) == ("户主姓名", ())


# ── anybody's number ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "name", "number"),
    [
        ("vehicles", "车主", "户主身份证号"),
        ("vehicles", "车主", "法人身份证号"),
        ("vehicles", "车主", "承租人身份证号"),
        ("enrolment", "学生姓名", "家长身份证号"),
        ("enrolment", "学生姓名", "家长/身份证号"),
        ("roll", "户主姓名", "学生身份证号"),
        ("roll", "姓名", "子女身份证号"),
        ("roll", "姓名", "母身份证号码"),
        ("roll", "姓名", "母亲身份证号码"),
        ("roll", "姓名", "女婿身份证件号码"),
    ],
)
def test_a_number_that_the_header_gives_to_somebody_else_is_not_the_persons(kind, name, number):
    found = match(kind, **{name: NAMES, number: OTHERS, "备注": [""] * 8})
    assert found.fields["name"] == name
    assert "id_number" not in found.fields
    assert any(f"“{number}”" in note and "--map" in note for note in found.notes), found.notes


def test_the_number_of_somebody_else_is_read_once_it_is_settled():
    found = match("roll", {"贫困群众身份证号": "身份证号"}, 姓名=NAMES, 贫困群众身份证号=NUMBERS)
    assert found.fields["id_number"] == "贫困群众身份证号"


@pytest.mark.parametrize(
    "header", ["编号", "证号", "号码", "C列", "二代身份证号", "个人身份证号码", "基本信息/编号", "现身份证号"]
)
def test_a_number_that_the_header_gives_to_nobody_is_the_persons_by_its_content(header):
    assert match("roll", **{"姓名": NAMES, header: NUMBERS}).fields["id_number"] == header


# ── numbers that are damaged ─────────────────────────────────────────────────────────────────────────────────────

MASKED = [
    "35069919520307****", "350699XXXXXXXX0028", "350699####0028", "350699•••••••0028", "350699********",
    "350699195203070028.0", "3.50699195203070E+17", "350699********0028", "3506****1", "350699195203070000",
    "350699…0028", "350699□□□□□□□□0028", "3506991952●●●●0028", "350699****0307****",
]  # fmt: skip


@pytest.mark.parametrize("text", MASKED)
def test_what_the_fields_take_for_a_damaged_number_looks_like_one(text):
    assert looks_like_identity(text)
    assert identity_share([text, "林建国"]) == 0.5


@pytest.mark.parametrize("text", MASKED)
def test_a_damaged_column_of_the_right_name_keeps_its_place(text):
    found = match("enrolment", 学生姓名=NAMES, 身份证号码=[text] * 8, 证号=OTHERS, 家长身份证号=OTHERS)
    assert (found.fields["id_number"], found.problems) == ("身份证号码", ())
    assert not any("请核对" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    ["138****0000", "13800000000", "########", "1952-03-07", "12345678.00", "2016063020261231", "350.123456", "3.2E+04",
     "********", "6222020200012345678", "G350699195203070028", "闽E****5"],
)  # fmt: skip
def test_what_is_no_number_of_a_person_does_not_look_like_one(text):
    assert not looks_like_identity(text)


@given(st.text(st.sampled_from("0123456789X*•#.E+"), min_size=6, max_size=21))
def test_what_looks_like_a_number_is_one_to_the_fields(text):
    good = (
        *idcard.COMPLETE_STATES[:2],
        idcard.IdState.UPGRADED,
        idcard.IdState.ROUNDED,
        idcard.IdState.ROUNDED_FLOAT,
        idcard.IdState.MASKED,
    )
    if looks_like_identity(text):
        assert idcard.parse_column(pa.array([text])).state[0] in good


# ── social insurance, firms ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", ["社会保障号码", "社会保障号", "个人编号", "社保号"])
def test_the_number_of_the_insured_is_the_identity_number_if_it_holds_it(header):
    found = match("insurance", **{"姓名": NAMES, header: NUMBERS, "参保险种": ["养老"] * 8, "参保状态": ["正常"] * 8})
    assert (found.fields["id_number"], found.problems) == (header, ())
    both = match("insurance", **{"姓名": NAMES, header: ["10" + str(place) for place in range(8)], "身份证号": NUMBERS})
    assert (both.fields["id_number"], both.fields["insurance_number"], both.problems) == ("身份证号", header, ())
    none = match("insurance", **{"姓名": NAMES, header: ["10" + str(place) for place in range(8)]})
    assert none.fields == {"name": "姓名", "insurance_number": header}


def test_the_household_number_is_no_ones_identity_number():
    assert "id_number" not in match("roll", 姓名=NAMES, 户编号=NUMBERS).fields


def test_a_shareholder_with_a_number_comes_before_a_representative_without_one():
    columns = {
        "企业名称": ["甲厂"] * 8,
        "股东姓名": NAMES,
        "股东身份证号": NUMBERS,
        "出资额": ["5"] * 8,
        "法定代表人": HEADS,
    }
    found = match("business", **columns)
    assert (found.fields["name"], found.fields["id_number"]) == ("股东姓名", "股东身份证号")
    assert any("“法定代表人”" in note for note in found.notes)
    found = match("business", 法定代表人身份证号=OTHERS, **columns)
    assert (found.fields["name"], found.fields["id_number"]) == ("法定代表人", "法定代表人身份证号")
    found = match("business", {"法定代表人": "name"}, **columns)
    assert found.fields["name"] == "法定代表人"
    assert "id_number" not in found.fields


# ── the half of a list that stands beside the other ──────────────────────────────────────────────────────────────


def test_a_name_under_a_group_that_names_nobody_else_is_a_question():
    columns = {"花名册/姓名": NAMES, "姓名": NAMES[::-1], "身份证号": NUMBERS}
    assert len(match("roll", **columns).problems) == 1
    assert match("roll", **(columns | {"姓名": NAMES})).problems == ()
    for group in ("户主信息", "监护人", "配偶信息", "家长情况", "帮扶责任人", "开户信息", "账户"):
        assert match("roll", **{f"{group}/姓名": NAMES, "姓名": NAMES[::-1], "身份证号": NUMBERS}).problems == (), group
