"""派单: the sheets and forms of all townships in one folder, with an account of what went out; all of it or nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jingzhun import __version__
from jingzhun.casework.cases import Cases, cases
from jingzhun.casework.printed_forms import office_program, print_forms
from jingzhun.casework.visit_cases import VisitCase, by_township
from jingzhun.casework.visit_columns import ASSIGNED
from jingzhun.casework.visit_sheets import SHEET, ExceptionLists, write_sheet
from jingzhun.errors import AccountError, RequestError, UnreadableFileError
from jingzhun.explain.run_folder import AGAIN, shown
from jingzhun.policy.pack import parse
from jingzhun.privacy import mask_text, show
from jingzhun.report.folder import MANIFEST, digest, writing
from jingzhun.report.working_files import POLICY

#: More forms are printed as PDF only where that is asked for: it takes a third of a second each.
MOST_PRINTED_UNASKED = 300
SCHEMA_VERSION = 1
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# Characters that Windows takes for something else, and controls.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Wishes:
    """What is wanted.

    Attributes:
        full: numbers in full.
        forms: a form a household.
        pdf: forms as PDF too; ``None``: where LibreOffice is installed.
        force: replace an earlier assignment that nobody has touched.
    """

    full: bool = False
    forms: bool = True
    pdf: bool | None = None
    force: bool = False


@dataclass(frozen=True)
class Township:
    """What went to one township."""

    name: str
    sheet: str
    cases: tuple[str, ...]
    doubts: int


@dataclass(frozen=True)
class Assignment:
    """What went out.

    Attributes:
        folder: where it is.
        townships: in the order of the roll.
        forms, printed: how many docx and PDF files.
        unprinted: why there are fewer PDF files than forms; ``""`` where there are not, or none are wanted.
    """

    folder: Path
    townships: tuple[Township, ...] = ()
    forms: int = 0
    printed: int = 0
    unprinted: str = ""

    @property
    def cases(self) -> int:
        """Cases that went out."""
        return sum(len(each.cases) for each in self.townships)

    @property
    def doubts(self) -> int:
        """Doubts that went out."""
        return sum(each.doubts for each in self.townships)


def assign(run: Path, folder: Path, wishes: Wishes) -> Assignment:
    """Write the visit sheets and forms of a run.

    Args:
        run: the run folder.
        folder: where they go: a workbook a township, and a folder of forms a township; made, and with
            ``wishes.force`` replaced as far as nobody has touched it.
        wishes: what is wanted.

    Returns:
        What went out; nothing was written where the run has no case.

    Raises:
        RequestError: this is no run, or ``folder`` may not be written.
        UnreadableFileError: a file of the run is damaged.
        AccountError: not every case went out.
        PrivacyError: a full number would have gone out unasked.
        OutputError: disk full, no permission, a file open elsewhere.
    """
    known = cases(run)
    if known.cases.empty:
        return Assignment(folder)
    townships = by_township(known, full=wishes.full)
    exceptions = _exceptions(run)
    with writing(folder, wishes.force, _require_free) as draft:
        placed = []
        names = _folder_names(list(townships))
        for name, own in townships.items():
            sheet = draft / f"{SHEET}-{names[name]}.xlsx"
            out = write_sheet(own, sheet, known.check_day, exceptions, full=wishes.full)
            placed.append(Township(name, sheet.name, tuple(out), sum(len(case.doubts) for case in own)))
        forms = _write_forms(draft, known, townships, names, wishes) if wishes.forms else []
        printed, unprinted = _printed(forms, wishes)
        result = Assignment(folder, tuple(placed), len(forms), printed, unprinted)
        _require_balance(result, known, wishes)
        _write_account(draft, result, known, digest(run / MANIFEST), full=wishes.full)
    return result


def _exceptions(run: Path) -> ExceptionLists:
    try:
        policy = parse((run / POLICY).read_bytes(), POLICY)
    except OSError as error:
        raise UnreadableFileError("留下的政策规则读不出", where=shown(run / POLICY), fix=AGAIN) from error
    return {
        condition.code: (condition.title, [(each.title, each.evidence) for each in condition.exceptions])
        for condition in policy.conditions
    }


def _write_forms(
    draft: Path, known: Cases, townships: Mapping[str, list[VisitCase]], names: Mapping[str, str], wishes: Wishes
) -> list[Path]:
    from jingzhun.casework.visit_forms import VisitForms

    maker = VisitForms(known.check_day, full=wishes.full)
    forms = []
    for name, own in townships.items():
        folder = draft / names[name]
        folder.mkdir(mode=0o700)
        for case in own:
            name = f"{case.number} {safe_name(case.texts['head_name'])}".strip()
            path = folder / f"{name}.docx"
            path.write_bytes(maker.form(case))
            forms.append(path)
    return forms


def _printed(forms: list[Path], wishes: Wishes) -> tuple[int, str]:
    """How many forms were printed as PDF, and why not all."""
    program = office_program() if wishes.pdf is not False and forms else None
    if program is None:
        return 0, "没有装 LibreOffice(找不到 soffice), 没有转成 PDF" if wishes.pdf and forms else ""
    if wishes.pdf is None and len(forms) > MOST_PRINTED_UNASKED:
        return 0, f"{len(forms):,} 份转成 PDF 要几分钟, 没有转; 要的加 --pdf"
    problem = print_forms(program, forms)
    return sum(form.with_suffix(".pdf").is_file() for form in forms), problem


def safe_name(text: str) -> str:
    """A text as the name of a file or folder on every system; ``""`` where nothing of it is left."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", show(text)).strip())[:_LONGEST_NAME].strip(" .")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _folder_names(townships: list[str]) -> dict[str, str]:
    """Township → name of its folder; names that a system would take for the same are told apart by a number."""
    names: dict[str, str] = {}
    taken = {ASSIGNED}
    for township in townships:
        name, number = safe_name(mask_text(township)) or "乡镇", 1
        while (again := name if number == 1 else f"{name} ({number})").casefold() in taken:
            number += 1
        taken.add(again.casefold())
        names[township] = again
    return names


