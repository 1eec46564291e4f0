from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from small_runs import LINKS, finding, full_numbers, household, number, small_run

from jingzhun.errors import PrivacyError
from jingzhun.model import Run
from jingzhun.report import machine
from jingzhun.report.masking import masking_of


def test_households_csv(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "households.csv"
    machine.write_households(run, path, masking_of(run))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfhousehold_id,verdict,reasons,")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["household_id"], row["verdict"]) for row in rows] == [
        ("3506991010001", "doubtful"),
        ("3506991010002", "doubtful"),
        ("3506991010003", "clear"),
    ]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "＝1", "－1", "  =1", "\t=1", "\r1", "\x00=1", "\ufeff=1"])
def test_no_cell_of_households_csv_is_a_formula(evil: str, tmp_path: Path) -> None:
    run = small_run([], [household(evil, reasons=evil, head_name=evil)])
    path = tmp_path / "households.csv"
    machine.write_households(run, path, masking_of(run))
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    assert all(row[label].startswith("'") for label in ("household_id", "reasons", "head_name"))
    assert row["village"] == "福坪村"


def test_findings_ndjson_has_every_column_masked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "findings.ndjson"
    machine.write_findings_file(run, path, masking_of(run))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(run.findings)
    first = json.loads(lines[0])
    assert list(first) == ["schema_version", *run.findings.columns]
    assert first["schema_version"] == machine.SCHEMA_VERSION
    assert first["roll_row"] == 4
    assert first["register_values"].endswith("138****1234")
    assert full_numbers("".join(lines)) == []


def test_links_parquet_has_the_columns_of_the_contract_in_row_order(run: Run, tmp_path: Path) -> None:
    machine.write_links(run, tmp_path / "links.parquet")
    links = pq.read_table(tmp_path / "links.parquet")
    assert links.schema == machine.LINK_SCHEMA
    assert links.column("roll_row").to_pylist() == [4, 9]


def test_links_parquet_does_not_depend_on_the_order_of_the_links(run: Run, tmp_path: Path) -> None:
    machine.write_links(run, tmp_path / "一")
    chunks = pa.concat_tables([LINKS.slice(1), LINKS.slice(0, 1)])
    machine.write_links(replace(run, links=chunks), tmp_path / "二")
    assert (tmp_path / "一").read_bytes() == (tmp_path / "二").read_bytes()


def test_links_parquet_may_be_empty(run: Run, tmp_path: Path) -> None:
    machine.write_links(replace(run, links=machine.LINK_SCHEMA.empty_table()), tmp_path / "links.parquet")
    assert pq.read_table(tmp_path / "links.parquet").num_rows == 0


def test_links_parquet_refuses_a_full_number(run: Run, tmp_path: Path) -> None:
    reasons = pc.binary_join_element_wise(LINKS.column("reasons"), number("19620307"), "")
    leaking = LINKS.set_column(LINKS.schema.get_field_index("reasons"), "reasons", reasons)
    with pytest.raises(PrivacyError):
        machine.write_links(replace(run, links=leaking), tmp_path / "links.parquet")
    assert not (tmp_path / "links.parquet").exists()


def test_every_pipe_format_says_the_same(run: Run, hostile_run: Run) -> None:
    for each in (run, hostile_run):
        written = {}
        for name in machine.FORMATS:
            stream = io.StringIO(newline="")
            machine.write_findings(each, stream, name)
            written[name] = stream.getvalue()
            assert full_numbers(written[name]) == []
        from_lines = [json.loads(line) for line in written["ndjson"].split("\n")[:-1]]
        assert json.loads(written["json"]) == from_lines
        rows = csv.DictReader(io.StringIO(written["csv"], newline=""))
        without_version = [
            {key: str(value) for key, value in record.items() if key != "schema_version"} for record in from_lines
        ]
        assert list(rows) == without_version


def test_pipes_carry_formulas_unaltered_and_no_bom() -> None:
    run = small_run([finding(household_id="=1+1")], [household("=1+1", "doubtful")])
    stream = io.StringIO()
    machine.write_findings(run, stream, "csv")
    assert stream.getvalue().startswith("code,title,")
    assert ",=1+1," in stream.getvalue()


def test_json_escapes_what_could_rewrite_a_screen(hostile_run: Run) -> None:
    stream = io.StringIO()
    machine.write_findings(hostile_run, stream, "ndjson")
    assert not set("\x1b\x07\x9b\u202e\u200b") & set(stream.getvalue())
    assert "\u202e" in "".join(json.loads(line)["member_name"] for line in stream.getvalue().splitlines())


def test_csv_on_a_screen_shows_controls(hostile_run: Run) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    machine.write_findings(hostile_run, stream, "csv")
    assert not set("\x1b\x07\u202e") & set(stream.getvalue())


def test_no_findings_is_valid_in_every_format() -> None:
    run = small_run([], [household("1")])
    texts = []
    for name in machine.FORMATS:
        stream = io.StringIO()
        machine.write_findings(run, stream, name)
        texts.append(stream.getvalue())
    assert texts[0] == ""
    assert json.loads(texts[1]) == []
    assert texts[2].startswith("code,")


def test_an_unknown_format_is_an_error(run: Run) -> None:
    with pytest.raises(ValueError, match="xml"):
        machine.write_findings(run, io.StringIO(), "xml")
