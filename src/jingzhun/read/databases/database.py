"""Tables of databases, named by an address: ``postgresql://…?table=…``, ``sqlite:///…?table=…``, ``数据.db?table=…``.

Every table is copied once into the work folder (``snapshot.py``), so that all passes over it see the same rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jingzhun.read.databases.address import is_database_url, parse_address
from jingzhun.read.databases.snapshot import SnapshotGrid, digest_of
from jingzhun.read.options import OPTIONS, ReadOptions

if TYPE_CHECKING:
    from jingzhun.read.sheets.table import SheetTable

__all__ = ["digest_of", "is_database_url", "open_database", "shown"]


def shown(url: str) -> str:
    """What reports and messages call a table: its place and name, never a user, a password or a setting.

    Args:
        url: an address for which ``is_database_url`` holds. Nothing is opened, so this is also the way to check one.

    Raises:
        RequestError: it holds a password, or names no table.
    """
    return parse_address(url).shown


def open_database(url: str, name: str, work_dir: Path, options: ReadOptions = OPTIONS) -> list[SheetTable]:
    """Copy the table that an address names and lay it out.

    A PostgreSQL server is asked in a read-only transaction; its password comes from ``PGPASSWORD`` or a password
    file, as libpq finds it. A SQLite file is never written to.

    Args:
        url: an address for which ``is_database_url`` holds.
        name: what reports and messages call it, see ``shown``.
        work_dir: a folder of this run that only its user can read; the snapshot is left there (``digest_of``).
        options: bounds of time and size.

    Returns:
        The one table. Its rows are numbered from 1 in the order in which the database gave them.

    Raises:
        RequestError: the address holds a password or names no table.
        UnreadableFileError: the server is not reached or refuses, the file is damaged, or there is no such table.
        OutputError: ``work_dir`` cannot be written to.
    """
    from jingzhun.read.sheets.table import tables_of

    address = parse_address(url)
    grids: list[SnapshotGrid]
    if address.is_postgresql:
        from jingzhun.read.databases.postgresql import open_postgresql

        grids = [open_postgresql(address, name, work_dir)]
    else:
        from jingzhun.read.databases.sqlite import not_sqlite, open_sqlite
        from jingzhun.read.sniff import FileKind, sniff

        path = Path(address.location)
        if sniff(path, name, options.limits) is not FileKind.SQLITE:
            raise not_sqlite(name)
        grids = open_sqlite(path, name, work_dir, options, address.table)
    return tables_of(name, grids, options)
