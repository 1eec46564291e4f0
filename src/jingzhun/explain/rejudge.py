"""A run judged again from its folder alone: the same policy, the same roll and links give the same verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.explain.run_folder import AGAIN, manifest_of, shown
from jingzhun.policy.judge import Judgement, judge
from jingzhun.report import HOUSEHOLDS, LEDGER, working_files
from jingzhun.report.folder import digest

_MOST = 5


@dataclass(frozen=True)
class Verification:
    """What came of judging a run again.

    Attributes:
        judgement: what the judge says now.
        changed: files of the folder that are not as the run wrote them.
        missing: files that the run wrote and that are gone.
        same: whether findings and verdicts are the same to the letter.
        differing: households whose verdict is another than households.csv says, by their numbers there.
    """

    judgement: Judgement
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    same: bool
    differing: tuple[str, ...]

    @property
    def altered(self) -> tuple[str, ...]:
        """The changed files that nobody has reason to write in, unlike the ledger, which visitors fill in."""
        return tuple(name for name in self.changed if name != LEDGER)

    @property
    def holds(self) -> bool:
        """Whether the verdicts of the run are found again, from files that are still what the run wrote."""
        return self.same and not self.differing and not self.altered


def rejudge(run: Path) -> Judgement:
    """Judge a run again from its folder alone.

    Raises:
        RequestError: this is no run, or it kept nothing to judge with.
        UnreadableFileError: a file of it is damaged.
        PolicyError: the policy that it kept is not valid to this version.
    """
    return _again(run)[0]


def verify(run: Path) -> Verification:
    """Judge a run again, and compare with what its folder says.

    Raises:
        RequestError, UnreadableFileError, PolicyError: see :func:`rejudge`.
    """
    manifest = manifest_of(run)
    judgement, kept = _again(run)
    written = {str(output["name"]): str(output["sha256"]) for output in manifest["outputs"]}
    missing = tuple(name for name in sorted(written) if not (run / name).is_file())
    changed = tuple(name for name in sorted(written) if name not in missing and digest(run / name) != written[name])
    same = working_files.judgement_digest(judgement.findings, judgement.households) == kept
    return Verification(judgement, changed, missing, same, _differing(run, judgement))


def _again(run: Path) -> tuple[Judgement, str]:
    manifest_of(run)
    gone = [name for name in working_files.FILES if not (run / name).is_file()]
    if gone:
        what = f"这次核查没有留下重新研判要用的文件({'、'.join(gone)}), 多半是旧版本做的, 或已被移走"
        raise RequestError(what, where=shown(run), fix=AGAIN)
    try:
        policy, matter, kept = working_files.read(run)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise UnreadableFileError("留下的文件坏了, 不能重新研判", where=shown(run), fix=AGAIN) from error
    return judge(policy, matter), kept


def _differing(run: Path, judgement: Judgement) -> tuple[str, ...]:
    """Households of another verdict; their rows stand in the order of the roll in both."""
    path = run / HOUSEHOLDS
    if not path.is_file():
        return ()
    try:
        listed = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        numbers, verdicts = listed["household_id"], listed["verdict"]
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableFileError(f"{HOUSEHOLDS} 坏了, 读不出", where=shown(path), fix=AGAIN) from error
    now = judgement.households["verdict"].reset_index(drop=True)
    if len(now) != len(verdicts):
        return (f"户数由 {len(verdicts)} 变为 {len(now)}",)
    return tuple(numbers[verdicts != now].head(_MOST))
