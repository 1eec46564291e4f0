from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from small_runs import LINKS, finding, full_numbers, household, number, small_run

from jingzhun.errors import OutputError, PrivacyError
from jingzhun.model import Run
from jingzhun.report import machine
from jingzhun.report.masking import masking_of

FORMATS = ("ndjson", "json", "csv")


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
    machine.write_findings_file(path, masking_of(run))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(run.findings)
    first = json.loads(lines[0])
    assert list(first) == ["schema_version", *run.findings.columns]
    assert first["schema_version"] == machine.SCHEMA_VERSION
    assert first["roll_row"] == 4
    assert first["register_values"].endswith("138****1234")
    assert full_numbers("".join(lines)) == []


def test_links_parquet_has_the_columns_of_the_contract_in_row_order(run: Run, tmp_path: Path) -> None:
    machine.write_links(run, tmp_path / "links.parquet", masking_of(run))
    links = pq.read_table(tmp_path / "links.parquet")
    assert links.schema == machine.LINK_SCHEMA
    assert links.column("roll_row").to_pylist() == [4, 9]


def test_links_parquet_does_not_depend_on_the_order_of_the_links(run: Run, tmp_path: Path) -> None:
    machine.write_links(run, tmp_path / "一", masking_of(run))
    chunks = pa.concat_tables([LINKS.slice(1), LINKS.slice(0, 1)])
    machine.write_links(replace(run, links=chunks), tmp_path / "二", masking_of(run))
    assert (tmp_path / "一").read_bytes() == (tmp_path / "二").read_bytes()


def test_links_parquet_may_be_empty(run: Run, tmp_path: Path) -> None:
    machine.write_links(
        replace(run, links=machine.LINK_SCHEMA.empty_table()), tmp_path / "links.parquet", masking_of(run)
    )
    assert pq.read_table(tmp_path / "links.parquet").num_rows == 0


def test_links_parquet_refuses_a_full_number(run: Run, tmp_path: Path) -> None:
    reasons = pc.binary_join_element_wise(LINKS.column("reasons"), number("19620307"), "")
    leaking = LINKS.set_column(LINKS.schema.get_field_index("reasons"), "reasons", reasons)
    with pytest.raises(PrivacyError):
        machine.write_links(replace(run, links=leaking), tmp_path / "links.parquet", masking_of(run))
    assert not (tmp_path / "links.parquet").exists()


def test_links_name_files_as_every_other_output_does(run: Run, tmp_path: Path) -> None:
    name = f"{number('19620307')}的名下.csv"
    file = pa.array([name, name])
    named = LINKS.set_column(LINKS.schema.get_field_index("register_file"), "register_file", file)
    masking = masking_of(replace(run, findings=run.findings.assign(register_file=name)))
    machine.write_links(replace(run, links=named), tmp_path / "links.parquet", masking)
    (shown,) = set(pq.read_table(tmp_path / "links.parquet").column("register_file").to_pylist())
    assert shown == masking.name(name) == f"350699********{name[14:18]}的名下.csv"


def test_every_pipe_format_says_the_same(run: Run, hostile_run: Run) -> None:
    for each in (run, hostile_run):
        written = {}
        for name in FORMATS:
            stream = io.StringIO(newline="")
            machine.write_findings(each, stream, name)
            written[name] = stream.getvalue()
            assert full_numbers(written[name]) == []
        from_lines = [json.loads(line) for line in written["ndjson"].split("\n")[:-1]]
        assert json.loads(written["json"]) == from_lines
        rows = csv.DictReader(io.StringIO(written["csv"], newline=""))
        assert [(row["code"], row["roll_row"], row["grade"]) for row in rows] == [
            (record["code"], str(record["roll_row"]), record["grade"]) for record in from_lines
        ]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "\x1b[2J", "\n-1"])
def test_csv_on_a_pipe_has_no_formula_and_no_controls_and_no_bom(evil: str) -> None:
    run = small_run([finding(household_id=evil, member_name=evil)], [household(evil, "doubtful")])
    stream = io.StringIO(newline="")
    machine.write_findings(run, stream, "csv")
    assert stream.getvalue().startswith("code,title,")
    (row,) = csv.DictReader(io.StringIO(stream.getvalue(), newline=""))
    assert row["household_id"] == row["member_name"]
    assert row["member_name"].startswith("'") or evil == "\x1b[2J"
    assert not set("\x1b\t\n") & set(row["member_name"])


def test_json_on_a_pipe_carries_formulas_unaltered() -> None:
    run = small_run([finding(household_id="=1+1")], [household("=1+1", "doubtful")])
    for name in ("ndjson", "json"):
        stream = io.StringIO()
        machine.write_findings(run, stream, name)
        assert '"household_id": "=1+1"' in stream.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-16"])
def test_a_pipe_gets_utf8_whatever_the_terminal_speaks(encoding: str) -> None:
    run = small_run([finding(household_id="1", member_name="𠮷\u202e〇")], [household("1", "doubtful")])
    for name in FORMATS:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
        machine.write_findings(run, stream, name)
        assert "𠮷" in raw.getvalue().decode("utf-8")


class Refusing(io.StringIO):
    """A stream that fails as the system would."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_a_reader_that_went_away_is_no_error_of_ours(run: Run) -> None:
    with pytest.raises(BrokenPipeError):
        machine.write_findings(run, Refusing(BrokenPipeError()), "ndjson")


def test_a_full_disk_behind_the_pipe_is_said(run: Run) -> None:
    with pytest.raises(OutputError, match="空间不足") as refused:
        machine.write_findings(run, Refusing(OSError(errno.ENOSPC, "full")), "ndjson")
    assert refused.value.exit_code == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_disk_that_fills_when_the_stream_is_flushed_is_said(run: Run) -> None:
    stream = io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w")), encoding="utf-8")
    with pytest.raises(OutputError, match="空间不足"):
        machine.write_findings(run, stream, "json")
    with contextlib.suppress(OSError):
        stream.close()


def test_json_escapes_what_could_rewrite_a_screen(hostile_run: Run) -> None:
    stream = io.StringIO()
    machine.write_findings(hostile_run, stream, "ndjson")
    assert not set("\x1b\x07\x9b\u202e\u200b") & set(stream.getvalue())
    assert "\u202e" in "".join(json.loads(line)["member_name"] for line in stream.getvalue().splitlines())


def test_no_findings_is_valid_in_every_format() -> None:
    run = small_run([], [household("1")])
    texts = []
    for name in FORMATS:
        stream = io.StringIO()
        machine.write_findings(run, stream, name)
        texts.append(stream.getvalue())
    assert texts[0] == ""
    assert json.loads(texts[1]) == []
    assert texts[2].startswith("code,")


def test_an_unknown_format_is_an_error(run: Run) -> None:
    with pytest.raises(ValueError, match="xml"):
        machine.write_findings(run, io.StringIO(), "xml")
