"""What of a run may leave its working file: numbers masked, and the names by which things are found again kept.

A household number or a file name is how officials find the household or the file again, and it may be 12 to 18
digits long: to mask it like an identity number would make the report useless. It is masked only where it holds
somebody's identity number, that is, a sound number of 18 digits (GB 11643) or the number of a member of the roll
in any state, 15 digits too. All other texts lose everything that looks like a number of a person, everything
that is the number of a member however it is written, and the values of number columns whatever they look like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.errors import PrivacyError
from jingzhun.fields import idcard
from jingzhun.model import Run
from jingzhun.privacy import NOBODY, KnownNumbers, digit_runs, mask_known, mask_number, mask_text, scan
from jingzhun.report import written_values

# Columns of the findings that name a file or a sheet; the rest of its texts are masked.
_FILE_COLUMNS = ("roll_file", "roll_sheet", "register_file", "register_sheet")
_PLAIN_NUMBER = r"[0-9]{14,}X?"
# Stands between texts that are searched as one; no gap that a number may have.
_BETWEEN = "\x1f"


@dataclass(frozen=True, eq=False)
class Masking:
    """How the texts of one run read outside its working file.

    Attributes:
        households: household number → as published; distinct households stay distinct.
        names: name of a file or sheet → as published.
        keep: numbers that look like those of a person and are known not to be.
        known: the numbers of the members.
        raw_findings: the findings frame of the run.
    """

    households: Mapping[str, str]
    names: Mapping[str, str]
    keep: frozenset[str]
    known: KnownNumbers
    raw_findings: pd.DataFrame

    def household(self, household_id: str) -> str:
        """A household number as published."""
        return self.households[household_id] if household_id in self.households else self.text(household_id)

    def name(self, name: str) -> str:
        """The name of a file or a sheet as published."""
        return self.names[name] if name in self.names else self.text(name)

    def text(self, text: str) -> str:
        """Any other text, with every number of a person masked."""
        return mask_text(text, self.keep, self.known)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings frame as published: same columns and rows, texts masked."""
        return self.frame(self.raw_findings)

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of findings or households as published: same columns and rows, texts masked."""
        published = frame.copy()
        for label in frame.columns:
            if pd.api.types.is_numeric_dtype(frame[label]):
                continue
            column = written_values.masked(frame[label]) if label in written_values.COLUMNS else frame[label]
            published[label] = _changed(column, self._change(str(label)))
        return published

    def _change(self, label: str) -> Callable[[str], str]:
        if label == "household_id":
            return self.household
        return self.name if label in _FILE_COLUMNS else self.text

    def refuse_numbers(self, texts: Iterable[str], what: str) -> None:
        """Stop when a full number is left in texts that are about to be published, as they are before any escaping.

        Raises:
            PrivacyError: a number was found; the message shows it masked.
        """
        left = scan(_BETWEEN.join(texts), self.keep, self.known)
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
    return masking_for(run.members, household_ids, names, run.findings)


def masking_for(
    members: pd.DataFrame, household_ids: Sequence[str], names: Sequence[str], findings: pd.DataFrame
) -> Masking:
    """The masking where these texts name households and files.

    Args:
        members: the roll, with ``id_text`` and ``id_digits``.
        household_ids: household numbers.
        names: names of files and sheets.
        findings: the findings that are to be published.
    """
    numbers = _numbers_of(members)
    people = KnownNumbers.of([*numbers, *_sound_numbers([*household_ids, *names])])
    households = _kept_apart({key: mask_known(key, people) for key in household_ids})
    files = {name: mask_known(name, people) for name in names}
    keep = {number for shown in (*households.values(), *files.values()) for number in scan(shown)}
    known = KnownNumbers.of(numbers) if numbers else NOBODY
    return Masking(households, files, frozenset(keep), known, findings)


def texts_of(frame: pd.DataFrame) -> list[str]:
    """The distinct texts of a frame."""
    texts = (frame[label] for label in frame.columns if not pd.api.types.is_numeric_dtype(frame[label]))
    return _distinct(*texts)


def _changed(column: pd.Series, change: Callable[[str], str]) -> pd.Series:
    return column.map({value: change(str(value)) for value in column.unique()})


def _distinct(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(str(value) for group in groups for value in group))


def _numbers_of(members: pd.DataFrame) -> list[str]:
    """The numbers of the members, plain: as written where they are long enough, in 18 digits and in 15."""
    written = members["id_text"].astype("str")
    is_plain = written.str.fullmatch(_PLAIN_NUMBER)
    odd = [run for text in written[~is_plain].unique() for run in digit_runs(text)]
    whole = members["id_digits"].astype("str")
    whole = whole[~whole.str.contains("?", regex=False)]
    old = whole[whole.str.slice(6, 8) == "19"]
    old = old.str.slice(0, 6) + old.str.slice(8, 17)
    return _distinct(written[is_plain], odd, whole, old)


def _sound_numbers(keys: Iterable[str]) -> list[str]:
    """The runs of digits inside the keys that are sound identity numbers of 18 digits, whosoever they are."""
    runs = _distinct(run for key in keys for run in digit_runs(key))
    parsed = idcard.parse_column(pa.array(runs, type=pa.string()))
    bodies = np.ascontiguousarray(parsed.digits).view("S18").ravel().astype("U18")
    return [str(body) for body in bodies[parsed.state == idcard.IdState.VALID]]


def _kept_apart(shown: dict[str, str]) -> dict[str, str]:
    """Number the households whose masks fall together: …0028, …0028 (2)."""
    seen: dict[str, int] = {}
    apart = {}
    for key, text in shown.items():
        seen[text] = seen.get(text, 0) + 1
        apart[key] = text if seen[text] == 1 else f"{text} ({seen[text]})"
    return apart
