"""The phrases that a policy file gives for reasons: ``" {plate}"``, each with at most one field of the register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jingzhun.policy.node import Node, nearest, unknown

_PHRASE = re.compile(r"(?P<before>[^{}]*)(?:\{(?P<field>[^{}|]*)(?:\|(?P<otherwise>[^{}|]*))?\}(?P<after>[^{}]*))?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence; it is left out where its field is empty and there is no other word for it.

    Attributes:
        before: the text before the field, or the whole phrase.
        field: the field, ``""`` where the phrase has none.
        otherwise: what stands in the field's place where it is empty.
        after: the text after the field.
    """

    before: str
    field: str = ""
    otherwise: str = ""
    after: str = ""


def read_phrases(node: Node, key: str, fields: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Read a list of phrases such as ``["名下有", " {plate}"]``, empty where it is not written.

    Args:
        node: the table that may hold the list.
        key: the key of the list.
        fields: the fields that may be named, with their Chinese names.

    Raises:
        PolicyError: an unknown field, a field without braces, or braces that are not in pairs.
    """
    return tuple(_phrase(node, key, text, fields) for text in node.texts(key))


def _phrase(node: Node, key: str, text: str, fields: Mapping[str, str]) -> Phrase:
    found = _PHRASE.fullmatch(text)
    if found is None:
        node.fail(f"“{text}” 里的花括号应成对, 每项最多一对", key=key, fix=f"例如 {node.examples[key]}")
    field = found["field"]
    if field is None and text.strip() in fields:
        node.fail(f"“{text}” 是字段, 应写在花括号里", key=key, fix=f"改为 “{{{text.strip()}}}”")
    if field is None:
        return Phrase(text)
    if field not in fields:
        near = nearest(field, fields)
        fix = f"改为 {{{near}}} ({fields[near]})" if near else f"例如 {node.examples[key]}"
        node.fail(unknown("字段", field, fields), key=key, fix=fix)
    return Phrase(found["before"], field, found["otherwise"] or "", found["after"])
