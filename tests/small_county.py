"""A county of five households in the files that an office would send, small enough to know every answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(birth: str, sequence: int) -> str:
    """A number of the unassigned division 350699 for a birth date (yyyymmdd) and a sequence (odd for men)."""
    body = f"350699{birth}{sequence:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


ROLL_HEADER = ("户编号", "姓名", "性别", "证件号码", "人数", "与户主关系", "乡镇", "行政村", "家庭住址")
LIN = identity_number("19520307", 13)
LIN_WIFE = identity_number("19550611", 24)
CHEN = identity_number("19600102", 37)
HUANG = identity_number("19701123", 46)
ZENG = identity_number("19480819", 57)
ZENG_SON = identity_number("19750505", 35)
LAI = identity_number("19630228", 86)
ROLL = (
    ("HH001", "林建国", "男", LIN, "2", "户主", "九峰镇", "福坪村", "九峰镇福坪村12号"),
    ("HH001", "黄秀英", "女", LIN_WIFE, "2", "配偶", "九峰镇", "福坪村", "九峰镇福坪村12号"),
    ("HH002", "陈志明", "男", CHEN, "1", "户主", "九峰镇", "福坪村", "九峰镇福坪村30号"),
    ("HH003", "黄丽珍", "女", HUANG, "1", "户主", "大溪镇", "江寨村", "大溪镇江寨村5号"),
    ("HH004", "曾水土", "男", ZENG, "2", "户主", "大溪镇", "江寨村", "大溪镇江寨村8号"),
    ("HH004", "曾文辉", "男", ZENG_SON, "2", "之子", "大溪镇", "江寨村", "大溪镇江寨村8号"),
    ("HH005", "赖阿珠", "女", LAI[:-2] + LAI[-1], "1", "户主", "大溪镇", "江寨村", "大溪镇江寨村9号"),
)
VEHICLES_HEADER = ("HPHM", "CLLX", "SFZMHM", "SYR", "CCDJRQ", "ZSXXDZ", "ZT")
VEHICLES = (
    # A car of 林建国 whose number lost its last digits in Excel, and one that is scrapped.
    ("E12345", "K33", LIN[:15] + "000", "林建国", "2014-05-06", "平和县(样例)九峰镇福坪村12号", "A"),
    ("E12346", "K33", CHEN, "陈志明", "2008-05-06", "平和县(样例)九峰镇福坪村30号", "E"),
    ("E12347", "M21", HUANG, "黄丽珍", "2012-05-06", "平和县(样例)大溪镇江寨村5号", "A"),
    # Another man of the same name, with a number of his own.
    ("E12348", "K33", identity_number("19710909", 11), "曾文辉", "2015-01-01", "平和县(样例)大溪镇江寨村77号", "A"),
)
PROPERTY_HEADER = ("不动产单元号", "权利人", "证件号", "坐落", "权利类型", "权利性质", "用途", "权属状态")
PROPERTY = (
    (
        "350699001001GB00001F00010001",
        "曾文晖",
        ZENG_SON,
        "小溪镇东大社区1号",
        "国有建设用地使用权",
        "出让",
        "住宅",
        "现势",
    ),
    ("350699001001GB00002F00010001", "黄丽珍", HUANG, "大溪镇江寨村5号", "宅基地使用权", "批准拨用", "住宅", "现势"),
)
PAYROLL_HEADER = ("单位名称", "姓名", "身份证号", "人员类别", "编制性质")
PAYROLL = (("平和县某小学", "赖阿珠", LAI, "在职", "事业"), ("平和县某镇政府", "陈志明", CHEN, "公益性岗位", "编外"))


def write_sheet(path: Path, rows: Sequence[Sequence[object]], title: str = "") -> Path:
    """An xlsx with one sheet; every cell is text."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([title], *rows) if title else rows:
        sheet.append(list(row))
    book.save(path)
    return path


def write_county(parent: Path) -> Path:
    """Write the folder of a county: HH001, HH004 and HH005 are doubtful, HH002 and HH003 are not."""
    folder = parent / "county"
    folder.mkdir()
    write_sheet(folder / "花名册.xlsx", (ROLL_HEADER, *ROLL, ("合计", "7人")), title="平和县(样例)建档立卡户花名册")
    lines = [",".join(row) for row in (VEHICLES_HEADER, *VEHICLES)]
    (folder / "车管所.csv").write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
    write_sheet(folder / "房产.xlsx", (PROPERTY_HEADER, *PROPERTY))
    write_sheet(folder / "工资.xlsx", (PAYROLL_HEADER, *PAYROLL))
    return folder
