"""Print how the code is built: sizes, names that say too little, circles, who reads single answers.

    python scripts/structure.py [--list]

A public name counts as one word when it has no second part (`answer_hints` has two, `hints` one).
Names that a protocol or a library asks for (`__str__`, `get`, `validate_*`) say what the library
says, so they count in no column. Nor do the pairs that write and read JSON count as homonyms: they
mean the same wherever they stand.
"""

from __future__ import annotations

import argparse
import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "berakhlak"
SINGLE_ANSWERS = (
    f"{PACKAGE}.ratings.models",
    f"{PACKAGE}.ratings.queries",
    f"{PACKAGE}.citizens.models",
)
MOST_HOMONYMS = 3
READING_AND_WRITING = {"to_json", "from_json", "to_payload", "from_payload"}
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass
class Definition:
    module: str
    name: str
    kind: str
    lines: int = 0

    @property
    def is_one_word(self) -> bool:
        return len(WORDS.findall(self.name)) <= 1


@dataclass
class Tree:
    lines: dict[str, int] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    of_protocols: set[str] = field(default_factory=lambda: set(READING_AND_WRITING))
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def public(self, kind: str) -> list[Definition]:
        return [d for d in self.definitions if d.kind == kind and not d.name.startswith("_")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="every name that counts")
    shown = parser.parse_args()
    tree = read_tree(ROOT / PACKAGE)
    for label, figure in table(tree):
        print(f"{label:<58} {figure:>12}")
    if shown.list:
        print("\n".join(counted_names(tree)))
    return 0


def read_tree(package: Path) -> Tree:
    tree = Tree()
    paths = sorted(package.rglob("*.py"))
    modules = {module_name(path, package): path for path in paths}
    for module, path in modules.items():
        source = path.read_text(encoding="utf-8")
        parsed = ast.parse(source)
        tree.lines[module] = source.count("\n")
        tree.definitions += definitions(module, parsed)
        tree.of_protocols |= names_of_protocols(parsed)
        tree.imports[module] = imported_modules(parsed, modules.keys()) - {module}
    return tree


def module_name(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def definitions(module: str, parsed: ast.Module) -> Iterator[Definition]:
    for node in parsed.body:
        if isinstance(node, ast.ClassDef):
            yield Definition(module, node.name, "class")
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not is_asked_for(method, node):
                    yield Definition(module, method.name, "method", length(method))
        elif isinstance(node, ast.FunctionDef):
            yield Definition(module, node.name, "function", length(node))


def names_of_protocols(parsed: ast.Module) -> set[str]:
    """What the project's own protocols ask their classes for."""
    protocols = [
        node
        for node in ast.walk(parsed)
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
    ]
    return {each.name for node in protocols for each in node.body if hasattr(each, "name")}


def is_asked_for(method: ast.FunctionDef, owner: ast.ClassDef) -> bool:
    """Whether a base class outside the project may have given the method its name."""
    return bool(owner.bases) and method.name.startswith(("__", "validate_", "process_"))


def length(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imported_modules(parsed: ast.Module, modules: Iterator[str]) -> set[str]:
    """The project's modules that this one imports, under TYPE_CHECKING as well."""
    known, found = set(modules), set()
    for node in ast.walk(parsed):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & known) or ({node.module} & known)
            found |= names & known
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
    return found


def table(tree: Tree) -> Iterator[tuple[str, str]]:
    longest = max(tree.lines, key=lambda module: tree.lines[module])
    sizes = sorted(d.lines for d in tree.definitions if d.kind != "class")
    yield "modules", str(len(tree.lines))
    yield f"longest module ({longest})", f"{tree.lines[longest]} lines"
    yield "function, median", f"{statistics.median(sizes):.0f} lines"
    yield "function, nine of ten within", f"{sizes[int(len(sizes) * 0.9)]} lines"
    for kind in ("function", "class"):
        yield f"public {kind} names of one word", share_of_one_word(tree.public(kind))
    yield f"public names used over {MOST_HOMONYMS} times", str(len(homonyms(tree)))
    yield "circles of imports", str(len(circles(tree.imports)))
    readers = packages_reading(tree)
    yield "modules outside ratings and citizens reading answers", str(len(readers))


def share_of_one_word(found: list[Definition]) -> str:
    return f"{sum(d.is_one_word for d in found) / len(found):.1%} of {len(found)}"


def homonyms(tree: Tree) -> dict[str, list[str]]:
    """Names that stand for different things in more than three places."""
    places: dict[str, list[str]] = defaultdict(list)
    for kind in ("function", "class", "method"):
        for found in tree.public(kind):
            if found.name not in tree.of_protocols:
                places[found.name].append(found.module)
    return {name: found for name, found in places.items() if len(found) > MOST_HOMONYMS}


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules, each of which reaches every other of its group."""
    modules = sorted(imports)
    place = {module: index for index, module in enumerate(modules)}
    edges = [(place[one], place[other]) for one in modules for other in imports[one] & place.keys()]
    graph = coo_array(
        (np.ones(len(edges)), tuple(np.array(edges, int).reshape(-1, 2).T)), (len(modules),) * 2
    )
    _count, group_of = connected_components(graph, connection="strong")
    found: dict[int, list[str]] = defaultdict(list)
    for module, group in zip(modules, group_of, strict=True):
        found[int(group)].append(module)
    return [group for group in found.values() if len(group) > 1]


def packages_reading(tree: Tree) -> list[str]:
    own = (f"{PACKAGE}.ratings", f"{PACKAGE}.citizens")
    return sorted(
        module
        for module, imported in tree.imports.items()
        if imported & set(SINGLE_ANSWERS) and not module.startswith(own)
    )


def counted_names(tree: Tree) -> Iterator[str]:
    for kind in ("function", "class"):
        for found in tree.public(kind):
            if found.is_one_word:
                yield f"{kind} {found.module}.{found.name}"
    for name, modules in sorted(homonyms(tree).items()):
        yield f"homonym {name}: {', '.join(modules)}"
    yield from (f"reads answers: {module}" for module in packages_reading(tree))
    yield from (f"circle: {' > '.join(group)}" for group in circles(tree.imports))


if __name__ == "__main__":
    raise SystemExit(main())
