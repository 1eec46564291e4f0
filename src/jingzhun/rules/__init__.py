"""核查: is the roll itself sound? One rule a file, its code and topic in the name.

JZ1 looks at single members, JZ2 at households, JZ3 at the whole roll.
"""

from __future__ import annotations

from jingzhun.rules.registry import RULES
from jingzhun.rules.rule import Found, Roll, Rule, found, rule
from jingzhun.rules.run import run_rules

__all__ = ["RULES", "Found", "Roll", "Rule", "found", "rule", "run_rules"]
