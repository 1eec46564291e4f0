"""Packs that extend others, and the one text that is left of them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_pack import GOOD

from jingzhun.errors import PolicyError
from jingzhun.model import Effect, Severity
from jingzhun.policy.pack import available, load, parse, resolved_text
from jingzhun.policy.pack_keys import SECTIONS
from jingzhun.policy.terms import LineOf, Test
from jingzhun.policy.toml_write import toml_text

OWN = 'name = "own"\ntitle = "本县"\nextends = "base.toml"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def own(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(OWN + text, encoding="utf-8")
    return path


def told(folder: Path, path: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load(path)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_county_states_only_what_differs(folder: Path) -> None:
    policy = load(
        own(
            folder,
            """
valid_to = 2018-12-31
[lines]
income_line = { yuan = 2855, basis = "source", year = 2016 }
[combine]
review = { C = "review" }
[effects]
correct = ["JZ301"]
clue = ["JZ1"]
[[condition]]
code = "CAR"
severity = "review"
[[condition.exception]]
code = "OLD"
evidence = "行驶证, 照片"
[[condition.exception]]
code = "BORROWED"
title = "背户"
evidence = "书面说明"
manual = true
[[condition]]
code = "POOR"
about = "household"
title = "收入"
severity = "review"
basis = ["source"]
question = "?"
show = ["收入高于线"]
when = { field = "income", above_line = "income_line", times = 1.5 }
""",
        )
    )
    base = load(folder / "base.toml")
    car, house, poor = policy.conditions
    assert (policy.area, policy.valid_to) == (base.area, date(2018, 12, 31))
    assert (car.severity, car.when, car.question) == (Severity.REVIEW, base.conditions[0].when, "谁的车?")
    assert [(each.code, each.evidence, each.manual) for each in car.exceptions] == [
        ("OLD", "行驶证, 照片", False),
        ("BORROWED", "书面说明", True),
    ]
    assert car.exceptions[0].when == base.conditions[0].exceptions[0].when
    assert house == base.conditions[1]
    assert poor.when == Test("income", "above_line", LineOf("income_line", 1.5))
    assert policy.income_line == 2855
    assert policy.effects.of("JZ301", "review", "found") is Effect.CORRECT
    assert policy.effects.of("JZ103", "review", "found") is Effect.CLUE
    assert policy.effects.of("JZ103", "note", "found") is Effect.NOTE
    assert policy.combine.of("review", "C") == "review"
    assert policy.combine.of("red_line", "C") == "clue"
    assert [each.name for each in policy.chain] == ["example", "own"]
    assert {(each.what, each.part, each.code) for each in policy.differences} == {
        ("changed", "condition", "CAR"),
        ("changed", "exception", "CAR/OLD"),
        ("added", "exception", "CAR/BORROWED"),
        ("added", "condition", "POOR"),
        ("added", "line", "income_line"),
        ("added", "combine", "review"),
        ("added", "effect", "correct"),
        ("added", "effect", "clue"),
        ("changed", "head", "valid_to"),
    }


def test_a_new_when_takes_the_old_when_not_and_needs_away(folder: Path) -> None:
    base = GOOD.replace(
        "when = { field = ", 'needs = ["area"]\nwhen_not = { field = "use", equals = "林地" }\nwhen = { field = '
    )
    (folder / "base.toml").write_text(
        base.replace('needs = ["area"]\nwhen_not = { field = "use", equals = "林地" }\n', "", 1)
    )
    assert load(folder / "base.toml").conditions[1].when_not is not None
    [_, house] = load(
        own(folder, '[[condition]]\ncode = "HOUSE"\nwhen = { field = "use", equals = "商铺" }')
    ).conditions
    assert (house.when_not, house.needs) == (None, ("use",))


def test_drop_leaves_out_conditions_exceptions_and_what_is_not_there_is_named(folder: Path) -> None:
    policy = load(own(folder, 'drop = ["HOUSE"]\n[[condition]]\ncode = "CAR"\ndrop = ["OLD"]'))
    assert [(each.code, each.exceptions) for each in policy.conditions] == [("CAR", ())]
    assert "own.toml 第4行" in (said := told(folder, own(folder, 'drop = ["HOUSES"]')))
    assert "相近: HOUSE" in said
    assert "“OLDER”" in told(folder, own(folder, '[[condition]]\ncode = "CAR"\ndrop = ["OLDER"]'))
    assert "依据编号 “source”" in told(
        folder, own(folder, 'drop = ["source"]\n[[basis]]\nid="x"\ndocument="x"\nnote="x"')
    )


def test_a_mistake_is_named_in_the_file_that_makes_it(folder: Path) -> None:
    wrong = own(folder, '[[condition]]\ncode = "CAR"\nwhen = { field = "vehicle_clas", equals = "K" }')
    assert told(folder, wrong).startswith("own.toml 第6行: 不认识的字段 “vehicle_clas”")
    (folder / "base.toml").write_text(GOOD.replace('severity = "review"', 'severity = "rewiew"'), encoding="utf-8")
    assert told(folder, own(folder, '[[condition]]\ncode = "HOUSE"\ntitle = "房"')).startswith(
        "base.toml 第41行: 不认识的轻重"
    )


def test_a_circle_and_a_missing_base_are_told_with_the_chain(folder: Path) -> None:
    (folder / "base.toml").write_text(OWN.replace("base.toml", "own.toml"), encoding="utf-8")
    said = told(folder, own(folder, ""))
    assert said.startswith("base.toml 第3行: 政策规则互相继承, 成了一圈: own.toml → base.toml → own.toml")
    (folder / "base.toml").write_text(OWN.replace("base.toml", "省/没有.toml"), encoding="utf-8")
    said = told(folder, own(folder, ""))
    assert said.startswith("base.toml 第3行: 找不到或打不开要继承的政策规则 “省/没有.toml”")
    assert "own.toml → base.toml → 省/没有.toml" in said
    assert "zhangzhou-2016" in said
    itself = folder / "self.toml"
    itself.write_text(OWN.replace("base.toml", "self.toml"), encoding="utf-8")
    assert "成了一圈" in told(folder, itself)


def test_a_base_is_looked_for_beside_the_file_and_bases_may_have_bases(folder: Path) -> None:
    (folder / "乡").mkdir()
    own(folder, '[[condition]]\ncode = "CAR"\ntitle = "车辆"')
    town = folder / "乡" / "town.toml"
    town.write_text('name = "town"\ntitle = "乡"\nextends = "../own.toml"\ndrop = ["HOUSE"]\n', encoding="utf-8")
    policy = load(town)
    assert [each.name for each in policy.chain] == ["example", "own", "town"]
    assert [each.title for each in policy.conditions] == ["车辆"]
    assert [each.code for each in policy.differences] == ["HOUSE"]


def test_a_shipped_pack_is_extended_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "县.toml"
    path.write_text('name = "x"\ntitle = "x"\nextends = "zhangzhou-2016"\ndrop = ["PAY"]\n', encoding="utf-8")
    codes = [each.code for each in load("zhangzhou-2016").conditions if each.code != "PAY"]
    assert [each.code for each in load(path).conditions] == codes


@pytest.mark.parametrize("name", available())
def test_the_resolved_text_reads_as_the_same_policy(name: str, tmp_path: Path) -> None:
    base = load(name)
    path = tmp_path / "县.toml"
    code = base.conditions[0].code
    county = f'name = "x"\ntitle = "x"\nextends = "{name}"\n[[condition]]\ncode = "{code}"\nseverity = "review"\n'
    path.write_text(county, encoding="utf-8")
    for policy in (base, load(path)):
        again = parse(resolved_text(policy).encode(), "policy.toml")
        assert again == policy
        assert resolved_text(again) == resolved_text(policy)
    assert load(path).digest != base.digest


def test_the_digest_is_that_of_what_is_said_not_of_how(folder: Path) -> None:
    remarked = GOOD.replace("[effects]", "# 说明\n[effects]").replace("# when = ", "# ")
    assert parse(remarked.encode(), "a.toml").digest == parse(GOOD.encode(), "b.toml").digest
    assert (
        parse(GOOD.replace("at_most = 200", "at_most = 201").encode(), "a").digest != parse(GOOD.encode(), "b").digest
    )


SCALARS = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False)
    | st.dates()
)
KEYS = st.sampled_from(["a", "b-1", "effects", "condition", "exception", "中文", 'q"', "a.b", ""])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_every_table_is_written_so_that_it_reads_the_same(table: dict[str, object]) -> None:
    written = toml_text(table, SECTIONS)
    assert tomllib.loads(written) == table
    assert toml_text(tomllib.loads(written), SECTIONS) == written


def test_the_resolved_text_names_the_files_it_was_made_of(folder: Path) -> None:
    text = resolved_text(load(own(folder, 'drop = ["HOUSE"]')))
    assert len(re.findall(r"(?m)^#   .*\.toml  SHA-256 [0-9a-f]{64}$", text)) == 2
    assert "不再继承" in told_of_text(text.replace('name = "own"', 'name = "own"\nextends = "base.toml"', 1))


def told_of_text(text: str) -> str:
    with pytest.raises(PolicyError) as caught:
        parse(text.encode(), "policy.toml")
    return str(caught.value)
