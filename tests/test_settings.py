"""jingzhun.toml: where it is found, what it may say, and how it answers mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.settings import Settings, find_settings, load_settings


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "jingzhun.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> RequestError:
    with pytest.raises(RequestError) as caught:
        load_settings(written(tmp_path, text))
    return caught.value


# ── where it is found ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_checked_folder_comes_before_the_working_folder(tmp_path: Path) -> None:
    here, county = written(tmp_path / "here", ""), written(tmp_path / "平和县", "")
    assert find_settings([county.parent], here.parent) == county
    (county.parent / "花名册.csv").write_text("a", encoding="utf-8")
    assert find_settings([county.parent / "花名册.csv"], here.parent) == county
    assert find_settings([], here.parent) == here


def test_the_nearest_folder_upwards_wins(tmp_path: Path) -> None:
    top = written(tmp_path, "")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert find_settings(["-"], deep) == top
    near = written(tmp_path / "a", "")
    assert find_settings([], deep) == near


def test_two_checked_folders_with_settings_are_a_question(tmp_path: Path) -> None:
    one, two = written(tmp_path / "甲", "").parent, written(tmp_path / "乙", "").parent
    with pytest.raises(RequestError, match="不知道用哪个") as caught:
        find_settings([one, two], tmp_path)
    assert "--config" in caught.value.fix


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_may_be_settled(tmp_path: Path) -> None:
    for name in ("名册/一村.csv", "名册/二村.csv", "名册/说明.docx", "车.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    settings = load_settings(
        written(
            tmp_path,
            """
            [check]
            policy = "本县.toml"
            as_of = 2016-06-30
            output = "结果"
            [files]
            roll = "名册/*"
            vehicles = ["车.csv", "postgresql://db/cars?table=owners", "登记.db?table=车"]
            [columns]
            "车主" = "name"
            [columns."车管*.xlsx"]
            "号码" = "id_number"
            [limits]
            seconds = 600
            cells = 90_000_000
            """,
        )
    )
    assert settings.policy == str(tmp_path / "本县.toml")
    assert settings.as_of == date(2016, 6, 30)
    assert settings.output == tmp_path / "结果"
    assert settings.sources == {
        TableKind.ROLL: (tmp_path / "名册/一村.csv", tmp_path / "名册/二村.csv"),
        TableKind("vehicles"): (
            tmp_path / "车.csv",
            "postgresql://db/cars?table=owners",
            f"{tmp_path}/登记.db?table=车",
        ),
    }
    assert settings.columns == {"车主": "name"}
    assert settings.file_columns == {"车管*.xlsx": {"号码": "id_number"}}
    assert settings.limits == Limits(seconds=600.0, cells=90_000_000)


def test_an_empty_file_settles_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "# nothing yet\n")
    assert load_settings(path) == Settings(file=path)


def test_files_that_the_command_line_names_are_not_looked_for(tmp_path: Path) -> None:
    path = written(tmp_path, '[files]\nroll = "没有/*.xlsx"\n')
    assert load_settings(path, {TableKind.ROLL}).sources == {}
    with pytest.raises(RequestError, match="没有与"):
        load_settings(path, {TableKind("vehicles")})


def test_names_of_shipped_policies_are_no_paths(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, '[check]\npolicy = "zhangzhou-2016"')).policy == "zhangzhou-2016"


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n[chekc]\n", 2, "相近: check"),
        ('[check]\n\npolcy = "x"', 3, "相近: policy"),
        ("[check]\nas_of = '2016-06-30'", 2, "日期, 不加引号"),
        ('[files]\nvehicle = "a.csv"', 2, "相近: vehicles"),
        ('[files]\nroll = "没有.csv"', 2, "没有与 “没有.csv” 相符的文件"),
        ('[files]\nroll = "-"', 2, "标准输入"),
        ("[files]\nroll = 3", 2, "文字的列表"),
        ('[columns]\n"甲" = "name"\n"车主" = "nmae"', 3, "nmae"),
        ('[columns."车.csv"]\n"车主" = "nmae"', 2, "nmae"),
        ('[columns]\n"车主" = 1', 2, "应写字段名"),
        ("[limits]\nsecond = 3", 2, "相近: seconds"),
        ("[limits]\ncells = 1.5", 2, "大于 0 的整数"),
        ("[limits]\ncells = 10\nseconds = -1", 3, "大于 0 的数"),
        ("[limits]\ncells = true", 2, "大于 0 的整数"),
        ('check = "x"', 1, "[check] 一段"),
        ('[check]\n"policy" = "a"\npolicy2 = "b"', 3, "policy"),
    ],
)
def test_mistakes_are_named_with_line_and_nearest_key(tmp_path: Path, text: str, line: int, words: str) -> None:
    error = refusal(tmp_path, text)
    assert error.where == f"{tmp_path / 'jingzhun.toml'} 第{line}行"
    assert words in error.what
    assert error.exit_code == 2


def test_a_chinese_header_without_quotes_is_explained(tmp_path: Path) -> None:
    error = refusal(tmp_path, '[columns]\n车主 = "name"')
    assert "第2行" in error.where
    assert "加引号" in error.fix


@pytest.mark.parametrize(
    "text", ['password = "x"', '[check]\npassword = "x"', '[check]\n"密码" = "x"', "[database]\npasswd = 'x'"]
)
def test_a_password_is_refused_with_advice_and_not_repeated(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text.replace('"x"', '"Geheim-1"').replace("'x'", "'Geheim-1'"))
    assert "不能写密码" in error.what
    assert "JINGZHUN_PASSWORD" in error.fix
    assert "Geheim" not in str(error)


def test_a_database_address_with_a_password_is_refused(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[files]\nvehicles = "postgresql://clerk:Geheim@db/cars?table=t"'))
    from jingzhun.case import files_of

    with pytest.raises(RequestError, match="不能写密码") as caught:
        files_of((), settings.sources)
    assert "Geheim" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="没有这个文件"):
        load_settings(tmp_path / "jingzhun.toml")
    with pytest.raises(RequestError, match="是文件夹"):
        load_settings(tmp_path)
    (tmp_path / "big.toml").write_bytes(b"#" * (2 << 20))
    with pytest.raises(RequestError, match="太大"):
        load_settings(tmp_path / "big.toml")


def test_every_limit_may_be_settled_and_is_in_the_guide(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs/guide/settings.md").read_text(encoding="utf-8")
    for name in Limits.__slots__:
        usual = getattr(LIMITS, name)
        assert getattr(load_settings(written(tmp_path, f"[limits]\n{name} = {usual * 2}")).limits, name) == usual * 2
        assert f"`{name}`" in guide, name


def test_the_example_of_the_guide_is_valid(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs/guide/settings.md").read_text(encoding="utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    for name in ("花名册/一村.xlsx", "车管所.csv", "2015年花名册.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a", encoding="utf-8")
    settings = load_settings(written(tmp_path, example))
    assert settings.as_of == date(2016, 6, 30)
    assert len(settings.sources[TableKind("vehicles")]) == 2
    assert settings.file_columns == {"车管*.csv": {"编号": "忽略"}}


def test_the_guide_names_every_kind_of_register() -> None:
    guide = (Path(__file__).parents[1] / "docs/guide/settings.md").read_text(encoding="utf-8")
    for kind in register_kinds():
        assert f"| `{kind.value}` | {kind.words} |" in guide
