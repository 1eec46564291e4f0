"""What the user settles comes first, what cannot be told is a problem, and content that contradicts is a warning."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind
from jingzhun.read.columns.mapping import check_overrides, guess_kinds, match_columns
from jingzhun.read.columns.settled_columns import IGNORE
from jingzhun.read.options import ReadOptions
from small_county import CHEN, HUANG, LIN, ZENG

VEHICLES = TableKind("vehicles")
PEOPLE = [["林建国", LIN], ["陈志明", CHEN], ["黄丽珍", HUANG], ["曾水土", ZENG], ["赖阿珠", ZENG]]

# ── settled by the user ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("field", ["name", "owner_name", "person_name", "机动车所有人", "姓名", " Owner_Name "])
def test_a_settled_column_comes_before_its_header(field):
    match = match_columns(["登记人", "车主", "车牌号"], (), VEHICLES, {"登记人": field})
    assert match.fields == {"name": "登记人", "plate": "车牌号"}
    assert "“登记人”按指定读作机动车所有人" in match.notes
    assert any("“车主”也像" in note for note in match.notes)
    assert match.problems == ()


@pytest.mark.parametrize("key", ["户主 信息/经办人(签字)", "户主信息/经办人", "经办人", "＊经办人\n"])
def test_a_settled_header_is_compared_like_any_header(key):
    headers = ["户主信息/经办人(签字)", "证件号码"]
    match = match_columns(headers, (), TableKind.ROLL, {key: "name"})
    assert match.fields["name"] == headers[0]


def test_the_exact_header_is_meant_where_several_end_alike():
    headers = ["户主信息/姓名", "家庭成员/姓名"]
    match = match_columns(headers, (), TableKind.ROLL, {"户主信息/姓名": "name"})
    assert match.fields == {"name": "户主信息/姓名"}
    both = match_columns(headers, (), TableKind.ROLL, {"姓名": "name"})
    assert any("户主信息/姓名" in problem and "家庭成员/姓名" in problem for problem in both.problems)


@pytest.mark.parametrize("value", sorted(IGNORE))
def test_an_ignored_column_is_nothing_even_by_its_content(value):
    headers, rows = ["姓名", "编号"], PEOPLE
    assert match_columns(headers, rows, TableKind.ROLL).fields["id_number"] == "编号"
    match = match_columns(headers, rows, TableKind.ROLL, {"编号": value})
    assert match.fields == {"name": "姓名"}
    assert "“编号”按指定不读取" in match.notes


def test_a_settled_identity_column_stays_whatever_it_holds():
    rows = [["林建国", "12", LIN]] * 3
    match = match_columns(["姓名", "证号", "编号"], rows, TableKind.ROLL, {"证号": "id_no"})
    assert match.fields["id_number"] == "证号"
    assert any("请核对" in note for note in match.notes)


def test_a_field_of_another_kind_settles_nothing_here():
    match = match_columns(["姓名", "车号"], (), TableKind.ROLL, {"车号": "plate"})
    assert match.fields == {"name": "姓名"}


def test_what_no_table_has_is_not_used():
    assert match_columns(["姓名"], (), TableKind.ROLL, {"车主": "name"}).fields == {"name": "姓名"}


def test_an_unknown_field_is_refused_with_the_closest():
    check_overrides({"车主": "owner_name", "甲": "忽略", "乙": "死亡日期", "丙": "hh_id"})
    with pytest.raises(RequestError) as refused:
        check_overrides({"车主": "onwer_name"})
    assert "车主" in refused.value.what
    assert "onwer_name" in refused.value.what
    with pytest.raises(RequestError) as refused:
        check_overrides({"车主": "id_numbr"})
    assert "id_number(" in refused.value.fix


def test_settled_columns_reach_the_table_of_a_file(tmp_path: Path):
    path = tmp_path / "车辆.xlsx"
    book = openpyxl.Workbook()
    for row in [
        ["牌", "谁的", "哪个号", "车辆类型", "号牌种类"],
        *(["闽E1234" + str(i), *row, "K33", "02"] for i, row in enumerate(PEOPLE)),
    ]:
        book.active.append(row)
    book.create_sheet("二").append(["闽E12349", *PEOPLE[0], "K33", "02"])  # the header of this sheet is gone
    book.save(path)
    options = ReadOptions(columns={"谁的": "owner_name", "哪个号": "id_no", "牌": "plate_number"})
    first, second = read.open_file(path, path.name, tmp_path, options)
    for table in (first, second):
        assert table.mapping_for(VEHICLES) == {
            "plate": "牌", "name": "谁的", "id_number": "哪个号", "vehicle_class": "车辆类型", "plate_kind": "号牌种类",
        }  # fmt: skip


# ── problems ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_names_that_differ_are_a_problem_and_either_can_be_settled():
    headers, rows = ["所有人", "车主", "车牌号"], [["林建国", "陈志明", "E12345"]] * 3
    (problem,) = match_columns(headers, rows, VEHICLES).problems
    assert "“所有人”和“车主”" in problem
    assert "--map '车主=机动车所有人'" in problem
    settled = match_columns(headers, rows, VEHICLES, {"车主": "机动车所有人"})
    assert (settled.fields["name"], settled.problems) == ("车主", ())


def test_two_names_that_agree_are_none():
    rows = [["林建国", "林 建国", "E12345"], ["陈志明", "", "E12346"]]
    match = match_columns(["所有人", "车主", "车牌号"], rows, VEHICLES)
    assert (match.fields["name"], match.problems) == ("所有人", ())
    assert any("“车主”也像" in note for note in match.notes)


def test_two_numbers_that_complete_each_other_are_a_problem():
    rows = [["林建国", LIN, ""], ["陈志明", "", CHEN]]
    match = match_columns(["姓名", "身份证号", "证件号码"], rows, TableKind.ROLL)
    assert len(match.problems) == 1


def test_a_number_column_without_identity_numbers_gives_way_to_one_with_them():
    rows = [[name, str(place), number] for place, (name, number) in enumerate(PEOPLE)]
    match = match_columns(["姓名", "证件号码", "身份证号"], rows, TableKind.ROLL)
    assert (match.fields["id_number"], match.problems) == ("身份证号", ())


def test_two_nameless_number_columns_are_a_problem():
    rows = [[name, number, other] for (name, number), (_, other) in pairwise(PEOPLE)]
    assert match_columns(["姓名", "B列", "C列"], rows, TableKind.ROLL).problems


@pytest.mark.parametrize(
    "headers",
    [
        ["姓名", "身份证号", "残疾证号"],
        ["姓名", "身份证号", "户主姓名", "户主身份证号", "与户主关系"],
        ["姓名", "身份证号", "监护人姓名", "监护人身份证号"],
        ["姓名", "身份证号", "配偶姓名", "配偶身份证号", "与户主关系", "称谓"],
        ["户编号", "低保证号", "姓名", "身份证号", "领款人", "曾用名"],
        ["姓名", "身份证号", "户联系电话", "人联系电话", "家属电话"],
        ["姓名", "身份证号", "与户主关系", "与申请人关系"],
    ],
)
def test_columns_of_less_worth_compete_with_none(headers):
    rows = [[f"{header}{row}" for header in headers] for row in range(3)]
    assert match_columns(headers, rows, TableKind.ROLL).problems == ()


def test_a_missing_column_is_told_with_the_headers_and_the_closest_of_them():
    (problem,) = match_columns(["车主人", "车牌号", "颜色"], (), VEHICLES, {"车主人": "忽略"}).problems
    assert "机动车所有人" in problem
    assert "车主人、车牌号、颜色" in problem
    assert "“车主人”与“车主”(80 分)" in problem


# ── content ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "kind", "good", "bad", "words"),
    [
        ("姓名", "roll", "林建国", "1234", "姓名"),
        ("出生日期", "roll", "1952.3.7", "福坪村", "日期"),
        ("死亡日期", "deaths", "2015年3月", "病故", "日期"),
        ("车牌号", "vehicles", "闽E·12345", "小型轿车", "车牌号"),
        ("性别", "roll", "女", "林建国", "性别"),
    ],
)
def test_content_that_contradicts_the_header_is_a_warning_with_its_share(header, kind, good, bad, words):
    rows = [[bad]] * 9 + [[good]]
    assert any(
        f"“{header}”" in note and words in note and "10%" in note
        for note in match_columns([header], rows, TableKind(kind)).notes
    )
    assert match_columns([header], [[good]] * 9 + [[bad]], TableKind(kind)).notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "1952-03-07",
        "52年3月",
        "1952-03",
        "19520307",
        "1952",
        "18994",
        "不详",
        "农历三月初七",
        "1952/3/7 08:00",
        "7/3/1952",
        "二〇一五年三月",
    ],
)
def test_dates_of_every_style_are_no_reason_to_warn(text):
    assert match_columns(["死亡日期"], [[text]] * 5, TableKind("deaths")).notes == ()


@pytest.mark.parametrize(
    "text", ["E12345", "闽E12345", "闽ED12345", "闽E12345挂", "闽06-12345", "闽e-12345", "粤Z1234港"]
)
def test_plates_of_every_style_are_no_reason_to_warn(text):
    assert match_columns(["车牌号"], [[text]] * 5, VEHICLES).notes == ()


def test_a_number_column_that_holds_telephones_says_so():
    match = match_columns(["姓名", "身份证号"], [["林建国", "13900000000"]] * 4, TableKind.ROLL)
    assert any("100% 像手机号" in note for note in match.notes)


def test_a_column_of_names_is_found_by_its_content_if_it_is_the_only_one():
    rows = [[name, number, "闽E1234" + str(place)] for place, (name, number) in enumerate(PEOPLE)]
    match = match_columns(["A列", "身份证号", "车牌号"], rows, VEHICLES)
    assert match.fields["name"] == "A列"
    assert "“A列”的内容是姓名，按姓名读取" in match.notes
    two = match_columns(
        ["A列", "身份证号", "B列"], [[row[0], row[1], rows[-1 - place][0]] for place, row in enumerate(rows)], VEHICLES
    )
    assert "name" not in two.fields


@pytest.mark.parametrize(
    "texts",
    [["林下村", "黄田村", "陈巷村", "李家村", "曾厝村"], ["张三"] * 9, ["黄金", "林地", "汽车", "电脑", "住宅"]],
)
def test_places_and_words_are_no_names(texts):
    rows = [[text, LIN] for text in texts]
    assert "name" not in match_columns(["A列", "身份证号"], rows, VEHICLES).fields


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), max_size=6))
def test_any_content_can_be_read_as_any_kind(rows):
    headers = ["姓名", "身份证号", "日期"]
    matches = {kind: match_columns(headers, rows, TableKind(kind)) for kind in ("roll", "deaths", "vehicles")}
    guess_kinds(matches)
    for match in matches.values():
        assert set(match.fields.values()) <= set(headers)
        assert len(set(match.fields.values())) == len(match.fields)
