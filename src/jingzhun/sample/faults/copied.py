"""What follows from somebody else's number in a row: the age in it contradicts what the row says of its own person.

The limits are those that the rules state in their pages (docs/rules), held against the age by the copied number.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jingzhun.sample.circumstances import HEALTHY, LOST, NO_LABOUR, NO_STUDENT, age_on
from jingzhun.sample.faults.sheet import Planted, Sheet
from jingzhun.sample.people import YEAR

_EDUCATION = {
    "初中": (11, 130),
    "高中": (14, 130),
    "中专": (14, 130),
    "大专": (17, 130),
    "本科": (17, 130),
    "学龄前儿童": (0, 7),
}
_SCHOOLING = {"学前": (0, 7), "小学": (5, 16), "七年": (11, 18), "八年": (11, 18), "九年": (11, 18), "高中": (14, 21)}
_SCHOOLING |= {"中职": (14, 30), "本科": (16, 35)}


def contradicted_ages(sheet: Sheet) -> Iterable[Planted]:
    """Rules that find an age against education, school, work, insurance or marriage in rows with a copied number."""
    roll = sheet.county.roll
    age = age_on(sheet.county.people.birth[roll.number_of], YEAR, 630)
    for row in np.flatnonzero(roll.number_of != roll.person).tolist():
        said = {header: sheet.cells[header][row] for header in sheet.cells}
        for code in _codes(said, int(age[row]), male=bool(sheet.male[row])):
            yield Planted(code, row, "copied")
        born = int(sheet.county.people.birth[roll.number_of[row]])
        # The end of the month in which the household was listed; of the others the head's date is the household's.
        if said["与户主关系"] == "户主" and int(str(said["首次识别时间"]).replace("-", "") + "31") < born:
            yield Planted("JZ148", row, "copied")


def _codes(said: dict[str, object], age: int, *, male: bool) -> Iterable[str]:
    school, labour = str(said["在校生状况"]), said["劳动技能"]
    education, schooling = _EDUCATION.get(str(said["文化程度"]), (0, 130)), _SCHOOLING.get(school[:2], (0, 130))
    works, insured = int(str(said["务工时间（月）"])) > 0, said["养老保险"] != ""
    tests = {
        "JZ121": not education[0] <= age <= education[1],
        "JZ122": not schooling[0] <= age <= schooling[1],
        "JZ124": 7 <= age < 15 and school == NO_STUDENT and said["健康状况"] in (HEALTHY, "长期慢性病"),
        "JZ125": age < 16 and labour not in (NO_LABOUR, LOST),
        "JZ126": 16 <= age <= 59
        and said["健康状况"] == HEALTHY
        and school == NO_STUDENT
        and labour in (NO_LABOUR, LOST),
        "JZ135": said["公益性岗位"] == "是" and not 16 <= age < 70,
        "JZ138": works and age < 16,
        "JZ141": insured and age < 16,
        "JZ144": said["婚姻状况"] != "未婚" and age < (22 if male else 20),
    }
    return [code for code, holds in tests.items() if holds]
