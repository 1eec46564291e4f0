"""Headers become fields, fields make a kind, and content has the last word on identity columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.kinds import TableKind
from jingzhun.read.columns.mapping import (
    guess_kinds,
    load_lexicon,
    looks_like_identity,
    match_columns,
    normalise_header,
)

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
    fields = match_columns(VEHICLES, (), TableKind("vehicles")).fields
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
        ("（元）", "元"),
        ("【姓名】", "姓名"),
        ("A6. 公民身份号码", "公民身份号码"),
        ("A3a 主要致贫原因", "主要致贫原因"),
        ("(1)姓名", "姓名"),
        ("①姓名", "姓名"),
        ("二、姓名", "姓名"),
        ("●▲※姓名★", "姓名"),
        ("选填：联系电话", "联系电话"),
        ("姓名（户主", "姓名"),
        ("补贴金额：元", "补贴金额"),
        ("面积,单位:亩", "面积"),
        ("身份证号码〔18位〕", "身份证号码"),
        ("乡 （镇）\r\n", "乡"),
        ("12月工资", "12月工资"),
        ("单元", "单元"),
        ("ＨＰＨＭ", "HPHM"),
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
    assert any("相近（" in note and "分）" in note for note in match.notes)


# Variants of domain.md, section 2 (the project's notes on real tables): header, field, kind.
VARIANTS = {
    ("roll", "name"): "姓名 成员姓名 家庭成员姓名 人员姓名 户主 户主姓名 申请人 申请人姓名 保障人 领款人 XM xm",
    (
        "roll",
        "id_number",
    ): "证件号码 身份证号 身份证号码 公民身份号码 居民身份证号 身份证 身份证件号 证件号 有效身份证件号码 "
    "公民身份号码或残疾证号 残疾证号 SFZH SFZMHM ZJHM ZJH GMSFHM 公民身份号码**或残疾证号** A6公民身份号码",
    ("roll", "relation"): "与户主关系 户主关系 与户主的关系 家庭关系 关系 称谓 YHZGX A7关系",
    ("roll", "household_id"): "户编号 户号 家庭编号 贫困户编号 户编码 建档立卡户编号 低保证号 救助证号 aac001",
    ("roll", "household_size"): "人数 家庭人口 家庭人口数 人口数 家庭成员数 保障人口 保障人数",
    ("roll", "county"): "县 县(市、区、旗) 区县",
    ("roll", "township"): "乡 乡(镇) 乡镇 乡镇街道 镇 乡（镇）",
    ("roll", "village"): "村 行政村 村(居) 村居 社区",
    ("roll", "group"): "组 村民小组 自然村",
    ("roll", "address"): "家庭住址 户籍地址 现住址",
    ("roll", "category"): "贫困户属性 户类型 贫困类型 救助类别 低保类别 监测对象类别 识别标准 A1识别标准 A2属性 aac006",
    (
        "roll",
        "status",
    ): "脱贫属性 脱贫标志 脱贫状态 是否脱贫 风险是否消除 风险是否已消除 风险是否已消除0 保障状态 aar010",
    ("roll", "phone"): "联系电话 户联系电话 人联系电话 手机 手机号码 电话",
    ("roll", "amount"): "金额 补助金额 保障金 月保障金 发放金额",
    ("roll", "cause"): "致贫原因1 致贫/返贫风险1 A3a主要致贫原因 aac007",
    ("roll", "identified_date"): "首次识别时间 人员识别时间 识别监测时间 风险识别时间",
    ("roll", "health"): "健康状况 JKZK",
    ("roll", "income"): "人均纯收入 家庭人均纯收入 年人均纯收入(元)",
    ("roll", "wage_income"): "工资性收入",
    ("roll", "business_income"): "生产经营性收入",
    ("roll", "work_months"): "务工时间（月） 务工月数",
    ("roll", "post"): "公益性岗位",
    ("roll", "post_months"): "公益性岗位（月数） 公益性岗位月数",
    ("roll", "exit_date"): "脱贫年度 风险消除时间 消除监测时间",
    ("roll", "housing_state"): "危房户 住房情况",
    ("roll", "farmland_area"): "耕地面积（亩）",
    ("roll", "water_safe"): "是否解决安全饮用水",
    ("roll", "minimum_allowance"): "享受低保政策情况 是否低保",
    ("roll", "special_hardship"): "享受特困供养政策情况",
    ("roll", "dropout_reason"): "义务教育阶段未上学原因",
    ("roll", "bank_account"): "银行账号 一卡通账号",
    ("roll", "disability_card"): "残疾证编号 残疾人证编号",
    ("roll", "remarks"): "备注",
    ("roll", "labour"): "劳动技能 A12劳动能力 LDJN",
    ("roll", "schooling"): "在校生状况 ZXSZK",
    ("roll", "education"): "文化程度 WHCD",
    ("roll", "ethnicity"): "民族 MZ",
    ("roll", "member_id"): "人编号",
    ("payroll", "pay"): "应发工资 实发工资 应发 实发",
    ("vehicles", "plate"): "HPHM 号牌号码 车牌号 车牌号码 车辆号牌 牌照号",
    ("vehicles", "plate_kind"): "HPZL 号牌种类",
    ("vehicles", "name"): "SYR 机动车所有人 车主 所有人 车主姓名",
    ("vehicles", "id_number"): "SFZMHM 身份证明号码 证件号 所有人证件号 车主身份证号码",
    ("vehicles", "registered_date"): "CCDJRQ 初次登记日期 登记日期 注册日期 上牌时间 初次登记时间",
    ("vehicles", "brand"): "CLPP1 中文品牌 品牌型号 厂牌型号 品牌",
    ("vehicles", "model"): "CLXH 车辆型号",
    ("vehicles", "vehicle_class"): "CLLX 车辆类型",
    ("vehicles", "use"): "SYXZ 使用性质",
    ("vehicles", "valid_until"): "YXQZ 检验有效期止",
    ("vehicles", "issuer"): "FZJG 发证机关",
    ("vehicles", "address"): "ZSXXDZ 住所详细地址",
    ("vehicles", "status"): "ZT 机动车状态",
    ("property", "unit_number"): "不动产单元号",
    ("property", "certificate_number"): "不动产权证号 产权证号",
    ("property", "location"): "坐落 坐落及房号",
    ("property", "name"): "权利人 所有人 购房人",
    ("property", "id_number"): "证件号 身份证号",
    ("property", "ownership"): "共有方式 共有情况",
    ("property", "right_type"): "权利类型",
    ("property", "right_nature"): "权利性质",
    ("property", "use"): "用途",
    ("property", "area"): "建筑面积 使用权面积 面积",
    ("property", "status"): "权属状态",
    ("property", "registered_date"): "登记时间 登记日 购房日期",
    ("property", "acquired_by"): "取得方式",
    ("payroll", "employer"): "单位名称 单位",
    ("payroll", "staff_category"): "人员类别",
    ("payroll", "establishment"): "编制类型 编制性质",
    ("payroll", "funding"): "经费形式",
    ("payroll", "position"): "职务",
    ("payroll", "start_date"): "参加工作时间",
    ("business", "credit_code"): "统一社会信用代码 统一社会信用代码(18)/注册号(15) 注册号",
    ("business", "enterprise"): "名称",
    ("business", "enterprise_type"): "类型",
    ("business", "name"): "法定代表人 经营者 股东 法定代表人/经营者/股东",
    ("business", "id_number"): "证件号",
    ("business", "capital"): "注册资本(万元) 注册资本",
    ("business", "founded_date"): "成立日期",
    ("business", "status"): "登记状态",
    ("business", "scope"): "经营范围",
    ("business", "location"): "住所",
    ("deaths", "name"): "逝者姓名",
    ("deaths", "id_number"): "逝者证件号",
    ("deaths", "address"): "户籍地址 住址 户籍地址/住址",
    ("deaths", "death_date"): "死亡日期",
    ("deaths", "death_cause"): "死亡原因",
    ("deaths", "cremation_date"): "火化日期",
    ("deaths", "cremation_number"): "火化证号",
    ("housing_fund", "contribution_base"): "工资基数",
    ("housing_fund", "balance"): "余额",
    ("housing_fund", "status"): "账户状态",
    ("housing_fund", "employer_payment"): "单位缴交",
    ("housing_fund", "personal_payment"): "个人缴交",
    ("subsidies", "amount"): "补贴金额 发放金额",
    ("subsidies", "status"): "发放状态",
    ("subsidies", "quantity"): "补贴面积",
    ("insurance", "status"): "参保状态 领取状态",
}


@pytest.mark.parametrize(
    ("kind", "field", "header"),
    [(kind, field, header) for (kind, field), headers in VARIANTS.items() for header in headers.split(" ")],
)
def test_a_variant_seen_in_real_tables_is_read(kind, field, header):
    match = match_columns(["序号", header, "打印次数"], (), TableKind(kind))
    assert match.fields == {field: header}


def test_two_columns_for_one_field_are_told():
    match = match_columns(["姓名", "低保证号", "户编号", "身份证号"], (), TableKind.ROLL)
    assert match.fields["household_id"] == "户编号"
    assert any("低保证号" in note for note in match.notes)


def test_a_disability_card_is_the_number_of_the_person_only_where_there_is_no_other():
    both = match_columns(["姓名", "残疾证号", "身份证号"], (), TableKind.ROLL).fields
    assert (both["id_number"], both["disability_card"]) == ("身份证号", "残疾证号")
    assert match_columns(["姓名", "残疾证号"], (), TableKind.ROLL).fields["id_number"] == "残疾证号"


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
        NUMBER + "43",
        NUMBER + "43B1",
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


@pytest.mark.parametrize(
    ("header", "kind", "field"),
    [
        ("姓名.1", "roll", "name"),
        ("姓名(2)", "roll", "name"),
        ("姓名/名称", "property", "name"),
        ("权利人姓名／名称", "property", "name"),
        ("身份证号/统一社会信用代码", "vehicles", "id_number"),
        ("补贴金额元", "subsidies", "amount"),
        ("养老金(元/月)", "insurance", "benefit"),
        ("养老金元/月", "insurance", "benefit"),
        ("车主信息/证件号码", "vehicles", "id_number"),
        ("人员基本情况/姓名", "payroll", "name"),
        ("学生的身份证号", "enrolment", "id_number"),
        ("法定代表人名称", "business", "name"),
    ],
)
def test_looser_forms_of_a_header(header, kind, field):
    assert match_columns([header], (), TableKind(kind)).fields == {field: header}


def test_a_group_of_several_columns_is_no_header_of_one():
    fields = match_columns(["家庭住址/乡镇", "家庭住址/门牌号", "家庭住址/打印次数"], (), TableKind.ROLL).fields
    assert fields == {"township": "家庭住址/乡镇"}


@pytest.mark.parametrize(
    "header",
    [
        "监护人姓名",
        "监护人身份证号",
        "配偶/姓名",
        "配偶姓名",
        "配偶身份证号",
        "家属电话",
        "代办人",
        "经办人姓名",
        "帮扶责任人/姓名",
        "帮扶干部联系电话",
        "原车主",
        "父亲姓名",
        "曾用名",
    ],
)
@pytest.mark.parametrize("kind", ["roll", "vehicles", "enrolment", "disability", "subsidies"])
def test_the_columns_of_others_are_never_the_persons(header, kind):
    rows = [[NUMBER if "身份证" in header else "林建国"]] * 6
    assert match_columns([header], rows, TableKind(kind)).fields == {}


def test_the_heads_number_is_not_a_members():
    rows = [["林建国", "之子", NUMBER]] * 3
    assert "id_number" not in match_columns(["姓名", "与户主关系", "户主身份证号"], rows, TableKind.ROLL).fields
    # Without a relation every row is a head.
    assert (
        match_columns(["姓名", "户主身份证号"], [["林建国", NUMBER]], TableKind.ROLL).fields["id_number"]
        == "户主身份证号"
    )


def test_whose_name_and_whose_number_stay_together():
    headers = ["企业名称", "法定代表人", "股东", "股东身份证号"]
    fields = match_columns(headers, [["甲厂", "林建国", "陈志明", ""]], TableKind("business")).fields
    assert (fields["name"], fields["shareholder"]) == ("法定代表人", "股东")
    assert "id_number" not in fields
    fields = match_columns(["领款人", "领款人身份证号", "补贴项目"], (), TableKind("subsidies")).fields
    assert (fields["name"], fields["id_number"]) == ("领款人", "领款人身份证号")


def test_a_filled_column_is_taken_before_an_empty_one_and_the_fuller_of_two():
    rows = [["林建国", "", NUMBER], ["陈志明", "", NUMBER]]
    assert match_columns(["姓名", "证件号码", "身份证号"], rows, TableKind.ROLL).fields["id_number"] == "身份证号"
    rows = [["林建国", NUMBER, NUMBER], ["陈志明", "", NUMBER]]
    match = match_columns(["姓名", "证件号码", "身份证号"], rows, TableKind.ROLL)
    assert match.fields["id_number"] == "身份证号"
    assert match.problems == ()


@given(st.text(st.sampled_from("姓名证件号A1a(（)）/／.、:：*★ 元亩0\n"), max_size=12))
def test_normalised_headers_stay_as_they_are(text):
    plain = normalise_header(text)
    assert normalise_header(text + "\n") == plain
    assert not any(character.isspace() for character in plain)
    match_columns([text or "x", "姓名"], [["1", "林"]], TableKind.ROLL)


@given(st.permutations(SYSTEM_EXPORT))
def test_the_order_of_columns_changes_no_unambiguous_field(headers):
    fields = match_columns(headers, (), TableKind.ROLL).fields
    expected = match_columns(SYSTEM_EXPORT, (), TableKind.ROLL).fields
    assert fields == expected
