"""What lies in docs/hukum follows from the code, and says that it is a draft."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from berakhlak.data_rights.terms import TERMS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted((ROOT / "docs" / "hukum").glob("*.md"))
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "processing.py"))


def test_the_list_of_processing_is_that_of_the_code() -> None:
    listed = (ROOT / "docs" / "hukum" / "daftar-pemrosesan.md").read_text(encoding="utf-8")
    assert SCRIPT["paper"](listed) == listed, "run `make processing`"


def test_every_paper_says_that_it_is_a_draft_for_a_lawyer() -> None:
    assert len(PAPERS) > 5
    for paper in PAPERS:
        assert "draf" in paper.read_text(encoding="utf-8").splitlines()[2].lower(), paper.name


def test_every_link_of_the_papers_leads_to_a_file() -> None:
    for paper in PAPERS:
        for target in re.findall(r"\]\(([^)#]+)\)", paper.read_text(encoding="utf-8")):
            assert (paper.parent / target).exists(), f"{paper.name}: {target}"


def test_terms_of_the_papers_are_those_of_the_code() -> None:
    whole = "".join(paper.read_text(encoding="utf-8") for paper in PAPERS)
    for term in TERMS:
        assert f"pasal {term.article}" in whole
        assert term.hours == 72
    assert "3 x 24 jam" in whole
