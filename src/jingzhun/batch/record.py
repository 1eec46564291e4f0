"""batch.json: what became of every county, written anew after each, so that a killed batch can go on."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from jingzhun import __version__
from jingzhun.batch.county_check import CountyResult, case_of, inputs_digest
from jingzhun.batch.plan import RECORD, County
from jingzhun.errors import OutputError, RequestError
from jingzhun.report.folder import MANIFEST, cause_and_fix, digest

SCHEMA_VERSION = 1


def prepare(output: Path, *, resume: bool, force: bool) -> dict[str, CountyResult]:
    """Make the folder of a batch, or find in it what an earlier one has done.

    Args:
        output: the folder.
        resume: go on with an earlier batch.
        force: do everything again in the folder of an earlier batch.

    Returns:
        The earlier results by county, empty unless ``resume``.

    Raises:
        RequestError: the folder holds something else, or an earlier batch and nobody said what to do with it.
        OutputError: it cannot be made.
    """
    try:
        output.mkdir(parents=True, exist_ok=True, mode=0o700)
        there = [path for path in output.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        what, fix = cause_and_fix(error)
        raise OutputError(f"结果文件夹建不了: {what}", where=str(output), fix=fix) from error
    if not there:
        return {}
    if not (output / RECORD).is_file():
        raise RequestError(f"文件夹里没有 {RECORD}, 不是批量核查的结果", where=str(output), fix="用 -o 换一个文件夹名")
    if not (resume or force):
        fix = "接着做用 --resume; 全部重做用 --force; 或用 -o 换一个文件夹名"
        raise RequestError("已有上一次批量核查的结果", where=str(output), fix=fix)
    return read(output) if resume else {}


def read(output: Path) -> dict[str, CountyResult]:
    """The results of an earlier batch by county.

    Raises:
        RequestError: the record is damaged or of a newer version.
    """
    try:
        content = json.loads((output / RECORD).read_text(encoding="utf-8"))
        if content["schema_version"] != SCHEMA_VERSION:
            raise RequestError("上一次的记录是别的版本写的", where=str(output / RECORD), fix="用 --force 全部重做")
        return {each["name"]: CountyResult(**each) for each in content["counties"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise RequestError("上一次的记录读不出来", where=str(output / RECORD), fix="用 --force 全部重做") from None


def write(output: Path, results: Iterable[CountyResult]) -> None:
    """Write the record, whole or not at all.

    Raises:
        OutputError: it could not be written; the earlier record stands.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "counties": [asdict(result) for result in sorted(results, key=lambda result: result.name)],
    }
    write_whole(output / RECORD, json.dumps(content, ensure_ascii=False, indent=1).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its name and rename it, so that nobody ever finds half of it.

    Raises:
        OutputError: it could not be written; an earlier one stands.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with open(draft, "xb", opener=_private) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        what, fix = cause_and_fix(error)
        raise OutputError(f"{path.name} 没有写出: {what}", where=str(path), fix=fix) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def unchanged(county: County, earlier: Mapping[str, CountyResult], output: Path) -> bool:
    """Whether a county was finished, its result is as it was written, and nothing has changed that it depends on.

    What was read incompletely is done again: the next try may have more memory, or a file that was open elsewhere.

    Args:
        county: the county.
        earlier: results of the earlier batch.
        output: the folder of the batch.
    """
    result = earlier.get(county.name)
    if result is None or not result.done or result.code not in (0, 1) or not result.inputs:
        return False
    try:
        manifest = digest(output / county.name / MANIFEST)
        # Without a day of its own a county is judged on the day of its check, however long the batch takes.
        case = case_of(county, date.fromisoformat(result.as_of))
        return manifest == result.manifest and inputs_digest(case) == result.inputs
    except (OSError, RequestError, ValueError):
        return False
