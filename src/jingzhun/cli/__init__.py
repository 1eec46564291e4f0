"""The command line: one file a command, loaded when it is called, so that help appears at once."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from jingzhun import __version__
from jingzhun.cli.language import speak_chinese
from jingzhun.errors import AccountError, JingzhunError, OutputError
from jingzhun.privacy import mask_text, show

#: Done, but something could not be read.
EXIT_INCOMPLETE = 3
EXIT_INTERRUPTED = 130
EXIT_PIPE_CLOSED = 141

#: Command → module that holds a click command of that name, and the one line that help shows.
COMMANDS = {
    "check": ("jingzhun.cli.check", "核查花名册并与部门数据比对, 列出疑点户"),
    "match": ("jingzhun.cli.match", "只做比对: 名册上的人是部门数据的哪几行, 写成一个文件"),
    "batch": ("jingzhun.cli.batch", "一次核查许多县或乡镇, 中断后可以接着做, 最后汇总"),
    "assign": ("jingzhun.cli.assign", "把疑点户派给乡镇: 每个乡镇一个疑点核查表"),
    "clear": ("jingzhun.cli.clear", "收回入户核查表, 给每一疑点户一个结论, 一户不漏"),
    "explain": ("jingzhun.cli.explain", "说明一户的比对结果: 哪些证据支持, 哪些反对, 为什么没有"),
    "inspect": ("jingzhun.cli.inspect", "看一个文件读成了什么: 表头、列、行数、搁置的行"),
    "rules": ("jingzhun.cli.rules", "列出和说明核查规则: 查什么、依据、已知的误报、例子"),
    "policy": ("jingzhun.cli.policy", "检查、查看、试用政策规则"),
    "sample": ("jingzhun.cli.sample", "生成带标准答案的虚构县数据, 供练习和测试"),
}


class LazyCommands(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the procedure."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; click itself would call a closed pipe exit code 1, which means doubtful households."""
        try:
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            # Python would complain once more when it closes stdout, so it gets one that cannot break.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return EXIT_PIPE_CLOSED
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=LazyCommands,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    epilog="例: jingzhun check 平和县/ -o 核查结果",
)
@click.version_option(__version__, "-V", "--version", message="jingzhun %(version)s", help="显示版本。")
def jingzhun() -> None:
    """精准: 核查享受帮扶的农户名单, 与车辆、房产、工资等部门数据比对, 列出须入户核实的疑点户。

    程序只发现、说明、留痕; 是否清退由人决定。
    """


def main() -> NoReturn:
    """Run the command line and leave with the exit code of docs/development/architecture.md."""
    speak_chinese()
    spare_memory()
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK cannot show every name; better an escape than to die after the work is done.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # Ending as an interruption does leaves no intermediate files with full numbers behind.
            signal.signal(getattr(signal, name), _interrupt)
    sys.exit(_run())


def spare_memory() -> None:
    """Have Arrow use jemalloc where its builds for Linux bring it: a seventh less memory than by default, as fast."""
    if sys.platform == "linux":
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _run() -> int:
    try:
        result = jingzhun.main(prog_name="jingzhun", standalone_mode=False)
    except JingzhunError as error:
        click.echo("错误: " + "\n".join(show(line) for line in mask_text(str(error)).split("\n")), err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断, 没有写出结果。", err=True)
        return EXIT_INTERRUPTED
    except OSError as error:
        click.echo(f"错误: 写不出来: {os.strerror(error.errno) if error.errno else type(error).__name__}", err=True)
        return OutputError.exit_code
    except Exception as error:
        # Its message may hold personal data: only its kind and place are shown.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        click.echo(f"错误: 程序自身有误({type(error).__name__}, {place}), 请告诉维护者。", err=True)
        return AccountError.exit_code
    return result if isinstance(result, int) else 0
