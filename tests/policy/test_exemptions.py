"""The exemption list: what it silences, and what becomes of each of its lines."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from jingzhun.model import Effect
from jingzhun.policy.exemptions import Exemption, ExemptionList, exemption
from small_county import identity_number

NUMBER = identity_number("19520307", 1)
KNOWN = {"JZ203": "户人数与名册行数不符", "CAR": "机动车", "JZ103": "身份证号码校验位不符"}
AS_OF = date(2016, 6, 30)


def members() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "household_id": ["1", "1", "2"],
            "name_raw": ["张三", "李四", "王五"],
            "name": ["张三", "李四", "王五"],
            "id_text": [NUMBER, "", ""],
            "_file": ["册.xlsx"] * 3,
            "_sheet": [""] * 3,
            "_row": [2, 3, 4],
        }
    )


def findings(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    columns = ["code", "effect", "household_id", "roll_row"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(roll_file="册.xlsx", roll_sheet="", reason="理由")


def line(codes: str = "JZ203", until: date | None = None, **cells: str) -> Exemption:
    written = dict.fromkeys(["household_id", "name", "id_number", "reason", "signed_by", "valid_until"], "")
    written |= {"reason": "已核实", "signed_by": "林某"} | cells
    return exemption(("豁免.xlsx", 5), written, codes.split(), until, KNOWN)


def applied(one: Exemption, *rows: tuple[str, str, str, int]) -> tuple[list[str], str, int]:
    listed = ExemptionList((one,), members(), AS_OF)
    said = listed.apply(findings(*rows))
    account = listed.account(said)
    return said["effect"].tolist(), account["state"].iloc[0], int(account["silenced"].iloc[0])


DOUBT, CORRECT, EXCUSED, EXEMPT = (each.value for each in (Effect.DOUBT, Effect.CORRECT, Effect.EXCUSED, Effect.EXEMPT))


def test_a_household_is_exempt_of_the_named_rule_only() -> None:
    rows = ("JZ203", CORRECT, "1", 2), ("CAR", DOUBT, "1", 3), ("JZ203", CORRECT, "2", 4)
    assert applied(line(household_id="1"), *rows) == ([EXEMPT, DOUBT, CORRECT], "used", 1)


def test_a_member_is_exempt_and_not_the_household() -> None:
    rows = ("CAR", DOUBT, "1", 2), ("CAR", DOUBT, "1", 3)
    assert applied(line("CAR", household_id="1", name="李四"), *rows)[0] == [DOUBT, EXEMPT]
    assert applied(line("CAR", id_number=NUMBER), *rows)[0] == [EXEMPT, DOUBT]


def test_the_reason_names_line_reason_and_signature() -> None:
    listed = ExemptionList(
        (line(household_id="1", until=date(2016, 12, 31), valid_until="2016-12-31"),), members(), AS_OF
    )
    said = listed.apply(findings(("JZ203", CORRECT, "1", 2)))
    assert said["reason"].iloc[0] == "理由。按豁免清单第 5 行豁免: 已核实 (林某 签字, 有效期至 2016-12-31)"


def test_a_number_in_the_reason_of_a_line_is_masked_in_the_finding() -> None:
    listed = ExemptionList((line(household_id="1", reason=f"与{NUMBER}同住"),), members(), AS_OF)
    said = listed.apply(findings(("JZ203", CORRECT, "1", 2)))["reason"].iloc[0]
    assert NUMBER not in said
    assert "同住" in said


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (line(household_id="1", until=date(2016, 6, 29), valid_until="2016-06-29"), "expired"),
        (line(household_id="9"), "not_found"),
        (line("CAR", household_id="2"), "not_needed"),
        (line(household_id="1", signed_by=""), "invalid"),
        (line(household_id="1", reason=""), "invalid"),
        (line("JZ999", household_id="1"), "invalid"),
        (line(), "invalid"),
        (line(household_id="1", valid_until="长期"), "invalid"),
        (line(household_id="1", id_number=NUMBER[:-1]), "invalid"),
    ],
)
def test_a_line_that_does_not_hold_silences_nothing_and_says_why(one: Exemption, state: str) -> None:
    assert applied(one, ("JZ203", CORRECT, "1", 2)) == ([CORRECT], state, 0)


def test_it_holds_on_its_last_day() -> None:
    one = line(household_id="1", until=AS_OF, valid_until=str(AS_OF))
    assert applied(one, ("JZ203", CORRECT, "1", 2))[1] == "used"


def test_what_the_policy_excused_stays_excused() -> None:
    assert applied(line("CAR", household_id="1"), ("CAR", EXCUSED, "1", 2)) == ([EXCUSED], "not_needed", 0)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (line("机动车", household_id="1"), "没有编号为 机动车 的规则或条件, 是不是 CAR(机动车)?"),
        (line("JZ208", household_id="1"), "是不是 JZ203(户人数与名册行数不符)?"),
        (line("JZ1", household_id="1"), "规则 JZ1 只写了开头, 编号要写全, 如 JZ103"),
        (line(household_id="1", valid_until="明年底"), "有效期“明年底”不是日期, 写成 2016-12-31 这样"),
        (line(household_id="1", until=date(2016, 6, 29)), "有效期至 2016-06-29, 到核查日 2016-06-30 已过"),
        (line(household_id="9"), "名册里没有户 9"),
        (line(household_id="2", name="张三"), "名册里没有户 2 张三"),
    ],
)
def test_a_line_that_was_not_used_is_told_with_what_is_wrong(one: Exemption, said: str) -> None:
    (warning,) = ExemptionList((one,), members(), AS_OF).warnings()
    assert warning.startswith("豁免.xlsx 第 5 行的豁免没有使用: ")
    assert said in warning


def test_a_missing_person_is_told_without_the_number() -> None:
    other = identity_number("19600101", 7)
    (warning,) = ExemptionList((line(household_id="1", id_number=other),), members(), AS_OF).warnings()
    assert "名册里没有户 1" in warning
    assert other not in warning


def test_of_very_many_lines_the_first_are_told_and_the_rest_counted() -> None:
    listed = ExemptionList((line(household_id="9"),) * 25, members(), AS_OF)
    said = listed.warnings()
    assert len(said) == 21
    assert said[-1] == "另有 5 行豁免没有使用, 见台账的“豁免清单”"
