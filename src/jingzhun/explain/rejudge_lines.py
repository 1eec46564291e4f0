"""What came of judging a run again, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jingzhun.explain.rejudge import Verification
from jingzhun.model import Verdict

SCHEMA_VERSION = 1


def lines_of(verification: Verification) -> Iterator[str]:
    """The lines for a terminal."""
    households = verification.judgement.households
    doubtful = int((households["verdict"] == Verdict.DOUBTFUL.value).sum())
    said = f"用留下的文件重新研判: {len(households):,} 户, 疑点户 {doubtful:,} 户, 问题 {_findings(verification):,} 条"
    if verification.holds:
        yield f"{said}, 与结果目录里的完全一致"
    elif verification.same and not verification.differing:
        yield f"{said}, 结论一致, 但有文件在核查以后改动过, 不能作准: {'、'.join(verification.altered)}"
        yield "请用没有改动过的备份, 或重新核查一次"
    else:
        yield f"{said}, 与结果目录里的不一致"
        if verification.differing:
            yield f"结论不同的户: {'、'.join(verification.differing)}"
        yield "可能是文件被改动过, 或现在的程序与当时的版本不同; 以当时的台账为准时, 请用当时的版本核对"
    if verification.changed:
        yield f"核查以后改动过的文件: {'、'.join(verification.changed)}"
    if verification.missing:
        yield f"不见了的文件: {'、'.join(verification.missing)}"


def record_of(verification: Verification) -> dict[str, Any]:
    """The same for programs."""
    households = verification.judgement.households
    return {
        "schema_version": SCHEMA_VERSION,
        "holds": verification.holds,
        "households": len(households),
        "doubtful": int((households["verdict"] == Verdict.DOUBTFUL.value).sum()),
        "findings": _findings(verification),
        "differing": list(verification.differing),
        "changed_files": list(verification.changed),
        "altered_files": list(verification.altered),
        "missing_files": list(verification.missing),
    }


def _findings(verification: Verification) -> int:
    return len(verification.judgement.findings)
