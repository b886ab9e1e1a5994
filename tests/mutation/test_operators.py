"""The mutation runner changes what it says, and sees what the tests see."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from mutation import covering
from mutation.areas import AREAS, Area
from mutation.covering import Coverage, Lines
from mutation.mutants import Mutant, mutants_of
from mutation.trial import copy_tree

ROOT = Path(__file__).resolve().parents[2]


def changes(folder: Path, source: str) -> set[tuple[str, str]]:
    return {(mutant.kind, mutant.new) for mutant in found(folder, source)}


def found(folder: Path, source: str) -> list[Mutant]:
    file = folder / "some.py"
    file.write_text(source, encoding="utf-8")
    return mutants_of(folder, file)


@pytest.mark.parametrize(
    ("source", "kind", "new"),
    [
        ("x = a and b", "and/or", "(a or b)"),
        ("x = a and b", "condition dropped", "(b)"),
        ("x = a < b", "comparison", "(a <= b)"),
        ("x = a < b", "comparison", "(a >= b)"),
        ("x = a is not b", "comparison", "(a is b)"),
        ("if not a:\n    b()", "negation", "(a)"),
        ("if a:\n    b()", "test reversed", "(not a)"),
        ("x = s.where(a == 1, b == 2)", "filter dropped", "(s.where(a == 1))"),
        ("x = s.where(a)", "filter dropped", "(s.where())"),
        ("x = [i for i in y if i]", "filter dropped", "([i for i in y])"),
        ("x = s.strip()", "call dropped", "(s)"),
        ("x = f(a, mode=0o700)", "argument dropped", "(f(a))"),
        ("x = 0o600", "permissions", "0o655"),
        ("a.state = b", "statement dropped", "pass"),
        ("f()", "statement dropped", "pass"),
        ("def f():\n    return 1", "return value", "return None"),
        ("@requires(HR)\ndef f(): pass", "decorator dropped", "(lambda undecorated: undecorated)"),
        ("class P:\n    least: int = 3", "constant", "(3 + 1)"),
        ("x = a + b", "arithmetic", "(a - b)"),
        ("x = 0.0", "constant", "(0.0 + 0.25)"),
        ("x = 0.5", "constant", "(0.5 * 1.25)"),
        ("def f():\n    return True", "constant", "False"),
    ],
)
def test_each_kind_of_change_is_proposed(tmp_path: Path, source: str, kind: str, new: str) -> None:
    assert (kind, new) in changes(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Words."""',
        "x = zip(a, b, strict=True)",
        "with np.errstate(invalid='ignore'):\n    pass",
        "x = _('Kata')",
        "x = cast('int', y)",
        "@lru_cache(maxsize=64)\ndef f(): pass",
        "log.error('words')",
        "import a",
        "@dataclass(frozen=True)\nclass A: pass",
        "def f(a: int | None) -> str: ...",
    ],
)
def test_words_and_annotations_are_left_alone(tmp_path: Path, source: str) -> None:
    assert changes(tmp_path, source) == set()


def test_what_is_returned_is_changed_once(tmp_path: Path) -> None:
    assert changes(tmp_path, "def f():\n    return False") == {("constant", "True")}


def test_a_copy_of_the_tree_follows_it_and_keeps_what_was_compiled(tmp_path: Path) -> None:
    root, copy = tmp_path / "root", tmp_path / "copy"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name in ("kept.py", "changed.py", "gone.py"):
        (root / name).write_text("x = 1\n")
    copy_tree(root, copy)
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "kept.pyc").write_bytes(b"compiled")
    (copy / "left.txt").write_text("of a test")
    before = (copy / "kept.py").stat().st_ino
    (root / "changed.py").write_text("x = 2\n")
    (root / "gone.py").unlink()

    copy_tree(root, copy)

    left = sorted(str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file())
    assert left == ["__pycache__/kept.pyc", "changed.py", "kept.py"]
    assert (copy / "changed.py").read_text() == "x = 2\n"
    assert (copy / "kept.py").stat().st_ino == before


def test_a_change_touches_its_own_words_and_equal_ones_are_told_apart(tmp_path: Path) -> None:
    source = "é = 'é'\ndef f(a, b):\n    return g(a == 1, b == 1)\n"
    ones = [m for m in found(tmp_path, source) if m.old == "1" and m.new == "(1 + 1)"]

    assert ones[0].applied(source.encode()).decode() == source.replace("a == 1", "a == (1 + 1)")
    assert ones[1].applied(source.encode()).decode() == source.replace("b == 1", "b == (1 + 1)")
    assert ones[0].key != ones[1].key
    assert {one.place for one in ones} == {"f"}


