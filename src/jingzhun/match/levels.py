"""Levels of agreement: what two records may have in common, missing first, and what each says in words.

Levels are stored as small integers with every pair of a run, so new ones stand at the end. What a level weighs
stands in weights.toml. Those of names are in ``fields/name_levels.py``.
"""

from __future__ import annotations

from enum import IntEnum

from jingzhun.kinds import TableKind

_TITLES = {"number": "号码", "name": "姓名", "birth": "出生日期", "sex": "性别", "place": "住址", "phone": "电话"}


class NumberLevel(IntEnum):
    """How two identity numbers agree."""

    MISSING = 0
    SAME = 1
    SAME_UPGRADED = 2
    SAME_BUT_FAULTY = 3
    ROUNDED = 4
    ROUNDED_UP = 5
    ROUNDED_FLOAT = 6
    PARTLY_KNOWN = 7
    ONE_DIGIT = 8
    SWAPPED = 9
    ONE_LOST_OR_ADDED = 10
    TWO_DIGITS = 11
    DIFFERENT = 12
    ROUNDED_OR_TWO_PEOPLE = 13
    TWO_PEOPLE = 14
    PARTLY_ONE_DIGIT = 15
    CONTESTED = 16
    """The numbers differ, but one of them stands beside another name of the same table too."""

    FEW_KNOWN = 17
    """Too few digits are visible to tell namesakes apart."""

    @property
    def words(self) -> str:
        """The level as a reason."""
        return _NUMBER_WORDS[self]


_NUMBER_WORDS = {
    NumberLevel.MISSING: "号码缺失或残缺, 无法比对",
    NumberLevel.SAME: "号码一致",
    NumberLevel.SAME_UPGRADED: "15位旧号升位后一致",
    NumberLevel.SAME_BUT_FAULTY: "号码一致但校验位不符",
    NumberLevel.ROUNDED: "号码前15位一致(末三位被表格软件舍去)",
    NumberLevel.ROUNDED_UP: "号码前15位四舍五入后一致(末三位被表格软件舍去)",
    NumberLevel.ROUNDED_FLOAT: "号码一致(末几位被表格软件近似)",
    NumberLevel.PARTLY_KNOWN: "号码可见部分一致",
    NumberLevel.ONE_DIGIT: "号码只错一位",
    NumberLevel.SWAPPED: "号码相邻两位颠倒",
    NumberLevel.ONE_LOST_OR_ADDED: "号码多或少一位",
    NumberLevel.TWO_DIGITS: "号码有两位不同",
    NumberLevel.DIFFERENT: "号码不同",
    NumberLevel.ROUNDED_OR_TWO_PEOPLE: "号码只有末几位不同(可能被表格软件舍去, 也可能是两个人)",
    NumberLevel.TWO_PEOPLE: "两个有效号码不同",
    NumberLevel.PARTLY_ONE_DIGIT: "号码可见部分只差一位",
    NumberLevel.FEW_KNOWN: "号码可见的几位一致",
    NumberLevel.CONTESTED: "号码不同, 但花名册上的号码还登记在别人名下",
}
#: Levels that name one person beyond reasonable doubt if the name agrees too.
IDENTIFYING_NUMBERS = (NumberLevel.SAME, NumberLevel.SAME_UPGRADED)


class BirthLevel(IntEnum):
    """How two birth dates agree, where they are evidence of their own and not part of the numbers compared."""

    MISSING = 0
    SAME = 1
    MONTH_DAY_SWAPPED = 2
    ONE_PART_DIFFERENT = 3
    DIFFERENT = 4
    LUNAR = 5
    """One date may be the other in the lunar calendar, which runs three to seven weeks behind."""
    YEAR_OFF_BY_ONE = 6
    """The lunar year begins later, and by it a child is counted a year older."""
    PARTLY_SAME = 7
    """Year and month agree; a day is not stated."""

    @property
    def words(self) -> str:
        """The level as a reason."""
        return _BIRTH_WORDS[self]


_BIRTH_WORDS = {
    BirthLevel.MISSING: "",
    BirthLevel.SAME: "出生日期相同",
    BirthLevel.MONTH_DAY_SWAPPED: "出生日期月日颠倒",
    BirthLevel.ONE_PART_DIFFERENT: "出生日期有一处不同",
    BirthLevel.DIFFERENT: "出生日期不同",
    BirthLevel.LUNAR: "出生日期相差不到两个月(可能一为农历)",
    BirthLevel.YEAR_OFF_BY_ONE: "出生年份相差一年, 月日相同",
    BirthLevel.PARTLY_SAME: "出生年月相同",
}


class SexLevel(IntEnum):
    """How two sexes agree."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2

    @property
    def words(self) -> str:
        """The level as a reason; the same sex is hardly one."""
        return ("", "", "性别不同")[self]


class PlaceLevel(IntEnum):
    """How two addresses agree; villages only inside one township, for their names recur."""

    MISSING = 0
    SAME_HOUSE = 1
    SAME_VILLAGE = 2
    SAME_VILLAGE_NAME = 3
    SAME_TOWNSHIP = 4
    OTHER_VILLAGE = 5
    OTHER_TOWNSHIP = 6
    SAME_ADDRESS = 7
    """No township and village can be read on both sides, but the addresses are the same text."""
    SIMILAR_ADDRESS = 8

    @property
    def words(self) -> str:
        """The level as a reason."""
        return _PLACE_WORDS[self]


_PLACE_WORDS = {
    PlaceLevel.MISSING: "",
    PlaceLevel.SAME_HOUSE: "同村同门牌",
    PlaceLevel.SAME_VILLAGE: "同村",
    PlaceLevel.SAME_VILLAGE_NAME: "村名相同",
    PlaceLevel.SAME_TOWNSHIP: "同乡镇",
    PlaceLevel.OTHER_VILLAGE: "同乡镇不同村",
    PlaceLevel.OTHER_TOWNSHIP: "不同乡镇",
    PlaceLevel.SAME_ADDRESS: "地址相同",
    PlaceLevel.SIMILAR_ADDRESS: "地址相近",
}
#: Levels that say that two people live together or next to each other: a surname is common among them.
NEAR_PLACES = (PlaceLevel.SAME_HOUSE, PlaceLevel.SAME_VILLAGE)


class PhoneLevel(IntEnum):
    """How two telephone numbers agree; a household often shares one, and people change theirs."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2

    @property
    def words(self) -> str:
        """The level as a reason; another number is hardly one."""
        return ("", "电话相同", "")[self]


#: What reasons leave unsaid because it is hardly one. Members of different enumerations are equal as numbers.
_UNSAID = {(SexLevel, SexLevel.SAME): "性别相同", (PhoneLevel, PhoneLevel.DIFFERENT): "电话不同"}


def title_of(comparator: str, kind: TableKind) -> str:
    """What a comparator compares, as people say: of a property it is where it stands."""
    return "坐落" if comparator == "place" and kind.place_field == "location" else _TITLES[comparator]


def full_words(level: IntEnum) -> str:
    """A level in words, said also where reasons leave it unsaid; ``""`` where there was nothing to compare."""
    return _UNSAID.get((type(level), level)) or str(getattr(level, "words", ""))
