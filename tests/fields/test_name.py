from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields import name
from jingzhun.fields.invalid import Invalid
from jingzhun.fields.name import Name

CLEANED = [
    ("张三", "张三"),
    ("陈 明", "陈明"),
    ("陈　明\t", "陈明"),
    ("陈\u200b明\ufeff", "陈明"),
    ("张\ue863", "张䶮"),  # GBK's private-use code point
    ("⻓孙无忌", "长孙无忌"),  # CJK radical supplement, which NFKC leaves alone
    ("⾦明", "金明"),  # Kangxi radical
    ("張三", "張三"),  # traditional forms stay as written; they are folded when compared
    ("阿里木•买买提", "阿里木·买买提"),
    ("阿里木．买买提", "阿里木·买买提"),
    ("阿里木-买买提", "阿里木·买买提"),
    ("徐(莹加王旁)", "徐㼆"),  # the one character that has these parts
    ("徐（莹加王旁", "徐㼆"),
    ("徐(左王右莹)", "徐㼆"),
    ("徐(王+莹)", "徐㼆"),
    ("徐(王字旁加莹)", "徐㼆"),
    ("徐(王莹)", "徐㼆"),
    ("林(三个水)", "林淼"),
    ("周(三点水加弘)", "周泓"),
    ("张志(日月)", "张志明"),
    ("黄(火丙)龙", "黄炳龙"),
    ("张三(王林)", "张三"),  # somebody else
    ("张三(女子)", "张三"),
    ("徐(莹加车旁)", "徐□"),  # no character has these parts
    ("徐(上草下头)", "徐□"),
    ("李子WEI", "李子WEI"),
    ("李子wēi", "李子WEI"),
    ("李子(wei)", "李子WEI"),
    ("李子维(wei)", "李子维"),  # the bracket says how the name is read
    ("李xiao ming", "李XIAO'MING"),
    ("吕lǜ", "吕LV"),
    ("李子XYZ", "李子□"),  # no pinyin
    ("李W", "李□"),
    ("zhangsan", "ZHANG'SAN"),
    ("Zhang, Jian-guo", "ZHANG'JIAN'GUO"),
    ("Jianguo ZHANG", "ZHANG'JIAN'GUO"),
    ("F ang", "FANG"),
    ("Ouyang Na", "OU'YANG'NA"),  # a surname of two syllables
    ("李某某", "李□□"),
    ("李?明", "李□明"),
    ("李＊＊", "李□□"),
    ("李□明", "李□明"),
    ("李__", "李□"),
    ("李XX", "李□□"),
    ("李\ue000明", "李□明"),  # private use without a standard form
    ("李\U0001f600", "李□"),
    ("张䶮(上龙下天)", "张䶮"),  # the bracket explains the character before it
    ("张?(上龙下天)", "张䶮"),
    ("陳(?)明", "陳□明"),
    ("张三(已故)", "张三"),
    ("张三【户主】", "张三"),
    ("张三(新增加)", "张三"),
    ("（张三）", "张三"),
    ("张三2", "张三"),
    ("王五、", "王五"),
    ("户主：张三", "张三"),
    ("张三等3人", "张三"),
    ("张三等", "张三"),
    ("张三等三户。", "张三"),
    ("李丽々", "李丽々"),
    ("刘〇", "刘〇"),
    ("John Smith", "JOHNSMITH"),
    ("李(已故)", "李"),  # a note even behind a surname alone
    ("李(□)明", "李□明"),
    ("李〓明", "李□明"),
    ("配偶：李四", "李四"),
    ("张三(50%)", "张三"),
]
NOTHING = ["", " ", "无", "无。", "/", "-", "——", "不详", "暂无", "N/A", "null", "???", "□", "123", "(无)"]


@pytest.mark.parametrize(("text", "cleaned"), CLEANED)
def test_name_is_cleaned(text: str, cleaned: str) -> None:
    parsed = name.parse(text)
    assert isinstance(parsed, Name)
    assert parsed.text == cleaned


@pytest.mark.parametrize("text", NOTHING)
def test_text_without_a_name_is_invalid(text: str) -> None:
    assert isinstance(name.parse(text), Invalid)


