"""One county of a batch: its case, what its result depends on, the check, and the figures of its result."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jingzhun import __version__
from jingzhun.batch.plan import County
from jingzhun.case import Case, files_of
from jingzhun.errors import JingzhunError, RequestError
from jingzhun.model import Run
from jingzhun.privacy import mask_text, show
from jingzhun.read.options import ReadOptions
from jingzhun.report.folder import MANIFEST, digest
from jingzhun.settings import Settings, load_settings

DEFAULT_POLICY = "zhangzhou-2016"
#: Exit code of a check that was done, by whether it found anything and read everything (architecture.md).
CLEAR, DOUBTFUL, FAULTY, INCOMPLETE = 0, 1, 70, 3
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CountyResult:
    """What came of one county.

    Attributes:
        code: the exit code that ``jingzhun check`` would have had.
        inputs: digest of all that the result depends on; ``""`` where that cannot be told (a database), so that it
            is never taken for unchanged.
        manifest: digest of the manifest in the run folder, ``""`` without one.
        message: why there is no result.
        figures: counts of the run.
        kinds: doubtful households by kind of doubt.
    """

    name: str
    code: int
    seconds: float
    inputs: str = ""
    manifest: str = ""
    message: str = ""
    as_of: str = ""
    policy: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether there is a run folder."""
        return bool(self.manifest)


def case_of(county: County, today: date) -> Case:
    """The case of a county: what the plan says, over its settings file, over the program's own values.

    Raises:
        RequestError: the settings file is not valid.
    """
    settings = Settings() if county.settings is None else load_settings(county.settings)
    return Case(
        county.paths,
        settings.sources,
        county.policy or settings.policy or DEFAULT_POLICY,
        ReadOptions(limits=settings.limits),
        settings.columns_by_files,
        "" if settings.file is None else str(settings.file),
        settings.select,
        settings.ignore,
        settings.exemptions,
        settings.previous,
        as_of=county.as_of or settings.as_of or today,
    )


def inputs_digest(case: Case) -> str:
    """A digest of all that a result depends on: files, settings, policy, day, and the program itself.

    Returns:
        The SHA-256 in hexadecimal, ``""`` where a database is among the sources.

    Raises:
        RequestError: a file does not exist, or the policy is not valid.
    """
    from jingzhun.policy.pack import load as load_policy

    listed = files_of(case.paths, case.settled, case.apart, case.previous)
    if any(file.address for file in listed.files):
        return ""
    files = [(file.name, file.words, digest(file.path)) for file in listed.files]
    files += [(path.name, "apart", digest(path)) for path in case.apart]
    told = [__version__, case.settings(), load_policy(case.policy).digest, sorted(files)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def check_county(county: County, folder: Path, told: Told, today: date | None = None) -> CountyResult:
    """Check one county into its run folder; whatever goes wrong is its result and stops no other.

    Args:
        county: what to check.
        folder: its run folder to be; an earlier, untouched one is replaced.
        told: of the progress.
        today: the day where nothing says another.
    """
    started = time.perf_counter()
    try:
        case = case_of(county, today or datetime.now().astimezone().date())
        # Before the files are read: one that changes meanwhile makes the result look changed, never unchanged.
        inputs = inputs_digest(case)
        run = _run(case, folder, told)
    except JingzhunError as error:
        message = show(mask_text(str(error).replace("\n", "; ")))
        return CountyResult(county.name, error.exit_code, time.perf_counter() - started, message=message)
    except Exception as error:
        # Its message may hold personal data: only its kind is shown.
        what = f"程序自身有误({type(error).__name__}), 请告诉维护者"
        return CountyResult(county.name, FAULTY, time.perf_counter() - started, message=what)
    return CountyResult(
        county.name,
        INCOMPLETE if run.incomplete else DOUBTFUL if len(run.doubtful) else CLEAR,
        time.perf_counter() - started,
        inputs,
        digest(folder / MANIFEST),
        as_of=run.as_of.isoformat(),
        policy=run.policy_name,
        figures=_figures(run),
        kinds=_kinds(run),
    )


def _run(case: Case, folder: Path, told: Told) -> Run:
    from jingzhun.pipeline import check
    from jingzhun.report import write_run
    from jingzhun.report.folder import require_free

    require_free(folder, force=True)
    run = check(case, told)
    told("写出结果", 0, 0)
    write_run(run, folder, force=True)
    return run


def _figures(run: Run) -> dict[str, int]:
    counts = run.households[["doubts", "corrections", "clues", "excused", "exempt"]].sum()
    return {
        "households": len(run.households),
        "members": len(run.members),
        "doubtful": len(run.doubtful),
        **{str(label): int(count) for label, count in counts.items()},
        "rows": sum(account.used for account in run.accounts),
        "unread": sum(file.is_error for file in run.unread),
        "crashed": sum(bool(count.crashed) for count in run.rule_counts),
        "warnings": len(run.warnings),
    }


def _kinds(run: Run) -> dict[str, int]:
    from jingzhun.report.figures import figures_of

    return {kind.title: kind.households for kind in figures_of(run).kinds}


def as_plain(county: County) -> dict[str, Any]:
    """A county as JSON takes it."""
    plain = asdict(county)
    plain["paths"] = [str(path) for path in county.paths]
    plain["settings"] = None if county.settings is None else str(county.settings)
    plain["as_of"] = None if county.as_of is None else county.as_of.isoformat()
    return plain


def from_plain(plain: dict[str, Any]) -> County:
    """The county that :func:`as_plain` wrote.

    Raises:
        RequestError: the day is none.
    """
    try:
        day = None if plain["as_of"] is None else date.fromisoformat(plain["as_of"])
    except ValueError:
        raise RequestError(f"日期写法不对: {plain['as_of']}", fix="写成 2016-06-30 这样") from None
    return County(
        plain["name"],
        tuple(Path(path) for path in plain["paths"]),
        None if plain["settings"] is None else Path(plain["settings"]),
        plain["policy"],
        day,
    )
