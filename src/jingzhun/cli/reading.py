"""What check and inspect have in common on the command line: passwords, settled columns, the settings file, sources."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jingzhun.case import STDIN, Source, kind_of, source_of
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind
from jingzhun.read.options import ReadOptions

if TYPE_CHECKING:
    from jingzhun.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
#: Where a script may leave a password without its showing in the list of processes.
PASSWORD_VARIABLE = "JINGZHUN_PASSWORD"  # noqa: S105  its name, not its value
#: What click hands over for ``--password`` without a value; no password holds a line break.
_ASK = "\n"
_EXISTING = click.Path(path_type=Path)


@dataclass(frozen=True)
class ReadingWords:
    """The words of the shared options, as click hands them over."""

    password: tuple[str, ...]
    password_file: Path | None
    map_: tuple[str, ...]
    config: Path | None
    no_config: bool


def password_options(command: Command) -> Command:
    """Give a command the options that tell passwords of workbooks."""
    options = (
        click.option(
            "--password",
            metavar="[密码]",
            multiple=True,
            is_flag=False,
            flag_value=_ASK,
            help="工作簿的打开密码, 可写多次, 逐个试; 不写密码时在屏幕上输入(不显示)。"
            f"写在命令里的密码别人看得到, 宜用环境变量 {PASSWORD_VARIABLE} 或 --password-file。",
        ),
        click.option("--password-file", metavar="文件", type=_EXISTING, help="密码在这个文件的第一行。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def reading_options(command: Command) -> Command:
    """Give a command the options that :class:`ReadingWords` holds."""
    options = (
        password_options,
        click.option(
            "--map",
            "map_",
            metavar="表头=字段",
            multiple=True,
            help="指明一列是什么, 如 车主=姓名, 编号=忽略; 可写多次。",
        ),
        click.option(
            "--config",
            metavar="文件",
            type=_EXISTING,
            help="设置文件; 不写时用所查文件夹或当前文件夹(及其上级)里的 jingzhun.toml。",
        ),
        click.option("--no-config", is_flag=True, help="不用设置文件。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def settings_of(words: ReadingWords, paths: Sequence[Source], unneeded: Collection[str]) -> Settings:
    """The settings file of this call, checked; without one, the settings of the program.

    Args:
        words: the words of the command line.
        paths: what is to be looked at; a settings file may lie there.
        unneeded: kinds, and ``previous``, whose files the settings need not name.

    Raises:
        RequestError: it is not valid, or asked for and forbidden at once.
    """
    from jingzhun.settings import Settings, find_settings, load_settings

    if words.no_config:
        if words.config is not None:
            raise RequestError("--config 和 --no-config 只能写一个")
        return Settings()
    file = words.config or find_settings(paths, Path.cwd())
    return Settings() if file is None else load_settings(file, unneeded)


def options_of(words: ReadingWords, settings: Settings) -> ReadOptions:
    """How files are to be read: limits of the settings file, passwords and columns of the command line.

    Columns of the settings file stay apart (``Settings.columns_by_files``): those of the command line win over them.

    Raises:
        RequestError: a column is settled as no field, or a password cannot be had.
    """
    return ReadOptions(limits=settings.limits, passwords=_passwords(words), columns=_columns(words.map_))


def sources_of(texts: Sequence[str]) -> tuple[Source, ...]:
    """What paths, addresses and ``-`` on the command line stand for."""
    return tuple(map(source_of, texts))


def settled_by(registers: Sequence[str]) -> list[tuple[TableKind, Source]]:
    """The words of ``--register KIND=SOURCE``.

    Raises:
        RequestError: one is written otherwise, or its kind is not known.
    """
    settled: list[tuple[TableKind, Source]] = []
    for text in registers:
        word, equals, place = text.partition("=")
        kind = kind_of(word, "--register")
        if not equals or not place:
            fix = f"例如 --register {kind.value}=车管所.xlsx"
            raise RequestError(f"“{text}”后面没有写文件", where="--register", fix=fix)
        settled.append((kind, source_of(place)))
    return settled


def day_of(text: str | None) -> date:
    """The day of ``--as-of``; today where none is written.

    Raises:
        RequestError: it is no date.
    """
    if text is None:
        return datetime.now().astimezone().date()
    from jingzhun.fields import birthdate

    day = birthdate.parse(text)
    if isinstance(day, date):
        return day
    raise RequestError(f"日期写法不对: {text}", where="--as-of", fix="写成 2016-06-30 这样")


def require_one_stdin(sources: Sequence[Source]) -> None:
    """Standard input can be read once; where nothing is piped into it, say what the program waits for.

    Raises:
        RequestError: it is named more than once, or there is none.
    """
    named = sum(1 for source in sources if source == STDIN)
    if not named:
        return
    if named > 1:
        raise RequestError("标准输入(-)只能用一次", fix="其余的写成文件")
    if sys.stdin is None:
        raise RequestError("没有标准输入", fix="把 - 换成文件")
    if sys.stdin.isatty():
        end = "Ctrl-Z 再回车" if os.name == "nt" else "Ctrl-D"
        click.echo(f"等待从标准输入读取表格; 粘贴后按 {end} 结束。", err=True)


def can_ask() -> bool:
    """Whether somebody sits at the screen who could be asked for a password."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def ask_password(name: str, attempt: int) -> str:
    """Ask for the password of a workbook; ``""`` when the user has none."""
    again = "" if attempt == 1 else "密码不对, 再试; "
    question = f"{again}{name} 有打开密码, 请输入(不显示; 直接回车则跳过)"
    return str(click.prompt(question, default="", hide_input=True, show_default=False, err=True))


def _passwords(words: ReadingWords) -> tuple[str, ...]:
    passwords = [password for password in words.password if password != _ASK]
    if _ASK in words.password:
        if not can_ask():
            fix = f"写成 --password=密码, 或用环境变量 {PASSWORD_VARIABLE}, 或 --password-file 文件"
            raise RequestError("这里不能输入密码(不是终端)", where="--password", fix=fix)
        passwords.append(click.prompt("工作簿的打开密码(不显示)", hide_input=True, err=True))
    if words.password_file is not None:
        passwords.append(_first_line(words.password_file))
    if stated := os.environ.get(PASSWORD_VARIABLE):
        passwords.append(stated)
    return tuple(dict.fromkeys(passwords))


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            line = stream.readline(1000).rstrip("\r\n")
    except OSError as failure:
        raise RequestError(f"密码文件打不开({failure.strerror})", where=str(path), fix="核对路径和权限") from None
    except UnicodeDecodeError:
        raise RequestError("密码文件不是 UTF-8 文本", where=str(path), fix="用 UTF-8 编码另存") from None
    if not line:
        raise RequestError("密码文件的第一行是空的", where=str(path), fix="把密码写在第一行")
    return line


def _columns(words: Sequence[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in words:
        header, equals, chosen = text.rpartition("=")
        if not equals or not header or not chosen:
            raise RequestError(f"“{text}”写法不对", where="--map", fix="写成 表头=字段, 如 --map 车主=姓名")
        columns[header.strip()] = chosen.strip()
    if columns:
        from jingzhun.read.columns.mapping import check_overrides

        check_overrides(columns)
    return columns
