"""A mutant: one change of one file; and all that can be made of a file.

A change replaces the text of its node and leaves every other line alone. Texts for people are not
changed; what a table looks like neither, since a test compares the models with the migrations.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from os.path import commonprefix
from pathlib import Path

from mutation.operators import name_of, proposals

LONG, AROUND = 120, 30  # Letters of a change that are printed.
UNCHANGED_CALLS = {"_", "gettext", "lazy_gettext", "ngettext", "N_"}
UNCHANGED_CALLS |= {"mapped_column", "relationship"}
UNCHANGED_CALLS |= {"CheckConstraint", "UniqueConstraint", "TypeVar", "getLogger"}
UNCHANGED_CALLS |= {"dataclass", "log", "errstate"}  # The last: whether NumPy warns.
UNCHANGED_CALLS |= {"lru_cache"}  # How much is kept ready: speed alone.
LOGGED = {"debug", "info", "warning", "error", "exception"}


@dataclass(frozen=True)
class Mutant:
    """One change: `start` and `end` are offsets in the bytes of the file."""

    path: str
    line: int
    end_line: int
    place: str
    kind: str
    old: str
    new: str
    start: int
    end: int
    twin: int = 0  # How many equal changes stand before it in the same place.

    @property
    def change(self) -> str:
        """What differs, with the words around it."""
        old, new = _line(self.old), _line(self.new)
        if max(len(old), len(new)) > LONG:
            before = len(commonprefix([old, new]))
            after = len(commonprefix([old[before:][::-1], new[before:][::-1]]))
            start = max(0, before - AROUND)
            old, new = (each[start : len(each) - after + AROUND] for each in (old, new))
        return f"{old[:LONG]}  ->  {new[:LONG]}"

    @property
    def key(self) -> str:
        """The same for the same change of the same text, wherever its line moves."""
        twin = f" #{self.twin}" if self.twin else ""
        return f"{self.path} {self.place} {self.kind}: {self.old} -> {self.new}{twin}"

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]


def mutants_of(root: Path, file: Path) -> list[Mutant]:
    """Every change of a file that still compiles, in the order of the file."""
    source = file.read_bytes()
    tree = ast.parse(source)
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = []
    for node, place in _walk(tree, ""):
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        for kind, new in proposals(node):
            old = source[start:end].decode()
            mutant = Mutant(
                str(file.relative_to(root)), node.lineno, node.end_lineno or 0, place, kind,
                old, new, start, end,
            )  # fmt: skip
            if kind == "permissions" and not old.startswith("0o"):
                continue  # Only what is written as a mode is one.
            if old != new and _compiles(mutant.applied(source)):
                found.append(mutant)
    return _told_apart(found)


def _told_apart(mutants: list[Mutant]) -> list[Mutant]:
    seen: Counter[str] = Counter()
    found = []
    for mutant in mutants:
        found.append(replace(mutant, twin=seen[mutant.key]))
        seen[mutant.key] += 1
    return found


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _walk(node: ast.AST, place: str) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Nodes that may change, with the dotted name of the function or class around them."""
    for child in ast.iter_child_nodes(node):
        if _is_left_alone(child):
            continue
        inside = place
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inside = f"{place}.{child.name}".lstrip(".")
        if isinstance(child, ast.expr | ast.stmt):
            yield child, inside
        yield from _walk(_inside(child), inside)


def _inside(node: ast.AST) -> ast.AST:
    """The parts of a node that run, as a node of their own; none of annotations and of errors."""
    if isinstance(node, ast.FunctionDef):
        return ast.Module([node.args, *node.decorator_list, *node.body], [])  # type: ignore[list-item]
    if isinstance(node, ast.Call) and name_of(node) == "cast":
        return ast.Module(node.args[1:], [])  # type: ignore[arg-type]  # The first is a type.
    if isinstance(node, ast.AnnAssign) and node.value:
        return ast.Module([node.value], [])  # type: ignore[list-item]
    # Nothing to run, or words for the log.
    return ast.Pass() if isinstance(node, ast.arg | ast.AnnAssign | ast.Raise) else node


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and (
        isinstance(node.value, ast.Constant) or name_of(node.value) in LOGGED
    ):
        return True  # A docstring, or words for the log.
    if isinstance(node, ast.Call) and name_of(node.func) in UNCHANGED_CALLS:
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True  # Of `zip`: notices mistakes, does nothing.
    if isinstance(node, ast.Assign) and name_of(node.targets[0]) in ("__table_args__", "__all__"):
        return True
    is_typing = isinstance(node, ast.If) and name_of(node.test) == "TYPE_CHECKING"
    return is_typing or isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _line(text: str) -> str:
    """An expression as the compiler would write it, on one line."""
    with suppress(SyntaxError):  # A statement has none.
        text = ast.unparse(ast.parse(text.strip(), mode="eval"))
    return " ".join(text.split())
