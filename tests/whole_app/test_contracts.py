"""Every import contract is seen to fail on a violation planted for it, and for it alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = "Data flows one way through the rooms"
ANSWERS = "Only sealing reads single answers"
STATISTICS = "Statistics are NumPy and SciPy alone"
INSIDE = "Inside a room: views over forms over operations over queries over models"
DOMAIN = "The domain does not know the web"
PLAIN = "The catalogue of an instrument is plain Python"
STEPS = "Steps of a cycle own their commits"
PDF = "Only documents.pdf renders PDF"
ARITHMETIC = "What follows a profile computes nothing"
TALKS = "Only their own room reads answers about talks"
SURVEYS = "Only their own room reads answers of satisfaction surveys"

# Contract, the module that sins, and its sin.
VIOLATIONS = [
    (ROOMS, "berakhlak/people/models.py", "import berakhlak.cycles.models"),
    (ROOMS, "berakhlak/signing/issuing.py", "import berakhlak.profiles.profile"),
    (ROOMS, "berakhlak/statistics/icc.py", "import berakhlak.languages"),
    (ROOMS, "berakhlak/a_package_without_a_place/__init__.py", ""),
    (
        ROOMS,
        "berakhlak/people/models.py",
        "if TYPE_CHECKING:\n    import berakhlak.cycles.models",
    ),
    (ANSWERS, "berakhlak/profiles/queries.py", "import berakhlak.ratings.models"),
    (ANSWERS, "berakhlak/sealing/freezing/officers.py", "import berakhlak.citizens.models"),
    (ANSWERS, "berakhlak/comments/queries.py", "import berakhlak.ratings.queries"),
    (STATISTICS, "berakhlak/statistics/scoring.py", "import sqlalchemy"),
    (STATISTICS, "berakhlak/statistics/mixed/reml.py", "import babel"),
    (INSIDE, "berakhlak/accounts/models.py", "import berakhlak.accounts.operations"),
    (INSIDE, "berakhlak/comments/models.py", "import berakhlak.comments.queries"),
    (DOMAIN, "berakhlak/audit/operations.py", "import flask"),
    (DOMAIN, "berakhlak/accounts/queries.py", "import berakhlak.web"),
    (PLAIN, "berakhlak/instrument/catalogue.py", "import flask"),
    (
        STEPS,
        "berakhlak/cycle_administration/cycle_pages.py",
        "import berakhlak.profiles.operations",
    ),
    (STEPS, "berakhlak/cli/cycle.py", "import berakhlak.nominations.erasing"),
    (TALKS, "berakhlak/development/views.py", "import berakhlak.talk_survey.boxes"),
    (SURVEYS, "berakhlak/exports/jobs.py", "import berakhlak.satisfaction_survey.boxes"),
    (ROOMS, "berakhlak/feedback/queries.py", "import berakhlak.assignments.models"),
    (ARITHMETIC, "berakhlak/development/growth.py", "from statistics import fmean"),
    (ARITHMETIC, "berakhlak/performance/e_kinerja.py", "import numpy"),
    (PDF, "berakhlak/people/nip.py", "import weasyprint"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with its contracts, free to be spoiled."""
    copy = tmp_path_factory.mktemp("contracts")
    shutil.copytree(
        ROOT / "berakhlak", copy / "berakhlak", ignore=shutil.ignore_patterns("__pycache__", "*.mo")
    )
    for name in ("pyproject.toml", "config.py"):
        shutil.copy(ROOT / name, copy)
    return copy


def broken_contracts(project: Path) -> list[str]:
    """Names of the contracts that the checker reports as broken."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    report = subprocess.run(
        [sys.executable, "-c", code, "--no-logo"],
        cwd=project,
        env=os.environ | {"COLUMNS": "200"},  # Else long names are broken over two lines.
        capture_output=True,
        text=True,
    ).stdout
    assert "contracts" in report.lower(), report
    return [line.removesuffix(" BROKEN") for line in report.splitlines() if " BROKEN" in line]


def test_the_package_as_it_is_keeps_every_contract(project: Path) -> None:
    assert broken_contracts(project) == []


def test_every_contract_has_a_violation_planted_for_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert {contract["name"] for contract in settings["contracts"]} == {v[0] for v in VIOLATIONS}


@pytest.mark.parametrize(("contract", "module", "sin"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract_alone(
    project: Path, contract: str, module: str, sin: str
) -> None:
    target = project / module
    before = target.read_text() if target.exists() else None
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"{before or ''}\n{sin}\n")

    broken = broken_contracts(project)

    _put_back(target, before)
    assert broken == [contract]


def _put_back(target: Path, before: str | None) -> None:
    if before is not None:
        target.write_text(before)
        return
    target.unlink()
    if not any(target.parent.iterdir()):
        target.parent.rmdir()
