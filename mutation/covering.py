"""Which tests run which line, and how long they take: measured once for each file of tests."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from coverage import CoverageData

from mutation.areas import Area
from mutation.mutants import Mutant

# Seconds of tests that one mutant is worth; fewer give a first look at a busy machine.
LONGEST = float(os.environ.get("MUTATION_LONGEST", 25))
NOT_HERE = "not browser"
NO_TESTS = 5  # What pytest says where all tests of the files are left out.
MAKING = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)  # Statements that set names.
Lines = dict[str, dict[int, set[str]]]  # Path -> line -> names of tests.


@dataclass(frozen=True)
class Coverage:
    """`lines`: path -> line -> names of tests. `seconds`: of each test, its set-up included."""

    lines: Lines
    seconds: dict[str, float]
    order: list[str]  # The area's folders, nearest first.

    def tests_for(self, root: Path, mutant: Mutant) -> list[str]:
        """The tests that run the changed lines, quick and near ones first."""
        source = (root / mutant.path).read_text("utf-8")
        own = self._run_by_tests(root, mutant.path)
        found = _on(own, range(mutant.line, mutant.end_line + 1))
        if not found:  # Run at import, as decorators are: the function below them, else
            # whatever reads the name that is made there, here or in another file of the area.
            found = _on(own, _decorated(source, mutant)) or _on(own, _readers(source, mutant))
        if not found:
            found = self._reading_elsewhere(root, source, mutant)
        if not found:  # Read outside the area, if at all: the tests named after the file first.
            named = self._named_after(mutant)
            found = set().union(*own.values()) or set(self.seconds)
            return list(self._within_reason(named, found - set(named)))
        return list(self._within_reason(found))

    def _run_by_tests(self, root: Path, path: str) -> dict[int, set[str]]:
        # What runs at import is told of whichever test happened to import it first.
        inside = _inside_functions((root / path).read_text("utf-8"))
        return {n: tests for n, tests in self.lines.get(path, {}).items() if n in inside}

    def _reading_elsewhere(self, root: Path, source: str, mutant: Mutant) -> set[str]:
        tree = ast.parse(source)
        names = _made_around([n for n in ast.walk(tree) if isinstance(n, MAKING)], {mutant.line})
        found = (
            _on(
                self._run_by_tests(root, path),
                _reading(ast.parse((root / path).read_text("utf-8")), names),
            )
            for path in self.lines
            if path != mutant.path
        )
        return set().union(*found)

    def _named_after(self, mutant: Mutant) -> list[str]:
        file = f"/test_{Path(mutant.path).stem}.py::"
        return [test for test in self.seconds if file in test]

    def _within_reason(self, *tests: Iterable[str]) -> Iterator[str]:
        spent = 0.0
        for test in chain.from_iterable(sorted(each, key=self._cost) for each in tests):
            spent += self.seconds.get(test, 1.0)
            if spent > LONGEST:
                return
            yield test

    def _cost(self, test: str) -> tuple[float, str]:
        near = next((i for i, path in enumerate(self.order) if test.startswith(path)), 9)
        return (self.seconds.get(test, 1.0) * (1 + near), test)


def _on(lines: dict[int, set[str]], wanted: Iterable[int]) -> set[str]:
    return set().union(*(lines.get(line, set()) for line in wanted))


def _inside_functions(source: str) -> set[int]:
    """Lines that run when a function is called."""
    bodies = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    ranges = (range(n.body[0].lineno, (n.end_lineno or 0) + 1) for n in bodies)
    return set().union(*ranges)


def _decorated(source: str, mutant: Mutant) -> Iterator[int]:
    """Lines of the function whose decorators hold the mutant."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            above = [decorator.lineno for decorator in function.decorator_list]
            if above and min(above) <= mutant.line < function.lineno:
                yield from range(function.body[0].lineno, (function.end_lineno or 0) + 1)


def _readers(source: str, mutant: Mutant) -> set[int]:
    """Lines of the same file that read a name set by the statement around the mutant, and those
    that read a name which is made of it on the top level."""
    tree = ast.parse(source)
    made = [n for n in ast.walk(tree) if isinstance(n, MAKING) and not isinstance(n, ast.ClassDef)]
    readers = _reading(tree, _made_around(made, {mutant.line}))
    top = [each for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)]
    while more := _reading(tree, _made_around(top, readers)) - readers:
        readers |= more
    return readers


def _made_around(statements: Iterable[ast.stmt], lines: set[int]) -> set[str]:
    """Names that are set by those of the statements which have one of the lines."""
    found = (
        _made(each)
        for each in statements
        if lines & {*range(each.lineno, (each.end_lineno or 0) + 1)}
    )
    return set().union(*found)


