"""Every single change that an answer promises, made: the policy, the links or the roll change, and are judged again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_tables import AS_OF, links_table, rule_findings

from jingzhun.policy.judge import Judgement, Matter, judge
from jingzhun.policy.pack import parse
from jingzhun.policy.records import Policy

HEAD = """
name = "office"
title = "本县"
area = "福建省"
valid_from = 2016-01-01

[combine]
red_line = {{ A = "red_line", B = "red_line", C = "{lead}" }}
review = {{ A = "{review}", B = "{review}", C = "clue" }}

[effects]
default = "correct"
doubt = ["JZ301"]

[[basis]]
id = "own"
document = "本县办法"
note = "试例"

[[condition]]
code = "CAR"
title = "机动车"
register = "vehicles"
severity = "red_line"
basis = ["own"]
question = "车是谁的?"
show = ["名下有", " {{plate}}"]
when = {CAR}
"""
EXCEPTION = """
[[condition.exception]]
code = "{code}"
title = "{code}"
evidence = "证明"
{more}
"""
HOUSEHOLD = """
[[condition]]
code = "BIKES"
title = "两辆以上摩托车"
about = "household"
severity = "review"
basis = ["own"]
question = "摩托车都在用吗?"
show = ["有两辆以上摩托车"]
when = { count = "vehicles", where = { field = "vehicle_class", starts_with = ["M"] }, at_least = 2 }
"""
#: What holds, by code; the farm truck is only lowered, and stands before what is excused.
WHEN = {
    "CAR": '{ field = "vehicle_class", starts_with = ["K", "H"] }',
    "FARM": '{ field = "vehicle_class", starts_with = ["H"] }',
    "SOLD": '{ field = "transferred_date", before_field = "identified_date" }',
    "SCRAPPED": '{ field = "status", equals = "E" }',
    "LENT": "",
}


def office(changed: Mapping[str, str], lead: str, review: str) -> Policy:
    """The policy, with what holds of some codes changed."""
    when = {**WHEN, **changed}
    text = HEAD.format(lead=lead, review=review, CAR=when["CAR"])
    for code in ("FARM", "SOLD", "SCRAPPED", "LENT"):
        more = 'effect = "review"\n' if code == "FARM" else ""
        text += EXCEPTION.format(code=code, more=more + (f"when = {when[code]}" if when[code] else "manual = true"))
    return parse((text + HOUSEHOLD).encode(), "office.toml")


ROWS = st.lists(
    st.builds(
        lambda **row: {"register": "vehicles", **row},
        vehicle_class=st.sampled_from(["K33", "H53", "M21", ""]),
        grade=st.sampled_from("ABC"),
        member=st.integers(0, 3),
        status=st.sampled_from(["A", "A", "E", ""]),
        transferred_date=st.sampled_from(["", "2014-05-01", "2015-02-01"]),
    ),
    max_size=6,
)
EXEMPT = st.sampled_from([None, "CAR", "JZ301"])


def exemption(code: str) -> Mapping[str, object]:
    """What silences every finding of a code."""

    def silenced(findings: pd.DataFrame) -> pd.DataFrame:
        hit = (findings["code"] == code) & findings["effect"].isin(["doubt", "clue"])
        return findings.assign(effect=findings["effect"].mask(hit, "exempt"))

    return {"exempt": silenced}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(rows=ROWS, lead=st.sampled_from(["clue", "review"]), review=st.sampled_from(["clue", "review"]), silenced=EXEMPT)
def test_a_promised_verdict_comes_when_the_change_is_made(
    members: pd.DataFrame, rows: list[dict[str, object]], lead: str, review: str, silenced: str | None
) -> None:
    rows = [row | {"plate": f"P{at}", "register_row": at + 2} for at, row in enumerate(rows)]
    place = {"roll_file": "名册.xlsx", "roll_sheet": "九峰镇", "roll_row": 4, "household_id": "H3"}
    found = rule_findings({"code": "JZ301", "title": "一号两户", "member_name": "黄阿土", **place})
    matter = Matter(members, found, links_table(*rows), AS_OF, **(exemption(silenced) if silenced else {}))  # type: ignore[arg-type]
    policy = office({}, lead, review)
    result = judge(policy, matter)
    told = result.answers[result.answers["part"] == "change"]
    for change in told[told["kind"] != "none"].to_dict("records"):
        for again in made(change, matter, (lead, review)):
            verdicts = dict(zip(again.households["household_id"], again.households["verdict"], strict=True))
            assert verdicts[change["household_id"]] == change["verdict"], change["text"]


def made(change: Mapping[str, object], matter: Matter, combine: tuple[str, str]) -> Iterator[Judgement]:
    """The judgement once a change is made; none for a change of several findings that no data show."""
    policy, kind, links = office({}, *combine), change["kind"], matter.linked
    is_row = pc.equal(links.column("register_row"), change["register_row"])
    here = f'{{ field = "plate", equals = "P{int(str(change["register_row"])) - 2}" }}'
    code = str(change["exception"])
    if kind == "not_this_person":
        yield judge(policy, replace(matter, linked=links.filter(pc.invert(is_row))))
    elif kind == "number_not_his":
        names = matter.members["name_raw"].to_numpy()[links.column("member").to_numpy()]
        yield judge(policy, replace(matter, linked=links.filter(pa.array(names != change["member_name"]))))
    elif kind == "identity_confirmed":
        grade = pc.if_else(is_row, "A", links.column("grade"))
        place = links.schema.get_field_index("grade")
        yield judge(policy, replace(matter, linked=links.set_column(place, "grade", grade)))
    elif kind == "exception_holds":
        proven = f"{{ any = [ {WHEN[code]}, {here} ] }}" if WHEN[code] else here
        yield judge(office({code: proven}, *combine), matter)
    elif kind == "exception_fails":
        yield judge(office({code: f"[ {WHEN[code]}, {{ not = {here} }} ]"}, *combine), matter)
    elif kind == "gap_filled":
        if change["code"] == "CAR":
            yield judge(office({"CAR": f"{{ any = [ {WHEN['CAR']}, {here} ] }}"}, *combine), matter)
    elif kind == "identified_otherwise":
        of_household = matter.members["household_id"] == change["household_id"]
        day = str(change["text"]).split("识别时间是 ")[1][:10]
        dates = matter.members["identified_date"].mask(of_household, day)
        yield judge(policy, replace(matter, members=matter.members.assign(identified_date=dates)))
    elif kind == "finding_wrong":
        if change["code"] == "JZ301":
            yield judge(policy, replace(matter, rule_findings=matter.rule_findings.iloc[:0]))
    else:
        assert kind == "exemption_ends"
        yield judge(policy, replace(matter, exempt=None))


def test_of_two_exceptions_that_hold_neither_alone_decides(members: pd.DataFrame) -> None:
    car = {"register": "vehicles", "vehicle_class": "K33", "plate": "P0", "status": "E"}
    result = judge(office({}, "clue", "review"), Matter(members, rule_findings(), links_table(car), AS_OF))
    assert result.answers.loc[result.answers["part"] == "change", "kind"].tolist() == ["exception_fails"]
    both = car | {"transferred_date": "2014-05-01"}
    result = judge(office({}, "clue", "review"), Matter(members, rule_findings(), links_table(both), AS_OF))
    assert result.findings["effect"].tolist() == ["excused"]
    assert "change" not in set(result.answers["part"])


def test_what_takes_out_counts_before_what_only_lowers(members: pd.DataFrame) -> None:
    truck = {"register": "vehicles", "vehicle_class": "H53", "plate": "P0", "transferred_date": "2014-05-01"}
    result = judge(office({}, "clue", "review"), Matter(members, rule_findings(), links_table(truck), AS_OF))
    assert result.findings[["effect", "exception"]].to_numpy().tolist() == [["excused", "SOLD"]]
    assert set(result.households["verdict"]) == {"clear"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_links_changes_nothing(
    members: pd.DataFrame, rows: list[dict[str, object]], order: object
) -> None:
    rows = [row | {"plate": f"P{at}", "register_row": at + 2} for at, row in enumerate(rows)]
    links = links_table(*rows)
    shuffled = np.arange(len(rows))
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    policy = office({}, "review", "review")
    one = judge(policy, Matter(members, rule_findings(), links, AS_OF))
    other = judge(policy, Matter(members, rule_findings(), links.take(pa.array(shuffled)), AS_OF))
    pd.testing.assert_frame_equal(one.findings, other.findings)
    pd.testing.assert_frame_equal(one.households, other.households)
    pd.testing.assert_frame_equal(one.answers, other.answers)
