from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.errors import PolicyError
from jingzhun.model import Effect, Severity
from jingzhun.policy.conditions import fields_of
from jingzhun.policy.fields import fields_for
from jingzhun.policy.operators import OPERATORS, Operator
from jingzhun.policy.pack import available, load, parse
from jingzhun.policy.phrases import Phrase
from jingzhun.policy.terms import AllOf, AnyOf, DayOf, NotOf, Test

GOOD = """\
name = "example"
title = "样例"
area = "某县"
valid_from = 2016-01-01

[effects]
default = "correct"
doubt = ["JZ301"]

[[basis]]
id = "source"
document = "某办法"
note = "用于测试"

[[condition]]
code = "CAR"
title = "机动车"
register = "vehicles"
severity = "red_line"
basis = ["source"]
question = "谁的车?"
show = ["名下有", " {plate|车辆}"]
when = [
  { field = "vehicle_class", starts_with = ["K"] },  # when = "in a comment"
  { any = [
    { field = "status", empty = true },
    { not = { field = "status", contains_any = ["E", "="] } },
  ] },
]

[[condition.exception]]
code = "OLD"
title = "旧车"
evidence = "行驶证"
when = { field = "registered_date", before_field = "identified_date" }

[[condition]]
code = "HOUSE"
title = "住房"
register = "property"
severity = "review"
basis = ["source"]
question = "谁的房?"
show = ["{location}的房屋"]
when = { field = "area", at_least = 90, at_most = 200 }
"""
# The condition of the exception of the good pack.
DATED = '{ field = "registered_date", before_field = "identified_date" }'
# (what is replaced, by what, the line it stands on, what the message must say)
BROKEN = [
    ('area = "某县"', 'aera = "某县"', 3, ["键 “aera”", "相近: area", 'area = "福建省漳州市平和县"']),
    ('area = "某县"\n', "", 1, ["缺少必填的键 “area”", "例如"]),
    ('title = "样例"', 'title = "样例', 2, ["TOML 写法有误", "引号"]),
    ("valid_from = 2016-01-01", 'valid_from = "2016-01-01"', 4, ["“valid_from” 应为日期", "不加引号"]),
    ("valid_from = 2016-01-01", "valid_from = 2016-01-01\nvalid_to = 2015-01-01", 5, ["早于"]),
    ("[effects]", '[combine]\nred_line = { D = "clue" }\n[effects]', 7, ["键 “D”", "A、B、C"]),
    ("[effects]", '[combine]\nred_line = { C = "red_line" }\n[effects]', 7, ["线索(C)不能作红线", "入户复核"]),
    ("[effects]", '[combine]\nreview = { A = "red_line" }\n[effects]', 7, ["“red_line” 比轻重 “review” 还重"]),
    ("[effects]", '[combine]\nreview = { A = "clew" }\n[effects]', 7, ["结果 “clew”", "相近: clue"]),
    ("[effects]", '[lines]\nincome_line = 2855\n[effects]', 7, ["“income_line” 应写成", "yuan = 2855"]),
    ("[effects]", '[lines]\nincome_line = { yuan = 2855 }\n[effects]', 7, ["缺少必填的键 “basis”"]),
    ("[effects]", '[lines]\nx = { yuan = -1, basis = "source" }\n[effects]', 7, ["“yuan” 应为大于 0"]),
    ("[effects]", '[lines]\nx = { yuan = 1, basis = "sourse" }\n[effects]', 7, ["依据编号 “sourse”", "source"]),
    ("at_least = 90", 'at_least_line = "income_line"', 45, ["不认识的线 “income_line”", "[lines]"]),
    ("at_least = 90", "at_least = 90, times = 2", 45, ["“times” 只能同 “…_line” 一起写"]),
    ("at_least = 90", "between = [90, 30]", 45, ["“between” 应为两个数字", "小的在前"]),
    ("at_least = 90", "between = [90, 2016-01-01]", 45, ["“between” 应为"]),
    ('before_field = "identified_date"', 'before_field = "as_off"', 35, ["字段 “as_off”", "as_of", "核查日"]),
    ('before_field = "identified_date"', 'before_field = "as_of", plus_month = 2', 35, ["相近: plus_months"]),
    ('before_field = "identified_date"', "not_empty = true, plus_days = 2", 35, ["“plus_days” 只能同"]),
    ('{ field = "registered_date", before', '{ field = "roll.identifed_date", before', 35, ["roll.identified_date"]),
    (DATED, '{ finding = "JZ2O4" }', 35, ["JZ204"]),
    (DATED, '{ finding = "HOUSE" }', 35, ["“HOUSE”"]),
    (DATED, '{ count = "vehicle", at_least = 2 }', 35,
     ["部门数据 “vehicle”", "vehicles", "机动车登记"]),
    (DATED, '{ count = "vehicles" }', 35, ["没有写界限"]),
    (DATED, '{ sum = "capital", at_least = 2 }', 35, ["“of”"]),
    (DATED,
     '{ count = "vehicles", where = { count = "property", at_least = 1 }, at_least = 2 }', 35, ["里面不能再写"]),
    (DATED,
     '{ field = "roll.health_code", in = ["残疾"] }', 35, ["“残疾”", "改为 “disabled”"]),
    (DATED,
     '{ field = "roll.health_code", contains_any = ["dis"] }', 35, ["只能用 equals、in、not_in"]),
    (f"when = {DATED}", "manual = false", 35, ["“manual” 应为true"]),
    ('evidence = "行驶证"', 'evidence = "行驶证"\nmanual = true', 35, ["“manual” 和 “when” 只能写一个"]),
    (f"when = {DATED}", "", 31, ["缺少必填的键 “when”", "manual"]),
    ('register = "vehicles"', 'register = "vehicles"\nabout = "member"', 19, ["“about” 和 “register” 只能写一个"]),
    ('register = "vehicles"', "", 15, ["缺少必填的键 “register”"]),
    ('register = "vehicles"', 'about = "family"', 18, ["对象 “family”", "household"]),
    ('title = "样例"', 'title = "样例"\ndrop = ["CAR"]', 3, ["“drop” 要同 “extends” 一起写"]),
    ('default = "correct"', 'default = "corect"', 7, ["处理 “corect”", "相近: correct"]),
    ('doubt = ["JZ301"]', 'doubt = ["JZ3O1"]', 8, ["核查规则 “JZ3O1”", "相近: JZ301"]),
    ('doubt = ["JZ301"]', 'doubt = ["JZ301"]\nclue = ["JZ301"]', 9, ["JZ301", "两次"]),
    ('doubt = ["JZ301"]', 'doubt = ["JZ301"]\nundecided = "doubt"', 9, ["处理 “doubt”"]),
    ('id = "source"\ndocument', "document", 10, ["缺少必填的键 “id”"]),
    ('code = "HOUSE"', 'code = "CAR"', 38, ["条件代码 “CAR” 重复"]),
    ('code = "CAR"', 'code = "JZ999"', 16, ["JZ999", "大写字母"]),
    ('register = "vehicles"', 'register = "vehicle"', 18, ["部门数据 “vehicle”", "相近: vehicles"]),
    ('severity = "review"', 'severity = "redline"', 41, ["轻重 “redline”", "相近: red_line"]),
    ('severity = "review"', 'severitty = "review"', 41, ["键 “severitty”", "相近: severity"]),
    ('basis = ["source"]\nquestion = "谁的房?"', 'basis = ["sauce"]\nquestion = "?"', 42, ["“sauce”", "source"]),
    ('question = "谁的房?"', 'question = " "', 43, ["“question” 应为非空的文字"]),
    ('show = ["{location}的房屋"]', 'show = ["{locaton}"]', 44, ["字段 “locaton”", "改为 {location} (坐落)"]),
    ('show = ["{location}的房屋"]', 'show = ["location"]', 44, ["“location” 是字段", "改为 “{location}”"]),
    ('show = ["{location}的房屋"]', 'show = ["{location"]', 44, ["花括号应成对"]),
    ('show = ["{location}的房屋"]', 'show = ["{location}{area}"]', 44, ["花括号应成对, 每项最多一对"]),
    ('show = ["{location}的房屋"]', "show = []", 44, ["“show” 应为文字的列表"]),
    ('show = ["{location}的房屋"]', 'show = ["房屋"]\ndetails = ["{aera}"]', 45, ["字段 “aera”", "相近: area"]),
    ('show = ["{location}的房屋"]', 'show = ["房屋"]\nneeds = ["aera"]', 45, ["字段 “aera”", "相近: area"]),
    ('show = ["{location}的房屋"]', 'show = ["房屋"]\nwhen_not = { field = "aera" }', 45, ["字段 “aera”"]),
    ('show = ["{location}的房屋"]', 'show = ["房屋"]\nwhen_not = []', 45, ["不能为空"]),
    ('field = "vehicle_class"', 'field = "vehicle_clas"', 24, ["字段 “vehicle_clas”", "vehicle_class", "车辆类型"]),
    ('starts_with = ["K"]', 'start_with = ["K"]', 24, ["键 “start_with”", "相近: starts_with"]),
    ('starts_with = ["K"]', 'starts_with = "K"', 24, ["“starts_with” 应为文字的列表"]),
    ("empty = true", "empty = false", 26, ["“empty” 应为true", "相反"]),
    ("empty = true }", 'empty = true, any = [] }', 26, ["“any” 不能与别的键"]),
    ('contains_any = ["E", "="]', "contains_any = []", 27, ["“contains_any” 应为"]),
    ('contains_any = ["E", "="]', 'contians_any = ["E"]', 27, ["相近: contains_any"]),
    ('{ field = "status", empty = true }', '{ field = "status" }', 26, ["没有写判断方式"]),
    ('{ field = "status", empty = true }', "{}", 25, ["不能为空"]),
    ('before_field = "identified_date"', 'before_field = "identifed"', 35, ["字段 “identifed”", "identified_date"]),
    ('evidence = "行驶证"\n', "", 31, ["缺少必填的键 “evidence”"]),
    ('evidence = "行驶证"', 'evidence = "行驶证"\neffect = "excuse"', 35, ["例外处理 “excuse”", "相近: excused"]),
    ("at_least = 90", 'at_least = "90"', 45, ["“at_least” 应为数字"]),
    ("at_least = 90", "at_least = nan", 45, ["“at_least” 应为数字"]),
    ("[[condition.exception]]", "[condition.exception]", 31, ["[[condition.exception]]"]),
    ("[effects]", "[[effects]]", 6, ["[effects]"]),
]  # fmt: skip


