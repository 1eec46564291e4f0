"""Which files a case stands for."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from jingzhun.case import Case, find_files
from jingzhun.errors import RequestError

AS_OF = date(2016, 6, 30)


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(Case(paths, as_of=AS_OF)).files]


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    return path


def test_a_folder_stands_for_the_tables_in_it_and_below(tmp_path: Path) -> None:
    put(tmp_path / "b.csv")
    put(tmp_path / "sub" / "a.csv")
    put(tmp_path / "~$b.xlsx")
    put(tmp_path / "letter.docx")
    found = find_files(Case((tmp_path,), as_of=AS_OF))
    assert [file.name for file in found.files] == ["b.csv", "sub/a.csv"]
    assert "letter.docx" in found.passed_over


def test_files_of_one_name_are_told_apart_by_as_many_folders_as_it_takes(tmp_path: Path) -> None:
    for folder in ("甲县/d", "乙县/d"):
        put(tmp_path / folder / "车.csv")
    found = names(tmp_path / "甲县", tmp_path / "乙县")
    assert len(set(found)) == 2
    assert {name.split("/")[0] for name in found} == {"甲县", "乙县"}


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    assert names(tmp_path, path, path) == ["a.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_dead_link_is_not_lost(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    (tmp_path / "车.csv").symlink_to(tmp_path / "nowhere.csv")
    assert len(names(tmp_path)) == 2


def test_results_of_an_earlier_run_are_never_input(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    for name in ("manifest.json", "links.parquet", "households.csv"):
        put(tmp_path / "核查-1" / name)
    assert names(tmp_path) == ["a.csv"]


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="没有可以读取的表格文件"):
        names(tmp_path)
    with pytest.raises(RequestError, match="找不到"):
        names(tmp_path / "nowhere")
