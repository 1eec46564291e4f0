"""`jingzhun policy check | show | test | list`, as a clerk calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from jingzhun.cli.policy import policy
from jingzhun.errors import PolicyError, RequestError
from jingzhun.policy.pack import available

COUNTY = 'name = "county"\ntitle = "本县"\nextends = "zhangzhou-2016"\ndrop = ["PAY"]\n'


def call(*words: object) -> Result:
    return CliRunner().invoke(policy, [str(word) for word in words], standalone_mode=False)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    path = tmp_path / "本县.toml"
    path.write_text(COUNTY, encoding="utf-8")
    return path


def test_check_says_that_a_pack_is_right_and_what_should_be_looked_at(county: Path) -> None:
    result = call("check", county, "--as-of", "2021-01-01")
    assert result.return_value == 0
    assert "2021-01-01 不在有效期 2016-01-01 至 2020-12-31 之内" in result.output
    assert "county 写法正确" in result.output
    data = json.loads(call("check", county, "--as-of", "2021-01-01", "--format", "json").stdout_bytes)
    assert data["name"] == "county"
    assert {"where", "what", "fix"} == set(data["warnings"][0])


def test_check_refuses_a_mistake_with_its_line(county: Path) -> None:
    county.write_text(COUNTY + '[[condition]]\ncode = "CAR"\nseverty = "review"\n', encoding="utf-8")
    result = call("check", county)
    assert isinstance(result.exception, PolicyError)
    assert "第7行: 不认识的键 “severty”(相近: severity)" in str(result.exception)
    assert PolicyError.exit_code == 2


@pytest.mark.parametrize("name", available())
def test_show_fits_80_columns_and_has_no_colours(name: str) -> None:
    output = call("show", name).output
    assert "\x1b" not in output
    assert max(cell_len(line) for line in output.splitlines()) <= 80
    for words in ("怎样算", "例外", "佐证", "入户问", "【依据】", "B 高度疑似"):
        assert words in output


def test_show_tells_what_differs_from_the_base(county: Path) -> None:
    output = call("show", county).output
    assert "与上级不同的地方" in output
    assert "PAY" in output
    assert "财政供养人员】" not in output
    data = json.loads(call("show", county, "--format", "json").stdout_bytes)
    assert data["differences"] == [{"what": "去掉", "part": "条件", "code": "PAY", "keys": []}]
    assert [each["name"] for each in data["files"]] == ["zhangzhou-2016", "county"]
    assert "车辆类型 以K、H、Q、Z开头" in "\n".join(data["conditions"][0]["when"])


def test_show_makes_control_characters_of_a_foreign_pack_visible(county: Path) -> None:
    county.write_text(COUNTY.replace("本县", "本\\u001b[2J县"), encoding="utf-8")
    assert "\x1b" not in call("show", county).output


def test_test_returns_1_where_an_example_fails(county: Path, tmp_path: Path) -> None:
    cases = tmp_path / "样例.toml"
    row = 'rows = [{ register = "vehicles", vehicle_class = "K33" }]\n'
    good = f'[[case]]\ntitle = "有车"\n{row}expect = [{{ code = "CAR", effect = "doubt" }}]\n'
    cases.write_text(good, encoding="utf-8")
    result = call("test", county, cases)
    assert (result.return_value, result.output.splitlines()[-1]) == (0, "符合 1 例, 不符合 0 例")
    cases.write_text(good + f'[[case]]\ntitle = "无事"\n{row}expect = []\n', encoding="utf-8")
    result = call("test", county, cases)
    assert (result.return_value, result.output.splitlines()[-1]) == (1, "符合 1 例, 不符合 1 例")
    data = json.loads(call("test", county, cases, "--format", "json").stdout_bytes)
    assert [each["passed"] for each in data["cases"]] == [True, False]


def test_list_names_the_shipped_packs() -> None:
    output = call("list").output
    assert all(name in output for name in available())
    data = json.loads(call("list", "--format", "json").stdout_bytes)
    assert [each["name"] for each in data] == list(available())


def test_list_shows_each_name_on_a_line_of_its_own() -> None:
    lines = call("list").output.splitlines()
    assert lines[::2] == list(available())
    assert all(line.startswith("  ") and "有效期" in line for line in lines[1::2])


def test_check_takes_a_day_as_people_write_it_and_refuses_what_is_none(county: Path) -> None:
    assert "2021-01-01 不在有效期" in call("check", county, "--as-of", "2021年1月1日").output
    refused = call("check", county, "--as-of", "明年").exception
    assert isinstance(refused, RequestError)
    assert "写成 2016-06-30 这样" in str(refused)
