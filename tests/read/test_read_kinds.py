"""Every kind of table is told from every other by realistic headers, and a new kind is a few lines of data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jingzhun import kinds
from jingzhun.kinds import TableKind, all_kinds, columns_data
from jingzhun.policy.fields import register_labels
from jingzhun.read.columns import header_meaning, lexicon
from jingzhun.read.columns.mapping import TableColumns, guess_kinds, load_lexicon, usual_headers

#: A second kind that scores within this share of the best makes choose.py ask.
TOO_CLOSE = 0.9
NUMBER = "350699199001010015"

# What departments send: kind → layouts, the headers of each separated by blanks.
LAYOUTS = tomllib.loads((Path(__file__).parent / "table_layouts.toml").read_text(encoding="utf-8"))
CASES = [(kind, layout) for kind, layouts in LAYOUTS.items() for layout in layouts]


def guesses_of(layout: str, rows=()):
    return guess_kinds(TableColumns(layout.split(), rows, {}).match_all())


def test_every_kind_has_layouts():
    assert set(LAYOUTS) == {kind.value for kind in all_kinds()}


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_a_layout_is_of_its_kind_and_of_no_other(kind, layout):
    guesses = guesses_of(layout)
    assert guesses, "no kind"
    assert guesses[0].kind == kind
    rivals = [(guess.kind.value, guess.score) for guess in guesses[1:] if guess.score >= guesses[0].score * TOO_CLOSE]
    assert not rivals, guesses


@pytest.mark.parametrize(("kind", "layout"), CASES)
def test_a_real_layout_reads_without_a_question_about_its_columns(kind, layout):
    headers = layout.split()
    rows = [[f"{header}{row}" for header in headers] for row in range(5)]  # all columns differ
    match = TableColumns(headers, rows, {}).match(TableKind(kind))
    assert match.problems == ()
    assert "name" in match.fields


@pytest.mark.parametrize(
    ("layout", "kinds"),
    [
        # A register of households without any column of its own.
        ("户号 姓名 公民身份号码 与户主关系 户口性质", {"roll", "household_registration"}),
        ("单位名称 姓名 身份证号 人员类别 月缴存额 余额", {"payroll", "housing_fund"}),
    ],
)
def test_a_layout_that_could_be_two_kinds_is_left_undecided(layout, kinds):
    guesses = guesses_of(layout)
    close = {guess.kind.value for guess in guesses if guess.score >= guesses[0].score * TOO_CLOSE}
    assert close == kinds


@pytest.mark.parametrize(
    ("kind", "layout"),
    [
        # A bank account beside what is paid is no register of deposits, and a post no cadre's where a firm pays for it.
        ("subsidies", "姓名 身份证号 开户银行 银行账号 金额"),
        ("payroll", "工作单位 职工姓名 身份证号 应发工资 实发工资 银行账号 开户银行"),
        ("payroll", "单位名称 姓名 身份证号 岗位 任职时间 月工资"),
        ("cadres", "单位 姓名 身份证号 职务 政治面貌 任职时间 状态"),
        ("subsidies", "乡镇 村 购机者姓名 身份证号 补贴项目 补贴金额 开户行 账号"),
        ("enrolment", "姓名 身份证号 学校 年级 政治面貌"),
        ("housing_fund", "单位 姓名 身份证号 余额 账户状态 月缴存额"),
        ("medical", "户编号 姓名 证件号码 与户主关系 疾病名称 住院费用 自付费用"),
        ("deaths", "姓名 身份证号 死亡日期 死亡原因 医院 诊断"),
    ],
)
def test_a_layout_that_borders_on_another_kind_is_told_from_it(kind, layout):
    guesses = guesses_of(layout)
    assert guesses[0].kind == kind
    assert all(guess.score < guesses[0].score * TOO_CLOSE for guess in guesses[1:]), guesses


@pytest.mark.parametrize(
    "layout",
    [
        "日期 科目 金额 备注",
        "姓名 身份证号 联系电话",
        "乡镇 村 户数 人口数",
        "姓名 身份证号 金额",
        "项目名称 金额 发放日期",
        "坐落 建筑面积 用途 权利类型",
        "序号 姓名 性别 身份证号 职务 联系电话",
        "机主 号牌号码 品牌型号 登记日期",
    ],
)
def test_other_tables_are_of_no_kind(layout):
    assert guesses_of(layout) == ()


def test_a_register_that_lacks_only_the_name_is_of_its_kind_and_says_what_is_missing():
    columns = TableColumns(["HPHM", "CLLX", "SFZMHM", "机主"], [["E12345", "K33", NUMBER, "林建国"]] * 3, {})
    guesses = guess_kinds(columns.match_all())
    assert guesses[0].kind == "vehicles"
    (problem,) = columns.match(TableKind("vehicles")).problems
    assert "机动车所有人" in problem
    assert "HPHM、CLLX、SFZMHM、机主" in problem
    assert "--map '机主=机动车所有人'" in problem


def test_every_field_has_a_title_of_its_own():
    for kind in all_kinds():
        titles = usual_headers(kind)
        assert set(titles) == set(load_lexicon().spec(kind).fields), kind
        assert len(set(titles.values())) == len(titles), kind
        if kind != TableKind.ROLL:
            # What reports call a field is what the reader calls it.
            named = {"name_raw": "name", "id_raw": "id_number"}
            labels = {named.get(field, field): label for field, label in register_labels(kind.value).items()}
            labels.pop("name_cell")  # the cell that the name was split from
            assert {field: lexicon.normalise_header(label) for field, label in labels.items()} == titles


def test_no_header_of_a_kind_names_two_of_its_fields():
    for kind, section in columns_data()["kinds"].items():
        words = [lexicon.normalise_header(word) for variants in section["headers"].values() for word in variants]
        assert len(words) == len(set(words)), (kind, sorted(word for word in words if words.count(word) > 1))


@pytest.fixture
def new_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A register of livestock, added to the data as one section of the file."""
    livestock = {
        "title": "养殖登记",
        "required": ["name"],
        "people": ["养殖户"],
        "fields": ["name", "id_number", "breed", "stock", "phone"],
        "weights": {"breed": 6, "stock": 3, "name": 1},
        "headers": {"name": ["养殖户", "养殖场主"], "breed": ["养殖品种", "畜禽种类"], "stock": ["存栏数", "存栏量"]},
    }
    caches = [
        kinds.all_kinds,
        kinds.register_kinds,
        lexicon.load_lexicon,
        lexicon.near_words,
        lexicon.long_words,
        header_meaning.header_meanings,
        header_meaning.is_of_another_person,
    ]
    monkeypatch.setitem(columns_data()["kinds"], "livestock", livestock)
    for cache in caches:
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


def test_a_new_kind_is_a_few_lines_of_data(new_kind):
    headers = ["畜禽种类", "养殖户姓名", "养殖户身份证号", "存栏数(头)", "养殖户电话"]
    columns = TableColumns(headers, [["山羊", "林建国", NUMBER, "5", "1"]], {})
    guess = guess_kinds(columns.match_all())[0]
    assert (guess.kind, guess.kind.words, guess.kind.option) == ("livestock", "养殖登记", "--register livestock=")
    assert columns.match(guess.kind).fields == dict(
        zip(["breed", "name", "id_number", "stock", "phone"], headers, strict=True)
    )
