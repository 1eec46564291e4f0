"""TOML that people write by hand: parsed, or refused with the line, the words on it and what is wrong, in Chinese."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from jingzhun.errors import RequestError

# What the parser of Python says, in part, and what it means.
_SYNTAX_WORDS = (
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "有不允许的字符, 或引号没有成对"),
    ("Unclosed array", "方括号没有成对"),
    ("Unclosed inline table", "花括号没有成对"),
    ("Expected '='", "键后面缺等号"),
    ("Expected newline", "一行里写了两句"),
    ("Invalid value", "等号后面的值不对"),
    ("Invalid date", "没有这一天"),
    ("Duplicate", "键重复"),
    ("Cannot overwrite", "键重复"),
    ("Cannot declare", "段重复"),
    ("Invalid statement", "不成一句"),
    ("Invalid initial character", "键或段名不对"),
    ("Unescaped", "文字里的 \\ 要写成 \\\\"),
)


def parse_toml(source: bytes, file: str, error: type[RequestError], example: str) -> tuple[str, dict[str, Any]]:
    """Parse TOML.

    Args:
        source: the file's content.
        file: what messages call it.
        error: what to raise.
        example: a correct line, for the message.

    Returns:
        The text, and what tomllib makes of it.

    Raises:
        RequestError: as ``error``, when it is no UTF-8 or no TOML.
    """
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as failure:
        line = source.count(b"\n", 0, failure.start) + 1
        raise error("不是 UTF-8 编码", where=f"{file} 第{line}行", fix="用 UTF-8 编码另存") from failure
    except tomllib.TOMLDecodeError as failure:
        where, what = _syntax_error(failure, text, file)
        fix = f"文字要加引号, 括号要成对, 键不能重复, 例如 {example}"
        raise error(what, where=where, fix=fix) from failure


def _syntax_error(failure: tomllib.TOMLDecodeError, text: str, file: str) -> tuple[str, str]:
    """Where the text is no TOML, and what is wrong with it."""
    found = re.search(r"at line (\d+), column (\d+)", str(failure))
    line, spot = (int(found[1]), f" 第{found[2]}列") if found else (text.rstrip().count("\n") + 1, "")
    lines = text.split("\n")
    shown = lines[line - 1].strip()[:60] if line <= len(lines) else ""
    reason = next((words for said, words in _SYNTAX_WORDS if said in str(failure)), "")
    what = "TOML 写法有误" + (f" ({reason})" if reason else "") + (f": {shown}" if shown else "")
    return f"{file} 第{line}行{spot}", what
