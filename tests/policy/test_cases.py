"""An office's own examples of a policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jingzhun.errors import PolicyError
from jingzhun.policy.case_results import as_data, lines_of, run_cases
from jingzhun.policy.cases import read_cases
from jingzhun.policy.pack import available, load, parse
from jingzhun.policy.records import Policy

CASES = Path(__file__).parent / "cases"
CAR = 'rows = [{ register = "vehicles", vehicle_class = "K33", status = "A" }]\n'


def cases_file(folder: Path, text: str) -> Path:
    path = folder / "样例.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(policy: Policy, folder: Path, text: str) -> list[str]:
    """The lines of a single case."""
    path = cases_file(folder, '[[case]]\ntitle = "例"\n' + text)
    [result] = run_cases(policy, read_cases(path, policy))
    return lines_of(result)


@pytest.mark.parametrize("name", [name for name in available() if (CASES / f"{name}.toml").exists()])
def test_the_examples_of_the_shipped_packs_come_out_as_they_say(name: str) -> None:
    policy = load(name)
    results = run_cases(policy, read_cases(CASES / f"{name}.toml", policy))
    assert results
    assert [line for each in results if not each.passed for line in lines_of(each)] == []


def test_a_case_that_fails_says_what_came_out_instead_and_why(policy: Policy, tmp_path: Path) -> None:
    lines = run(policy, tmp_path, CAR + 'expect = [{ code = "CAR", effect = "excused" }]\nverdict = "clear"')
    assert lines[0].startswith("不符合  例 (")
    assert lines[0].endswith("样例.toml 第1行)")
    assert "  应有而没有: CAR 不计" in lines
    assert "  得到了: CAR 疑点, 红线, 张三" in lines
    assert any(line.startswith("    理由: 张三 名下有 小型轿车K33") for line in lines)
    assert lines[-1] == "  结论应为 通过, 得到 疑点"


def test_what_was_not_expected_fails_and_each_expectation_takes_one_finding(policy: Policy, tmp_path: Path) -> None:
    assert run(policy, tmp_path, CAR + "expect = []")[0].startswith("不符合")
    assert run(policy, tmp_path, "expect = []") == ["符合    例"]
    twice = 'expect = [{ code = "CAR", effect = "doubt" }, { code = "CAR", effect = "doubt", severity = "red_line" }]'
    assert "  应有而没有: CAR 疑点" in run(policy, tmp_path, CAR + twice)


def test_members_rows_days_and_findings_of_rules_reach_the_judge(policy: Policy, tmp_path: Path) -> None:
    pack = policy.text.split("[resolved]")[0] + (
        '[[condition]]\ncode = "RICH"\nabout = "household"\ntitle = "两车"\nseverity = "review"\nquestion = "?"\n'
        'show = ["有两辆车"]\nwhen = [{ count = "vehicles", at_least = 2 }, { finding = "JZ204" }, '
        '{ field = "income", below = 5000 }, { field = "age", at_least = 60 }]\n'
    )
    changed = parse(pack.encode(), "样例.toml")
    text = """