def test_column_holds_what_parse_says() -> None:
    texts = [text for text, _ in CLEANED] + NOTHING
    expected = [cleaned for _, cleaned in CLEANED] + [""] * len(NOTHING)
    assert name.parse_column(pa.array(texts)).to_pylist() == expected


def test_column_of_chunks_nulls_and_repetitions() -> None:
    column = pa.chunked_array([["张 三", None, "张 三"], ["无"]])
    assert name.parse_column(column).to_pylist() == ["张三", "", "张三", ""]
    assert name.parse_column(pa.array([], type=pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("李明(已故)", "已故"),
        ("李(已故)", "已故"),
        ("李明（户主）【迁出】", "户主;迁出"),
        ("张三（又名：李四）", "又名:李四"),
        ("张三(50%", "50%"),
        ("徐(莹加王旁)", ""),
        ("张䶮(上龙下天)", ""),
        ("(张三)", ""),
        ("张三()", ""),
        ("张三", ""),
        ("", ""),
    ],
)
def test_notes_in_brackets_are_kept_beside_the_name(text: str, note: str) -> None:
    assert name.notes_column(pa.array([text])).to_pylist() == [note]


def test_notes_of_chunks_nulls_and_repetitions() -> None:
    column = pa.chunked_array([["张三(已故)", None, "李四"], ["张三(已故)"]])
    assert name.notes_column(column).to_pylist() == ["已故", "", "", "已故"]
    assert name.notes_column(pa.array([], type=pa.string())).to_pylist() == []


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("李□明", True),
        ("李?", True),
        ("李子WEI", True),
        ("wei子李", True),
        ("徐(莹加王旁)", True),  # although the character can be told
        ("张(上龙下天)明", True),
        ("李某", True),
        ("张䶮(上龙下天)", False),
        ("李明(已故)", False),
        ("(张三)", False),
        ("张三()", False),
        ("张三", False),
        ("zhangsan", False),
        ("John Smith", False),
        ("", False),
        (None, False),
    ],
)
def test_lost_characters_are_told(text: str | None, lost: bool) -> None:
    assert name.lost_characters(pa.array([text], type=pa.string())).tolist() == [lost]


NAME_LIKE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "张陈林李欧阳三志明等无不详某㼆䶮王莹\ue863⻓□?*·.-()（）[]_ 　\u200b1aXinguozhé々〇'+加旁上下"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=8,
)


PINYIN_LIKE = st.text(alphabet="zhangslifoeuv' .-XxÒü李·□(1", max_size=12)


@settings(deadline=None)  # the first example loads the tables
@given(st.lists(st.text(st.sampled_from("陈秀英某等无不详空 \u3000\t\u00a0"), max_size=6), max_size=6))
def test_names_with_nothing_odd_but_blanks_are_cleaned_as_any_other(texts: list[str]) -> None:
    column = name.parse_column(pa.array(texts, type=pa.string())).to_pylist()
    assert column == ["" if isinstance(found := name.parse(text), Invalid) else found.text for text in texts]


@given(NAME_LIKE | PINYIN_LIKE)
def test_cleaning_is_idempotent_and_the_same_for_a_column(text: str) -> None:
    (cleaned,) = name.parse_column(pa.array([text])).to_pylist()
    parsed = name.parse(text)
    assert cleaned == (parsed.text if isinstance(parsed, Name) else "")
    assert name.parse_column(pa.array([cleaned])).to_pylist() == [cleaned]


@pytest.mark.parametrize(
    ("whole", "surname"),
    [
        ("张三", "张"),
        ("欧阳修", "欧阳"),
        ("歐陽修", "歐陽"),
        ("欧阳", "欧"),  # two characters are surname and given name
        ("尉迟敬德", "尉迟"),
        ("单雄信", "单"),
        ("张", "张"),
        ("阿里木·买买提", ""),
        ("买买提明吐尔逊", ""),
        ("李子WEI", "李"),
        ("", ""),
    ],
)
def test_split(whole: str, surname: str) -> None:
    assert name.split(whole) == (surname, whole[len(surname) :])


def test_split_of_pinyin() -> None:
    assert name.split("ZHANG'JIAN'GUO") == ("ZHANG", "JIAN'GUO")
    assert name.split("LI") == ("LI", "")
