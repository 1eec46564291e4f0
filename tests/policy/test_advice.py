"""What `policy check` says of a valid pack, and how a pack reads in plain words."""

from __future__ import annotations

from datetime import date

import pytest
from test_pack import DATED, GOOD

from jingzhun.policy.advice import advice_on
from jingzhun.policy.described import described
from jingzhun.policy.pack import available, load, parse
from jingzhun.policy.possible import can_hold

TODAY = date(2016, 10, 1)


def remarks(source: str, day: date = TODAY) -> list[str]:
    return [f"{each.where}: {each.what}" for each in advice_on(parse(source.encode(), "样例.toml"), day)]


def test_a_sound_pack_gets_no_remark() -> None:
    assert remarks(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[[condition]]\ncode = "CAR"', '[[basis]]\nid = "b"\ndocument = "x"\nnote = "x"\n[[condition]]\ncode = "CAR"',
         "样例.toml 第15行: 依据 “b” 没有一个条件、例外或线用到"),
        ('basis = ["source"]\nquestion = "谁的车?"', 'question = "谁的车?"', "样例.toml 第15行: 条件 “CAR” 没有写依据"),
        ('note = "用于测试"', 'note = "x"\nvalid_to = 2016-06-30',
         "样例.toml 第10行: 依据 “source” 到 2016-06-30 为止"),
        ("[effects]", '[lines]\nincome_line = { yuan = 1, basis = "source", year = 2013 }\n[effects]',
         "样例.toml 第7行: 收入线是 2013 年的"),
        ("[effects]", '[lines]\nincome_line = { basis = "source" }\n[effects]', "第7行: 收入线(income_line)没有填数字"),
        ('code = "HOUSE"', 'code = "CARD"', "样例.toml 第37行: 条件代码 “CARD” 以另一个代码 “CAR” 开头"),
        ('code = "OLD"', 'code = "HOUSE"', "样例.toml 第31行: 例外代码 “HOUSE” 与条件代码相同"),
        ("[effects]", '[combine]\nred_line = { A = "clue" }\n[effects]', "[combine] red_line: 把握小的反而处理得重"),
        (DATED, '{ field = "vehicle_class", starts_with = ["M"] }',
         "样例.toml 第31行: 例外 “CAR/OLD” 看来永远不会成立"),
    ],
)  # fmt: skip
def test_what_should_be_looked_at_is_named_with_its_place(old: str, new: str, says: str) -> None:
    assert any(says in remark for remark in remarks(GOOD.replace(old, new, 1))), remarks(GOOD.replace(old, new, 1))


def test_a_pack_that_is_over_is_remarked_upon() -> None:
    assert "2015-12-31 不在有效期 2016-01-01 至 今 之内" in remarks(GOOD, date(2015, 12, 31))[0]


@pytest.mark.parametrize(
    ("exception", "holds"),
    [
        ('{ field = "vehicle_class", contains_any = ["残疾"] }', True),  # K残疾
        ('{ field = "vehicle_class", in = ["M21"] }', False),
        ('{ all = [{ field = "vehicle_class", empty = true }, { field = "plate", not_empty = true }] }', True),
        ('{ all = [{ field = "status", in = ["A"] }, { field = "status", in = ["B"] }] }', False),
        ('{ field = "registered_date", before = 2014-01-01, after = 2014-06-01 }', False),
        ('{ field = "registered_date", between = [2014-01-01, 2014-06-01] }', True),
        ('{ field = "roll.health_code", in = ["disabled"] }', True),
        ('{ count = "vehicles", at_most = 1 }', True),
        ('{ not = { field = "vehicle_class", starts_with = ["K"] } }', False),
    ],
)  # fmt: skip
def test_whether_an_exception_can_hold(exception: str, holds: bool) -> None:
    condition = parse(GOOD.replace(DATED, exception).encode(), "样例.toml").conditions[0]
    assert condition.exceptions[0].when is not None
    assert can_hold(condition.exceptions[0].when, condition) is holds


@pytest.mark.parametrize("name", available())
def test_every_exception_of_the_shipped_packs_can_hold(name: str) -> None:
    policy = load(name)
    assert [each.what for each in advice_on(policy, policy.valid_from) if "永远" in each.what] == []


PLAIN = [
    ('{ field = "status", not_in = ["A", "B"] }', ["机动车状态 不是A、B"]),
    ('{ field = "registered_date", on_or_after_field = "as_of", plus_years = -2, plus_days = 1 }',
     ["初次登记日期 不早于核查日前 2 年后 1 天"]),
    ('{ field = "roll.health_code", in = ["disabled"] }', ["本人的健康状况(归类) 是残疾(disabled)"]),
    ('{ field = "roll.age", between = [16, 59.5] }', ["本人的年龄 在 16 和 59.5 之间(含两端)"]),
    ('{ finding = "JZ204" }', ["本户有问题 JZ204 户主与配偶同性别"]),
    ('{ not = { any = [{ field = "status", empty = true }, { field = "plate", equals = "X" }] } }',
     ["不是:", "  以下任一成立:", "    · 机动车状态 没有填", "    · 号牌号码 是“X”"]),
    ('{ count = "vehicles", where = { field = "status", equals = "A" }, distinct = "plate", at_least = 2 }',
     ["本户 机动车登记(件数, 号牌号码相同的算一件) 不小于 2, 只算:", "  机动车状态 是“A”"]),
    ('{ sum = "capital", of = "business", above_line = "income_line", times = 20, per_head = true }',
     ["本户 市场主体登记(注册资本合计, 按人平均) 大于 收入线(2,855 元/人·年)的 20 倍"]),
]  # fmt: skip


@pytest.mark.parametrize(("when", "words"), PLAIN)
def test_a_condition_in_plain_words(when: str, words: list[str]) -> None:
    source = GOOD.replace(DATED, when)
    source = source.replace("[effects]", '[lines]\nincome_line = { yuan = 2855, basis = "source" }\n[effects]')
    about = described(parse(source.encode(), "样例.toml"))
    said = about["conditions"][0]["exceptions"][0]["when"]
    assert [line.replace("初次登记时间", "初次登记日期") for line in said] == words
