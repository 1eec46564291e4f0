"""A real PostgreSQL server for tests, from the programs that ``scripts/install_test_programs.py`` installs.

The fixture ``postgres`` is one server for each test process: on a free port of this machine and a socket in a folder
of its own, with passwords (scram-sha-256), and careless of its files.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SUPERUSER = "master"
PASSWORD = "Pa55 word:@/%"  # needs escapes in a URL and in a password file


@dataclass(frozen=True)
class PostgresServer:
    """Where a running server can be reached."""

    folder: Path
    port: int

    def url(self, table: str, user: str = SUPERUSER, database: str = "postgres", more: str = "") -> str:
        """The address of a table, without a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}?table={table}{more}"

    def run(self, *statements: str, user: str = SUPERUSER, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements one by one, each for itself; the rows of the last."""
        dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
        where = f"postgresql://{user}@127.0.0.1:{self.port}/{database}?client_encoding=UTF8"
        rows: list[tuple[Any, ...]] = []
        with environment(PGPASSWORD=PASSWORD), dbapi.connect(where, autocommit=True) as connection:
            for statement in statements:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    rows = cursor.fetchall() if cursor.description else []
        return rows


@contextlib.contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Set environment variables and put the old ones back."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest where there are several."""
    found = [path / "bin" for path in Path("/usr/lib/postgresql").glob("*") if (path / "bin" / "initdb").exists()]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("pg_ctl") else None


@contextlib.contextmanager
def running_server(bin_folder: Path) -> Iterator[PostgresServer]:
    """Make a database cluster in a temporary folder, start it, and stop and remove it at the end."""
    # Not below pytest's folder: that one is closed to the user postgres, as whom root must start the server.
    folder = Path(tempfile.mkdtemp(prefix="jingzhun-postgres-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        # Into a file: the server would keep a pipe open.
        with (folder / "output").open("ab") as output:
            subprocess.run(
                [bin_folder / program, *arguments],
                check=True,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=folder,
                **as_user,
            )

    data = str(folder / "data")
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    try:
        run(
            "initdb", f"--pgdata={data}", f"--username={SUPERUSER}", f"--pwfile={secret}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        settings = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off "
            "-c shared_buffers=16MB -c max_connections=20 -c full_page_writes=off -c synchronous_commit=off"
        )
        run("pg_ctl", "start", f"--pgdata={data}", "--wait", "--options", settings)
        with _guardian(bin_folder, folder, as_user):
            yield PostgresServer(folder, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _guardian(bin_folder: Path, folder: Path, as_user: dict[str, Any]) -> Iterator[None]:
    """A process that stops the server and removes its folder at the end, also where the tests are killed."""
    command = 'read _; "$0" stop --pgdata="$1/data" --mode=immediate; rm -rf "$1"'
    waiting = subprocess.Popen(
        ["/bin/sh", "-c", command, bin_folder / "pg_ctl", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is not for it
        cwd="/",
        **as_user,
    )
    with waiting:  # closes its stdin, for which it waits
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running server; the test is skipped where none is installed."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("no PostgreSQL server is installed: scripts/install_test_programs.py")
    pytest.importorskip("adbc_driver_postgresql", reason="the extra 'postgresql' is not installed")
    with running_server(bin_folder) as server:
        yield server
