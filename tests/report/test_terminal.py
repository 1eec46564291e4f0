from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from small_runs import finding, full_numbers, household, number, small_run

from jingzhun.model import InputFile, Run, UnreadFile
from jingzhun.report.terminal import summary


def printed(run: Run, width: int = 100, colour: bool = False) -> str:
    stream = io.StringIO()
    summary(run, Path("结果-2016-09-01"), Console(file=stream, width=width, force_terminal=colour, color_system=None))
    return stream.getvalue()


def test_the_summary_says_what_matters(run: Run) -> None:
    text = printed(run)
    for expected in (
        "疑点户 2 户，通过 1 户，共 3 户",
        "读 5 行，用 2，搁置 3（标题行 2、合计行 1）",
        "名下有机动车",
        "3506991010001",
        "结果在 结果-2016-09-01",
        "入户核实",
    ):
        assert expected in text


def test_it_says_why_each_file_was_taken_for_what_it_is() -> None:
    why = "有 HPHM、CLLX、SYXZ、CCDJRQ、SYR → 机动车登记"
    run = small_run(
        [],
        [household("1")],
        inputs=(
            InputFile("花名册.xlsx", "roll", "由 --roll 指定", "", 1),
            InputFile("车管.csv", "vehicles", why, "", 1),
        ),
    )
    text = printed(run)
    assert "由 --roll 指定" in text
    assert "有 HPHM、CLLX、SYXZ、… → 机动车登记" in text


def test_it_stays_short_however_much_was_found() -> None:
    ids = [f"户{place}" for place in range(50)]
    run = small_run(
        [finding(household_id=each, code=f"K{each}", title=f"种类{each}" * 20) for each in ids],
        [household(each, "doubtful", head_name="很长的名字" * 9) for each in ids],
        inputs=tuple(InputFile(f"{place}.csv", "vehicles", "有 HPHM" * 30, "", 1) for place in range(30)),
        unread=tuple(UnreadFile(f"{place}.xls", "损坏" * 99, "", is_error=True) for place in range(30)),
    )
    lines = printed(run, width=80).splitlines()
    assert len(lines) <= 34
    assert all(sum(2 if ord(character) > 0x2E80 else 1 for character in line) <= 80 for line in lines[:-2])


def test_nothing_foreign_acts_on_the_screen(hostile_run: Run) -> None:
    text = printed(hostile_run, colour=True)
    assert not set("\x1b\x07\x9b\u202e\u200b\ufffe\udcff") & set(text)
    assert "[bold red]假" in text
    assert full_numbers(text) == []


def test_a_number_is_not_laid_bare_where_a_text_is_cut() -> None:
    evil = "姓名" * 8 + number("19620307")
    run = small_run(
        [finding(household_id="1", title=evil, member_name=evil)],
        [household("1", "doubtful", head_name=evil, township=evil)],
    )
    for width in range(20, 120, 7):
        assert "1962" not in printed(run, width)


def test_an_incomplete_run_says_what_is_missing(run: Run) -> None:
    broken = small_run([], [household("1")], unread=(UnreadFile("工商.xls", "文件损坏", "", is_error=True),))
    assert "未能读取 1 项，这次核查不完整" in printed(broken)
    assert "工商.xls：文件损坏" in printed(broken)
    assert "未能读取" not in printed(run)
