"""Names of tables that are close to one that a database does not have."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare

_SHOWN = 5


def missing_table(table: str, present: Sequence[str], name: str) -> UnreadableFileError:
    """The error to raise for a table that does not exist.

    Args:
        table: what was asked for.
        present: the names of what there is.
        name: what messages call the database.
    """
    close = [
        match for match, _, _ in process.extract(table, present, scorer=fuzz.ratio, processor=str.lower, limit=_SHOWN)
    ]
    if not close:
        fix = "核对库名和用户：其中没有可读的表"
    else:
        rest = f"（共 {len(present)} 张）" if len(present) > len(close) else ""
        fix = "改成其中的一张表：" + "、".join(map(bare, close)) + rest
    return UnreadableFileError(f"没有表“{bare(table)}”", where=name, fix=fix)
