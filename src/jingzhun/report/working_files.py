"""What the judge was given, kept with the run: with these files alone its verdicts can be found again.

They hold full numbers, as the ledger does, and are readable by their owner alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.model import RuleCount, Run
from jingzhun.policy.exemptions import Exemption, ExemptionList
from jingzhun.policy.judge import Matter
from jingzhun.policy.pack import parse
from jingzhun.policy.records import Policy

POLICY = "policy.toml"
MEMBERS = "working-members.parquet"
RULE_FINDINGS = "working-rule-findings.parquet"
LINKED = "working-links.parquet"
FACTS = "working.json"
FILES = (POLICY, MEMBERS, RULE_FINDINGS, LINKED, FACTS)


def write(run: Run, directory: Path) -> None:
    """Write the working files of a run; nothing where it kept nothing.

    Raises:
        OSError: a file could not be written.
    """
    working = run.working
    if working is None:
        return
    (directory / POLICY).write_text(working.policy_text, encoding="utf-8", newline="\n")
    for name, frame in ((MEMBERS, run.members), (RULE_FINDINGS, working.rule_findings)):
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), directory / name, compression="zstd")
    pq.write_table(working.linked, directory / LINKED, compression="zstd")
    facts = {
        "as_of": run.as_of.isoformat(),
        "supplied": list(working.supplied),
        "rules": [asdict(count) for count in run.rule_counts],
        "exemptions": [{key: _plain(value) for key, value in line.items()} for line in working.exemptions],
        "left_out": list(working.left_out),
        "judgement": judgement_digest(run.findings, run.households),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (directory / FACTS).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(directory: Path) -> tuple[Policy, Matter, str]:
    """Read what :func:`write` kept.

    Returns:
        The policy, what is to be judged, and the digest of the judgement of the run.

    Raises:
        PolicyError: the policy is not valid.
        OSError, ValueError, KeyError, TypeError, pa.ArrowException: a file is missing or damaged.
    """
    facts = json.loads((directory / FACTS).read_text(encoding="utf-8"))
    policy = parse((directory / POLICY).read_bytes(), POLICY)
    members = pq.read_table(directory / MEMBERS).to_pandas()
    day = date.fromisoformat(facts["as_of"])
    lines = tuple(_exemption(line) for line in facts["exemptions"])
    matter = Matter(
        members=members,
        rule_findings=pq.read_table(directory / RULE_FINDINGS).to_pandas(),
        linked=pq.read_table(directory / LINKED),
        as_of=day,
        supplied=tuple(facts["supplied"]),
        rule_counts=tuple(RuleCount(**{**count, "missing": tuple(count["missing"])}) for count in facts["rules"]),
        exempt=ExemptionList(lines, members, day).apply if lines else None,
        left_out=tuple(facts["left_out"]),
    )
    return policy, matter, str(facts["judgement"])


def judgement_digest(findings: pd.DataFrame, households: pd.DataFrame) -> str:
    """SHA-256 of findings and households, whatever the types of their columns."""
    digest = hashlib.sha256()
    for frame in (findings, households):
        digest.update(frame.to_csv(index=False, lineterminator="\n").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _exemption(line: Mapping[str, Any]) -> Exemption:
    until = line["valid_until"]
    kept: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in line.items()}
    return Exemption(**{**kept, "valid_until": None if until is None else date.fromisoformat(until)})
