"""``jingzhun sample``: a synthetic county with its truth."""

from __future__ import annotations

from pathlib import Path

import click

from jingzhun.errors import OutputError, RequestError


class _Number(click.types.FloatParamType):
    """A number, called so in messages."""

    name = "数字"


@click.command(options_metavar="[选项]")
@click.argument("name", metavar="名称")
@click.argument("directory", metavar="目录", type=click.Path(path_type=Path))
@click.option("--seed", type=int, metavar="整数", help="随机种子; 不同的种子得到不同的县。")
@click.option("--population", type=click.IntRange(min=1), metavar="人数", help="全县人口; 各表按比例增减。")
@click.option(
    "--damage", type=_Number(), default=1.0, metavar="倍数", help="号码、姓名写错的比例乘以几倍, 0 至 10, 默认 1。"
)
@click.option(
    "--damage-kinds",
    type=click.Choice(["usual", "all"]),
    default="usual",
    help="写错的种类: usual 为平常几种(默认); all 另加姓名颠倒、漏字、拼音、拆字, 出生日期月日颠倒、农历、差一年, "
    "机动车多一列联系电话。",
)
@click.option(
    "--registers",
    type=click.Choice(["all", "main"]),
    default="all",
    help="部门数据: all 为全部十六种(默认); main 只有机动车、不动产、财政供养。",
)
def sample(
    name: str,
    directory: Path,
    seed: int | None,
    population: int | None,
    *,
    damage: float,
    damage_kinds: str,
    registers: str,
) -> int:
    """生成一个虚构县: 花名册、部门数据, 以及标准答案。

    标准答案有三份: truth_households.csv 是疑点户, truth_links.csv 是机动车、不动产、财政供养中属于名册成员的登记,
    truth_findings.csv 是每条规则、每项政策条件应当查出的问题和例外。

    名称: demo(约 300 户), pinghe(约 5,800 户, 疑点户恰为 696 户)。人员全部虚构, 行政区划代码用未启用的 350699。
    """
    from jingzhun.sample import COUNTIES, DamageSettings, write_county

    if name not in COUNTIES:
        raise RequestError(f"没有叫 {name} 的样例县", fix="可用的名称: " + "、".join(COUNTIES))
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise RequestError("目录已存在且不是空的", where=str(directory), fix="换一个目录")
    wrong = DamageSettings(damage, all_kinds=damage_kinds == "all")
    try:
        summary = write_county(name, directory, seed=seed, population=population, damage=wrong, registers=registers)
    except OSError as error:
        raise OutputError(f"写不出来: {error.strerror}", where=str(directory), fix="检查磁盘空间和权限") from None
    click.echo(str(summary), err=True)
    return 0
