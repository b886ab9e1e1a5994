"""bandit over the code, page-validation over the PDFs of the demonstration."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from judges.demonstration import ROOT, Reader
from judges.tools import program, run
from judges.verdicts import Finding, Verdict

CODE = ("berakhlak", "config.py", "migrations", "tools")


def bandit() -> Verdict:
    """Complaints of every severity and confidence."""
    if not (tool := program("bandit")):
        return Verdict("bandit", absent="not installed")
    places = [str(ROOT / each) for each in CODE]
    said = run([tool, "-r", "-f", "json", "-q", *places], 600)
    try:
        report = json.loads(said.stdout)
    except ValueError:
        return Verdict("bandit", absent=said.stderr[-200:] or "no report")
    found = tuple(
        Finding("bandit", each["test_id"], str(Path(each["filename"]).relative_to(ROOT)))
        for each in report["results"]
    )
    lines = report["metrics"]["_totals"]["loc"]
    return Verdict("bandit", _version("bandit"), f"{lines} lines of {', '.join(CODE)}", found)


def page_validation(readers: list[Reader]) -> Verdict:
    """PDF/UA-1 of a PDF of each family that a reader is offered."""
    try:
        import page  # The name under which page-validation is imported.
    except ImportError:
        return Verdict("page-validation", absent="not installed")
    papers = {name: who.paper(each) for who in readers for name, each in who.papers.items()}
    found = tuple(
        Finding("page-validation", each.rule_id, name)
        for name, pdf in papers.items()
        if pdf
        for each in page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1).failures
    )
    asked = f"{sum(map(bool, papers.values()))} kinds of PDF"
    return Verdict("page-validation", _version("page-validation"), asked, found)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        said = run([program(name), "--version"], 60).stdout.split()
        return next((word for word in said if word[:1].isdigit()), "")
