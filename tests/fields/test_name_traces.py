from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.name_traces import NameTraces, every_trace, usual_traces


def usual(names: list[str]) -> NameTraces:
    return usual_traces(pa.array(names, type=pa.string()))


def every(names: list[str]) -> tuple[np.ndarray, NameTraces]:
    return every_trace(pa.array(names, type=pa.string()))


def wholes(names: list[str]) -> list[set[int]]:
    index, traces = every(names)
    return [set(traces.whole[index == place].tolist()) for place in range(len(names))]


SAME_SOUND = [
    ("陈志明", "程志民"),
    ("黄辉", "黄飞"),
    ("单雄", "山雄"),
    ("曾华", "增华"),
    ("万俟明", "莫其明"),
    ("陳明", "陈明"),
    ("李子WEI", "李子薇"),
    ("ZHANG'SAN", "张三"),
    ("SHAN'XIONG", "单雄"),
]
OTHER_SOUND = [("单雄", "丹雄"), ("陈志明", "陈明志"), ("张三", "张三三"), ("李强", "李刚")]


@pytest.mark.parametrize(("first", "second"), SAME_SOUND)
def test_names_that_sound_alike_are_one_number(first: str, second: str) -> None:
    whole = usual([first, second]).whole
    assert whole[0] == whole[1] != 0


@pytest.mark.parametrize(("first", "second"), OTHER_SOUND)
def test_names_that_sound_otherwise_are_other_numbers(first: str, second: str) -> None:
    whole = usual([first, second]).whole
    assert whole[0] != whole[1]


def test_swapped_names_share_the_number_without_order() -> None:
    numbers = usual(["陈志明", "陈明志", "志明陈", "陈志强"]).any_order
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]


def test_what_cannot_be_read_is_zero() -> None:
    traces = usual(["", "李□明", "□"])
    assert traces.whole.tolist() == traces.any_order.tolist() == [0, 0, 0]
    assert traces.first[1] != 0
    assert traces.last[1] != 0


def test_every_reading_of_one_character_is_heard() -> None:
    xing_hang, xing, hang, chao_zhao, chao, zhao = wholes(["李行", "李星", "李航", "李朝", "李超", "李昭"])
    assert xing_hang & xing
    assert xing_hang & hang
    assert chao_zhao & chao
    assert chao_zhao & zhao
    assert not chao & zhao


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("陈吉吉", "陈喆"),
        ("徐王莹", "徐㼆"),
        ("徐王瑩", "徐㼆"),
        ("张金金金", "张鑫"),
        ("林小王月", "林小玥"),
        ("林陈秀英", "陈秀英"),
        ("阿里木·买买提", "阿里木"),
        ("LU'LI", "吕丽"),  # the dots of ü are left out
    ],
)
def test_what_is_meant_is_heard(written: str, meant: str) -> None:
    of_written, of_meant = wholes([written, meant])
    assert of_written & of_meant


def test_names_without_other_spellings_are_heard_once() -> None:
    index, _ = every(["李志国", "欧阳建国", "陈志明明"])
    assert np.bincount(index).tolist() == [1, 1, 1]


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(st.text(alphabet="张陈欧阳志明单乐行㼆王莹吉𠮷□·aLIN'", max_size=6), max_size=8))
def test_numbers_do_not_depend_on_the_other_names(names: list[str]) -> None:
    together = usual(names).whole.tolist()
    assert together == [int(usual([each]).whole[0]) for each in names]
    assert all(number in heard for number, heard in zip(together, wholes(names), strict=True))


def test_numbers_are_the_same_in_another_process() -> None:
    names = ["陈志明", "欧阳修", "㼆"]
    code = (
        "import pyarrow as pa; from jingzhun.fields.name_traces import usual_traces; "
        f"print(*usual_traces(pa.array({names!a})).whole)"
    )
    other = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.split() == [str(number) for number in usual(names).whole]


def test_numbers_of_many_names_rarely_collide() -> None:
    surnames, given_names = "陈林黄张李", "明强华丽英兰飞江河海"
    names = [s + a + b for s in surnames for a in given_names for b in given_names]
    assert len(np.unique(usual(names).whole)) == len(names)
