"""No module and no style sheet is longer than a reader keeps in mind."""

from __future__ import annotations

from config import ROOT

MOST_LINES = 300


def test_no_module_and_no_style_sheet_is_over_300_lines() -> None:
    files = [*(ROOT / "berakhlak").rglob("*.py"), *(ROOT / "static/css").rglob("*.css")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files
    }

    assert len(lengths) > 400
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
