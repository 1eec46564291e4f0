"""The header is found wherever it stands, and the rows around the data are set aside with their reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.read.grid import Merge
from jingzhun.read.sheets.header import find_header

ROLL = ["序号", "户编号", "姓名", "证件号码", "与户主关系", "备注"]
DATA = [
    ["1", "H1", "林秀英", "350699196203070021", "户主", ""],
    ["2", "H1", "林建国", "350699199001010015", "之子", "合计过一次"],
    ["3", "H2", "陈小妹", "350699195001010010", "户主", "居民身份证"],
]


def test_plain_header():
    header = find_header([ROLL, *DATA])
    assert (header.first, header.last, list(header.texts)) == (1, 1, ROLL)


def test_titles_unit_lines_and_blank_rows_above():
    rows = [
        ["平和县建档立卡贫困户花名册（2016年）", "", "", "", "", ""],
        [],
        ["填表单位：九峰镇", "", "", "", "填表日期：2016年5月10日", ""],
        ROLL,
        *DATA,
    ]
    assert find_header(rows).first == 4
    # The same, with the cells merged as people do.
    merges = [Merge(1, 0, 1, 5), Merge(3, 0, 3, 3), Merge(3, 4, 3, 5)]
    header = find_header(rows, merges)
    assert (header.first, header.last, list(header.texts)) == (4, 4, ROLL)


TWO_LEVELS = [
    ["序号", "单位名称", "人员情况", "", "", "工资", "", "备注"],
    ["", "", "姓名", "身份证号", "编制性质", "应发", "实发", ""],
]
JOINED = [
    "序号",
    "单位名称",
    "人员情况/姓名",
    "人员情况/身份证号",
    "人员情况/编制性质",
    "工资/应发",
    "工资/实发",
    "备注",
]
PAYROLL = [["1", "九峰中学", "林建国", "350699199001010015", "事业", "5000", "4500", ""]] * 3


@pytest.mark.parametrize("merged", [True, False])
def test_two_levels_are_joined_with_and_without_merged_ranges(merged):
    merges = [
        Merge(1, 0, 1, 7),
        *(Merge(2, column, 3, column) for column in (0, 1, 7)),
        Merge(2, 2, 2, 4),
        Merge(2, 5, 2, 6),
    ]
    rows = [["平和县财政供养人员名册"], *TWO_LEVELS, *PAYROLL]
    header = find_header(rows, merges if merged else [])
    assert (header.first, header.last, list(header.texts)) == (2, 3, JOINED)


def test_three_levels_are_joined():
    rows = [
        ["户编号", "家庭成员", "", "", ""],
        ["", "基本信息", "", "关系", ""],
        ["", "姓名", "证件号码", "与户主关系", "民族"],
        ["H1", "林秀英", "350699196203070021", "户主", "汉族"],
    ]
    merges = [Merge(1, 0, 3, 0), Merge(1, 1, 1, 4), Merge(2, 1, 2, 2), Merge(2, 3, 2, 4)]
    header = find_header(rows, merges)
    assert (header.first, header.last) == (1, 3)
    assert list(header.texts) == [
        "户编号",
        "家庭成员/基本信息/姓名",
        "家庭成员/基本信息/证件号码",
        "家庭成员/关系/与户主关系",
        "家庭成员/关系/民族",
    ]


def test_three_levels_without_merged_ranges_are_inferred():
    rows = [
        ["户编号", "家庭成员", "", "", "", "住房", ""],
        ["", "基本信息", "", "关系", "", "", ""],
        ["", "姓名", "证件号码", "与户主关系", "民族", "面积", "危房户"],
        ["H1", "林秀英", "350699196203070021", "户主", "汉族", "80", "否"],
    ]
    header = find_header(rows)
    assert (header.first, header.last) == (1, 3)
    assert list(header.texts) == [
        "户编号",
        "家庭成员/基本信息/姓名",
        "家庭成员/基本信息/证件号码",
        "家庭成员/关系/与户主关系",
        "家庭成员/关系/民族",
        "住房/面积",
        "住房/危房户",
    ]


def test_groups_are_inferred_though_the_title_and_the_first_column_are_merged():
    rows = [["平和县财政供养人员名册", *[""] * 7], *TWO_LEVELS, *PAYROLL]
    merges = [Merge(1, 0, 1, 7), Merge(2, 0, 3, 0), Merge(2, 1, 3, 1), Merge(2, 7, 3, 7)]
    header = find_header(rows, merges)
    assert (header.first, header.last, list(header.texts)) == (2, 3, JOINED)


def test_the_group_tells_whose_name_a_column_holds():
    rows = [
        ["户主信息", "", "成员信息", "", ""],
        ["姓名", "身份证号", "姓名", "身份证号", "与户主关系"],
        ["林秀英", "350699196203070021", "林建国", "350699199001010015", "之子"],
    ]
    header = find_header(rows)
    assert list(header.texts)[:3] == ["户主信息/姓名", "户主信息/身份证号", "成员信息/姓名"]


def test_codes_below_the_header_belong_to_it():
    codes = ["XH", "HBH", "XM", "ZJHM", "YHZGX", "BZ"]
    header = find_header([ROLL, codes, *DATA])
    assert (header.first, header.last, list(header.texts)) == (1, 2, ROLL)


def test_line_breaks_and_spaces_inside_headers():
    header = find_header([["姓 名", "证件\n号码", "与户主\r\n关系"], *[row[2:5] for row in DATA]])
    assert list(header.texts) == ["姓名", "证件号码", "与户主关系"]


def test_official_short_names():
    rows = [["HPHM", "SYR", "SFZMHM", "CLLX"], ["E12345", "林建国", "350699199001010015", "K33"]]
    assert find_header(rows).last == 1


def test_unknown_headers_are_still_headers():
    rows = [["household_id", "doubtful", "because"], ["H1", "1", "CAR"], ["H2", "0", ""]]
    assert list(find_header(rows).texts) == ["household_id", "doubtful", "because"]


def test_a_table_without_header_has_none():
    assert find_header(DATA) is None
    assert find_header([]) is None
    assert find_header([["", ""], []]) is None


@pytest.mark.parametrize(
    "title", ["花名册", "2016年九峰镇建档立卡人员花名册", "低保人员名单（2016年）", "车辆登记表(一)"]
)
def test_an_unmerged_title_is_no_group_of_columns(title):
    """Of columns that repeat, those on the left would be called 花名册/姓名."""
    once = ["姓名", "身份证号", "与户主关系", "户编号", ""]
    people = [["林秀英", "350699196203070021", "户主", "H1", ""] * 2] * 3
    header = find_header([[title, *[""] * 9], once * 2, *people])
    assert (header.first, header.last, list(header.texts)) == (2, 2, once * 2)


def test_a_column_called_like_a_title_is_a_header_among_others():
    rows = [
        ["列入名单", "家庭成员", "", "", ""],
        ["", "姓名", "身份证号", "与户主关系", "民族"],
        ["是", "林秀英", "350699196203070021", "户主", "汉族"],
    ]
    rows[0].append("备注")
    header = find_header(rows)
    assert (header.first, header.last, header.texts[:2]) == (1, 2, ("列入名单", "家庭成员/姓名"))


titles = st.lists(
    st.sampled_from(
        ["", "平和县花名册", "建档立卡贫困户名单（2016）", "填表单位：九峰镇", "单位：元", "2016年5月", "第1页"]
    ),
    max_size=6,
)


@given(titles, st.integers(0, 4), st.permutations(range(6)))
def test_title_rows_and_blank_columns_change_nothing(titles, blanks, order):
    """However many titles stand above, whatever blank columns stand left, in any order of columns."""
    rows = [[""] * blanks + [row[place] for place in order] for row in [ROLL, *DATA]]
    header = find_header([[""] * blanks + [title] for title in titles] + rows)
    assert (header.first, header.last) == (len(titles) + 1, len(titles) + 1)
    assert list(header.texts) == [""] * blanks + [ROLL[place] for place in order]
