from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_levels import NameLevel, levels

# Labelled pairs; one that fails is a fault to mend at once.
STRONG = {
    NameLevel.MISSING: "/张三 / □/张三 □□/□□",
    NameLevel.SAME: "张三/张三 阿里木·买买提/阿里木买买提 㼆明/㼆明 JOHN/JOHN",
    NameLevel.VARIANT: "陈志明/陳志明 曾靑/曽青 吴明/呉明 鍾明/钟明 黃龍/黄龙 歐陽修/欧阳修",
    NameLevel.HOMOPHONE: "陈志明/陈智明 张伟/章炜 单雄/山雄 曾华/增华 林晓玲/林小铃 万俟明/莫其明 李乐/李月 林杨/林扬",
    NameLevel.SOUTHERN: "陈志明/陈自明 黄辉/黄飞 林兰/林南 程明/陈民 陈明/程明 李吕/李李 张三/臧山",
    NameLevel.SIMILAR: "李晴/李睛 王戍/王戌 陈秀芳/陈季芳 张末/张未 王志明/玉志明 陈秀志/陈季智",
    NameLevel.CLERICAL: "肖明/萧明 付志强/傅志强 闫丽/阎丽 代华/戴华 丘明/邱明 凃明/涂明 兰英/蓝英 肖貴/萧贵",
    NameLevel.UNREADABLE: "李□/李䶮 李□明/李晓明 张□□/张小明 李□明/李□明 □志明/陈志明",
    NameLevel.ONE_MISSING: "张明/张小明 陈志明/陈志 陈志明/陈明 欧阳小明/欧阳明 欧阳明/欧明 张□明/张明 "
    "阿里木·买买提/阿里木·买提",
    NameLevel.SWAPPED: "陈志明/陈明志 陈志明/志明陈 张三/三张 阿里木·买买提/买买提·阿里木",
    NameLevel.ONE_DIFFERENT: "陈志明/陈志国 林羡珍/林英珍 欧阳修文/欧阳修武 阿不都拉·克里木江/阿不都拉·克里木国",
    NameLevel.SURNAME_ONLY: "陳志明/陈建国 陈志明/陈智国 张三/张大发 欧阳修/欧阳明 李□/李小明 李晴梅/李睛海 张/张三",
    NameLevel.PINYIN: "李子WEI/李子薇 ZHANG'SAN/张三 ZHANG'SAN/ZHANG'SAN 单雄/SHAN'XIONG ZHAN'GAN/张安 吕LU/吕绿",
    NameLevel.SPLIT: "陈吉吉/陈喆 徐王莹/徐㼆 张金金金/张鑫 林小王月/林小玥 陳火華/陈烨 王示韦/王祎 王礻韦/王祎",
    NameLevel.TWO_SURNAMES: "林陈秀英/陈秀英 賴張素真/张素真",
    NameLevel.SHORTENED: "阿里木·买买提/阿里木 洛桑·扎西/洛桑 阿不都·热合曼·吐尔逊/阿不都热合曼",
    NameLevel.TRANSCRIBED: "吐尔逊·买买提/图尔荪·麦麦提 热孜万古丽·阿布力孜/热孜婉古力·阿不里则",
    NameLevel.SURNAME_LOST: "志明/陈志明 志明/陳志明 修文/欧阳修文",
    NameLevel.DIFFERENT: "陈志明/林建国 单雄/丹雄 陈志明/朱建国 李□/王□ 明/陈明 志明/林陈志明 "
    "阿里木·买买提/阿不都·吐尔逊 阿里木·买买提/古丽·买买提 米热古丽·艾山/海热古丽·艾山木 JOHN/LI'SI",
}
LABELLED = [(*pair.split("/"), expected) for expected, pairs in STRONG.items() for pair in pairs.split(" ")]


def level(first: str, second: str) -> NameLevel:
    zero = np.zeros(1, dtype=np.int64)
    return NameLevel(int(levels(NameCodes([first]), zero, NameCodes([second]), zero)[0]))


@pytest.mark.parametrize(("first", "second", "expected"), LABELLED)
def test_strong_pairs(first: str, second: str, expected: NameLevel) -> None:
    assert level(first, second) is expected
    assert level(second, first) is expected


NAMES = st.lists(st.text(alphabet="张陈陳程欧阳志明睛晴肖萧飞辉□·㼆王莹𠮷aLIN'", max_size=6), min_size=1, max_size=5)


@settings(deadline=None)  # the first example loads the tables
@given(NAMES, NAMES)
def test_levels_do_not_depend_on_sides_or_on_the_other_pairs(left: list[str], right: list[str]) -> None:
    rows, columns = (grid.ravel() for grid in np.indices((len(left), len(right))))
    first, second = NameCodes(left), NameCodes(right)
    together = levels(first, rows, second, columns)
    assert together.tolist() == levels(second, columns, first, rows).tolist()
    assert together.tolist() == [level(left[row], right[column]) for row, column in zip(rows, columns, strict=True)]


@settings(deadline=None)  # the first example loads the tables
@given(
    st.text(alphabet="张李志明国强丽", min_size=2, max_size=7),
    st.text(alphabet="张李志明国强丽", min_size=2, max_size=7),
)
def test_lost_and_swapped_characters_against_plain_python(first: str, second: str) -> None:
    found = level(first, second)
    shorter, longer = sorted((first, second), key=len)
    # Names of more than four characters have no surname to guard.
    surname = 1 if len(shorter) <= 4 else 0
    loses_one = len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(surname, len(longer))
    )
    assert (found is NameLevel.ONE_MISSING) == loses_one
    if found is NameLevel.SWAPPED:
        assert sorted(first) == sorted(second)


def test_work_is_cut_into_chunks_without_changing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    table = NameCodes([first for first, _, _ in LABELLED] + [second for _, second, _ in LABELLED])
    left = np.arange(len(LABELLED))
    expected = [expected for _, _, expected in LABELLED]
    monkeypatch.setattr("jingzhun.fields.name_levels._CHUNK", 16)
    assert levels(table, left, table, left + len(LABELLED)).tolist() == expected


def test_no_pairs_give_no_levels() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert levels(NameCodes([]), nothing, NameCodes(["张三"]), nothing).tolist() == []


def test_every_level_has_words_of_its_own() -> None:
    words = [each.words for each in NameLevel]
    assert len(set(words)) == len(words)
    assert all(words)