def test_every_area_has_code_tests_and_changes() -> None:
    for area in AREAS.values():
        assert area.test_paths(ROOT)
        assert any(mutants_of(ROOT, file) for file in area.files(ROOT))


def test_a_decorator_is_tried_by_the_tests_that_run_its_function(tmp_path: Path) -> None:
    source = "@requires(HR)\ndef f():\n    return 1\n\ndef g():\n    return 2\n"
    (tmp_path / "code.py").write_text(source, encoding="utf-8")
    dropped = next(m for m in mutants_of(tmp_path, tmp_path / "code.py") if "decorator" in m.kind)
    lines = {3: {"tests/test_f.py::test"}, 6: {"tests/test_g.py::test"}}
    coverage = Coverage({dropped.path: lines}, {}, ["tests"])

    assert coverage.tests_for(tmp_path, dropped) == ["tests/test_f.py::test"]


def test_what_is_made_at_import_is_tried_by_the_tests_that_read_what_is_made_of_it(
    tmp_path: Path,
) -> None:
    source = "ONE = 1\nTWO = (ONE, 2)\ndef f():\n    return TWO\n\ndef g():\n    return 3\n"
    (tmp_path / "code.py").write_text(source, encoding="utf-8")
    one = mutants_of(tmp_path, tmp_path / "code.py")[0]
    lines = {4: {"tests/test_f.py::test"}, 7: {"tests/test_g.py::test"}}

    assert Coverage({one.path: lines}, {}, ["tests"]).tests_for(tmp_path, one) == [
        "tests/test_f.py::test"
    ]


def test_what_a_class_is_made_of_is_tried_by_the_tests_that_use_it_in_another_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "form.py").write_text("class Form:\n    name = Field(1)\n", encoding="utf-8")
    (tmp_path / "view.py").write_text("def f():\n    return Form()\n", encoding="utf-8")
    one = next(m for m in mutants_of(tmp_path, tmp_path / "form.py") if m.old == "1")
    lines: Lines = {"form.py": {2: {"tests/test_first.py::test"}}}
    lines["view.py"] = {1: {"tests/test_first.py::test"}, 2: {"tests/test_f.py::test"}}

    found = Coverage(lines, {}, ["tests"]).tests_for(tmp_path, one)

    assert found == ["tests/test_f.py::test"], "and not by the first that imported both"


def test_what_only_other_files_read_is_tried_first_by_the_tests_named_after_its_own(
    tmp_path: Path,
) -> None:
    (tmp_path / "code.py").write_text("ONE = 1\ndef f():\n    return 2\n", encoding="utf-8")
    one = mutants_of(tmp_path, tmp_path / "code.py")[0]
    seconds = {
        "tests/test_f.py::test": 0.1,
        "tests/test_code.py::test": 0.5,
        "tests/test_x.py": 0.1,
    }
    coverage = Coverage({one.path: {3: {"tests/test_f.py::test"}}}, seconds, ["tests"])

    assert coverage.tests_for(tmp_path, one) == [
        "tests/test_code.py::test",
        "tests/test_f.py::test",
    ]


def test_only_files_of_tests_that_changed_are_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also all of them, when the code of the area has changed."""
    tests = [f"tests/test_{name}.py" for name in ("one", "two")]
    for name in ("code.py", *tests):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    area, runs = Area(("code.py",), ("tests",)), []

    def run(_tree: Path, files: list[str], _area: Area, _kept: Path) -> tuple[Lines, Any]:
        runs.append(files)
        names = [f"{file}::test_{len(runs)}" for file in files]
        return {"code.py": {2: set(names)}}, dict.fromkeys(names, 0.5)

    monkeypatch.setattr(covering, "_run", run)
    covering.measured(tmp_path, "some", area, tmp_path)
    (tmp_path / tests[1]).write_text("x = 1")
    again = covering.measured(tmp_path, "some", area, tmp_path)
    covering.measured(tmp_path, "some", area, tmp_path)
    (tmp_path / "code.py").write_text("x = 1")
    covering.measured(tmp_path, "some", area, tmp_path)

    assert runs == [tests, tests[1:], tests]
    assert again.lines["code.py"][2] == {f"{tests[0]}::test_1", f"{tests[1]}::test_2"}
    assert set(again.seconds) == again.lines["code.py"][2]