def _reading(tree: ast.AST, names: set[str]) -> set[int]:
    """Lines that have one of the names."""
    found = {n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in names}
    return found | {
        n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in names
    }


def _made(statement: ast.AST) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", statement)]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def measured(tree: Path, name: str, area: Area, kept: Path) -> Coverage:
    """What the area's tests run: read from an earlier run, but for files that changed since."""
    files = _test_files(tree, area)
    states = {file: _state(tree, [*area.files(tree), tree / file]) for file in files}
    store = kept / f"{name}.coverage.json"
    known = json.loads(store.read_text("utf-8")) if store.exists() else {}
    known = {
        file: known[file] for file in files if known.get(file, {}).get("state") == states[file]
    }
    if stale := [file for file in files if file not in known]:
        lines, seconds = _run(tree, stale, area, kept)
        known |= {file: _part(file, states[file], lines, seconds) for file in stale}
        store.write_text(json.dumps(known), encoding="utf-8")
    return _whole(known.values(), area.test_paths(tree))


def _test_files(tree: Path, area: Area) -> list[str]:
    found: list[Path] = []
    for path in area.test_paths(tree):
        found += (
            sorted((tree / path).rglob("test_*.py")) if (tree / path).is_dir() else [tree / path]
        )
    return [str(path.relative_to(tree)) for path in dict.fromkeys(found)]


def _part(file: str, state: str, lines: Lines, seconds: dict[str, float]) -> dict[str, Any]:
    """What the tests of one file run, as it is stored."""
    own = {
        path: {line: here for line, tests in each.items() if (here := _of(file, tests))}
        for path, each in lines.items()
    }
    return {"state": state, "lines": own, "seconds": {t: seconds[t] for t in _of(file, seconds)}}


def _of(file: str, tests: Iterable[str]) -> list[str]:
    return [test for test in tests if test.startswith(f"{file}::")]


def _whole(parts: Iterable[dict[str, Any]], order: list[str]) -> Coverage:
    lines: Lines = defaultdict(lambda: defaultdict(set))
    seconds: dict[str, float] = {}
    for part in parts:
        seconds |= part["seconds"]
        for path, each in part["lines"].items():
            for line, tests in each.items():
                lines[path][int(line)].update(tests)
    return Coverage(lines, seconds, order)


def state_of(tree: Path) -> str:
    """A hash of all the code and all the tests."""
    return _state(tree, [*tree.glob("berakhlak/**/*.py"), *tree.glob("tests/**/*.py")])


def _state(tree: Path, files: Iterable[Path]) -> str:
    found = sha256()
    for path in sorted(files):
        found.update(str(path.relative_to(tree)).encode() + path.read_bytes())
    return found.hexdigest()


def _run(tree: Path, files: list[str], area: Area, kept: Path) -> tuple[Lines, dict[str, float]]:
    data, seconds = kept / "running.coverage", kept / "running.seconds.json"
    data.unlink(missing_ok=True)
    packages = {str(path.parent.relative_to(tree)) for path in area.files(tree)}
    command = [sys.executable, "-m", "pytest", "-q", "-m", NOT_HERE, "-p", "mutation.timing"]
    command += [f"--cov={package}" for package in sorted(packages)]
    command += ["--cov-context=test", "--cov-report="]
    # A test that is stopped for being slow leaves things open.
    command += ["-W", "ignore::pytest.PytestUnraisableExceptionWarning", *files]
    known = {"COVERAGE_FILE": str(data), "MUTATION_SECONDS": str(seconds)}
    known["MUTATION_LONGEST"] = str(LONGEST)
    done = subprocess.run(
        command, cwd=tree, env=os.environ | known, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, NO_TESTS):
        raise SystemExit(f"The tests fail without any mutant:\n{done.stdout[-4000:]}{done.stderr}")
    wanted = {str(file.relative_to(tree)) for file in area.files(tree)}
    found = {path: lines for path, lines in _lines(data, tree).items() if path in wanted}
    return found, json.loads(seconds.read_text())


def _lines(file: Path, tree: Path) -> Lines:
    data = CoverageData(str(file))
    data.read()
    found: Lines = {}
    for path in data.measured_files():
        lines = data.contexts_by_lineno(path).items()
        found[str(Path(path).relative_to(tree))] = {
            line: tests
            for line, names in lines
            if (tests := {_test(name) for name in names} - {""})
        }
    return found


def _test(context: str) -> str:
    """`path::name|run` names the phase too."""
    return context.rpartition("|")[0]
