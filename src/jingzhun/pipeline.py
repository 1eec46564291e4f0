"""The whole programme on one screen: read → normalise → verify → match → judge. Nothing flows backwards."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from jingzhun.accounts import (
    account,
    account_unused,
    count_unused,
    damaged_rows,
    empty_registers,
    partial_warnings,
    register_warnings,
    roll_warnings,
    unasked_warnings,
)
from jingzhun.case import Case
from jingzhun.choose import ChosenTable
from jingzhun.comparison import Comparison, compare_registers
from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.exemption_file import read_exemptions
from jingzhun.fields.owners import list_several
from jingzhun.households import tells_households
from jingzhun.intake import AskPassword, Progress, take_in
from jingzhun.kinds import TableKind
from jingzhun.match.score import RollSide, roll_side
from jingzhun.match.standing import EVIDENCE_SCHEMA, standing
from jingzhun.member_values import members_of
from jingzhun.model import LINK_COLUMNS, PREVIOUS_ROLL, InputFile, Run, Working
from jingzhun.normalise import typed
from jingzhun.policy.exemptions import Exemption, ExemptionList
from jingzhun.policy.judge import Matter, judge
from jingzhun.policy.pack import load as load_policy
from jingzhun.policy.records import Policy
from jingzhun.rules import RULES, Roll
from jingzhun.rules.previous import compared_columns
from jingzhun.selection import Selection
from jingzhun.verification import verify_links, verify_roll

# From so many rows on, cells of several people are how the roll is kept, and no slips (those are rule JZ120's).
_FEWEST_SHARED_CELLS, _SHARE_OF_SHARED_CELLS = 3, 0.1


def check(case: Case, progress: Progress, ask: AskPassword | None = None) -> Run:
    """Check one county: everything from its files to the verdict of every household.

    Args:
        case: what to check.
        progress: told how far the work is.
        ask: asks for the passwords of protected workbooks, where somebody can be asked.

    Returns:
        The run, complete but not yet written.

    Raises:
        RequestError: the files or settings do not allow a check.
    """
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    policy = load_policy(case.policy)
    selection, codes = Selection(case.select, case.ignore), _codes(policy)
    selection.require_known(codes)
    rules = tuple(rule for rule in RULES if selection.takes(rule.code))
    left_out = tuple(each.code for each in policy.conditions if not selection.takes(each.code))
    asked = {TableKind(condition.register) for condition in policy.conditions if condition.register}
    with tempfile.TemporaryDirectory(prefix="jingzhun-") as work:
        exempt_lines, exempt_input = _exemptions(case, Path(work), codes)
        intake = take_in(case, Path(work), progress, ask, asked)
        roll = read_roll(intake.chosen.roll, progress)
        members = members_of(roll)
        previous = read_roll(intake.chosen.previous, progress) if intake.chosen.previous else None
        progress("核查花名册", 0, 0)
        seen = Roll(members, case.as_of, _compared(previous), policy.income_line)
        verified = verify_roll(seen, rules)
        side = roll_side(roll)
        compared = compare_registers(
            side, members["household"].to_numpy(), intake.chosen.registers, progress, for_reports=True
        )
        verified = verify_links(verified, seen, side.people, compared, intake.unread, rules)
        progress("研判", 0, 0)
        exempt = ExemptionList(exempt_lines, members, case.as_of)
        matter = Matter(
            members=members,
            rule_findings=verified.findings,
            linked=compared.links,
            as_of=case.as_of,
            supplied=tuple(register.kind.value for register in compared.registers),
            rule_counts=verified.counts,
            exempt=exempt.apply if exempt_lines else None,
            left_out=left_out,
        )
        judgement = judge(policy, matter)
        tables = (*intake.chosen.roll, *compared.tables)
        read = (*tables, *intake.chosen.previous)
        unused, damaged = count_unused(intake.chosen.others, progress)
        return Run(
            as_of=case.as_of,
            started=started,
            policy_name=policy.name,
            policy_title=policy.title,
            policy_digest=policy.digest,
            policy_basis=tuple(basis.cited for basis in policy.basis),
            settings=case.settings(),
            inputs=(*intake.inputs, *exempt_input),
            accounts=(
                *(account(item) for item in tables),
                *(account(item, PREVIOUS_ROLL) for item in intake.chosen.previous),
                *(account_unused(item.table) for item in compared.broken),
                *unused,
            ),
            unread=(
                *compared.unread,
                *empty_registers(compared.counts),
                *damaged_rows(read),
                *damaged,
                *intake.unread,
            ),
            set_aside=tuple(row for item in read for row in item.table.set_aside),
            rule_counts=verified.counts,
            members=members,
            households=judgement.households,
            findings=judgement.findings,
            answers=judgement.answers,
            working=Working(
                policy.text,
                verified.findings,
                compared.links,
                tuple(matter.supplied),
                tuple(asdict(line) for line in exempt_lines),
                left_out,
            ),
            exemptions=exempt.account(judgement.findings),
            links=published_links(members, compared.links),
            evidence=_evidence(side, members, compared),
            figures=_figures(compared),
            warnings=(
                *partial_warnings(selection, codes),
                *intake.warnings,
                *roll_warnings(intake.chosen.roll, roll),
                *(() if previous is None else roll_warnings(intake.chosen.previous, previous)),
                *register_warnings(compared.counts),
                *exempt.warnings(),
                *unasked_warnings(compared.counts, policy),
            ),
        )


def _codes(policy: Policy) -> dict[str, str]:
    """The codes of all rules and conditions with their titles."""
    rules = {rule.code: rule.title for rule in RULES}
    return rules | {condition.code: condition.title for condition in policy.conditions}


def _exemptions(
    case: Case, work: Path, codes: Mapping[str, str]
) -> tuple[tuple[Exemption, ...], tuple[InputFile, ...]]:
    """The exemption list of a case, and what the manifest says of it; nothing where there is none."""
    if case.exemptions is None:
        return (), ()
    lines, file = read_exemptions(case.exemptions, work, case.options, codes)
    return lines, (file,)


def _compared(previous: pa.Table | None) -> pd.DataFrame | None:
    """What rules ask of last year's roll."""
    return None if previous is None else compared_columns(members_of(previous))


