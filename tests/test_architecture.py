"""The promises of docs/development/architecture.md that can be read off the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import jingzhun

PACKAGE = Path(jingzhun.__file__).parent
#: Lowest first: a part may import from its own layer and from those before it.
LAYERS = (
    ("__init__", "kinds", "model", "errors", "data"),
    ("fields",),
    ("privacy", "households", "selection"),
    ("read", "normalise"),
    ("member_values",),
    ("rules", "sample"),
    ("match",),
    ("engine",),
    ("policy",),
    ("report",),
    ("explain",),
    ("case", "exemption_file"),
    ("settings",),
    ("gather", "passed_over"),
    ("choose",),
    ("intake",),
    ("casework",),
    ("accounts",),
    ("comparison",),
    ("verification",),
    ("pipeline",),
    ("linking",),
    ("library",),
    ("batch",),
    ("cli",),
    ("__main__",),
)
FORBIDDEN = {"pickle", "shelve", "marshal", "socket", "urllib", "http", "requests", "ftplib", "smtplib"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def part_of(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_part_has_a_layer() -> None:
    parts = {part_of(name) for name, _ in modules()}
    assert parts == {part for layer in LAYERS for part in layer} - {"data"}


def test_imports_go_one_way() -> None:
    rank = {part: height for height, layer in enumerate(LAYERS) for part in layer}
    wrong = [
        f"{name} imports {imported}"
        for name, tree in modules()
        for imported in imports(tree)
        # The package itself offers what the library holds, and imports it when it is first asked for.
        if name != "__init__.py"
        and imported.startswith("jingzhun.")
        and imported.split(".")[1] in rank
        and rank[imported.split(".")[1]] > rank[part_of(name)]
    ]
    assert not wrong


def test_nothing_forbidden_is_imported_or_called() -> None:
    for name, tree in modules():
        assert not FORBIDDEN & {imported.split(".")[0] for imported in imports(tree)}, name
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec"}, name
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)], name


def test_every_module_and_public_function_is_documented() -> None:
    for name, tree in modules():
        assert ast.get_docstring(tree), name
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{name}: {node.name}"


def test_no_module_grows_too_long() -> None:
    long = {
        name: lines
        for name, lines in ((path.name, len(path.read_text().splitlines())) for path in PACKAGE.rglob("*.py"))
        if lines > 350
    }
    assert not long
