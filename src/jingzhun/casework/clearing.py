"""One call of ``jingzhun clear``: feedback files read, their findings kept, every case decided, the lists written."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jingzhun.casework.cases import cases
from jingzhun.casework.clearance_files import write_clearance
from jingzhun.casework.decisions import Clearance, decided
from jingzhun.casework.feedback import ReadFeedback, read_feedback, refuse_own_files
from jingzhun.casework.finding_store import CLEARANCE, FindingStore
from jingzhun.casework.folder_lock import alone_in
from jingzhun.casework.whole_files import make_folder, sweep, told_in_chinese
from jingzhun.intake import PLAIN_OPENING, Opening


@dataclass(frozen=True)
class Cleared:
    """What one call did.

    Attributes:
        read: the files that were given.
        clearance: all cases, with what this call brought.
        folder: where it is kept.
    """

    read: ReadFeedback
    clearance: Clearance
    folder: Path

    @property
    def incomplete(self) -> bool:
        """Whether a file could not be read."""
        return any(file.is_error for file in self.read.unread)


def clear(
    run: Path, paths: Sequence[Path], now: datetime, *, supersede: bool = False, opening: Opening = PLAIN_OPENING
) -> Cleared:
    """Read what came back and decide every case.

    Args:
        run: the run folder.
        paths: files and folders that came back; none to decide anew by what is kept.
        now: the time.
        supersede: whether these files take the place of what was said before; files that are kept already count again.
        opening: how files are opened.

    Raises:
        RequestError: this is no run, a path is wrong, or another call is at work.
        UnreadableFileError: what is kept is damaged.
        OutputError: it could not be written. Findings that were kept stay kept.
        AccountError: a case or a row was lost: a fault of the program.
    """
    known = cases(run)  # says what is wrong with the run before anything is made in it
    folder = run / CLEARANCE
    refuse_own_files(paths, folder)
    with told_in_chinese("核查结果没有收下", folder):
        make_folder(folder)
        with alone_in(folder):
            sweep(folder)
            store = FindingStore(folder)
            received = {} if supersede else {kept.file.sha256: kept.file.name for kept in store.kept()}
            read = ReadFeedback()
            if paths:
                with tempfile.TemporaryDirectory(prefix="jingzhun-") as work:
                    read = read_feedback(paths, Path(work), opening, received)
            if read.files:
                store.add(read.files, now, known.check_day, supersedes=supersede)
            clearance = decided(known, store.kept())
            with told_in_chinese("核查结果已收下, 但清单没有写出", folder):
                write_clearance(clearance, folder)
    return Cleared(read, clearance, folder)
