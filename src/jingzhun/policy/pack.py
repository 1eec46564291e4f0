"""Policy packs: TOML files that say, with date, area and source, what counts and which exceptions hold.

A pack is checked completely before it is used; the format is explained in docs/guide/policy.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from jingzhun.errors import PolicyError
from jingzhun.policy import pack_keys
from jingzhun.policy.condition_sections import read_conditions, unique
from jingzhun.policy.inherit import merge
from jingzhun.policy.node import Node, unknown
from jingzhun.policy.places import Places
from jingzhun.policy.records import Difference, PackSource, Policy
from jingzhun.policy.sections import read_basis, read_combination, read_effects, read_lines
from jingzhun.policy.toml_text import parse_toml
from jingzhun.policy.toml_write import toml_text


def available() -> tuple[str, ...]:
    """The names of the shipped packs, in alphabetical order."""
    folder = resources.files("jingzhun.policy") / "packs"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


def load(name: str | Path) -> Policy:
    """Read and check a policy.

    Args:
        name: a shipped pack (see :func:`available`) or the path of a TOML file.

    Raises:
        PolicyError: there is none, or it is not valid; the message names line, key and the nearest valid one.
    """
    return parse(*_source(name))


def parse(source: bytes, file: str) -> Policy:
    """Check the text of a pack; see :func:`load`.

    Args:
        source: the text.
        file: what messages call it; the packs that it extends are looked for beside it.
    """
    top, chain, differences = _resolved(source, file, ())
    return _policy(top, chain, differences)


def resolved_text(policy: Policy) -> str:
    """The whole policy as one TOML text, without the packs it extends; it reads as the same policy."""
    files = "".join(f"#   {each.file}  SHA-256 {each.sha256}\n" for each in policy.chain)
    return f"# 由以下文件合成的完整政策规则, 供复核:\n{files}\n{policy.text}"


def _source(name: str | Path) -> tuple[bytes, str]:
    """The text of a pack and what messages call it."""
    if str(name) in available():
        item = resources.files("jingzhun.policy") / "packs" / f"{name}.toml"
        return item.read_bytes(), f"{name}.toml"
    path = Path(name)
    try:
        return path.read_bytes(), str(path)
    except FileNotFoundError as error:
        fix = f"写随程序带的政策规则({'、'.join(available())}), 或自己的 .toml 文件的路径"
        raise PolicyError(unknown("政策规则", str(name), available()), fix=fix) from error
    except (OSError, ValueError) as error:
        why = "是文件夹" if path.is_dir() else "不许读取" if isinstance(error, PermissionError) else "读不出"
        fix = f"给出能打开的 .toml 文件, 或写随程序带的政策规则({'、'.join(available())})"
        raise PolicyError(f"政策规则打不开({why})", where=str(path), fix=fix) from error


def _resolved(
    source: bytes, file: str, above: tuple[str, ...]
) -> tuple[Node, tuple[PackSource, ...], tuple[Difference, ...]]:
    """A pack over all that it extends.

    Args:
        source: its text.
        file: its name.
        above: the files that extend it, the outermost first.
    """
    text, data = parse_toml(source, file, PolicyError, 'title = "机动车"')
    top = Node(data, (), file, Places(text, data), pack_keys.TOP)
    top.check_keys(("name", "title"))
    own = PackSource(top.text("name"), top.text("title"), file, hashlib.sha256(source).hexdigest())
    if "resolved" in top.table:
        return top, *_kept(top)
    if "extends" not in top.table:
        if "drop" in top.table:
            top.fail("“drop” 要同 “extends” 一起写", key="drop", fix=f"例如 {pack_keys.TOP['extends']}")
        return top, (own,), ()
    base, chain = _extended(top, (*above, file))
    merged = merge(base, top)
    return merged.top, (*chain, own), merged.differences


def _extended(top: Node, above: tuple[str, ...]) -> tuple[Node, tuple[PackSource, ...]]:
    """The pack that another extends; a path is relative to the file that names it."""
    named = top.text("extends")
    beside = Path(top.file).parent / named
    name: str | Path = named if named in available() else beside
    shown = f"{named}.toml" if name == named else str(beside)
    path = " → ".join((*above, shown))
    known = {file if Path(file).stem in available() and Path(file).name == file else _real(file) for file in above}
    if (shown if name == named else _real(shown)) in known:
        top.fail(f"政策规则互相继承, 成了一圈: {path}", key="extends", fix="去掉其中一处 extends")
    try:
        source, file = _source(name)
    except PolicyError as error:
        what = f"找不到或打不开要继承的政策规则 “{named}”(继承关系: {path})"
        fix = f"写随程序带的({'、'.join(available())}), 或相对于本文件的路径"
        raise PolicyError(what, where=top.where("extends"), fix=fix) from error
    base, chain, _ = _resolved(source, file, above)
    return base, chain


def _real(file: str) -> str:
    return str(Path(file).resolve())


def _kept(top: Node) -> tuple[tuple[PackSource, ...], tuple[Difference, ...]]:
    """What a resolved text says of the files it was made of."""
    if "extends" in top.table:
        top.fail("合成的政策规则不再继承别的", key="extends", fix="去掉 extends 或 [resolved] 一段")
    node = top.inner("resolved", pack_keys.RESOLVED)
    node.check_keys(("files",))
    files = node.list_of("files", pack_keys.FILE)
    for each in files:
        each.check_keys(pack_keys.FILE)
    differences = node.list_of("differences", pack_keys.DIFFERENCE)
    for each in differences:
        each.check_keys(("what", "part", "code"))
    return (
        tuple(PackSource(*(each.text(key) for key in pack_keys.FILE)) for each in files),
        tuple(
            Difference(each.text("what"), each.text("part"), each.text("code"), each.texts("keys"))
            for each in differences
        ),
    )


def _policy(top: Node, chain: tuple[PackSource, ...], differences: tuple[Difference, ...]) -> Policy:
    top.check_keys(("name", "title", "area", "valid_from", "effects", "basis", "condition"))
    valid_from, valid_to = top.day("valid_from"), top.day("valid_to")
    if valid_from is None or (valid_to is not None and valid_to < valid_from):
        top.fail("“valid_to” 早于 “valid_from”", key="valid_to", fix=f"例如 {pack_keys.TOP['valid_to']}")
    sources = top.list_of("basis", pack_keys.BASIS)
    conditions = top.list_of("condition", pack_keys.CONDITION)
    if not sources or not conditions:
        top.fail("至少要有一段 [[basis]] 和一段 [[condition]]", fix=f"例如 {pack_keys.TOP['basis']}")
    basis_ids = unique(sources, "id", "依据编号")
    lines = read_lines(top.inner("lines", {}), basis_ids)
    said = {key: value for key, value in top.table.items() if key not in ("resolved", "extends", "drop")}
    return Policy(
        name=top.text("name"),
        title=top.text("title"),
        area=top.text("area"),
        valid_from=valid_from,
        valid_to=valid_to,
        combine=read_combination(top.inner("combine", pack_keys.COMBINE)),
        lines=lines,
        effects=read_effects(top.inner("effects", pack_keys.EFFECTS)),
        basis=tuple(map(read_basis, sources)),
        conditions=read_conditions(conditions, basis_ids, {line.id: line.title for line in lines}),
        file=top.file,
        digest=hashlib.sha256(toml_text(said, pack_keys.SECTIONS).encode()).hexdigest(),
        chain=chain,
        differences=differences,
        text=toml_text({**said, "resolved": _made_of(chain, differences)}, pack_keys.SECTIONS),
    )


def _made_of(chain: tuple[PackSource, ...], differences: tuple[Difference, ...]) -> Mapping[str, Any]:
    """The section of a resolved text that says what it was made of."""
    return {
        "files": [{"name": each.name, "title": each.title, "file": each.file, "sha256": each.sha256} for each in chain],
        "differences": [
            {"what": each.what, "part": each.part, "code": each.code} | ({"keys": list(each.keys)} if each.keys else {})
            for each in differences
        ],
    }
