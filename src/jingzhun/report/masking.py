"""What of a run may leave its working file: numbers masked, and the names by which things are found again kept.

A household number or a file name is how officials find the household or the file again, and it may be 12 to 18
digits long: to mask it like an identity number would make the report useless. It is masked only where it holds
somebody's identity number, that is, a sound number of 18 digits (GB 11643) or the number of a member of the roll
in any state, 15 digits too. All other texts lose everything that looks like a number of a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.errors import PrivacyError
from jingzhun.fields import idcard
from jingzhun.model import Run
from jingzhun.privacy import mask_number, mask_text, scan

# Columns of the findings that name a file or a sheet; the rest of its texts are masked.
_FILE_COLUMNS = ("roll_file", "roll_sheet", "register_file", "register_sheet")
_PERHAPS_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15})(?!\d)")
_SHORTEST_NUMBER = 12


@dataclass(frozen=True)
class Masking:
    """How the texts of one run read outside its working file.

    Attributes:
        households: household number → as published; distinct households stay distinct.
        keep: numbers that look like those of a person and are known not to be.
    """

    households: Mapping[str, str]
    names: Mapping[str, str]
    keep: frozenset[str]

    def household(self, household_id: str) -> str:
        """A household number as published."""
        return self.households.get(household_id, mask_text(household_id))

    def name(self, name: str) -> str:
        """The name of a file or a sheet as published."""
        return self.names.get(name, mask_text(name))

    def text(self, text: str) -> str:
        """Any other text, with every number of a person masked."""
        return mask_text(text, self.keep)

    def findings(self, findings: pd.DataFrame) -> pd.DataFrame:
        """The findings frame as published: same columns and rows, texts masked."""
        published = findings.copy()
        for label in findings.columns:
            if pd.api.types.is_numeric_dtype(findings[label]):
                continue
            published[label] = _changed(findings[label], self._change(str(label)))
        return published

    def _change(self, label: str) -> Callable[[str], str]:
        if label == "household_id":
            return self.household
        return self.name if label in _FILE_COLUMNS else self.text

    def household_frame(self, households: pd.DataFrame) -> pd.DataFrame:
        """The households frame as published: same columns and rows, texts masked."""
        return self.findings(households)

    def refuse_numbers(self, text: str, what: str) -> None:
        """Stop when a full number is left in a text that is about to be written.

        Raises:
            PrivacyError: a number was found; the message shows it masked.
        """
        left = scan(text, self.keep)
        if left:
            shown = "、".join(mask_number(number) for number in left[:3])
            raise PrivacyError(
                f"准备写出的 {what} 里还有 {len(left)} 个完整号码（如 {shown}），已停止写出",
                fix="这是程序自身的差错，请把这句话和所用版本告诉维护者；疑点结果没有写出，原始数据未动。",
            )


def masking_of(run: Run) -> Masking:
    """Work out which numbers of a run are names of households and files, and which are those of people."""
    household_ids = _distinct(run.households["household_id"], run.findings["household_id"])
    names = _distinct(
        *(run.findings[label] for label in _FILE_COLUMNS),
        (file.name for file in run.inputs),
        (file.name for file in run.unread),
        (name for account in run.accounts for name in (account.file, account.sheet)),
        (name for row in run.set_aside for name in (row.file, row.sheet)),
    )
    people = _numbers_of_people([*household_ids, *names], run.members)
    households = _kept_apart({key: _without(key, people) for key in household_ids})
    files = {name: _without(name, people) for name in names}
    keep = {number for shown in (*households.values(), *files.values()) for number in scan(shown)}
    return Masking(households, files, frozenset(keep))


def _changed(column: pd.Series, change: Callable[[str], str]) -> pd.Series:
    return column.map({value: change(str(value)) for value in column.unique()})


def _distinct(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(str(value) for group in groups for value in group))


def _numbers_of_people(keys: Iterable[str], members: pd.DataFrame) -> frozenset[str]:
    """The digit runs inside the keys that are somebody's identity number."""
    texts = {text for text in members["id_text"] if len(text) >= _SHORTEST_NUMBER}
    digits = set(members["id_digits"])
    runs = _distinct(run for key in keys for run in (*_PERHAPS_IDENTITY.findall(key), key) if run)
    # File names may hold bytes that are no UTF-8 (lone surrogates); Arrow takes none.
    sound = [run.encode("utf-8", "ignore").decode("utf-8") for run in runs]
    parsed = idcard.parse_column(pa.array(sound, type=pa.string()))
    bodies = np.ascontiguousarray(parsed.digits).view("S18").ravel().astype("U18").tolist()
    found = zip(runs, parsed.text.to_pylist(), parsed.state.tolist(), bodies, strict=True)
    return frozenset(
        run
        for run, text, state, body in found
        if state == idcard.IdState.VALID or text in texts or ("?" not in body and body in digits)
    )


def _without(key: str, people: frozenset[str]) -> str:
    if key in people:
        return mask_number(key)
    return _PERHAPS_IDENTITY.sub(
        lambda found: mask_number(found.group()) if found.group() in people else found.group(), key
    )


def _kept_apart(shown: dict[str, str]) -> dict[str, str]:
    """Number the households whose masks fall together: …0028, …0028 (2)."""
    seen: dict[str, int] = {}
    apart = {}
    for key, text in shown.items():
        seen[text] = seen.get(text, 0) + 1
        apart[key] = text if seen[text] == 1 else f"{text} ({seen[text]})"
    return apart
