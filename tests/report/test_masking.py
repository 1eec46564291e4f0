from __future__ import annotations

import pytest
from small_runs import finding, household, members_of, number, small_run

from jingzhun.errors import PrivacyError
from jingzhun.model import Run
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
    published = masking_of(run).findings(run.findings)
    assert list(published.columns) == list(run.findings.columns)
    assert ZHANG not in published.to_csv()
    assert published["roll_row"].tolist() == [4]


def test_what_slipped_through_is_refused_and_shown_masked() -> None:
    masking = masking_of(run_of(["350699101201000123"], []))
    masking.refuse_numbers("户 350699101201000123", "households.csv")
    with pytest.raises(PrivacyError) as refused:
        masking.refuse_numbers(f"<td>{ZHANG}</td>", "核查报告.html")
    assert ZHANG not in str(refused.value)
    assert "核查报告.html" in str(refused.value)
