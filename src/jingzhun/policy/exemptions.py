"""The exemption list (豁免清单): findings that an office has looked into and signed off, silenced by name.

One line silences one rule or condition for one household or member, until a day. It never makes a finding disappear:
the finding stays on record as exempt, and every line of the list is reported with what became of it, also where it no
longer applies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from jingzhun.fields import idcard
from jingzhun.fields.invalid import Invalid
from jingzhun.model import Effect
from jingzhun.privacy import mask_text
from jingzhun.selection import meant

_SILENCED = (Effect.DOUBT.value, Effect.CORRECT.value, Effect.CLUE.value, Effect.NOTE.value)
#: So many lines that were not used are told one by one; the workbook shows all.
_MOST_WARNINGS = 20
_PLACE = ["roll_file", "roll_sheet", "roll_row"]


class ExemptionState(StrEnum):
    """What became of one line of the list."""

    USED = "used"
    NOT_NEEDED = "not_needed"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    INVALID = "invalid"

    @property
    def words(self) -> str:
        """The state as reports print it."""
        return {
            "used": "已使用",
            "not_needed": "已没有对应的问题",
            "expired": "已过有效期, 没有使用",
            "not_found": "名册里没有这一户(人)",
            "invalid": "填写不完整或有误, 没有使用",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Exemption:
    """One line of the list.

    Attributes:
        file, row: where it stands; the row as a spreadsheet program numbers it.
        household_id: the household, ``""`` where only a member's number is given.
        name, id_number: the member; both empty where the whole household is meant.
        codes: rules and conditions.
        reason, signed_by: why, and who has signed.
        valid_until: last day, ``None`` where the line states none that can be read.
        faults: what is wrong with the line, in Chinese; it is then not used.
    """

    file: str
    row: int
    household_id: str
    name: str
    id_number: str
    codes: tuple[str, ...]
    reason: str
    signed_by: str
    valid_until: date | None
    faults: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What a silenced finding says of it."""
        until = "" if self.valid_until is None else f", 有效期至 {self.valid_until}"
        return f"按豁免清单第 {self.row} 行豁免: {mask_text(self.reason)} ({self.signed_by} 签字{until})"