def read_roll(tables: Sequence[ChosenTable], progress: Progress, *, needs_households: bool = True) -> pa.Table:
    """Read and type all tables of the roll, in the order of files and sheets.

    Args:
        tables: the tables.
        progress: told how far the work is.
        needs_households: whether a roll that does not tell where a household ends is refused.

    Raises:
        RequestError: a table turns out to be damaged; without the whole roll nothing can be checked.
    """
    parts = []
    for done, item in enumerate(tables, start=1):
        mapping = item.table.mapping_for(TableKind.ROLL)
        if needs_households and not tells_households(mapping):
            raise RequestError(
                "花名册里没有户编号、与户主关系、户主姓名中的任何一列, 分不出哪些人是一户",
                where=item.table.file,
                fix="在花名册里加上户编号或与户主关系一列",
            )
        try:
            parts += [typed(batch, mapping, TableKind.ROLL) for batch in item.table.batches()]
        except UnreadableFileError as error:
            raise RequestError(f"花名册读不完整: {error.what}", where=error.where, fix=error.fix) from error
        progress("读取花名册", done, len(tables))
    _refuse_several_in_a_cell(parts)
    if not sum(part.num_rows for part in parts):
        where = "、".join(sorted({item.table.file for item in tables}))
        raise RequestError("花名册里没有一行数据", where=where, fix="核对是否给错了文件")
    return pa.concat_tables(parts, promote_options="default").combine_chunks()


def _refuse_several_in_a_cell(parts: Sequence[pa.Table]) -> None:
    """A roll that lists whole households in one row each would be checked by its first members alone."""
    rows = sum(part.num_rows for part in parts)
    places: list[str] = []
    for part in parts:
        several = list_several(part.column("name_raw").combine_chunks(), part.column("id_raw").combine_chunks())
        found = part.filter(pa.array(several)).select(["_file", "_row"])
        places += [f"{row['_file']} 第 {row['_row']} 行" for row in found.to_pylist()]
    if len(places) >= max(_FEWEST_SHARED_CELLS, _SHARE_OF_SHARED_CELLS * rows):
        raise RequestError(
            f"花名册有 {len(places)} 行在一格里写了几个人(如 {'、'.join(places[:3])}), 分不清谁是谁",
            fix="改成每人一行, 各填各的姓名、号码和与户主关系后重新核查",
        )


def published_links(members: pd.DataFrame, links: pa.Table) -> pa.Table:
    """The link table as it is published: positions in the files instead of numbers of our own."""
    rows = members.iloc[links.column("member").to_numpy()]
    table = links.append_column("roll_file", pa.array(rows["_file"], type=pa.string()))
    table = table.append_column("roll_sheet", pa.array(rows["_sheet"], type=pa.string()))
    table = table.append_column("roll_row", pa.array(rows["_row"].to_numpy()))
    names = ["reasons" if label == "link_reasons" else label for label in table.column_names]
    table = table.rename_columns(names).select(list(LINK_COLUMNS))
    return table.sort_by([(label, "ascending") for label in LINK_COLUMNS[:8]])


def _evidence(side: RollSide, members: pd.DataFrame, compared: Comparison) -> pa.Table:
    """What ``jingzhun explain`` needs, of all registers that were read."""
    parts = [
        standing(
            register.kind,
            register.result,
            register.found.scored.pairs,
            side.people,
            members,
            register.found.namesakes,
        )
        for register in compared.registers
    ]
    least = {register.kind.value: register.result.weights.grades for register in compared.registers}
    evidence = pa.concat_tables([EVIDENCE_SCHEMA.empty_table(), *parts])
    return evidence.replace_schema_metadata({"grades": json.dumps(least)})


def _figures(compared: Comparison) -> dict[str, int]:
    grades = Counter(compared.links.column("grade").to_pylist())
    return compared.figures | {f"links_{grade}": count for grade, count in sorted(grades.items())}
