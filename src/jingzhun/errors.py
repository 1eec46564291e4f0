"""One tree of errors. Each has an exit code of its own and says where, what, and how to mend it.

Exit codes are those of docs/development/architecture.md. Errors that concern one file among many are
collected, so that the other files are still checked; the rest end the command.
"""

from __future__ import annotations


class JingzhunError(Exception):
    """Anything that the program reports to its user instead of showing a traceback.

    Args:
        what: what is wrong, in plain Chinese, with any identity number already masked.
        where: file, sheet, row, column as far as known, e.g. ``名册.xlsx › 九峰镇 › 第3行``.
        fix: what the user can do about it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.fix:
            lines.append(f"  改法: {self.fix}")
        return "\n".join(lines)


class RequestError(JingzhunError):
    """The request, the settings or the choice of files is wrong; nothing was written."""

    exit_code = 2


class PolicyError(RequestError):
    """A policy file is not valid; the message names the line and the nearest valid key."""


class UnreadableFileError(JingzhunError):
    """A file could not be read; the others are still checked."""

    exit_code = 3


class ProtectedFileError(UnreadableFileError):
    """A workbook opens with none of the passwords that were given; a person at the screen may be asked for it."""


class OutputError(JingzhunError):
    """The results could not be written: disk full, no permission, file open elsewhere."""

    exit_code = 4


class AccountError(JingzhunError):
    """Rows read do not equal rows used plus rows set aside: a fault of the program itself."""

    exit_code = 70


class PrivacyError(JingzhunError):
    """A full identity, telephone or card number was about to be published: a fault of the program itself."""

    exit_code = 71
