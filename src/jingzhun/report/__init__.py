"""A finished run → files in one folder, and a summary on the screen. Reports draw; they decide nothing."""

from __future__ import annotations

from pathlib import Path

from jingzhun.model import Run
from jingzhun.report import evidence, folder, machine
from jingzhun.report.masking import Masking, masking_of

LEDGER = "疑点台账.xlsx"
PAGE = "核查报告.html"
HOUSEHOLDS = "households.csv"
FINDINGS = "findings.ndjson"
LINKS = "links.parquet"
EVIDENCE = "evidence.parquet"
ANSWERS = "answers.parquet"


def write_run(run: Run, directory: Path, *, force: bool) -> Masking:
    """Write every file of a run into its folder, all of them or none.

    Args:
        run: a finished run.
        directory: the run folder to be.
        force: replace an earlier, untouched run folder.

    Returns:
        How the texts of the run read outside its working file, for the summary and the pipe.

    Raises:
        AccountError: the account of the run does not balance.
        RequestError: ``directory`` may not be written.
        PrivacyError: a full number would have been published.
        OutputError: disk full, no permission, a file open elsewhere.
    """
    # What draws pages and workbooks takes a fifth of a second to import, and only who writes a run needs it.
    from jingzhun.report import manifest, page, workbook, working_files

    manifest.check_accounts(run)
    masking = masking_of(run)
    with folder.writing(directory, force) as draft:
        workbook.write(run, draft / LEDGER)
        page.write(run, draft / PAGE, masking)
        machine.write_households(run, draft / HOUSEHOLDS, masking)
        machine.write_findings_file(draft / FINDINGS, masking)
        machine.write_links(run, draft / LINKS, masking)
        if run.evidence is not None:
            evidence.write(run.evidence, draft / EVIDENCE, masking)
        if run.answers is not None:
            machine.write_answers(run.answers, draft / ANSWERS, masking)
        working_files.write(run, draft)
        manifest.write(run, draft, masking)
    return masking
