"""What the documentation promises is what the program does: its examples are run, its lists are held to the code."""

from __future__ import annotations

import inspect as python_inspect
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import openpyxl
import pyarrow as pa
import pytest
from click.testing import CliRunner

import jingzhun.read
from jingzhun.accounts import NOT_USED
from jingzhun.cli import EXIT_INTERRUPTED, EXIT_PIPE_CLOSED
from jingzhun.cli import jingzhun as jingzhun_command
from jingzhun.cli.check import check
from jingzhun.cli.inspect import inspect
from jingzhun.errors import JingzhunError
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.normalise import members_frame, typed
from jingzhun.policy.pack import load
from jingzhun.read import SUPPORTED_SUFFIXES, SheetTable
from jingzhun.read.columns.mapping import usual_headers
from jingzhun.read.sheets.rows import RowKind
from small_county import CHEN, HUANG, LIN, ROLL, ROLL_HEADER, VEHICLES, VEHICLES_HEADER, ZENG_SON, write_sheet
from test_architecture import LAYERS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
GUIDE = ROOT / "docs/guide/README.md"
READING = ROOT / "docs/guide/reading.md"
ARCHITECTURE = ROOT / "docs/development/architecture.md"
#: Written by a benchmark that takes minutes; a checkout may be without it.
MADE_BY_BENCHMARKS: set[Path] = set()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def section_of(page: Path, title: str) -> str:
    """The part of a page under a heading of the second level that begins with ``title``."""
    _, found, rest = text_of(page).partition(f"\n## {title}")
    assert found, title
    return rest.partition("\n## ")[0]


