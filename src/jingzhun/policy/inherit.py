"""Packs that extend others: a county states only what differs, and the rest is taken over.

A condition or an exception with the code of one that is taken over changes the keys that it writes; a source with the
same id, and a line, replace the other as a whole. ``drop`` leaves out. ``when`` says anew what holds: ``when_not`` and
``needs`` of the base, which belong to the old ``when``, go with it; and ``about`` goes with ``register``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jingzhun.policy import pack_keys
from jingzhun.policy.node import Node, nearest, unknown
from jingzhun.policy.records import Difference

_NOT_INHERITED = ("extends", "drop", "resolved")
#: What goes with a key that is written anew: it was said of the old value.
_REPLACED_WITH = {
    "when": ("when_not", "needs", "manual"),
    "manual": ("when",),
    "about": ("register",),
    "register": ("about",),
}
_LISTS = ("doubt", "correct", "clue", "note")


@dataclass(frozen=True)
class Merged:
    """A pack with what it takes over, and how it differs from that."""

    top: Node
    differences: tuple[Difference, ...]


def merge(base: Node, own: Node) -> Merged:
    """A pack over the pack that it extends.

    Args:
        base: the top table of the other pack, itself complete.
        own: the top table of the pack.

    Raises:
        PolicyError: ``drop`` names what is not there, or a code stands twice.
    """
    dropped = _dropped(base, own)
    differences = [Difference("dropped", part, code) for code, part in dropped.items()]
    own_head = {key: value for key, value in own.table.items() if key not in _NOT_INHERITED}
    children: dict[str, tuple[Node, ...]] = {}
    sources, found = _by_key(base, own, "basis", "id", pack_keys.BASIS, dropped)
    children["basis"] = tuple(own_node or base_node for base_node, own_node in sources)  # type: ignore[misc]
    differences += found
    conditions, found = _by_key(base, own, "condition", "code", pack_keys.CONDITION, dropped)
    differences += found
    for base_node, own_node in conditions:
        node, inner = _condition(base_node, own_node)
        children["condition"] = (*children.get("condition", ()), node)
        differences += inner
    for key, examples in (("combine", pack_keys.COMBINE), ("lines", {}), ("effects", pack_keys.EFFECTS)):
        if key in base.table or key in own.table:
            merged, found = _section(key, base.inner(key, examples), own.inner(key, examples), dropped)
            children[key] = (merged,)
            differences += found
    head = [key for key in own_head if key not in children and base.table.get(key) != own_head[key]]
    differences += [Difference("changed", "head", key) for key in head if key not in ("name", "title")]
    # A pack that begins on a day of its own does not end on the day of the other.
    left_out = (*_NOT_INHERITED, *(("valid_to",) if "valid_from" in own_head and "valid_to" not in own_head else ()))
    table = {key: value for key, value in {**base.table, **own_head}.items() if key not in left_out}
    origins = {key: own if key in own_head else base.origin(key) for key in table}
    top = replace(own, table=table, origins={key: node for key, node in origins.items() if node is not own})
    return Merged(replace(top, children=children, table=_plain(top, children)), tuple(differences))


def _plain(node: Node, children: Mapping[str, tuple[Node, ...]]) -> dict[str, Any]:
    """A table with what stands in its children, as one file would write it."""
    plain = dict(node.table)
    for key, inner in children.items():
        if key in ("basis", "condition", "exception"):
            plain[key] = [child.table for child in inner]
        else:
            plain[key] = inner[0].table
    return plain


def _dropped(base: Node, own: Node) -> dict[str, str]:
    """The codes that a pack drops, each with what it is."""
    known = {str(node.table.get("code")): "condition" for node in base.list_of("condition", pack_keys.CONDITION)}
    known |= {str(node.table.get("id")): "basis" for node in base.list_of("basis", pack_keys.BASIS)}
    known |= dict.fromkeys(base.inner("lines", {}).table, "line")
    for code in own.texts("drop"):
        if code not in known:
            own.fail(_no_such("条件、依据或线", code, known), key="drop", fix=_near(code, known))
    return {code: known[code] for code in own.texts("drop")}


def _no_such(what: str, code: str, known: Mapping[str, str]) -> str:
    return f"“drop” 要去掉的{what} “{code}” 在上级政策里没有" + unknown("", code, known).partition("”")[2]


def _near(code: str, known: Mapping[str, str]) -> str:
    near = nearest(code, known)
    return f'例如 drop = ["{near}"]' if near else "去掉这一项"


def _by_key(
    base: Node, own: Node, key: str, name: str, examples: Mapping[str, str], dropped: Mapping[str, str]
) -> tuple[list[tuple[Node | None, Node | None]], list[Difference]]:
    """The tables of a list from both packs, side by side by their code; those of the base first, in its order."""
    mine: dict[str, Node] = {}
    for node in own.list_of(key, examples):
        code = node.table.get(name)
        if not isinstance(code, str) or not code.strip():
            node.fail(f"缺少必填的键 “{name}”", fix=f"补上一行, 例如 {examples[name]}")
        if code in mine:
            node.fail(f"“{code}” 重复", key=name, fix="换一个没有用过的代码")
        mine[code] = node
    theirs = {str(node.table.get(name)): node for node in base.list_of(key, examples)}
    kept = {code: node for code, node in theirs.items() if dropped.get(code) != key}
    pairs = [(node, mine.get(code)) for code, node in kept.items()]
    added = [(None, node) for code, node in mine.items() if code not in kept]
    differences = [Difference("added", key, str(node.table[name])) for _, node in added]
    changed = [(code, mine[code]) for code in kept if code in mine]
    for code, node in changed:
        keys = tuple(word for word in node.table if word not in (name, "exception", "drop"))
        if keys:
            differences.append(Difference("changed", key, code, keys))
    return [*pairs, *added], differences


def _condition(base: Node | None, own: Node | None) -> tuple[Node, list[Difference]]:
    """A condition of the base with what the pack changes of it, or one of either alone."""
    if base is None or own is None:
        alone = base or own
        if alone is None:
            raise ValueError("no condition")
        return alone, []
    code = str(own.table["code"])
    known = {str(node.table.get("code")): "exception" for node in base.list_of("exception", pack_keys.EXCEPTION)}
    for dropped in own.texts("drop"):
        if dropped not in known:
            own.fail(_no_such("例外", dropped, known), key="drop", fix=_near(dropped, known))
    gone = dict.fromkeys(own.texts("drop"), "exception")
    pairs, found = _by_key(base, own, "exception", "code", pack_keys.EXCEPTION, gone)
    exceptions = tuple(_over(theirs, mine) for theirs, mine in pairs)
    differences = [Difference("dropped", "exception", f"{code}/{each}") for each in gone]
    differences += [replace(each, code=f"{code}/{each.code}") for each in found]
    node = _over(base, own)
    table = {key: value for key, value in node.table.items() if key not in ("drop", "exception")}
    children = {"exception": exceptions} if exceptions else {}
    node = replace(node, table=table, children=children)
    return replace(node, table=_plain(node, children)), differences


def _over(base: Node | None, own: Node | None) -> Node:
    """The keys of one table over those of another."""
    if base is None or own is None:
        alone = base or own
        if alone is None:
            raise ValueError("no table")
        return alone
    gone = {old for key in own.table for old in _REPLACED_WITH.get(key, ()) if old not in own.table}
    table = {key: value for key, value in {**base.table, **own.table}.items() if key not in gone}
    origins = {key: base.origin(key) for key in table if key not in own.table}
    return replace(own, table=table, origins=origins)


def _section(key: str, base: Node, own: Node, dropped: Mapping[str, str]) -> tuple[Node, list[Difference]]:
    """``[combine]``, ``[lines]`` and ``[effects]`` of both packs."""
    part = {"lines": "line", "effects": "effect"}.get(key, key)
    theirs, mine = dict(base.table), dict(own.table)
    if key == "lines":
        theirs = {name: value for name, value in theirs.items() if dropped.get(name) != "line"}
    if key == "combine":
        rows = {row: theirs[row] | cells for row, cells in mine.items() if _both_tables(theirs.get(row), cells)}
        mine |= rows
    if key == "effects":
        # A rule that the pack lists is no longer listed elsewhere.
        listed = {code for name in _LISTS for code in own.texts(name)}
        for name in _LISTS:
            rest = [code for code in theirs.get(name, ()) if code not in listed]
            merged = [*rest, *mine.get(name, ())]
            theirs.pop(name, None)
            if merged and (name in mine or rest):
                (mine if name in mine else theirs)[name] = merged
    differences = [
        Difference("added" if name not in base.table else "changed", part, name)
        for name in own.table
        if base.table.get(name) != own.table[name]
    ]
    table = {**theirs, **mine}
    origins = {name: base.origin(name) for name in table if name not in own.table}
    return replace(own, table=table, origins=origins), differences


def _both_tables(theirs: Any, mine: Any) -> bool:
    return isinstance(theirs, dict) and isinstance(mine, dict)
