from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_runs import finding, household, members_of, number, small_run

from jingzhun import report
from jingzhun.errors import PrivacyError
from jingzhun.fields import idcard_text
from jingzhun.model import Run
from jingzhun.privacy import KnownNumbers, digit_runs, mask_known
from jingzhun.report import machine, written_values
from jingzhun.report.masking import masking_of

ZHANG = number("19620307")
OLD = "350699620307002"  # the 15 digits of ZHANG


def run_of(household_ids: list[str], numbers: list[str]) -> Run:
    return small_run([], [household(each) for each in household_ids], members=members_of(numbers))


def shown(household_ids: list[str], numbers: list[str]) -> list[str]:
    masking = masking_of(run_of(household_ids, numbers))
    return [masking.household(each) for each in household_ids]


@pytest.mark.parametrize(
    "household_id",
    ["350699101201", "350699101201001", "3506991012010001", "350699101201000123", "平和-350699101201000123-2", "0007"],
)
def test_long_household_numbers_are_published_whole(household_id: str) -> None:
    assert shown([household_id], [ZHANG]) == [household_id]


def test_a_household_number_that_is_a_sound_identity_number_is_masked() -> None:
    assert shown([ZHANG, f"{ZHANG}-1"], []) == ["350699********" + ZHANG[-4:], f"350699********{ZHANG[-4:]}-1"]


def test_a_household_number_that_is_the_damaged_number_of_a_member_is_masked() -> None:
    wrong = ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1")
    assert shown([wrong], [wrong]) == ["350699********" + wrong[-4:]]
    assert shown([wrong], []) == [wrong]


def test_fifteen_digits_are_masked_when_a_member_has_that_number_in_either_form() -> None:
    assert shown([OLD], []) == [OLD]
    assert shown([OLD], [OLD]) == ["350699*****7002"]
    assert shown([OLD], [ZHANG]) == ["350699*****7002"]


def test_households_whose_masks_fall_together_stay_apart() -> None:
    other = next(
        candidate
        for candidate in (number(f"19{year}0307") for year in range(10, 99))
        if candidate[-4:] == ZHANG[-4:] and candidate != ZHANG
    )
    mask = "350699********" + ZHANG[-4:]
    assert shown([ZHANG, other], []) == [mask, f"{mask} (2)"]


def test_texts_keep_household_numbers_and_lose_those_of_people() -> None:
    masking = masking_of(run_of(["350699101201000123"], [ZHANG]))
    assert masking.text(f"{ZHANG} 也在户 350699101201000123") == f"350699********{ZHANG[-4:]} 也在户 350699101201000123"


def test_every_text_column_of_the_findings_is_masked() -> None:
    run = small_run([finding(household_id="1", **dict.fromkeys(("reason", "fix", "title"), ZHANG))], [household("1")])
    published = masking_of(run).findings
    assert list(published.columns) == list(run.findings.columns)
    assert ZHANG not in published.to_csv()
    assert published["roll_row"].tolist() == [4]


def test_what_slipped_through_is_refused_and_shown_masked() -> None:
    masking = masking_of(run_of(["350699101201000123"], []))
    masking.refuse_numbers(["户 350699101201000123"], "households.csv")
    with pytest.raises(PrivacyError) as refused:
        masking.refuse_numbers([f"张三 {ZHANG}"], "核查报告.html")
    assert ZHANG not in str(refused.value)
    assert "核查报告.html" in str(refused.value)


