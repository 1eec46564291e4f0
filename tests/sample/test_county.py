"""The truth of a county, recomputed from its undamaged tables by the definitions of the policy."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest

from jingzhun.fields.idcard import check_digits
from jingzhun.sample.clerks import Written, write_persons
from jingzhun.sample.columns import payroll_columns, property_columns, vehicle_columns
from jingzhun.sample.county import County, build_county
from jingzhun.sample.damage import NAME_RATES, NUMBER_RATES
from jingzhun.sample.kinds import DOUBTFUL_KINDS
from jingzhun.sample.misdated import written_births
from jingzhun.sample.phones import vehicle_phones
from jingzhun.sample.roll_columns import roll_columns
from jingzhun.sample.settings import COUNTIES, INNOCENT_RATES, DamageSettings
from jingzhun.sample.truth import true_households, true_links

COUNTY_CASES = [
    ("pinghe", None, None),
    ("pinghe", 7, None),
    ("pinghe", 11, 60_000),
    ("demo", None, None),
    ("demo", 5, 3_000),
]


@cache
def county_of(name: str, seed: int | None, population: int | None) -> tuple[County, Written]:
    settings = COUNTIES[name].scaled(population)
    county = build_county(settings, settings.seed if seed is None else seed)
    return county, write_persons(county)


@pytest.fixture(params=COUNTY_CASES, ids=str)
def made(request: pytest.FixtureRequest) -> tuple[County, Written]:
    return county_of(*request.param)


def car(row: dict[str, str]) -> bool:
    disabled = "残疾人" in row["CLPP1"] + row["SYXZ"]
    return row["CLLX"][0] in "KHQZ" and not set(row["ZT"]) & set("EMPBC") and not disabled


def house(row: dict[str, str]) -> bool:
    state_land = "国有" in row["权利类型"] and any(
        word in row["用途"] for word in ("住宅", "商业", "商铺", "车位", "办公")
    )
    excused = (
        "宅基地" in row["权利类型"]
        or row["权利性质"] in ("批准拨用", "集体")
        or any(word in row["取得方式"] for word in ("安置", "因灾重建"))
    )
    return (row["权利性质"] == "出让" or state_land) and row["权属状态"] == "现势" and not excused


def pay(row: dict[str, str]) -> bool:
    return row["人员类别"] in ("在职", "退休", "离休") and row["编制性质"] in ("行政", "参公", "事业", "工勤")


def doubted(county: County) -> dict[str, set[str]]:
    """Household → registers (and duplicate) that make it doubtful, from the undamaged tables alone."""
    households_of = defaultdict(set)
    for person, household in zip(county.roll.person.tolist(), county.roll.household.tolist(), strict=True):
        households_of[person].add(str(county.roll.household_id[household]))
    reasons: dict[str, set[str]] = defaultdict(set)
    tables = {
        "vehicles": (vehicle_columns(county, np.zeros(len(county.holdings["vehicles"]), dtype=bool)), car),
        "property": (property_columns(county), house),
        "payroll": (payroll_columns(county), pay),
    }
    for register, (columns, condition) in tables.items():
        holdings = county.holdings[register]
        rows = np.flatnonzero((holdings.owner < county.members) | (holdings.co_owner >= 0))
        for place in rows.tolist():
            if condition({header: str(column[place]) for header, column in columns.items()}):
                for person in (int(holdings.owner[place]), int(holdings.co_owner[place])):
                    for household in households_of.get(person, ()):
                        reasons[household].add(register)
    for households in households_of.values():
        if len(households) > 1:
            for household in households:
                reasons[household].add("duplicate")
    return reasons


def test_doubtful_households_are_exactly_those_of_the_policy(made: tuple[County, Written]) -> None:
    county, written = made
    truth = list(true_households(county, written))
    recomputed = doubted(county)
    assert len(recomputed) == county.settings.doubtful
    assert {household for household, doubtful, _ in truth if doubtful == "true"} == set(recomputed)
    for household, doubtful, because in truth:
        registers = {reason.split(":")[0] for reason in because.split("|") if reason}
        assert registers == recomputed.get(household, set())
        assert doubtful == ("true" if registers else "false")


def test_pinghe_has_696_doubtful_households_and_its_size() -> None:
    county, written = county_of("pinghe", None, None)
    assert sum(doubtful == "true" for _, doubtful, _ in true_households(county, written)) == 696
    assert len(county.roll.household_id) == 5_800
    assert 18_500 < len(county.roll.person) < 19_700
    sizes = {register: len(holdings) for register, holdings in county.holdings.items()}
    assert sizes == {"vehicles": 120_000, "property": 100_000, "payroll": pytest.approx(12_000, rel=0.01)}
    reasons = Counter(reason for registers in doubted(county).values() for reason in registers)
    assert reasons["vehicles"] > reasons["property"] > reasons["payroll"] > 80
    assert reasons["duplicate"] == 84


def test_numbers_are_sound_unique_and_of_no_real_county(made: tuple[County, Written]) -> None:
    people = made[0].people
    assert len(np.unique(people.body)) == len(people.body)
    assert (people.check == check_digits(people.body)).all()
    assert (people.body // 10**11 == 350699).all()
    assert (people.body // 1000 % 10**8 == people.birth).all()
    assert (people.body % 2 == people.male).all()
    assert (people.body % 1000 > 0).all()


def test_everybody_on_the_roll_has_a_household_with_one_head_but_for_the_faults(
    made: tuple[County, Written],
) -> None:
    roll = made[0].roll
    heads = np.bincount(roll.household[roll.relation == "户主"], minlength=len(roll.household_id))
    assert len(set(roll.household_id.tolist())) == len(roll.household_id)
    assert (np.bincount(roll.household) > 0).all()
    assert (heads != 1).mean() < 0.02
    assert (roll.size != np.bincount(roll.household)[roll.household]).mean() < 0.04


def test_children_are_younger_than_their_parents() -> None:
    county, _ = county_of("pinghe", None, None)
    roll, age = county.roll, county.people.age[county.roll.person]
    head_age = np.zeros(len(roll.household_id), dtype=int)
    first = np.flatnonzero(np.diff(roll.household, prepend=-1))
    head_age[roll.household[first]] = age[first]
    older = head_age[roll.household] - age
    assert older[np.isin(roll.relation, ["之子", "之女"])].min() >= 17
    assert older[np.isin(roll.relation, ["之父", "之母"])].max() <= -17


@pytest.mark.parametrize("register", ["roll", "vehicles", "property", "payroll"])
def test_damage_is_as_frequent_as_intended(register: str) -> None:
    _, written = county_of("pinghe", None, None)
    mentions = written.roll if register == "roll" else written.registers[register]
    assert 0.075 < (mentions.number_damage >= 0).mean() < 0.105
    assert 0.035 < (mentions.name_damage >= 0).mean() < 0.055
    assert ((mentions.number_damage >= 0) & (mentions.name_damage >= 0)).mean() < 0.01
    missing = 0.003 if register == "payroll" else 0.009
    assert mentions.number_is("number_missing").mean() == pytest.approx(missing, rel=0.6)
    # name_dot and the rarest forms need not occur in the small payroll
    if register != "payroll":
        assert set(mentions.number_damage.tolist()) == set(range(-1, len(NUMBER_RATES)))
        usual = [place for place, rate in enumerate(NAME_RATES) if not rate.on_request and rate.key != "name_dot"]
        assert set(mentions.name_damage.tolist()) >= {-1, *usual}
        assert not [rate.key for rate in NAME_RATES if rate.on_request and (mentions.name_is(rate.key)).any()]


@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0, 10.0])
def test_damage_grows_with_its_factor_and_never_beyond_certainty(factor: float) -> None:
    county, usual = county_of("pinghe", None, None)
    damaged = write_persons(county, DamageSettings(factor))
    for register in ("vehicles", "property"):
        before, after = usual.registers[register], damaged.registers[register]
        assert (after.number_damage >= 0).mean() == pytest.approx(
            (before.number_damage >= 0).mean() * factor, rel=0.12, abs=0.002
        )
        dotted = np.char.find(county.people.name[after.person], "·") >= 0
        assert after.name_is("name_dot")[~dotted].sum() == 0
        assert (after.name_damage >= 0).mean() <= min(1.0, (before.name_damage >= 0).mean() * factor * 1.1)


def test_a_factor_of_one_is_the_usual_damage() -> None:
    county, usual = county_of("demo", None, None)
    again = write_persons(county, DamageSettings(1.0))
    assert again.roll.number.tolist() == usual.roll.number.tolist()
    assert again.registers["vehicles"].name.tolist() == usual.registers["vehicles"].name.tolist()


def test_all_kinds_of_damage_are_dealt_out_on_request() -> None:
    county, _ = county_of("pinghe", None, None)
    written = write_persons(county, DamageSettings(all_kinds=True))
    for rate in NAME_RATES:
        if rate.on_request:
            assert written.roll.name_is(rate.key).sum() > 5, rate.key
    wrong = written.birth_damage != -1
    assert 0.02 < wrong.mean() < 0.05
    births = written_births(county, written.birth_damage)
    true = county.people.birth[county.holdings["payroll"].owner]
    assert (births[wrong] != true[wrong]).all()
    assert (births[~wrong] == true[~wrong]).all()
    assert ((births // 100 % 100 >= 1) & (births // 100 % 100 <= 12) & (births % 100 >= 1)).all()
    stated = {key for *_, damage in true_links(county, written) for key in damage.split("|")}
    assert "register:birth_lunar" in stated


def test_telephones_of_owners_on_the_roll_are_often_those_of_their_households() -> None:
    county, _ = county_of("pinghe", None, None)
    phones, owner = vehicle_phones(county), county.holdings["vehicles"].owner
    of_person = dict(zip(county.roll.person.tolist(), roll_columns(county)["户联系电话"].tolist(), strict=True))
    listed = [
        (of_person[person], phone)
        for person, phone in zip(owner.tolist(), phones.tolist(), strict=True)
        if person in of_person
    ]
    same = sum(left == right != "" for left, right in listed)
    assert 0.3 < same / len(listed) < 0.6


def test_no_doubt_rests_on_what_nobody_could_confirm(made: tuple[County, Written]) -> None:
    county, written = made
    people, places = county.people, county.places
    villagers = Counter(zip(people.name.tolist(), places.core[people.village].tolist(), strict=True))
    rows_of = defaultdict(list)
    for place, person in enumerate(county.roll.person.tolist()):
        rows_of[person].append(place)
    addresses = vehicle_columns(county, written.needs_address)["ZSXXDZ"]
    for register, owners in county.plan.owners.items():
        mentions = written.registers[register]
        for mention in np.flatnonzero(np.isin(mentions.person, owners)).tolist():
            person, row = int(mentions.person[mention]), int(mentions.row[mention])
            if str(county.holdings[register].kind[row]) not in DOUBTFUL_KINDS[register]:
                continue
            for place in rows_of[person]:
                weak = bool(written.roll.weak[place]) + bool(mentions.weak[mention])
                lost = int(written.roll.hard[place]) + int(mentions.hard[mention])
                assert weak <= 1
                assert lost <= (1 if weak else 2)
                missing = written.roll.number_is("number_missing")[place]
                if missing or (mentions.number_is("number_missing")[mention] and register != "payroll"):
                    core = str(places.core[people.village[person]])
                    assert register == "vehicles"
                    assert core in addresses[row]
                    assert villagers[str(people.name[person]), core] == 1


def test_the_person_counted_twice_stays_recognisable(made: tuple[County, Written]) -> None:
    county, written = made
    for person in county.plan.moved.tolist():
        copies = np.flatnonzero(county.roll.person == person)
        assert len(copies) == 2
        assert written.roll.hard[copies].min() == 0
        assert written.roll.hard[copies].sum() <= 1
        assert not written.roll.weak[copies].any()
        assert (county.roll.number_of[copies] == person).all()


def test_decoys_exist_in_realistic_numbers() -> None:
    county, written = county_of("pinghe", None, None)
    people, members = county.people, county.members
    on_roll = set(people.name[:members].tolist())
    for register, fewest in (("vehicles", 800), ("property", 400), ("payroll", 100)):
        holdings = county.holdings[register]
        others = holdings.owner[(holdings.owner >= members) & np.isin(holdings.kind, ["car", "flat", "teacher"])]
        assert sum(name in on_roll for name in people.name[others].tolist()) > fewest
        assert (written.registers[register].number_is("number_missing")).sum() > 20
    kinds = Counter()
    for holdings in county.holdings.values():
        kinds.update(holdings.kind[(holdings.owner >= 0) & (holdings.owner < members)].tolist())
    for kind, rate in INNOCENT_RATES.items():
        assert kinds[kind] >= round(rate * 5_800) * 0.98, kind
    bodies = set(people.body[:members].tolist())
    one_off = [body for body in people.body[members:].tolist() if {body + step for step in (2, -2, 20, -20)} & bodies]
    assert len(one_off) > 200
    copied = county.roll.number_of != county.roll.person
    assert copied.sum() >= 10
    assert (people.name[county.roll.person[copied]] != people.name[county.roll.number_of[copied]]).all()


def test_every_mention_of_a_member_is_a_true_link(made: tuple[County, Written]) -> None:
    county, written = made
    copies = Counter(county.roll.person.tolist())
    mentioned = sum(copies[person] for mentions in written.registers.values() for person in mentions.person.tolist())
    assert len(list(true_links(county, written))) == mentioned


def test_names_repeat_as_among_villagers() -> None:
    county, _ = county_of("pinghe", None, None)
    people = county.people
    old_women = ~people.male & (people.birth < 19_550_000)
    given = Counter(name[1:] for name in people.name[old_women].tolist())
    assert given["秀英"] / old_women.sum() > 0.04
    head_surnames = Counter(people.name[county.roll.person][county.roll.relation == "户主"].astype("<U1").tolist())
    assert {"林", "黄", "陈", "张", "曾", "朱", "赖"} <= {surname for surname, _ in head_surnames.most_common(16)}
    village = county.roll.village[county.roll.household]
    busiest = Counter(village.tolist()).most_common(1)[0][0]
    here = Counter(
        people.name[county.roll.person][(village == busiest) & (county.roll.relation == "户主")].astype("<U1").tolist()
    )
    assert here.most_common(1)[0][1] / sum(here.values()) > 0.3


def test_the_same_seed_draws_the_same_county_and_another_seed_another() -> None:
    settings = COUNTIES["demo"]
    first, again, other = (build_county(settings, seed) for seed in (1, 1, 2))
    assert (first.people.name == again.people.name).all()
    assert (first.people.body == again.people.body).all()
    assert first.people.body.tolist() != other.people.body.tolist()