@dataclass(frozen=True)
class ExemptionList:
    """The lines of a list against one roll.

    Attributes:
        lines: in the order of the file.
        members: members frame; lines speak of its people.
        as_of: the day on which lines must be valid.
    """

    lines: tuple[Exemption, ...]
    members: pd.DataFrame
    as_of: date

    def apply(self, findings: pd.DataFrame) -> pd.DataFrame:
        """Silence the findings that a valid line names.

        Args:
            findings: judged findings: ``code effect reason household_id roll_file roll_sheet roll_row``.

        Returns:
            The same, with the effect ``exempt`` and the line named in the reason where one holds.
        """
        line = self._line_of(findings)
        hit = line >= 0
        if not hit.any():
            return findings
        said = np.array([each.said for each in self.lines], dtype=object)
        result = findings.copy()
        result.loc[hit, "effect"] = Effect.EXEMPT.value
        result.loc[hit, "reason"] = (
            findings.loc[hit, "reason"] + "。" + pd.Series(said[line[hit]], index=findings.index[hit])
        )
        return result

    def account(self, findings: pd.DataFrame) -> pd.DataFrame:
        """What became of every line.

        Args:
            findings: as :meth:`apply` has left them.

        Returns:
            One row a line: ``file row household_id member codes reason signed_by valid_until state silenced faults``;
            ``silenced`` counts findings.
        """
        exempt = findings[findings["effect"] == Effect.EXEMPT.value]
        silenced = np.bincount(
            self._line_of(exempt.assign(effect=Effect.NOTE.value)) + 1, minlength=len(self.lines) + 1
        )[1:]
        states = [self._state(each, int(count)) for each, count in zip(self.lines, silenced, strict=True)]
        return pd.DataFrame(
            {
                "file": [each.file for each in self.lines],
                "row": np.array([each.row for each in self.lines], dtype=np.int64),
                "household_id": [each.household_id for each in self.lines],
                "member": [mask_text(" ".join(filter(None, (each.name, each.id_number)))) for each in self.lines],
                "codes": ["、".join(each.codes) for each in self.lines],
                "reason": [mask_text(each.reason) for each in self.lines],
                "signed_by": [each.signed_by for each in self.lines],
                "valid_until": ["" if each.valid_until is None else str(each.valid_until) for each in self.lines],
                "state": [state.value for state in states],
                "silenced": silenced,
                "faults": ["; ".join(each.faults) for each in self.lines],
            }
        )

    def warnings(self) -> list[str]:
        """Lines that were not used although somebody relies on them; of very many the first."""
        unused = [
            f"{line.file} 第 {line.row} 行的豁免没有使用: {self._why_not(line)}"
            for line in self.lines
            if self._state(line, 1) not in (ExemptionState.USED, ExemptionState.NOT_NEEDED)
        ]
        more = len(unused) - _MOST_WARNINGS
        return unused[:_MOST_WARNINGS] + ([f"另有 {more} 行豁免没有使用, 见台账的“豁免清单”"] if more > 0 else [])

    def _why_not(self, line: Exemption) -> str:
        if line.faults:
            return "; ".join(line.faults)
        if not self._people(line).any():
            household = f"户 {line.household_id}" if line.household_id else ""
            person = mask_text(" ".join(filter(None, (household, line.name, line.id_number))))
            return f"名册里没有{person}; 核对户编号、姓名是否与名册一致"
        return f"有效期至 {line.valid_until}, 到核查日 {self.as_of} 已过; 仍要豁免的, 请签字人延期"

    def _state(self, line: Exemption, silenced: int) -> ExemptionState:
        if line.faults:
            return ExemptionState.INVALID
        if not self._people(line).any():
            return ExemptionState.NOT_FOUND
        if not self._is_valid(line):
            return ExemptionState.EXPIRED
        return ExemptionState.USED if silenced else ExemptionState.NOT_NEEDED

    def _is_valid(self, line: Exemption) -> bool:
        return not line.faults and (line.valid_until is None or line.valid_until >= self.as_of)

    def _people(self, line: Exemption) -> np.ndarray:
        """Of which members a line speaks."""
        chosen = np.ones(len(self.members), dtype=bool)
        if line.household_id:
            chosen &= (self.members["household_id"] == line.household_id).to_numpy()
        if line.name:
            chosen &= ((self.members["name_raw"] == line.name) | (self.members["name"] == line.name)).to_numpy()
        if line.id_number:
            chosen &= (self.members["id_text"] == line.id_number).to_numpy()
        return chosen

    def _line_of(self, findings: pd.DataFrame) -> np.ndarray:
        """For each finding the first valid line that silences it, -1 where none does."""
        line_of = np.full(len(findings), -1, dtype=np.int64)
        can_be = findings["effect"].isin(_SILENCED).to_numpy()
        places = pd.MultiIndex.from_frame(findings[_PLACE])
        for number, line in enumerate(self.lines):
            named = can_be & (line_of < 0) & findings["code"].isin(line.codes).to_numpy()
            if not named.any() or not self._is_valid(line):
                continue
            if not line.name and not line.id_number:
                line_of[named & (findings["household_id"] == line.household_id).to_numpy()] = number
                continue
            rows = self.members.loc[self._people(line), ["_file", "_sheet", "_row"]]
            line_of[named & places.isin(pd.MultiIndex.from_frame(rows))] = number
        return line_of


def exemption(
    place: tuple[str, int], cells: dict[str, str], codes: Sequence[str], until: date | None, known: Mapping[str, str]
) -> Exemption:
    """Check one line of a list.

    Args:
        place: file and row.
        cells: ``household_id name id_number reason signed_by valid_until`` as written, ``""`` where empty.
        codes: rules and conditions that the line names.
        until: the day of ``valid_until``, ``None`` where it cannot be read.
        known: all codes that there are, with their titles.
    """
    number = cells["id_number"].replace(" ", "").upper()
    faults = [_unknown(code, known) for code in codes if code not in known]
    faults += [] if codes else ["没有写明规则"]
    faults += [] if cells["household_id"] or number else ["户编号和证件号码都没有写"]
    faults += [] if cells["reason"] else ["没有写明原因"]
    faults += [] if cells["signed_by"] else ["没有签字人"]
    if cells["valid_until"] and until is None:
        faults.append(f"有效期“{cells['valid_until']}”不是日期, 写成 2016-12-31 这样")
    if number and isinstance(idcard.parse(number), Invalid):
        faults.append("证件号码不完整或有误")
    return Exemption(
        file=place[0],
        row=place[1],
        household_id=cells["household_id"],
        name=cells["name"],
        id_number=number,
        codes=tuple(codes),
        reason=cells["reason"],
        signed_by=cells["signed_by"],
        valid_until=until,
        faults=tuple(faults),
    )


def _unknown(code: str, known: Mapping[str, str]) -> str:
    longer = next((each for each in known if each.startswith(code)), "")
    if longer:
        return f"规则 {code} 只写了开头, 编号要写全, 如 {longer}"
    return f"没有编号为 {code} 的规则或条件, {meant(code, known)}"
