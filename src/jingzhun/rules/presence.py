"""Who, by what the roll itself says, is dead or no longer lives with the household.

Three places say it: the health and status columns, a bracket behind the name (张三(已故)), and the remarks. The first
two speak of the person of the row. A remark may speak of somebody else (其父已死亡) and is read with more care.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.rules.codes import says

#: Statuses under which a person is no longer one of the household.
GONE = ("moved", "imprisoned", "missing", "abroad")
#: Statuses of the roll under which nobody draws help for the row any more.
_NO_LONGER_COUNTED = ("removed", "stopped")
_DEATH = r"(?:死亡|去世|过世|病故|亡故|已故|身故|病逝|逝世|离世)"
_LEAVING = (
    r"(?:迁出|嫁出|外嫁|出嫁|嫁到|嫁往|远嫁|迁往|迁至|判刑|服刑|在押|收监|羁押|强制戒毒|失踪|失联|下落不明|走失|出国定居|移民|"
    r"户口(?:已)?(?:注销|迁移))"
)
_DAY = r"(?:于|在)?(?:(?:19|20)[0-9]{2}[年./-]?(?:[0-9]{1,2}[月./-]?)?(?:[0-9]{1,2}日?)?)?"
_PERSON = (
    r"^(?:本人|该人|此人|该成员|人员)?[,:]?(?:现|已经|已|全家|户口)?"
    + _DAY
    + r"[,:]?(?:因病|因意外|因车祸|因故|意外|自然|正常)?(?:已经|已)?"
)
# What stands behind the word: the end, a mark, a day or what was or was not done about it; not 死亡赔偿金.
_END = r"(?:$|[ ,;。、()0-9]|未|待|后|人员|户口|注销|于|在)"
# He is back, or it was somebody else: no statement that the person is away.
_BACK = r"刑满|释放|迁回|返回|回来|找回|找到|已归|恢复"


def dead(members: pd.DataFrame) -> np.ndarray:
    """True where health, status or a bracket behind the name says that the member has died."""
    said = np.zeros(len(members), dtype=bool)
    for column in ("health_code", "member_status_code"):
        if column in members:
            said |= says(members[column], ("dead",))
    return np.asarray(said | statements(members["name_note"])[0])


def gone(members: pd.DataFrame) -> np.ndarray:
    """True where status or a bracket behind the name says that the member has left for good; the dead are none."""
    said = np.asarray(statements(members["name_note"])[1])
    if "member_status_code" in members:
        said |= says(members["member_status_code"], GONE)
    return np.asarray(said & ~dead(members))


def counted(members: pd.DataFrame) -> np.ndarray:
    """True where the roll does not itself say that help for the row has ended."""
    if "status_code" not in members:
        return np.ones(len(members), dtype=bool)
    return ~says(members["status_code"], _NO_LONGER_COUNTED)


def where_said(members: pd.DataFrame, where: pd.Series | np.ndarray) -> pd.Series:
    """What stands in the places that :func:`dead` and :func:`gone` look at, in words, of the members found."""
    at = members.index[np.asarray(where)]
    notes = members["name_note"].loc[at]
    died, left, _ = statements(notes)
    said = ("姓名括注“" + notes + "”").where(died | left, "")
    for field, title in (("member_status", "人员状态"), ("health", "健康状况")):
        if field in members:
            tells = says(members[f"{field}_code"].loc[at], ("dead", *GONE))
            said = (title + "“" + members[field].loc[at] + "” ").where(tells, "") + said
    return said.str.rstrip()


def statements(texts: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What free texts say of the person in whose row they stand.

    Args:
        texts: remarks or brackets, one a member.

    Returns:
        Where the person is said to be dead; where he is said to have left; where the text speaks of death or leaving,
        and it does not say of whom.
    """
    encoded = pa.array(texts, type=pa.string())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    encoded = encoded.dictionary_encode()
    speaking = np.flatnonzero(_matches(encoded.dictionary, f"{_DEATH}|{_LEAVING}"))
    spoken = encoded.dictionary.take(pa.array(speaking))
    spoken = pc.utf8_trim_whitespace(pc.utf8_normalize(spoken, form="NFKC"))
    back, died = _matches(spoken, _BACK), _matches(spoken, _PERSON + _DEATH + _END)
    away = _matches(spoken, _PERSON + _LEAVING) & ~back
    answers = np.zeros((3, len(encoded.dictionary)), dtype=bool)
    answers[:, speaking] = died, away, ~died & ~away & ~back
    place = np.asarray(encoded.indices)
    return answers[0, place], answers[1, place], answers[2, place]


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, pattern), False))
