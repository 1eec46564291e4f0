"""What Python programs call: ``jingzhun.check(...)``, the check of the command line with frames for an answer.

Nothing is written unless it is asked for, nothing is asked of a person, and every number in the frames is masked but
those of :attr:`CheckResult.run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from jingzhun.case import Case, Source, kind_of, source_of
from jingzhun.model import Run
from jingzhun.read.options import ReadOptions

if TYPE_CHECKING:
    import pandas as pd

    from jingzhun.report.masking import Masking

#: A file, a folder, or the address of a database.
FileOrFolder = str | PathLike[str]


@dataclass(frozen=True, eq=False)
class CheckResult:
    """One check: its verdicts, findings and links as frames, with the columns of the published files (docs/formats.md).

    Attributes:
        run: everything that the check read and decided, with full numbers: for working files alone.
    """

    run: Run

    @property
    def as_of(self) -> date:
        """The day on which ages and dates were judged."""
        return self.run.as_of

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read or a rule crashed, so that silence proves less."""
        return self.run.incomplete

    @property
    def warnings(self) -> tuple[str, ...]:
        """What makes the result less than it seems, in Chinese."""
        return tuple(self._masking.text(warning) for warning in self.run.warnings)

    @cached_property
    def households(self) -> pd.DataFrame:
        """One row a household, as in households.csv."""
        from jingzhun.policy.households import HOUSEHOLD_COLUMNS

        return self._masking.frame(self.run.households[list(HOUSEHOLD_COLUMNS)])

    @property
    def doubtful(self) -> pd.DataFrame:
        """The doubtful households (疑点户), in the order of the roll."""
        return self.households.loc[self.run.doubtful.index]

    @property
    def findings(self) -> pd.DataFrame:
        """One row a finding, the most serious first, as in findings.ndjson."""
        return self._masking.findings

    @cached_property
    def answers(self) -> pd.DataFrame:
        """One row a statement of the answer for each household, as in answers.parquet."""
        import pandas as pd

        return pd.DataFrame() if self.run.answers is None else self._masking.frame(self.run.answers)

    @cached_property
    def links(self) -> pd.DataFrame:
        """One row a link, as in links.parquet."""
        from jingzhun.report.machine import links_as_published

        frame: pd.DataFrame = links_as_published(self.run.links, self._masking, "links").to_pandas()
        return frame

    def save(self, folder: FileOrFolder, *, force: bool = False) -> None:
        """Write the run folder, as ``jingzhun check -o`` does: all of it or nothing.

        Args:
            folder: where to.
            force: replace an earlier, untouched run folder.

        Raises:
            RequestError: the folder may not be written.
            OutputError: disk full, no permission, a file open elsewhere.
        """
        from jingzhun.report import write_run

        write_run(self.run, Path(folder), force=force)

    @cached_property
    def _masking(self) -> Masking:
        from jingzhun.report.masking import masking_of

        return masking_of(self.run)


def check(
    *paths: FileOrFolder,
    settled: Mapping[str, FileOrFolder | Iterable[FileOrFolder]] | None = None,
    previous: FileOrFolder | Iterable[FileOrFolder] = (),
    policy: FileOrFolder = "zhangzhou-2016",
    as_of: date | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    exemptions: FileOrFolder | None = None,
    columns: Mapping[str, str] | None = None,
    passwords: Iterable[str] = (),
) -> CheckResult:
    """Check a county's roll and compare it with the registers of other departments.

    Args:
        paths: folders, files and addresses of databases; what each is, its headers tell.
        settled: what a table is where its headers do not tell: ``roll``, ``vehicles``, ``property``, ``payroll`` or
            another kind of ``data/columns.toml`` → the file, or several.
        previous: last year's roll.
        policy: name of a shipped pack, or the path of a policy file.
        as_of: the day on which ages and dates are judged; default today.
        select: codes of the rules and conditions that are asked for, or how they begin; default all.
        ignore: those that are not asked for.
        exemptions: the exemption list (豁免清单).
        columns: header → field, for headers that are not recognised.
        passwords: tried on protected workbooks.

    Returns:
        The result; nothing is written.

    Raises:
        RequestError: the files or settings do not allow a check; says where, what, and how to mend it.
    """
    from jingzhun.pipeline import check as check_case

    case = Case(
        tuple(_source(path) for path in paths),
        {kind_of(name, "settled"): _sources(named) for name, named in (settled or {}).items()},
        str(policy),
        replace(ReadOptions(), columns=dict(columns or {}), passwords=tuple(passwords)),
        select=tuple(select),
        ignore=tuple(ignore),
        exemptions=None if exemptions is None else Path(exemptions),
        previous=_sources(previous),
        as_of=as_of if as_of is not None else datetime.now().astimezone().date(),
    )
    return CheckResult(check_case(case, _silent))


def _silent(stage: str, done: int, total: int) -> None:
    """A caller of a library watches no progress."""


def _sources(named: FileOrFolder | Iterable[FileOrFolder]) -> tuple[Source, ...]:
    if isinstance(named, str | PathLike):
        return (_source(named),)
    return tuple(_source(path) for path in named)


def _source(named: FileOrFolder) -> Source:
    return source_of(named) if isinstance(named, str) else Path(named)