def broken(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1)


def message_of(source: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse(source.encode(), "样例.toml")
    return str(caught.value)


def test_a_good_pack_is_read_as_written() -> None:
    policy = parse(GOOD.encode(), "样例.toml")
    car, house = policy.conditions
    assert (policy.grades, policy.valid_to) == (("A", "B"), None)
    assert policy.effects.listed == (("JZ301", Effect.DOUBT),)
    status = AnyOf((Test("status", "empty", True), NotOf(Test("status", "contains_any", ("E", "=")))))
    assert car.when == AllOf((Test("vehicle_class", "starts_with", ("K",)), status))
    assert car.exceptions[0].when == Test("registered_date", "before_field", DayOf("identified_date"))
    assert house.when == AllOf((Test("area", "at_least", 90), Test("area", "at_most", 200)))
    assert (car.show, car.details) == ((Phrase("名下有"), Phrase(" ", "plate", "车辆")), ())
    assert (car.needs, car.when_not) == (("vehicle_class", "status"), None)
    assert (house.severity, house.show) == (Severity.REVIEW, (Phrase("", "location", "", "的房屋"),))
    assert policy.covers(date(2030, 1, 1))
    assert not policy.covers(date(2015, 12, 31))


@pytest.mark.parametrize(("old", "new", "line", "says"), BROKEN, ids=[new[:30] for _, new, _, _ in BROKEN])
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, says: list[str]) -> None:
    message = message_of(broken(old, new))
    assert message.startswith(f"样例.toml 第{line}行"), message
    for word in says:
        assert word in message, message


