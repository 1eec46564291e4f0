"""Rules after matching: what they are told of a register beside the links."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jingzhun.case import Case
from jingzhun.pipeline import check
from small_county import PAYROLL, PAYROLL_HEADER, identity_number

ROLL_HEADERS = ("户编号", "姓名", "证件号码", "与户主关系", "健康状况", "乡镇", "村")
NAMES = ("林建国", "陈志明", "赖阿珠", "曾水土", "周美玉", "吴金火")
NUMBERS = tuple(identity_number(f"19{50 + place}0307", 10 + place) for place in range(len(NAMES)))


def write(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")


def test_a_row_without_a_number_under_his_name_leaves_it_open_whether_somebody_is_registered(tmp_path: Path) -> None:
    people = list(zip(NAMES, NUMBERS, strict=True))
    rows = [(f"H{place}", *one, "户主", "残疾", "九峰镇", "福坪村") for place, one in enumerate(people)]
    write(tmp_path / "花名册.csv", [ROLL_HEADERS, *rows])
    headers = ("残疾人姓名", "身份证号", "残疾类别", "残疾等级", "残疾证号", "乡镇", "村")
    registered = [(*one, "肢体", "二级", "", "九峰镇", "福坪村") for one in people[:4]]
    # Nothing says which 周美玉 of the county this is.
    nameless = ("周美玉", "", "肢体", "二级", "", "大溪镇", "江寨村")
    write(tmp_path / "残疾人.csv", [headers, *registered, nameless])
    write(tmp_path / "工资.csv", [PAYROLL_HEADER, *PAYROLL])
    run = check(Case((tmp_path,), as_of=date(2016, 6, 30)), lambda *_: None)
    said = run.findings[run.findings["code"] == "JZ411"]
    assert said["member_name"].tolist() == ["吴金火"]
    assert next(count for count in run.rule_counts if count.code == "JZ411").undecided == 1
