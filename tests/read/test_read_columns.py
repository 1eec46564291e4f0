"""Headers become fields, fields make a kind, and content has the last word on identity columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.model import TableKind
from jingzhun.read.columns import guess_kinds, load_lexicon, looks_like_identity, match_columns, normalise_header

NUMBER = "350699199001010015"
SYSTEM_EXPORT = (
    (
        "序号,数据日期,县(市、区、旗),乡(镇),行政村,自然村,户编号,人编号,姓名,证件号码,人数,与户主关系,民族,文化程度,在校生状况,健康状况,劳动技能,"
        "务工时间（月）,是否参加大病保险,致贫原因1,危房户,是否解决安全饮用水,人均纯收入,户联系电话,人联系电话,首次识别时间,人员识别时间,户类型,"
        "易返贫致贫户(监测对象)类型,风险是否消除,风险识别时间,风险消除时间"
    )
    .replace("县(市、区、旗)", "县(市区旗)")
    .split(",")
)
# fmt: off
VEHICLES = [
    "XH", "HPZL", "HPHM", "CLPP1", "CLXH", "FDJH", "CLLX", "CSYS", "SYXZ", "SFZMMC", "SFZMHM", "SYR", "CCDJRQ", "DJRQ",
    "YXQZ", "FZJG", "ZSXXDZ", "ZT",
]
PROPERTY = [
    "不动产单元号", "不动产权证号", "坐落", "权利人", "证件种类", "证件号", "共有情况", "权利类型", "权利性质", "用途",
    "建筑面积", "取得方式", "登记时间", "权属状态",
]
PAYROLL = [
    "单位名称", "姓名", "身份证号", "性别", "人员类别", "编制性质", "经费形式", "职务", "参加工作时间", "实发工资",
]
# fmt: on


def kinds_of(headers, rows=()):
    return guess_kinds({spec.kind: match_columns(headers, rows, spec.kind) for spec in load_lexicon().kinds})


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (SYSTEM_EXPORT, "roll"),
        (VEHICLES, "vehicles"),
        (PROPERTY, "property"),
        (PAYROLL, "payroll"),
        (["户主姓名", "身份证号", "家庭人口", "致贫原因", "乡镇", "行政村"], "roll"),
        (["车牌号", "车主", "身份证号", "车辆类型", "登记日期"], "vehicles"),
        (["产权人", "产权人身份证号", "房屋坐落", "建筑面积", "产权证号"], "property"),
        (["序号", "单位", "人员情况/姓名", "人员情况/身份证号", "人员情况/编制性质", "职务"], "payroll"),
    ],
)
def test_kinds(headers, kind):
    guesses = kinds_of(headers)
    assert guesses[0].kind == kind
    assert len(guesses) == 1 or guesses[0].score > guesses[1].score
    assert guesses[0].why.startswith("有 ")


@pytest.mark.parametrize(
    "headers",
    [
        [
            "roll_file",
            "roll_sheet",
            "roll_row",
            "register",
            "register_file",
            "register_sheet",
            "register_row",
            "damage",
        ],
        ["household_id", "doubtful", "because"],
        ["日期", "科目", "金额", "备注"],
        ["姓名", "身份证号", "联系电话"],
        [],
    ],
)
def test_other_tables_have_no_kind(headers):
    assert kinds_of(headers) == ()


def test_every_column_of_the_short_names_is_mapped():
    fields = match_columns(VEHICLES, (), TableKind.VEHICLES).fields
    assert fields == {
        "plate_kind": "HPZL",
        "plate": "HPHM",
        "brand": "CLPP1",
        "model": "CLXH",
        "vehicle_class": "CLLX",
        "use": "SYXZ",
        "id_number": "SFZMHM",
        "name": "SYR",
        "registered_date": "CCDJRQ",
        "valid_until": "YXQZ",
        "issuer": "FZJG",
        "address": "ZSXXDZ",
        "status": "ZT",
    }


def test_system_export_is_mapped():
    fields = match_columns(SYSTEM_EXPORT, (), TableKind.ROLL).fields
    assert fields["county"] == "县(市区旗)"
    assert (fields["township"], fields["village"], fields["group"]) == ("乡(镇)", "行政村", "自然村")
    assert (fields["cause"], fields["category"], fields["phone"]) == ("致贫原因1", "户类型", "户联系电话")
    assert fields["identified_date"] == "首次识别时间"


def test_the_heads_columns_are_the_persons_only_where_there_are_no_others():
    both = match_columns(["户主姓名", "户主身份证号", "姓名", "身份证号"], (), TableKind.ROLL).fields
    assert both == {"household_head": "户主姓名", "name": "姓名", "id_number": "身份证号"}
    alone = match_columns(["户主姓名", "户主身份证号", "人数"], (), TableKind.ROLL).fields
    assert alone == {"name": "户主姓名", "id_number": "户主身份证号", "household_size": "人数"}


def test_joined_headers_of_head_and_members():
    headers = ["户主信息/姓名", "户主信息/证件号码", "家庭成员/姓名", "家庭成员/证件号码", "家庭成员/与户主关系"]
    fields = match_columns(headers, (), TableKind.ROLL).fields
    assert fields == {
        "household_head": "户主信息/姓名",
        "name": "家庭成员/姓名",
        "id_number": "家庭成员/证件号码",
        "relation": "家庭成员/与户主关系",
    }


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("＊姓　名\n(必填)", "姓名"),
        ("证件号码（身份证）", "证件号码"),
        ("乡(镇)", "乡"),
        ("A6 公民身份号码", "公民身份号码"),
        ("（元）", "(元)"),
        ("syr", "SYR"),
        ("1、姓名", "姓名"),
        ("2016年收入", "2016年收入"),
    ],
)
def test_headers_are_reduced_to_what_is_compared(text, plain):
    assert normalise_header(text) == plain


def test_near_misses_are_taken_and_told():
    match = match_columns(["姓名", "居民身份证件号码"], (), TableKind.ROLL)
    assert match.fields["id_number"] == "居民身份证件号码"
    assert any("相近" in note for note in match.notes)


def test_two_columns_for_one_field_are_told():
    match = match_columns(["姓名", "残疾证号", "身份证号"], (), TableKind.ROLL)
    assert match.fields["id_number"] == "身份证号"
    assert any("残疾证号" in note for note in match.notes)


def test_content_decides_about_identity_columns():
    rows = [["张三", "12", NUMBER], ["李四", "13", "350699********0028"], ["王五", "14", "3.50699196203071E+17"]]
    match = match_columns(["姓名", "序号", "编号"], rows, TableKind.ROLL)
    assert match.fields["id_number"] == "编号"
    assert any("编号" in note for note in match.notes)
    swapped = match_columns(["姓名", "身份证号", "编号"], rows, TableKind.ROLL)
    assert swapped.fields["id_number"] == "编号"
    wrong = match_columns(["姓名", "身份证号"], [["张三", "12"]], TableKind.ROLL)
    assert any("请核对" in note for note in wrong.notes)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "350699900101001",
        " 35069919620307002x ",
        "３５０６９９１９９００１０１００１５",
        "350699********0028",
        "'" + NUMBER,
    ],
)
def test_identity_numbers_in_many_states(text):
    assert looks_like_identity(text)


@pytest.mark.parametrize(
    "text", ["", "H1", "13800000000", "350699199099010015", "91350699MA00000000", "3506991990010100"]
)
def test_other_numbers_are_none(text):
    assert not looks_like_identity(text)


def test_no_word_belongs_to_two_fields_of_one_kind():
    """Within a kind's own lists; a shared word may be overruled, never doubled."""
    for spec in load_lexicon().kinds:
        assert set(spec.weights) <= {field for field, _ in spec.words.values()} | {
            field for field, _ in spec.fallback.values()
        }


@given(st.permutations(SYSTEM_EXPORT))
def test_the_order_of_columns_changes_no_unambiguous_field(headers):
    fields = match_columns(headers, (), TableKind.ROLL).fields
    expected = match_columns(SYSTEM_EXPORT, (), TableKind.ROLL).fields
    assert fields == expected