as_of = 2016-10-01
members = [
  { "姓名" = "林建国", "人均纯收入" = 4000, "出生日期" = 1950-01-01 },
  { "姓名" = "黄秀英", relation = "配偶" },
]
rows = [
  { register = "vehicles", member = "林建国", vehicle_class = "M21" },
  { register = "vehicles", member = "黄秀英", vehicle_class = "M21" },
]
findings = ["JZ204"]
expect = [
  { code = "CAR", effect = "excused", member = "林建国" }, { code = "CAR", effect = "excused", member = "黄秀英" },
  { code = "RICH", effect = "doubt", severity = "review" },
]
"""
    assert run(changed, tmp_path, text) == ["符合    例"]
    without = text.replace("findings", "# findings").replace(
        ',\n  { code = "RICH", effect = "doubt", severity = "review" }', ""
    )
    assert run(changed, tmp_path, without) == ["符合    例"]


def test_the_day_of_the_file_holds_where_a_case_names_none(policy: Policy, tmp_path: Path) -> None:
    first, second = ('[[case]]\ntitle = "a"\nexpect = []\n', '[[case]]\ntitle = "b"\nas_of = 2018-01-01\nexpect = []\n')
    text = "as_of = 2017-02-03\n" + first + second
    assert [case.as_of for case in read_cases(cases_file(tmp_path, text), policy)] == [
        date(2017, 2, 3),
        date(2018, 1, 1),
    ]
    text = '[[case]]\ntitle = "a"\nexpect = []\n'
    assert [case.as_of for case in read_cases(cases_file(tmp_path, text), policy)] == [policy.valid_from]


def test_cases_do_not_mix_whatever_their_days_and_registers(policy: Policy, tmp_path: Path) -> None:
    text = ""
    for day in ("2016-10-01", "2017-10-01"):
        text += f'[[case]]\ntitle = "有车 {day}"\nas_of = {day}\n{CAR}expect = [{{ code = "CAR", effect = "doubt" }}]\n'
        text += (
            f'[[case]]\ntitle = "无车 {day}"\nas_of = {day}\nsupplied = ["vehicles"]\nexpect = []\nverdict = "clear"\n'
        )
    results = run_cases(policy, read_cases(cases_file(tmp_path, text), policy))
    assert [each.passed for each in results] == [True] * 4
    assert [each.case.title[:2] for each in results] == ["有车", "无车", "有车", "无车"]
    assert [each.verdict for each in results] == ["doubtful", "clear"] * 2


def test_a_result_for_programs(policy: Policy, tmp_path: Path) -> None:
    path = cases_file(tmp_path, '[[case]]\ntitle = "例"\n' + CAR + "expect = []")
    [result] = run_cases(policy, read_cases(path, policy))
    data = as_data(result)
    assert (data["passed"], data["verdict"], data["missing"]) == (False, "doubtful", [])
    assert data["unexpected"][0]["effect"] == "doubt"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "缺少必填的键 “expect”"),
        ('expect = [{ code = "CAAR", effect = "doubt" }]', "相近: CAR"),
        ('expect = [{ code = "CAR", effect = "dout" }]', "相近: doubt"),
        ('expect = [{ code = "CAR", effect = "excused", exception = "MOTOCYCLE" }]', "相近: MOTORCYCLE"),
        ('expect = []\nrows = [{ register = "vehicle" }]', "相近: vehicles"),
        ("expect = []\nrows = [{ plate = 1 }]", "缺少必填的键 “register”"),
        ('expect = []\nrows = [{ register = "vehicles", member = "李四" }]', "不认识的成员 “李四”"),
        ('expect = []\nrows = [{ register = "vehicles", grade = "D" }]', "不认识的等级 “D”"),
        ('expect = []\nrows = [{ register = "vehicles", plat = "1" }]', "相近: plate"),
        ('expect = []\nmembers = [{ "姓名" = "林" }, { name = "林" }]', "成员 “林” 写了两次"),
        ('expect = []\nmembers = [{ name = ["林"] }]', "“name” 应为文字、数字或日期"),
        ('expect = []\nfindings = ["JZ2O4"]', "相近: JZ204"),
        ('expect = []\nsupplied = ["property", "vehicle"]', "相近: vehicles"),
        ('expect = []\nverdict = "doubt"', "相近: doubtful"),
        ('expect = [ "CAR" ]', "“expect” 应写成"),
    ],
)
def test_a_mistake_in_the_examples_is_named_with_its_line(policy: Policy, tmp_path: Path, text: str, says: str) -> None:
    path = cases_file(tmp_path, f'[[case]]\ntitle = "例"\n{text}')
    with pytest.raises(PolicyError, match=r"样例\.toml 第\d行: ") as caught:
        read_cases(path, policy)
    assert says in str(caught.value)


def test_a_file_of_examples_that_is_not_there_or_holds_none_is_refused(policy: Policy, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="打不开"):
        read_cases(tmp_path / "没有.toml", policy)
    with pytest.raises(PolicyError, match="缺少必填的键 “case”"):
        read_cases(cases_file(tmp_path, ""), policy)
