"""manifest.json: what went in, what came out, and the account that proves nothing was lost between."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from jingzhun import __version__
from jingzhun.errors import AccountError
from jingzhun.kinds import TableKind
from jingzhun.model import Effect, Run, Verdict
from jingzhun.privacy import escape_json
from jingzhun.report import exempt_lines
from jingzhun.report.figures import figures_of
from jingzhun.report.folder import MANIFEST, digest
from jingzhun.report.masking import Masking

SCHEMA_VERSION = 1
_FIX = "这是程序自身的差错，请把这句话和所用版本告诉维护者；不要使用这次的结果。"


def check_accounts(run: Run) -> None:
    """Hold the run to its own account.

    Every row read was used or set aside, every table counts once, every row of the roll that was used is a
    member, every household is clear or doubtful (or decided after a visit), and a household is doubtful exactly
    when a finding says so.

    Raises:
        AccountError: it does not balance; the message names the table or the household count.
    """
    listed: Counter[tuple[str, str]] = Counter()
    for row in run.set_aside:
        listed[row.file, row.sheet] += row.count
    tables = Counter((account.file, account.sheet) for account in run.accounts)
    for account in run.accounts:
        where = " › ".join(part for part in (account.file, account.sheet) if part)
        aside = sum(account.set_aside.values())
        if not account.balanced:
            raise AccountError(
                f"账目不平：读取 {account.read} 行，使用 {account.used} 行，搁置 {aside} 行", where=where, fix=_FIX
            )
        if tables[account.file, account.sheet] > 1:
            raise AccountError("账目不平：同一张表记了两次账", where=where, fix=_FIX)
        listed_here = listed[account.file, account.sheet]
        if listed_here > aside:
            raise AccountError(f"账目不平：列出搁置 {listed_here} 行，账上只有 {aside} 行", where=where, fix=_FIX)
    on_roll = sum(account.used for account in run.accounts if account.kind == TableKind.ROLL.value)
    if on_roll != len(run.members):
        raise AccountError(f"账目不平：花名册用了 {on_roll} 行，参加核查的成员却有 {len(run.members)} 人", fix=_FIX)
    _check_households(run)


def write(run: Run, directory: Path, masking: Masking) -> None:
    """Write manifest.json, after every other file of the folder.

    Args:
        run: a finished run.
        directory: the folder that holds its other files.
        masking: how texts and names read in it.

    Raises:
        OSError: the file could not be written.
    """
    figures = figures_of(run)
    content = {
        "schema_version": SCHEMA_VERSION,
        "program": "jingzhun",
        "version": __version__,
        "started": run.started,
        "as_of": run.as_of.isoformat(),
        "settings": {key: masking.text(value) for key, value in run.settings.items()},
        "policy": {
            "name": run.policy_name,
            "title": run.policy_title,
            "sha256": run.policy_digest,
            "basis": list(run.policy_basis),
        },
        "inputs": [
            {
                "name": masking.name(file.name),
                "kind": file.kind,
                "why": masking.text(file.why),
                "bytes": file.bytes,
                "sha256": file.sha256,
            }
            for file in run.inputs
        ],
        "accounts": [
            {
                "file": masking.name(account.file),
                "sheet": masking.name(account.sheet),
                "kind": account.kind,
                "read": account.read,
                "used": account.used,
                "set_aside": account.set_aside,
                "header_rows": account.header_rows,
                "columns": {masking.text(header): name for header, name in account.columns.items()},
                "notes": [masking.text(note) for note in account.notes],
            }
            for account in run.accounts
        ],
        "warnings": [masking.text(warning) for warning in run.warnings],
        "unread": [
            {
                "name": masking.name(file.name),
                "what": masking.text(file.what),
                "fix": masking.text(file.fix),
                "error": file.is_error,
            }
            for file in run.unread
        ],
        "totals": {
            "rows_read": sum(account.read for account in run.accounts),
            "rows_used": sum(account.used for account in run.accounts),
            "rows_set_aside": sum(sum(account.set_aside.values()) for account in run.accounts),
            "members": figures.members,
            "links": run.links.num_rows,
            "findings": len(run.findings),
            "findings_by_effect": {effect.value: count for effect, count in figures.effects.items()},
        },
        "households": {"total": figures.households, **_verdicts(run)},
        "rules": [
            {
                "code": count.code,
                "title": count.title,
                "severity": count.severity,
                "found": count.found,
                "undecided": count.undecided,
                "missing_columns": list(count.missing),
                "crashed": masking.text(count.crashed),
            }
            for count in run.rule_counts
        ],
        "exemptions": exempt_lines.records(run, masking),
        "figures": run.figures,
        "outputs": [
            {"name": path.name, "bytes": path.stat().st_size, "sha256": digest(path)}
            for path in sorted(directory.iterdir())
        ],
    }
    # Bytes of a file name that are no UTF-8 have no other form than an escape.
    text = escape_json(json.dumps(content, ensure_ascii=False, indent=2))
    (directory / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def _verdicts(run: Run) -> dict[str, int]:
    counts = run.households["verdict"].value_counts()
    always = (Verdict.CLEAR, Verdict.DOUBTFUL)
    return {
        verdict.value: int(counts.get(verdict.value, 0))
        for verdict in Verdict
        if verdict in always or verdict.value in counts
    }


def _check_households(run: Run) -> None:
    households = run.households
    total, decided = len(households), sum(_verdicts(run).values())
    if total != decided:
        raise AccountError(f"户数不平：共 {total} 户，有结论的 {decided} 户", fix=_FIX)
    if households["household_id"].duplicated().any():
        raise AccountError("户数不平：同一户编号出现了两次", fix=_FIX)
    doubted = set(run.findings.loc[run.findings["effect"] == Effect.DOUBT.value, "household_id"])
    doubtful = set(run.doubtful["household_id"])
    clear = set(households.loc[households["verdict"] == Verdict.CLEAR.value, "household_id"])
    without = len(doubtful - doubted)
    if without:
        raise AccountError(f"结论不平：{without} 个疑点户没有任何疑点", fix=_FIX)
    missed = len(doubted & clear) + len(doubted - set(households["household_id"]))
    if missed:
        raise AccountError(f"结论不平：{missed} 户有疑点，却不在疑点户中", fix=_FIX)
