"""What a run folder keeps of one household: its pairs, and those of others that concern the same register rows."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.kinds import register_kinds
from jingzhun.match.compare import LEVELS
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.standing import EVIDENCE_SCHEMA, LINK, ROLES
from jingzhun.model import Grade
from jingzhun.policy.answers import ANSWER_COLUMNS
from jingzhun.privacy import mask_text, show
from jingzhun.report import ANSWERS, EVIDENCE
from jingzhun.report.folder import MANIFEST

#: What to do with a run folder that cannot be used any more.
AGAIN = "用现在的版本重新核查一次(jingzhun check …), 再对新的结果文件夹用 explain"
_MOST_NEAR, _NEAR = 5, 60.0


@dataclass(frozen=True)
class KeptHousehold:
    """What a run keeps of one household.

    Attributes:
        household_id: its number, as reports show it.
        pairs: its rows of evidence.parquet, in the order of the file.
        others: links of members of other households to the same register rows.
        least: least weight of each grade, by register.
        as_of: the day for which the run was made.
        unread: what the run could not read.
        answer: its rows of answers.parquet, in the order of the file; ``None`` where the run kept none.
    """

    household_id: str
    pairs: pd.DataFrame
    others: pd.DataFrame
    least: dict[str, dict[str, float]]
    as_of: str
    unread: tuple[str, ...]
    answer: pd.DataFrame | None = None


def kept_household(run: Path, household: str) -> KeptHousehold:
    """Read what a run keeps of a household.

    Args:
        run: the run folder.
        household: the household's number, as the roll writes it or as reports show it.

    Raises:
        RequestError: this is no run, its version kept no evidence, or it has no such household.
        UnreadableFileError: a file of it is damaged.
    """
    manifest = manifest_of(run)
    path = run / EVIDENCE
    if not path.is_file():
        raise RequestError(f"这次核查没有留下比对的证据({EVIDENCE}), 多半是旧版本做的", where=shown(run), fix=AGAIN)
    try:
        schema = pq.read_schema(path)
        least = json.loads((schema.metadata or {}).get(b"grades", b"{}"))
        if not schema.remove_metadata().equals(EVIDENCE_SCHEMA) or not _is_known(path):
            raise RequestError("证据文件是另一个版本写的, 读不懂", where=shown(path), fix=AGAIN)
        known = pc.unique(pq.read_table(path, columns=["household_id"]).column(0)).to_pylist()
        found = _found(household, known, run)
        pairs = pq.read_table(path, filters=pc.field("household_id") == found).to_pandas()
        rows = pairs["register_row"].unique().tolist()
        shared = pc.field("register_row").isin(rows) & (pc.field("role") == LINK) & (pc.field("household_id") != found)
        others = pq.read_table(path, filters=shared).to_pandas()
        answer = _answer(run / ANSWERS, found)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise UnreadableFileError("证据文件坏了, 读不出", where=shown(path), fix=AGAIN) from error
    unread = tuple(f"{file['name']}: {file['what']}" for file in manifest["unread"] if file["error"])
    return KeptHousehold(found, pairs, others, least, str(manifest["as_of"]), unread, answer)


def _answer(path: Path, household: str) -> pd.DataFrame | None:
    """The statements of a household's answer; None where an older version kept none."""
    if not path.is_file():
        return None
    names = pq.read_schema(path).names
    if set(ANSWER_COLUMNS) - set(names):
        raise RequestError("留下的答复是另一个版本写的, 读不懂", where=shown(path), fix=AGAIN)
    own = pc.field("household_id") == household
    answer: pd.DataFrame = pq.read_table(path, columns=list(ANSWER_COLUMNS), filters=own).to_pandas()
    return answer


def manifest_of(run: Path) -> dict[str, Any]:
    """The manifest of a run folder.

    Raises:
        RequestError: this is no run folder.
        UnreadableFileError: its manifest is damaged.
    """
    fix = "给出 jingzhun check 写出的结果文件夹, 里面有 manifest.json"
    if not run.is_dir():
        what = "不是文件夹" if run.exists() else "找不到这个文件夹"
        raise RequestError(what, where=shown(run), fix=fix)
    if not (run / MANIFEST).is_file():
        raise RequestError("里面没有 manifest.json, 不是核查结果", where=shown(run), fix=fix)
    try:
        manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and "as_of" in manifest and _is_unread(manifest.get("unread")):
            return manifest
    except (OSError, ValueError) as error:
        raise UnreadableFileError("manifest.json 坏了, 读不出", where=shown(run / MANIFEST), fix=AGAIN) from error
    raise UnreadableFileError("manifest.json 不是核查写出的那一份", where=shown(run / MANIFEST), fix=AGAIN)


def _is_unread(unread: Any) -> bool:
    """Whether this is the list of what a run could not read."""
    return isinstance(unread, list) and all(
        isinstance(file, dict) and {"name", "what", "error"} <= set(file) for file in unread
    )


def _is_known(path: Path) -> bool:
    """Whether this version knows every word of the evidence: roles, registers, grades and levels."""
    known: dict[str, set[str]] = {
        "role": set(ROLES),
        "register": set(register_kinds()),
        "grade": {"", *Grade},
        **{column: {"", *(level.name.lower() for level in LEVELS[name])} for name, column in LEVEL_COLUMNS.items()},
    }
    table = pq.read_table(path, columns=list(known))
    return all(set(pc.unique(table.column(name)).to_pylist()) <= words for name, words in known.items())


def _found(household: str, known: Sequence[str], run: Path) -> str:
    """The household that a user means.

    Raises:
        RequestError: there is none, or there are several.
    """
    asked = _plain(household)
    if not asked:
        raise RequestError("没有写户编号", where=shown(run), fix="编号照名册或 households.csv 里的写")
    by_plain: dict[str, list[str]] = {}
    for each in known:
        by_plain.setdefault(_plain(each), []).append(each)
    masked = _plain(mask_text(household))
    found = [household] if household in known else by_plain.get(asked, [])
    if not found and masked != asked:
        # Reports number households whose masked numbers are alike: 350699********0028 (2).
        found = [each for each in known if _plain(each) == masked or _plain(each).startswith(f"{masked}(")]
    if len(found) == 1:
        return found[0]
    named = show(mask_text(household))
    if found:
        several = show("、".join(found[:_MOST_NEAR]))
        raise RequestError(f"编号 {named} 可以是几户: {several}", where=shown(run), fix="写出其中一个, 带引号")
    near = process.extract(asked, list(by_plain), scorer=fuzz.ratio, limit=_MOST_NEAR, score_cutoff=_NEAR)
    hint = "、".join(by_plain[word][0] for word, _, _ in near)
    raise RequestError(
        f"没有编号为 {named} 的户" + (f"; 相近的编号: {show(hint)}" if hint else f", 共 {len(known):,} 户"),
        where=shown(run),
        fix="编号照名册或 households.csv 里的写",
    )


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def shown(path: Path) -> str:
    """A path as messages show it."""
    return show(mask_text(str(path)))
