"""What a PostgreSQL server or libpq says when there is nothing to read, in words for people.

Their own messages are never passed on: they quote queries and addresses, in the language of the server.
"""

from __future__ import annotations

import re

from jingzhun.errors import UnreadableFileError

# What there is in a message of a connection that failed (libpq gives no code), and what it means.
_NO_CONNECTION = (
    (r"no password supplied", "数据库要密码", "设环境变量 PGPASSWORD，或用密码文件 ~/.pgpass（或 PGPASSFILE）"),
    (r"authentication failed", "用户名或密码不对", "核对用户；密码来自环境变量 PGPASSWORD 或密码文件 ~/.pgpass"),
    (r"no pg_hba\.conf entry", "数据库不许这台电脑或这个用户连接", "请数据库管理员放行，或给地址加 sslmode=require"),
    (r"could not translate host name|could not resolve", "找不到这台主机", "核对地址里的主机名"),
    (r"timeout expired", "连接超时", "核对主机和端口，检查网络和防火墙；网络慢时给地址加 &connect_timeout=60"),
    (r"does not support SSL|SSL error|certificate", "加密连接没有建立", "核对 sslmode 和证书设置"),
    (r"database .* does not exist", "没有这个库", "核对地址里的库名"),
    (r"role .* does not exist", "没有这个用户", "核对地址里的用户"),
    (r"too many (?:clients|connections)|connection slots", "数据库的连接已满", "稍后再试，或请数据库管理员放宽"),
    (r"starting up|shutting down|recovery", "数据库正在启动或关闭", "稍后再试"),
    (r"Connection refused|No such file|No route|unreachable", "连不上数据库", "核对主机和端口，确认数据库已启动"),
    (r"URI|connection option|value for|port number", "数据库地址的写法不对", "? 后除 table 外只能写 libpq 的设置"),
)  # fmt: skip
# The beginning of the SQLSTATE of a query that failed (PostgreSQL documentation, appendix A), and what there is in its
# message: the driver hands on no code for a failure on the way, and a server in China may speak Chinese.
_NO_RESULT = (
    ("42501", "permission denied|权限不够", "没有读取权限", "请数据库管理员给这个用户这张表的读取（SELECT）权限"),
    (
        "25",
        "read-only|read-write|只读|读写",
        "读取它会改动数据库，没有读取",
        "这个视图有副作用；请管理员给一张普通的表",
    ),
    ("55P03", "lock timeout|锁超时", "表正被别的程序锁住", "稍后再试"),
    ("57014", "statement timeout|语句.*超时", "读取超过 30 分钟，已放弃", "请管理员看它为什么慢，或导出为 csv"),
    ("57P", "terminating connection|中断联接|中断连接", "数据库中断了连接", "稍后再试"),
    ("08", "server closed|connection|连接", "数据库中断了连接", "检查网络，稍后再试"),
    ("22P05", "has no equivalent", "有的字不能转成 UTF-8", "请数据库管理员导出为 csv 后再放入"),
    ("22021", "invalid byte sequence", "有的字不能转成 UTF-8", "请数据库管理员导出为 csv 后再放入"),
    ("53", "out of memory|disk full|No space", "数据库的内存、磁盘或连接不够", "稍后再试，或请数据库管理员处理"),
)


def no_connection(message: str, name: str) -> UnreadableFileError:
    """The error to raise where there is no connection.

    Args:
        message: what the driver said.
        name: what messages call the table.
    """
    for pattern, what, fix in _NO_CONNECTION:
        if re.search(pattern, message):
            return UnreadableFileError(what, where=name, fix=fix)
    return UnreadableFileError("连不上数据库", where=name, fix="用 psql 或别的数据库工具以同样的地址试连，看它怎么说")


def no_result(sqlstate: str, message: str, name: str) -> UnreadableFileError:
    """The error to raise where a query failed.

    Args:
        sqlstate: the server's code, ``""`` where the driver hands on none.
        message: what the driver said.
        name: what messages call the table.
    """
    for beginning, pattern, what, fix in _NO_RESULT:
        if sqlstate.startswith(beginning) if sqlstate else re.search(pattern, message):
            return UnreadableFileError(what, where=name, fix=fix)
    code = f"（代码 {sqlstate}）" if sqlstate else ""
    return UnreadableFileError(f"数据库读取这张表时出错{code}", where=name, fix="请数据库管理员查看服务器日志里的原因")
