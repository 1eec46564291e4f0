"""Synthetic counties with known truth: tables as offices send them, and which households are to be doubted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jingzhun.errors import OutputError, RequestError
from jingzhun.sample.clerks import write_persons
from jingzhun.sample.county import build_county
from jingzhun.sample.faults.planting import plant_faults
from jingzhun.sample.registers.follows import what_follows
from jingzhun.sample.registers.writing import draw_registers, write_registers
from jingzhun.sample.settings import COUNTIES, USUAL_DAMAGE, CountySettings, DamageSettings
from jingzhun.sample.truth import HOUSEHOLDS_FILE, LINKS_FILE, write_truth
from jingzhun.sample.truth_findings import FINDINGS_FILE, write_findings
from jingzhun.sample.workbook import number_cells
from jingzhun.sample.write import PAYROLL_FILE, PROPERTY_FILE, ROLL_FILE, VEHICLE_FILE, write_tables

__all__ = [
    "COUNTIES",
    "MAIN_REGISTERS",
    "USUAL_DAMAGE",
    "CountySettings",
    "CountySummary",
    "DamageSettings",
    "write_county",
]

ALL_REGISTERS, MAIN_REGISTERS = "all", "main"
#: A sheet holds 1,048,576 rows, which the property register of a larger county would exceed.
SMALLEST_POPULATION, LARGEST_POPULATION = 1_000, 6_000_000
#: Ten times the usual rates, and about two cells in three of the roll's numbers are damaged.
GREATEST_DAMAGE = 10.0
FILES = (ROLL_FILE, VEHICLE_FILE, PROPERTY_FILE, PAYROLL_FILE, LINKS_FILE, HOUSEHOLDS_FILE, FINDINGS_FILE)


@dataclass(frozen=True, slots=True)
class CountySummary:
    """What was written: rows of each table, true links, and the households to be doubted.

    Attributes:
        members: rows of the roll; a person counted in two households counts twice.
    """

    name: str
    directory: Path
    seed: int
    population: int
    households: int
    members: int
    doubtful: int
    vehicles: int
    property: int
    payroll: int
    links: int
    files: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"样例县 {self.name}(种子 {self.seed}, 人口 {self.population:,})已写入 {self.directory}\n"
            f"花名册 {self.households:,} 户 {self.members:,} 行, 机动车 {self.vehicles:,} 行, "
            f"不动产 {self.property:,} 行, 财政供养 {self.payroll:,} 行\n"
            f"标准答案: 疑点户 {self.doubtful:,} 户, 属于名册成员的登记 {self.links:,} 条"
        )


def write_county(
    name: str,
    directory: Path,
    *,
    seed: int | None = None,
    population: int | None = None,
    damage: DamageSettings = USUAL_DAMAGE,
    registers: str = ALL_REGISTERS,
) -> CountySummary:
    """Write a synthetic county and its truth; the same request writes the same bytes.

    Args:
        name: one of ``COUNTIES``.
        directory: created where it does not exist; files of the same names are replaced.
        seed: another seed makes another county of the same size; default is the county's own.
        population: another size; every count scales with it.
        damage: how much of what is written goes wrong.
        registers: ``all``, or ``main`` for vehicles, property and payroll alone.

    Returns:
        What was written.

    Raises:
        RequestError: the name, seed, population or damage is not possible.
        OutputError: the files could not be written.
    """
    settings = _settings(name, seed, population)
    if not 0 <= damage.factor <= GREATEST_DAMAGE:
        raise RequestError(
            f"损坏倍数超出范围: {damage.factor}", fix=f"用 0 至 {GREATEST_DAMAGE:g} 之间的数, 例如 --damage 2"
        )
    if registers not in (ALL_REGISTERS, MAIN_REGISTERS):
        raise RequestError(f"没有叫“{registers}”的一组部门数据", fix="用 all(全部)或 main(机动车、不动产、财政供养)")
    chosen_seed = settings.seed if seed is None else seed
    county = build_county(settings, chosen_seed)
    written = write_persons(county, damage)
    roll, sites = plant_faults(county, written, number_cells(written.roll))
    further = draw_registers(county, written, roll, sites) if registers == ALL_REGISTERS else ()
    roll.planted.extend(list(what_follows(roll, further)))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_tables(county, written, roll, directory)
        write_registers(further, directory)
        links, doubtful = write_truth(county, written, directory)
        write_findings(roll, directory)
    except OSError as error:
        raise OutputError(
            f"样例没有写成: {error.strerror}", where=str(directory), fix="换一个可以写入的文件夹, 或关闭打开的文件"
        ) from error
    return CountySummary(
        name=name,
        directory=directory,
        seed=chosen_seed,
        population=settings.population,
        households=len(county.roll.household_id),
        members=len(county.roll.person),
        doubtful=doubtful,
        vehicles=len(county.holdings["vehicles"]),
        property=len(county.holdings["property"]),
        payroll=len(county.holdings["payroll"]),
        links=links,
        files=(*FILES, *(register.layout.file for register in further)),
    )


def _settings(name: str, seed: int | None, population: int | None) -> CountySettings:
    if name not in COUNTIES:
        raise RequestError(f"没有叫“{name}”的样例县", fix=f"可用的有: {'、'.join(COUNTIES)}")
    if seed is not None and seed < 0:
        raise RequestError(f"种子不能是负数: {seed}", fix="用 0 或正整数, 例如 --seed 1")
    if population is not None and not SMALLEST_POPULATION <= population <= LARGEST_POPULATION:
        raise RequestError(
            f"人口数超出范围: {population}", fix=f"用 {SMALLEST_POPULATION} 至 {LARGEST_POPULATION} 之间的数"
        )
    return COUNTIES[name].scaled(population)