def test_the_second_of_two_equal_keys_is_the_one_that_is_named() -> None:
    source = GOOD.replace("at_least = 90, at_most = 200", 'not_empty = true },\n{ field = "aera", not_empty = true')
    source = source.replace('when = { field = "area"', 'when = [{ field = "area"').rstrip() + " ]\n"
    assert message_of(source).startswith("样例.toml 第46行: 不认识的字段 “aera”(相近: area)")


def test_a_pack_without_basis_or_conditions_is_refused() -> None:
    without = re.sub(r"\[\[basis\]\].*?\n\n", "", GOOD, flags=re.DOTALL)
    assert "缺少必填的键 “basis”" in message_of(without)
    assert "[[basis]]" in message_of(
        re.sub(r"\[\[basis\]\].*?\n\n", "", GOOD, flags=re.DOTALL).replace("area", "basis = []\narea", 1)
    )


def test_a_file_that_is_not_utf8_is_named_with_its_line() -> None:
    with pytest.raises(PolicyError, match="第2行: 不是 UTF-8"):
        parse(GOOD.encode("gb18030"), "样例.toml")


def test_line_ends_and_byte_order_mark_of_windows_are_accepted() -> None:
    assert parse(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "样例.toml").title == "样例"
    crlf = broken("starts_with", "start_with").replace("\n", "\r\n")
    assert message_of(crlf).startswith("样例.toml 第24行")


@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3))
def test_a_damaged_pack_gives_a_policy_or_a_policy_error(at: int, inserted: str) -> None:
    source = GOOD[:at] + inserted + GOOD[at + 1 :]
    where = "样例.toml 第0行"
    try:
        parse(source.encode("utf-8", "surrogatepass"), "样例.toml")
    except PolicyError as error:
        where = error.where
    assert re.match(r"样例\.toml 第\d+行", where)


