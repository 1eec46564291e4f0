from __future__ import annotations

import itertools
import unicodedata
from importlib import resources

import numpy as np
import pytest

from jingzhun.fields.characters import (
    DOUBLE_SURNAME,
    FIRST_SYLLABLE,
    GIVEN,
    SURNAME,
    Characters,
    characters,
    contains,
    folds,
    unordered_pair_codes,
)


def words(text: str) -> list[str]:
    return text.split()


VARIANTS = words("陳陈 張张 靑青 曽曾 呉吴 吳吴 鍾钟 髙高 峯峰 邨村 祕秘 貴贵 龍龙 黃黄 淸清 鳳凤 寳宝 暎映")
# Legal differences and characters that are standard themselves: never folded.
DISTINCT = words("淼渺 凃涂 肖萧 付傅 闫阎 代戴 丘邱 於于 甯宁 昇升 堃坤 喆哲 著着 乾干")
CONFUSABLE = words(
    "晴睛 壮状 戍戌 玲铃 珍诊 明朋 土士 末未 历厉 辉晖 燕蒸 己已 大太 天夫 王玉 林材 杨扬 沈沉 汪江 清请 娟捐 "
    "梅海 雪雷 伟纬 炜伟 俊峻 姝妹 婷停 亨享 荣莹 莹萤 贵责 桂佳 仁仕 琼凉 珠殊 昌冒 免兔 秀季 田由 申甲 午牛 瑞端 "
    "建健 凤风 贤坚"
)
UNLIKE = words("张李 明国 丽强 芳军 建英 志兰 春秋 福寿 龙凤 玉金")


def similar(pair: str) -> bool:
    first, second = (np.array([ord(character)]) for character in pair)
    return bool(contains(characters().similar, unordered_pair_codes(first, second))[0])


@pytest.mark.parametrize("pair", VARIANTS)
def test_variants_have_one_canonical_form(pair: str) -> None:
    forms = characters().canonical[[ord(character) for character in pair]]
    assert forms[0] == forms[1]


@pytest.mark.parametrize("pair", DISTINCT)
def test_legally_distinct_characters_stay_distinct(pair: str) -> None:
    forms = characters().canonical[[ord(character) for character in pair]]
    assert forms[0] != forms[1]


def test_canonical_forms_are_final() -> None:
    canonical = characters().canonical
    assert (canonical[canonical] == canonical).all()


def test_every_reading_of_a_character_and_every_syllable_is_known_by_number() -> None:
    table = characters()
    rows = (resources.files("jingzhun.data") / "characters" / "characters.tsv").read_text("utf-8").splitlines()[1:]
    named = ["", *table.syllables]
    for character, _, sounds in (line.split("\t") for line in rows):
        heard = [named[number] for number in table.readings[GIVEN, table.row[ord(character)]] if number]
        assert heard == sounds.split(), character
    for syllable, number in table.syllables.items():
        assert named[table.readings[GIVEN, table.row[FIRST_SYLLABLE + number], 0]] == syllable


@pytest.mark.parametrize("pair", CONFUSABLE)
def test_confusable_characters_are_similar(pair: str) -> None:
    assert similar(pair)


@pytest.mark.parametrize("pair", UNLIKE)
def test_unlike_characters_are_not_similar(pair: str) -> None:
    assert not similar(pair)


def test_fewer_than_one_in_a_thousand_pairs_is_similar() -> None:
    gb2312 = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    codes = np.array([ord(text) for each in gb2312 if (text := each.decode("gb2312", "ignore"))])
    pairs = np.random.default_rng(7).choice(codes, (200_000, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    assert contains(characters().similar, unordered_pair_codes(pairs[:, 0], pairs[:, 1])).mean() < 0.001


@pytest.mark.parametrize(("code", "standard"), [(0xE863, "䶮"), (0xE816, "\U00020087"), (0x2ED3, "长")])
def test_folds(code: int, standard: str) -> None:
    assert folds()[code] == standard


def test_folds_agree_with_unicode_normalisation() -> None:
    for code, standard in folds().items():
        normal = unicodedata.normalize("NFKC", chr(code))
        assert normal in (chr(code), standard)


def test_surnames_are_read_as_surnames() -> None:
    table = characters()

    def sounds(role: int, character: str) -> set[int]:
        return set(table.readings[role, table.row[ord(character)]].tolist()) - {0}

    for surname, sounds_like, unlike in (
        "单山丹",
        "曾增层",
        "仇求愁",
        "解谢姐",
        "区欧曲",
        "查扎茶",
        "盖格解",
        "朴漂普",
    ):
        assert sounds(SURNAME, surname) & sounds(GIVEN, sounds_like), surname
        assert not sounds(SURNAME, surname) & sounds(GIVEN, unlike), surname
    assert sounds(DOUBLE_SURNAME, "尉") == sounds(GIVEN, "玉")
    assert sounds(DOUBLE_SURNAME, "俟") == sounds(GIVEN, "气")


SOUTHERN = words("辉飞 兰南 兰然 曾层 张章 陈程 金京 山三 朱租 吕李 余义 军金 方荒 分昏 香先")
NOT_SOUTHERN = words("陈李 明国 飞杯 兰林")


@pytest.mark.parametrize("pair", SOUTHERN)
def test_southern_speakers_merge(pair: str) -> None:
    assert southern_classes(characters(), pair[0]) & southern_classes(characters(), pair[1])


@pytest.mark.parametrize("pair", NOT_SOUTHERN)
def test_southern_speakers_keep_apart(pair: str) -> None:
    assert not southern_classes(characters(), pair[0]) & southern_classes(characters(), pair[1])


def southern_classes(table: Characters, character: str) -> set[int]:
    return set(table.southern[GIVEN, table.row[ord(character)]].tolist()) - {0}


def test_sorted_tables_are_sorted_and_unique() -> None:
    table = characters()
    for codes in (table.similar, table.clerical, table.double_surnames):
        assert (np.diff(codes) > 0).all()


def test_every_common_character_has_a_reading() -> None:
    table = characters()
    for high, low in itertools.product(range(0xB0, 0xD8), range(0xA1, 0xFF)):
        character = bytes((high, low)).decode("gb2312", "ignore")
        if character:
            assert table.readings[GIVEN, table.row[ord(character)], 0] > 0, character