# As clerks write them; fields.idcard reads all of them as sound, or at least as whole.
WRITTEN = [
    "350699_19520307_0138",
    "350699'19550611'0248",
    "35O699196OO1020372",
    "3506991970，11230466",
    "350699194、808190576",
    "350699\n19520307\t0138",
    "３５０６９９-１９５２０３０７-０１３８",
    "(350699)19520307/0138",
    "350699195213990138",
    "350699 520307 013",
    "3.50699195203071E+17",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_the_value_of_a_number_column_is_masked_however_it_is_written(written: str) -> None:
    labels = sorted(written_values.identity_labels())
    run = small_run(
        [
            finding(
                household_id="1",
                roll_values=f"户编号=1; 姓名=张三; 证件号码={written}; 村=福坪村",
                register_values="; ".join(f"{label}={written}" for label in labels) + "; 联系电话=138.5969，1234",
            )
        ],
        [household("1")],
    )
    published = masking_of(run).findings
    assert published["roll_values"][0].startswith("户编号=1; 姓名=张三; 证件号码=")
    assert published["roll_values"][0].endswith("; 村=福坪村")
    for text in (published["roll_values"][0], published["register_values"][0]):
        assert "****" in text
        assert digit_runs(text) == []
        assert "0307" not in text
        assert "1123" not in text
    assert published["register_values"][0].endswith("联系电话=138****1234")


def test_what_is_no_number_stays_in_a_number_column() -> None:
    run = small_run([finding(household_id="1", roll_values="证件号码=无; 与户主关系=之子")], [household("1")])
    assert masking_of(run).findings["roll_values"][0] == "证件号码=无; 与户主关系=之子"


GAPS = st.text(" \t\n'\"`‘’“”′,，、_—－-\u200b\u3000", max_size=2)
FORMS = {"0": "0０Oo", "1": "1１Il", "6": "6６", "9": "9９"}


@st.composite
def messy_numbers(draw: st.DrawFn) -> tuple[str, str]:
    year, sequence = draw(st.integers(1900, 2015)), draw(st.integers(100, 999))
    sound = number(f"{year}0307", str(sequence))
    characters = [draw(st.sampled_from(FORMS.get(character, character))) + draw(GAPS) for character in sound]
    return sound, "".join(characters)


@settings(max_examples=40, deadline=None)
@given(messy_numbers())
def test_no_member_is_laid_bare_by_a_text_of_any_kind(pair: tuple[str, str]) -> None:
    sound, written = pair
    assert idcard_text.clean(pa.array([written])).to_pylist() == [sound]
    run = small_run(
        [finding(household_id="1", roll_values=f"证件号码={written}; 村=", reason=f"号码（{written}）", fix=written)],
        [household("1", head_name=written)],
        members=members_of([sound]),
    )
    masking = masking_of(run)
    machine.write_findings(run, io.StringIO(), "ndjson", masking)
    known = KnownNumbers.of([sound])
    for text in (*masking.findings.iloc[0].astype(str), masking.text(written)):
        assert mask_known(text, known) == text
        assert written not in text


@pytest.mark.parametrize("cell", ["\t35060100003", "\x0035060100003", "\x1b35060100003\n35060100004", "\u202e3506010"])
def test_control_characters_join_no_number(cell: str, tmp_path: Path) -> None:
    run = small_run(
        [finding(household_id=cell, member_name=cell, roll_values=f"户编号={cell}; 姓名={cell}")],
        [household(cell, "doubtful", head_name=cell)],
    )
    report.write_run(run, tmp_path / "结果", force=False)
    (line,) = (tmp_path / "结果/findings.ndjson").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["household_id"] == cell
    for name in ("households.csv", "核查报告.html"):
        text = (tmp_path / "结果" / name).read_text(encoding="utf-8")
        assert "3506010" in text
        assert not set("\t\x00\x1b\u202e") & set(text)


def test_a_household_number_made_of_an_identity_number_is_masked() -> None:
    known = ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1")
    assert shown([f"{known}001", f"{known[:6]}-{known[6:14]}-{known[14:]}"], [known]) == [
        f"350699********{known[-4:]}001",
        f"350699********{known[-4:]}",
    ]


def test_the_number_of_a_member_is_refused_however_it_is_written() -> None:
    odd = "350699196213990028"
    masking = masking_of(run_of(["1"], [odd]))
    with pytest.raises(PrivacyError):
        masking.refuse_numbers(["别的", f"{odd[:6]}_{odd[6:14]}，{odd[14:]}"], "findings.ndjson")
    masking.refuse_numbers([odd[:9], odd[9:]], "findings.ndjson")