def test_a_pack_is_loaded_by_path_and_an_unknown_name_gets_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "县.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path) == load(str(path))
    with pytest.raises(PolicyError, match=r"zhangzhou-2o16.*相近: zhangzhou-2016"):
        load("zhangzhou-2o16")


def test_a_policy_that_cannot_be_opened_is_told_in_chinese_with_the_available_names(tmp_path: Path) -> None:
    missing = tmp_path / "没有.toml"
    for name, says in [("平和", "不认识的政策规则 “平和”"), (missing, "没有.toml"), (tmp_path, "是文件夹")]:
        with pytest.raises(PolicyError, match="zhangzhou-2016") as caught:
            load(name)
        message = str(caught.value).replace(str(tmp_path), "")
        assert says in message
        known = {name.partition("-")[0] for name in available()}
        assert not set(re.findall("[A-Za-z]{3,}", message)) - {"toml", *known}


SLIPS = [
    ('title = "样例', "引号没有成对"),
    ("title = 样例", "等号后面的值不对"),
    ('title "样例"', "缺等号"),
    ('title = "样例" area = "某县"', "一行里写了两句"),
    ('title = "样例"\ntitle = "样例"', "键重复"),
    ('title = ["样例"', "方括号没有成对"),
    ('x = { a = "样例"', "花括号没有成对"),
    ("[[basis]]\n[basis]", "重复"),
    ("a = 2016-02-31", "没有这一天"),
    ("样例", "不成一句"),
    ('= "样例"', "不成一句"),
    ('a = "\\d"', "要写成"),
]


@pytest.mark.parametrize(("source", "says"), SLIPS)
def test_a_slip_of_the_pen_is_told_in_chinese(source: str, says: str) -> None:
    message = message_of(source)
    assert says in message
    assert not re.search(r"[A-Za-z]+ [a-z]+", message.split("): ")[0])


@pytest.mark.parametrize("name", available())
def test_every_shipped_pack_is_valid_and_uses_all_its_sources(name: str) -> None:
    policy = load(name)
    assert policy.name == name
    assert len(policy.digest) == 64
    cited = {line.basis for line in policy.lines}
    for condition in policy.conditions:
        cited |= {*condition.basis, *(basis for each in condition.exceptions for basis in each.basis)}
        expressions = [condition.when, condition.when_not, *(exception.when for exception in condition.exceptions)]
        asked = {field for expression in expressions if expression is not None for field in fields_of(expression)}
        assert asked <= {*fields_for(condition.about, condition.register), "as_of"}
    assert cited | {"filing-2014"} >= {basis.id for basis in policy.basis}


def test_effects_of_rule_findings() -> None:
    effects = load("zhangzhou-2016").effects
    assert effects.of("JZ301", "review", "found") is Effect.DOUBT
    assert effects.of("JZ301", "note", "found") is Effect.DOUBT
    assert effects.of("JZ301", "review", "undecided") is Effect.NOTE
    assert effects.of("JZ103", "review", "found") is Effect.CORRECT
    assert effects.of("JZ103", "note", "found") is Effect.NOTE
    assert effects.of("JZ303", "review", "crashed") is Effect.NOTE


GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "policy.md"


def test_the_guide_names_every_operator_and_its_example_is_valid() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for operator in OPERATORS:
        assert f"`{operator.name}" in guide or f" {operator.name} = " in guide, operator.name
    example = re.search(r"```toml\n(.*?)```", guide, flags=re.DOTALL)
    assert example is not None
    pack = resources.files("jingzhun.policy") / "packs" / "zhangzhou-2016.toml"
    house = '[[condition.exception]]\ncode = "HISTORIC"'
    source = pack.read_text(encoding="utf-8").replace(house, example[1] + "\n" + house)
    exceptions = parse(source.encode(), "样例.toml").conditions[1].exceptions
    assert exceptions[0].code == "SMALL"


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_the_example_of_every_operator_is_valid(operator: Operator) -> None:
    register = "property" if re.search("area|right_", operator.example) else "vehicles"
    source = re.sub(r'(code = "HOUSE".*\nwhen = ).*', rf"\1{operator.example}", GOOD, flags=re.DOTALL)
    source = source.replace('register = "property"', f'register = "{register}"')
    line = '[lines]\nincome_line = { yuan = 2855, basis = "source" }\n[effects]'
    source = source.replace("{location}", "{status}").replace("[effects]", line)
    assert fields_of(parse(source.encode(), "样例.toml").conditions[1].when)
