"""What every table is taken for: clear cases go through, doubtful ones are questions with the answers in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from jingzhun.case import CaseFile
from jingzhun.choose import Chosen, choose
from jingzhun.errors import RequestError
from jingzhun.intake import Opening, open_all
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.model import UnreadFile
from jingzhun.read import ReadOptions
from jingzhun.read.columns.mapping import load_lexicon, usual_headers
from small_county import CHEN, HUANG, LIN, PAYROLL, PAYROLL_HEADER, ROLL, ROLL_HEADER, VEHICLES, VEHICLES_HEADER

_NUMBERS = {usual_headers(kind)["id_number"] for kind in register_kinds()}
TABLES = {
    "花名册.csv": (ROLL_HEADER, *ROLL),
    "车.csv": (VEHICLES_HEADER, *VEHICLES),
    "工资.csv": (PAYROLL_HEADER, *PAYROLL),
}


def chosen(
    folder: Path,
    tables: dict[str, tuple[tuple[str, ...], ...]],
    settled: dict[str, tuple[str, str]] | None = None,
    unread: tuple[UnreadFile, ...] = (),
    columns: dict[str, str] | None = None,
) -> Chosen:
    """Choose among csv files; ``settled`` tells of some their kind and what the user named."""
    files = []
    for name, rows in tables.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
        kind, named = (settled or {}).get(name, ("", ""))
        files.append(CaseFile(path, name, TableKind(kind) if kind else None, named))
    work = folder / "work"
    work.mkdir()
    opening = Opening(ReadOptions(columns=columns or {}))
    opened, refused = open_all(files, work, lambda *_: None, opening)
    return choose(files, opened, [*refused, *unread])


def kinds(found: Chosen) -> dict[str, str]:
    return {item.table.file: item.kind.value for item in (*found.roll, *found.registers)}


def enough_headers(key: str) -> list[str]:
    """The usual headers of a kind, as many as make it certain and no more."""
    spec, usual = load_lexicon().spec(TableKind(key)), usual_headers(TableKind(key))
    headers, points = (
        [usual[field] for field in spec.required],
        sum(spec.weights.get(field, 0) for field in spec.required),
    )
    for field, weight in spec.weights.items():
        if points < load_lexicon().certain and field not in spec.required:
            headers.append(usual[field])
            points += weight
    return headers


def test_clear_tables_are_recognised_with_the_reason(tmp_path: Path) -> None:
    found = chosen(tmp_path, TABLES)
    assert kinds(found) == {"花名册.csv": "roll", "车.csv": "vehicles", "工资.csv": "payroll"}
    assert "SFZMHM" in " ".join(item.table.headers[2] for item in found.registers)
    assert all("→" in item.why for item in (*found.roll, *found.registers))


@pytest.mark.parametrize("kind", register_kinds())
def test_a_register_with_the_usual_headers_of_its_kind_is_no_question(tmp_path: Path, kind: TableKind) -> None:
    headers = tuple(dict.fromkeys(usual_headers(kind).values()))
    row = tuple(LIN if header == usual_headers(kind)["id_number"] else "甲" for header in headers)
    found = chosen(tmp_path, {"花名册.csv": TABLES["花名册.csv"], "数据.csv": (headers, row, row)})
    assert kinds(found) == {"花名册.csv": "roll", "数据.csv": kind.value}


def test_two_kinds_as_likely_are_a_question_with_the_options_of_both(tmp_path: Path) -> None:
    both = tuple(dict.fromkeys([*enough_headers("insurance"), *enough_headers("housing_fund")]))
    rows = tuple(tuple(LIN if header in _NUMBERS else "甲" for header in both) for _ in range(2))
    with pytest.raises(RequestError, match="看不出这张表是") as caught:
        chosen(tmp_path, {"花名册.csv": TABLES["花名册.csv"], "混.csv": (both, *rows)})
    assert "--register insurance=混.csv" in caught.value.fix
    assert "--register housing_fund=混.csv" in caught.value.fix


def test_files_named_together_need_one_that_fits(tmp_path: Path) -> None:
    tables = TABLES | {"车/说明.csv": (("甲", "乙"), ("1", "2")), "车/一.csv": TABLES["车.csv"]}
    settled = dict.fromkeys(("车/说明.csv", "车/一.csv"), ("vehicles", "车"))
    found = chosen(tmp_path, tables, settled)
    assert kinds(found)["车/一.csv"] == "vehicles"
    assert {item.table.file for item in found.others} == {"车.csv", "车/说明.csv"}


def test_what_is_named_and_cannot_be_that_is_refused_with_its_headers(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="由 --register deaths 指定为死亡") as caught:
        chosen(tmp_path, TABLES | {"x.csv": (("甲", "乙"), ("1", "2"))}, {"x.csv": ("deaths", "x.csv")})
    assert "甲、乙" in caught.value.what
    assert "--map" in caught.value.fix


def test_an_unreadable_part_of_a_named_roll_stops_the_check(tmp_path: Path) -> None:
    tables = {"名册/一.csv": TABLES["花名册.csv"], "车.csv": TABLES["车.csv"], "名册/二.csv": ()}
    settled = dict.fromkeys(("名册/一.csv", "名册/二.csv"), ("roll", "名册"))
    with pytest.raises(RequestError, match="名册不全") as caught:
        chosen(tmp_path, tables, settled)
    assert "名册/二.csv" in caught.value.what


def test_two_columns_for_one_person_are_refused_and_settled_by_the_user(tmp_path: Path) -> None:
    header = ("号牌号码", "车辆类型", "初次登记日期", "姓名", "身份证号", "身份证号码")
    rows = tuple(
        (f"E1234{n}", "K33", "2014-05-06", "林建国", one, other)
        for n, (one, other) in enumerate([(LIN, CHEN), (CHEN, HUANG)])
    )
    tables = {"花名册.csv": TABLES["花名册.csv"], "车.csv": (header, *rows)}
    with pytest.raises(RequestError, match="列认不准") as caught:
        chosen(tmp_path / "1", tables)
    assert caught.value.where == "车.csv"
    assert "--map" in str(caught.value)
    assert "身份证号码" in caught.value.what
    found = chosen(tmp_path / "2", tables, columns={"身份证号": "id_number", "身份证号码": "忽略"})
    assert found.registers[0].table.mapping_for(TableKind("vehicles"))["id_number"] == "身份证号"