def blocks_of(page: Path, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def rows_of_tables(text: str) -> Iterator[list[str]]:
    """The rows of the Markdown tables in a text, as cells."""
    for line in text.splitlines():
        if line.startswith("| ") and line.endswith(" |"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def words_in_code(text: str) -> set[str]:
    """What stands between backticks."""
    return {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[\w<>.]+", code)}


# ── links and options ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", text_of(page))
    files = {(page.parent / target).resolve() for target in targets if not target.startswith(("http:", "https:"))}
    assert not [file for file in files - MADE_BY_BENCHMARKS if not file.exists()]


def commands_of(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from commands_of(inner)


@pytest.mark.parametrize("page", [*READMES, *sorted((ROOT / "docs/guide").glob("*.md"))], ids=lambda page: page.name)
def test_every_option_that_is_named_exists(page: Path) -> None:
    params = [each for command in commands_of(jingzhun_command) for each in command.params]
    known = {option for each in params for option in (*each.opts, *each.secondary_opts)}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text_of(page)))
    assert named <= known | {"--help"}


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What ``jingzhun inspect`` says of the workbook that the guide shows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "机动车"
    header = ("序号", "车主", "身份证号", "车牌号", "车辆类型", "状态")
    for row in (
        ("平和县(样例)机动车登记表",),
        ("填表单位: 车管所", None, None, "2016年6月30日"),
        header,
        (1, "林建国", LIN, "E12345", "小型轿车", "正常"),
        (2, "陈志明、黄丽珍", f"{CHEN}、{HUANG}", "E12346", "小型轿车", "正常"),
        (),
        header,
        (3, "曾文辉", ZENG_SON, "E12347", "小型面包车", "注销"),
        ("合计", None, None, "3辆"),
        ("制表人: 李某", "审核人: 王某"),
    ):
        sheet.append(row)
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "车管所.xlsx")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(inspect, ["车管所.xlsx", "--no-config"], standalone_mode=False)
    assert result.return_value == 0, result.exception
    return [line.rstrip() for line in result.stdout.strip().splitlines()]


def test_the_example_of_the_guide_is_what_inspect_says(shown: list[str]) -> None:
    [example] = blocks_of(READING, "text")
    assert example.splitlines() == shown


def test_the_example_of_the_readme_is_an_excerpt_of_it(shown: list[str]) -> None:
    [example] = [block for block in blocks_of(ROOT / "README.md") if "jingzhun inspect 车管所.xlsx\n" in block]
    lines = example.splitlines()[1:-1]
    assert lines == shown[: len(lines)]


def test_the_guide_lists_exactly_the_suffixes_that_are_looked_at() -> None:
    rows = rows_of_tables(section_of(READING, "一、"))
    listed = {suffix for row in rows for suffix in re.findall(r"`(\.\w+)`", row[1])}
    assert listed == SUPPORTED_SUFFIXES


def test_the_guide_explains_every_reason_for_which_rows_are_set_aside() -> None:
    explained = {row[0] for row in rows_of_tables(section_of(READING, "三、"))} - {"原因"}
    # Another header cuts the sheet or refuses the file, and never stays in the account of a table.
    by_row = {kind.reason for kind in RowKind if kind not in (RowKind.DATA, RowKind.OTHER_HEADER)}
    assert explained == {*by_row, "表头", NOT_USED}


def test_the_settings_of_the_guide_are_valid(tmp_path: Path) -> None:
    from jingzhun.settings import load_settings

    [example] = blocks_of(READING, "toml")
    (tmp_path / "jingzhun.toml").write_text(example, encoding="utf-8")
    assert load_settings(tmp_path / "jingzhun.toml").limits.seconds == 600


# ── kinds and policy ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_guide_says_of_every_register_what_tells_it_and_whether_the_policy_judges_it() -> None:
    judged = {condition.register for condition in load("zhangzhou-2016").conditions}
    rows = {row[0].strip("`"): row[1:] for row in rows_of_tables(section_of(GUIDE, "一、")) if row[0].startswith("`")}
    assert list(rows) == [kind.value for kind in register_kinds()]
    for kind in register_kinds():
        words, headers, policy = rows[kind.value]
        assert words == kind.words
        assert set(headers.split("、")) <= set(usual_headers(kind).values()), kind
        assert policy == ("判断" if kind.value in judged else "只比对"), kind


def test_the_condition_that_the_guide_adds_is_valid(tmp_path: Path) -> None:
    [condition] = blocks_of(GUIDE, "toml")
    shipped = Path(jingzhun.__file__).parent / "policy/packs/zhangzhou-2016.toml"
    pack = tmp_path / "本县2016.toml"
    pack.write_text(f"{shipped.read_text(encoding='utf-8')}\n{condition}", encoding="utf-8")
    added = load(str(pack)).conditions[-1]
    assert (added.code, added.register) == ("SEVERE_DISABILITY", "disability")


# ── architecture ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_layers_are_those_that_imports_are_held_to() -> None:
    [block] = [block for block in blocks_of(ARCHITECTURE) if block.startswith("kinds model")]
    layers = [set(layer) - {"__init__", "__main__"} for layer in LAYERS]
    assert [set(line.split()) for line in block.splitlines()] == [layer for layer in layers if layer]


def test_every_module_of_read_is_on_the_map() -> None:
    package = Path(jingzhun.read.__file__).parent
    named = words_in_code(section_of(ARCHITECTURE, "Raw tables"))
    modules = {path.stem for path in package.rglob("*.py")} - {"__init__"}
    assert modules <= named


def test_every_public_attribute_of_a_raw_table_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "车.csv"
    path.write_text("\n".join(map(",".join, (VEHICLES_HEADER, *VEHICLES))), encoding="utf-8")
    [table] = jingzhun.read.open_file(path, path.name, tmp_path)
    assert isinstance(table, SheetTable)
    attributes = {name for name, _ in python_inspect.getmembers(table) if not name.startswith("_")}
    assert attributes <= words_in_code(section_of(ARCHITECTURE, "Raw tables"))


def test_every_typed_column_is_explained() -> None:
    explained = words_in_code(section_of(ARCHITECTURE, "Typed tables"))
    payroll, header = TableKind("payroll"), ("姓名", "身份证号", "实发工资")
    raw = pa.table(
        {**dict.fromkeys(header, pa.array([""])), "_file": ["a"], "_sheet": [""], "_row": pa.array([2], pa.int64())}
    )
    mapping = {"name": "姓名", "id_number": "身份证号", "pay": "实发工资"}
    columns = {re.sub("^pay_", "<field>_", name) for name in typed(raw, mapping, payroll).column_names}
    assert columns - {"pay", "name"} <= explained
    roll = typed(raw, {"name": "姓名", "id_number": "身份证号", "household_id": "实发工资"}, TableKind.ROLL)
    assert set(members_frame(roll).columns) <= explained


def test_every_key_of_the_manifest_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_sheet(tmp_path / "名册.xlsx", (ROLL_HEADER, *ROLL))
    write_sheet(tmp_path / "车.xlsx", (VEHICLES_HEADER, *VEHICLES))
    result = CliRunner().invoke(
        check,
        ["名册.xlsx", "车.xlsx", "-o", "结果", "--no-config", "-q", "--map", "无此列=忽略"],
        standalone_mode=False,
    )
    assert result.return_value == 1, result.exception
    manifest = json.loads((tmp_path / "结果/manifest.json").read_text(encoding="utf-8"))
    explained = words_in_code(section_of(ARCHITECTURE, "Manifest"))
    assert manifest["warnings"]
    for part in (manifest, manifest["inputs"][0], manifest["accounts"][0]):
        assert set(part) <= explained


@pytest.mark.parametrize("page", [*READMES, ARCHITECTURE], ids=lambda page: page.name)
def test_every_exit_code_is_explained(page: Path) -> None:
    def tree(error: type[JingzhunError]) -> Iterator[type[JingzhunError]]:
        yield error
        for below in error.__subclasses__():
            yield from tree(below)

    codes = {0, 1, EXIT_INTERRUPTED, EXIT_PIPE_CLOSED, *(error.exit_code for error in tree(JingzhunError))}
    [paragraph] = [part for part in text_of(page).split("\n\n") if "130" in part and "141" in part]
    assert codes <= {int(number) for number in re.findall(r"\b\d+\b", paragraph)}


def test_every_library_is_decided_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]
    decision = text_of(ROOT / "docs/development/decisions/0001-dependencies.md")
    assert not [name for name in (re.split("[><=]", each)[0] for each in wanted) if name not in decision]