def _require_balance(result: Assignment, known: Cases, wishes: Wishes) -> None:
    out = [number for township in result.townships for number in township.cases]
    whole = set(known.cases["case_number"])
    if len(out) != len(whole) or set(out) != whole or result.doubts != len(known.doubts):
        raise AccountError(f"疑点户的账不平: 这次核查 {len(whole)} 户, 派出 {len(out)} 户")
    if wishes.forms and result.forms != len(whole):
        raise AccountError(f"入户核查表的账不平: {len(whole)} 户, 写出 {result.forms} 份")


def _write_account(draft: Path, result: Assignment, known: Cases, run: str, *, full: bool) -> None:
    written = sorted(path for path in draft.rglob("*") if path.is_file())
    account: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "program": "jingzhun",
        "version": __version__,
        "as_of": known.check_day.isoformat(),
        "run_manifest_sha256": run,
        "full_numbers": full,
        "cases": result.cases,
        "doubts": result.doubts,
        "townships": [
            {
                "township": each.name,
                "sheet": each.sheet,
                "cases": len(each.cases),
                "doubts": each.doubts,
                "case_numbers": list(each.cases),
            }
            for each in result.townships
        ],
        "files": [{"name": path.relative_to(draft).as_posix(), "sha256": digest(path)} for path in written],
    }
    (draft / ASSIGNED).write_text(json.dumps(account, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _require_free(folder: Path, force: bool) -> None:
    """Refuse a folder that exists, or with ``force`` one that holds anything but an untouched earlier assignment."""
    where = mask_text(show(str(folder)))
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RequestError("已有同名的文件或链接", where=where, fix="用 -o 换一个文件夹名")
    if not folder.exists():
        return
    if not force:
        fix = "用 -o 换一个文件夹名, 或加 --force 覆盖上一次派的单"
        raise RequestError("文件夹已经存在", where=where, fix=fix)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    there = {name for name in there if name.rpartition("/")[2] not in _LITTER}
    if not there:
        return
    if ASSIGNED not in there:
        raise RequestError(f"文件夹里没有 {ASSIGNED}, 不是派的单, 不能覆盖", where=where, fix="用 -o 换一个文件夹名")
    touched = sorted(there - _untouched(folder) - {ASSIGNED})
    if touched:
        names = mask_text(show("、".join(touched[:3]))) + (f" 等 {len(touched)} 个" if len(touched) > 3 else "")
        fix = "先把这些文件移到别处, 或用 -o 换一个文件夹名"
        raise RequestError(f"文件夹里有填过或别人放入的文件({names}), 不能覆盖", where=where, fix=fix)


def _untouched(folder: Path) -> set[str]:
    """The files of an earlier assignment that are still as its account says."""
    try:
        files = json.loads((folder / ASSIGNED).read_text(encoding="utf-8"))["files"]
        written = {str(file["name"]): str(file["sha256"]) for file in files}
    except (ValueError, KeyError, TypeError):
        return set()
    return {name for name in written if (folder / name).is_file() and digest(folder / name) == written[name]}
