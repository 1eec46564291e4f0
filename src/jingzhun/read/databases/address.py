"""Addresses of database tables, as they are written after ``--register vehicles=``, without a password."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jingzhun.errors import RequestError

_POSTGRESQL = re.compile(r"(postgresql|postgres)://", re.IGNORECASE)
_SQLITE = re.compile(r"sqlite:///", re.IGNORECASE)
_SQLITE_FILE = re.compile(r"(?P<path>.+\.(?:db|sqlite|sqlite3))\?(?P<query>.*)", re.IGNORECASE | re.DOTALL)
_WINDOWS_DRIVE = re.compile(r"/*[A-Za-z]:[/\\]")
# Controls, and what Python makes of argument bytes that are no text.
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
# Parameters of libpq that are secrets (PostgreSQL documentation, 34.1.2), and what people write instead of them.
_SECRETS = frozenset(
    {"password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"}
    | {"passwd", "pwd", "pass"}
)
# Parameters that tell where a table is; reports show no other.
_PLACES = ("host", "hostaddr", "port", "dbname", "service")
_HOSTS = re.compile(r"(?:(?:\[[0-9A-Fa-f:.]+\]|[^:@/?#\[\]]*)(?::\d+)?(?:,|$))+")
# schema.table, each part as it is or in double quotes with the quotes in it doubled.
_PART = r'(?:"((?:[^"]|"")+)"|([^".]+))'
_NAME = re.compile(rf"(?:{_PART}\.)?{_PART}")
_SAY_IT_ELSEWHERE = "去掉密码；改用环境变量 PGPASSWORD，或密码文件 ~/.pgpass（环境变量 PGPASSFILE 可另指一个）"
_EXAMPLE = "写成 postgresql://用户@主机:5432/库?table=模式.表，或 文件.db?table=表"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a table is.

    Attributes:
        is_postgresql: whether a server holds it; else a SQLite file.
        location: the address for libpq, without ``table``; or the path of the SQLite file.
        schema: of PostgreSQL, ``""`` where the search path decides.
        table: the name of the table or view.
        shown: what reports and messages call it; it has no user, no password and no settings.
    """

    is_postgresql: bool
    location: str
    schema: str
    table: str
    shown: str


def is_database_url(text: str) -> bool:
    """Whether a text is the address of a database table, and no plain path of a file.

    Args:
        text: ``postgresql://…``, ``postgres://…``, ``sqlite:///…``, or the path of a ``.db``, ``.sqlite`` or
            ``.sqlite3`` file with ``?`` after it.
    """
    return any(pattern.match(text) for pattern in (_POSTGRESQL, _SQLITE, _SQLITE_FILE))


def parse_address(text: str) -> Address:
    """Take an address apart; nothing is opened.

    Args:
        text: an address for which ``is_database_url`` holds.

    Returns:
        Its parts.

    Raises:
        RequestError: it holds a password (which the message does not repeat), or names no table.
    """
    if _UNSPEAKABLE.search(text):
        raise RequestError("数据库地址里有控制字符或认不出的字", fix=_EXAMPLE)
    if match := _POSTGRESQL.match(text):
        return _postgresql(text[match.end() :])
    if match := _SQLITE.match(text):
        path, _, query = text[match.end() :].partition("?")
        # sqlite:///C:/数据.db is a path with a drive; every other path begins at the root.
        path = _unescape(path) if _WINDOWS_DRIVE.match(path) else "/" + _unescape(path).lstrip("/")
    else:
        match = _SQLITE_FILE.fullmatch(text)
        if match is None:
            raise RequestError("不是数据库地址", fix=_EXAMPLE)
        path, query = match["path"], match["query"]
    table = _table(_parameters(query), path)
    return Address(False, path, "", table, f"{path}?table={table}")


def _postgresql(rest: str) -> Address:
    """The part after ``postgresql://``."""
    place, _, query = rest.partition("?")
    user, at, _ = place.rpartition("@")
    # A ? in a password ends the place before its @ is seen; an innocent @ further on can be written %40.
    unfinished = not at and ":" in place and "@" in query
    if (at and ":" in user) or unfinished:
        raise RequestError("数据库地址里不能写密码", fix=_SAY_IT_ELSEWHERE)
    parameters = _parameters(query)
    if any(key.lower() in _SECRETS for key, _ in parameters):
        raise RequestError("数据库地址里不能写密码", fix=_SAY_IT_ELSEWHERE)
    hosts, slash, database = place[len(user + at) :].partition("/")
    if not _HOSTS.fullmatch(hosts):
        raise RequestError("数据库地址里的主机或端口不对", fix=_EXAMPLE)
    where = f"postgresql://{hosts}{slash}{_unescape(database)}"
    name = _table(parameters, where)
    parts = _NAME.fullmatch(name)
    if parts is None:
        raise RequestError(
            f"表名 {name} 不对", where=where, fix='写成 表 或 模式.表；名字里有点或引号的，用双引号括起来："甲.乙"'
        )
    schema, table = (
        quoted.replace('""', '"') if quoted else plain or "" for quoted, plain in (parts.group(1, 2), parts.group(3, 4))
    )
    # Reports show these values as they are; a whole address among them may hold a password.
    if any("@" in value or "://" in value for key, value in parameters if key in _PLACES):
        raise RequestError(
            "数据库地址的参数里不能写另一个地址或密码", fix=f"主机、库名写在 ? 之前；{_SAY_IT_ELSEWHERE}"
        )
    others = [f"{key}={value}" for key, value in parameters if key in _PLACES]
    shown = f"{where}?{'&'.join([*others, f'table={name}'])}"
    settings = "&".join(part for part in query.split("&") if part and _key(part) != "table")
    return Address(True, f"postgresql://{place}?{settings}", schema, table, shown)


def _parameters(query: str) -> list[tuple[str, str]]:
    """The settings after ``?``, unescaped."""
    return [(_key(part), _unescape(part.partition("=")[2])) for part in query.split("&") if part]


def _key(part: str) -> str:
    return _unescape(part.partition("=")[0])


def _table(parameters: list[tuple[str, str]], where: str) -> str:
    tables = [value for key, value in parameters if key == "table"]
    if len(tables) != 1 or not tables[0]:
        what = "没有写要读哪张表（?table=）" if not any(tables) else "一个地址只能写一张表"
        raise RequestError(what, where=where, fix=_EXAMPLE)
    if "\0" in tables[0]:
        raise RequestError("表名里有空字符", where=where, fix=_EXAMPLE)
    return tables[0]


def _unescape(text: str) -> str:
    """Replace ``%E8%BD%A6`` by what it stands for; bytes that are no UTF-8 stay as they are written."""

    def character(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match[0].replace("%", "")).decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return _ESCAPES.sub(character, text)
