from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from small_runs import finding, full_numbers, household, number, small_run

from jingzhun.errors import PrivacyError
from jingzhun.model import Run
from jingzhun.report import page
from jingzhun.report.masking import Masking, masking_of

SCRIPT = (Path(page.__file__).parent / "templates/page.js").read_text(encoding="utf-8")
VOID = {"meta", "link", "br", "img", "rect", "input"}
ALLOWED_ATTRIBUTES = {
    *("class", "id", "href", "colspan", "lang", "charset", "name", "content", "http-equiv", "aria-label"),
    *("aria-hidden", "aria-live", "role", "viewbox", "preserveaspectratio", "width", "height"),
    *("hidden", "type", "value", "placeholder", "max", "data-place", "data-kinds", "data-grades"),
}


class Reader(HTMLParser):
    """Collects tags, attributes and text, and sees that every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def render(run: Run) -> str:
    return page.render(run, masking_of(run))


def test_the_page_says_what_was_found(run: Run) -> None:
    text = Reader(render(run)).text
    for expected in (
        "2 户存在疑点",
        "名下有机动车",
        "小溪镇",
        "3506991010002",
        "李四",
        "摘要 ab12ab12",
        "社会救助暂行办法, 国务院令第649号, 第五十八条",
        "某政办〔2016〕1号",
        "只查找和说明疑点",
    ):
        assert expected in text


def test_the_page_runs_its_own_script_alone_and_loads_nothing(run: Run, hostile_run: Run) -> None:
    for each in (run, hostile_run):
        html = render(each)
        reader = Reader(html)
        assert reader.open == []
        assert not {"iframe", "object", "embed", "link", "img", "base"} & set(reader.tags)
        [script] = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        assert reader.tags.count("script") == 1
        assert script == SCRIPT
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in html
        assert {name for name, _ in reader.attributes} <= ALLOWED_ATTRIBUTES
        assert all(value.startswith("#") for name, value in reader.attributes if name == "href")
        policy = dict(reader.attributes)["content"]
        assert policy
        assert "default-src 'none'" in html
        assert "url(" not in html
        assert "@import" not in html


def test_foreign_texts_stay_texts(hostile_run: Run) -> None:
    html = render(hostile_run)
    text = Reader(html).text
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert not set("\x1b\x07\u202e\u200b\ufffe\udcff") & set(html)


def test_no_full_number_is_on_the_page(run: Run, hostile_run: Run) -> None:
    for each in (run, hostile_run):
        assert full_numbers(render(each)) == []
    assert "350699********" in render(hostile_run)


def test_a_number_is_not_laid_bare_where_a_long_reason_is_cut() -> None:
    long_reason = "长" * 230 + number("19620307") + "长" * 40
    run = small_run([finding(household_id="1", reason=long_reason)], [household("1", "doubtful")])
    assert "19620307" not in render(run)
    assert "1962" not in render(run)


def test_a_number_that_slips_through_stops_the_page(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    masking = masking_of(run)
    monkeypatch.setattr(Masking, "text", lambda self, text: text)
    leaking = small_run([finding(household_id="1", reason=number("19620307"))], [household("1", "doubtful")])
    with pytest.raises(PrivacyError):
        page.write(leaking, tmp_path / "page.html", masking)
    assert not (tmp_path / "page.html").exists()


def test_long_household_numbers_do_not_stop_it(tmp_path: Path) -> None:
    household_id = "350699101201000123"
    run = small_run([finding(household_id=household_id)], [household(household_id, "doubtful")])
    page.write(run, tmp_path / "page.html", masking_of(run))
    assert household_id in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_too_many_households_are_cut_and_the_page_says_so() -> None:
    ids = [f"户{place}" for place in range(5)]
    run = small_run([finding(household_id=each) for each in ids], [household(each, "doubtful") for each in ids])
    text = Reader(page.render(run, masking_of(run), most_households=3)).text
    assert "只列前 3 户，其余 2 户" in text
    assert "户2" in text
    assert "户4" not in text


def test_a_clear_run_says_so() -> None:
    text = Reader(render(small_run([], [household("1")]))).text
    assert "没有疑点户" in text
    assert "没有发现疑点" in text


def test_an_incomplete_run_says_so(run: Run, hostile_run: Run) -> None:
    assert "这次核查不完整" in Reader(render(hostile_run)).text
    assert "这次核查不完整" not in Reader(render(run)).text


def test_the_same_run_gives_the_same_page(run: Run) -> None:
    assert render(run) == render(run)
