"""核查报告.html in a real browser: search, filters, sorting, opening a case, printing; no error, no request."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_runs import finding, household, small_run

from jingzhun.report import page
from jingzhun.report.masking import masking_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs a browser (apt-get install chromium)")

HOSTILE = "<img src=x onerror=alert(1)>"
CASES = (
    ("H1", "张三", "九峰镇", "CAR", "机动车", "A", "名下有 小型轿车 ES0CBF"),
    ("H2", "李四", "九峰镇", "HOUSE", "住房", "B", "名下有 商铺"),
    ("H10", HOSTILE, "小溪镇", "CAR", "机动车", "B", "名下有 面包车 EAZCW5"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of three cases; whatever the browser complains of or asks for fails the test."""
    findings = [
        finding(household_id=case, member_name=head, code=code, title=title, grade=grade, reason=reason,
                roll_values=f"户编号={case}; 姓名={head}", register_values=f"机动车所有人={head}; 号牌号码=E1")
        for case, head, _, code, title, grade, reason in CASES
    ]  # fmt: skip
    households = [household(case, "doubtful", head_name=head, township=place) for case, head, place, *_ in CASES]
    run = small_run(findings, households)
    file = tmp_path / "核查报告.html"
    page.write(run, file, masking_of(run))
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert not complaints


def cases(shown: Page) -> list[str]:
    return shown.locator(".list tbody tr:visible .id").all_inner_texts()


def test_every_case_is_there_and_counted(shown: Page) -> None:
    assert sorted(cases(shown)) == ["H1", "H10", "H2"]
    assert shown.locator("#told").inner_text() == "共 3 户"


def test_search_finds_words_in_any_order_and_width(shown: Page) -> None:
    shown.fill("[name=words]", "ＥＳ０ｃｂｆ 张三")
    assert cases(shown) == ["H1"]
    assert shown.locator("#told").inner_text() == "3 户中的 1 户"
    assert shown.locator(".place:visible").count() == 1
    shown.fill("[name=words]", "没有这个")
    assert cases(shown) == []
    shown.click("button[type=reset]")
    shown.wait_for_function("document.getElementById('told').value === '共 3 户'")


@pytest.mark.parametrize(
    ("field", "chosen", "left"),
    [("place", "小溪镇", ["H10"]), ("kind", "HOUSE", ["H2"]), ("grade", "A", ["H1"])],
)
def test_filters_narrow_the_list(shown: Page, field: str, chosen: str, left: list[str]) -> None:
    shown.select_option(f"[name={field}]", chosen)
    assert cases(shown) == left


def test_a_column_sorts_up_and_down(shown: Page) -> None:
    place = shown.locator(".place[data-place=九峰镇]")
    button = place.get_by_role("button", name="户编号")
    button.click()
    assert place.locator("tbody .id").all_inner_texts() == ["H1", "H2"]
    button.press("Enter")
    assert place.locator("tbody .id").all_inner_texts() == ["H2", "H1"]
    assert place.locator("th[aria-sort=descending]").count() == 1


def test_a_case_opens_by_keyboard_and_shows_both_sides(shown: Page) -> None:
    case = shown.locator(".list tbody tr", has_text="ES0CBF")
    case.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert case.locator(".evidence dd:visible").all_inner_texts() == ["H1", "张三", "张三", "E1"]


def test_slash_leads_to_the_search(shown: Page) -> None:
    shown.keyboard.press("/")
    shown.keyboard.type("李四")
    assert cases(shown) == ["H2"]


def test_hostile_names_are_text(shown: Page) -> None:
    assert shown.locator("img").count() == 0
    assert HOSTILE in shown.locator(".list .head").all_inner_texts()


def test_printing_leaves_out_what_only_a_screen_needs(shown: Page) -> None:
    shown.emulate_media(media="print")
    assert shown.locator("#find:visible").count() == 0
    assert sorted(cases(shown)) == ["H1", "H10", "H2"]
    assert shown.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_the_script_everything_is_still_there(browser: Browser, shown: Page) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(shown.url)
    assert sorted(cases(plain)) == ["H1", "H10", "H2"]
    assert plain.locator("#find:visible").count() == 0
    context.close()
