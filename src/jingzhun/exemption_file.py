"""Reading the exemption list (豁免清单): a spreadsheet that an office keeps, one line an exemption."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.fields import birthdate
from jingzhun.fields.invalid import Invalid
from jingzhun.model import InputFile
from jingzhun.policy.exemptions import Exemption, exemption
from jingzhun.read import SheetTable, open_file
from jingzhun.read.options import ReadOptions
from jingzhun.selection import codes_of

#: What an input of the run is called that is such a list.
EXEMPTIONS = "exemptions"
_HEADERS = {
    "household_id": ("户编号", "户号", "户编码", "家庭编号"),
    "name": ("姓名", "成员姓名", "户主姓名"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码"),
    "codes": ("规则", "规则编号", "规则代码", "条件", "疑点类型", "编号"),
    "reason": ("原因", "豁免原因", "理由", "豁免理由", "说明"),
    "signed_by": ("签字人", "批准人", "审批人", "签批人", "审核人"),
    "valid_until": ("有效期至", "有效期", "截止日期", "有效期止", "到期日"),
}
_NEEDED = ("codes", "reason", "signed_by")
_SHOWN = "户编号、姓名、证件号码、规则、原因、签字人、有效期至"
#: Headers are shown up to so many characters.
_MOST_TEXT = 200
_BRACKETS = re.compile(r"[（(][^）)]*[）)]|\s")


def read_exemptions(
    path: Path, work: Path, options: ReadOptions, known: Mapping[str, str]
) -> tuple[tuple[Exemption, ...], InputFile]:
    """Read a list.

    Args:
        path: the file, of any format that can be read.
        work: a folder of this run that only its user can read.
        options: how files are read.
        known: the codes of all rules and conditions with their titles.

    Returns:
        Its lines, those that cannot be used with their faults, and what the manifest says of the file.

    Raises:
        RequestError: it cannot be read, or no table in it is such a list.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        tables = open_file(path, path.name, work, options)
        lists = [(table, columns) for table in tables if (columns := _columns(table))]
        lines = [line for table, columns in lists for line in _lines(table, columns, known)]
    except UnreadableFileError as failure:
        raise RequestError(f"豁免清单读不出: {failure.what}", where=path.name, fix=failure.fix) from None
    except OSError as failure:
        raise _closed(path, failure) from None
    if not lists:
        raise _no_list(path, tables)
    what = f"豁免清单, {len(lines)} 条" + _set_aside([table for table, _ in lists])
    return tuple(lines), InputFile(path.name, EXEMPTIONS, what, digest, path.stat().st_size)


def _closed(path: Path, failure: OSError) -> RequestError:
    if isinstance(failure, FileNotFoundError):
        return RequestError("找不到豁免清单这个文件", where=str(path), fix="核对 --exempt 或 jingzhun.toml 里写的路径")
    if path.is_dir():
        return RequestError("豁免清单应是一个文件, 这是文件夹", where=str(path), fix="写出文件夹里的那一个文件")
    return RequestError("豁免清单打不开", where=str(path), fix="关闭正在打开它的程序; 核对有没有读它的权限")


def _no_list(path: Path, tables: Sequence[SheetTable]) -> RequestError:
    """No table is a list: what the one that comes nearest lacks."""
    nearest = max(tables, key=lambda table: len(_found(table)), default=None)
    found = {} if nearest is None else _found(nearest)
    lacking = [_HEADERS[field][0] for field in _NEEDED if field not in found]
    lacking += [] if _names_somebody(found) else ["户编号(或证件号码)"]
    seen = "" if nearest is None else "、".join(nearest.headers)[:_MOST_TEXT]
    what = f"豁免清单缺少这几列: {'、'.join(lacking)}。看到的表头: {seen or '没有'}"
    return RequestError(what, where=path.name, fix=f"表头写作: {_SHOWN}; 先后不限")


def _set_aside(tables: Sequence[SheetTable]) -> str:
    """Rows that were taken for no line, with why, so that every row of the file is accounted for."""
    counts: Counter[str] = Counter()
    for table in tables:
        counts.update(table.reasons())
    told = "、".join(f"{reason} {rows}" for reason, rows in sorted(counts.items()))
    return f"; 不是豁免的 {counts.total()} 行({told})" if told else ""


def _columns(table: SheetTable) -> dict[str, str]:
    """Header by what it holds; empty where the table is no such list."""
    found = _found(table)
    return found if all(field in found for field in _NEEDED) and _names_somebody(found) else {}


def _names_somebody(found: dict[str, str]) -> bool:
    return "household_id" in found or "id_number" in found


def _found(table: SheetTable) -> dict[str, str]:
    """Header by what it holds."""
    plain = {_BRACKETS.sub("", header.rpartition("/")[2]): header for header in reversed(table.headers)}
    return {
        field: plain[word] for field, words in _HEADERS.items() if (word := next((w for w in words if w in plain), ""))
    }


def _lines(table: SheetTable, columns: dict[str, str], known: Mapping[str, str]) -> Iterator[Exemption]:
    for batch in table.batches():
        rows = batch.to_pylist()
        days = {field: _days(batch, header) for field, header in columns.items() if field == "valid_until"}
        for place, row in enumerate(rows):
            cells = {field: str(row.get(columns.get(field, ""), "") or "").strip() for field in _HEADERS}
            until = days["valid_until"][place] if days else None
            codes = codes_of([cells.pop("codes")])
            yield exemption((str(row["_file"]), int(row["_row"])), cells, codes, until, known)


def _days(batch: pa.RecordBatch, header: str) -> list[date | None]:
    parsed = [birthdate.parse(str(text)) for text in batch.column(header).to_pylist()]
    return [None if isinstance(day, Invalid) else day for day in parsed]
