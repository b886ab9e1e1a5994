"""The checklist after ISO 10667 names places that exist, and somebody for every row."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "iso-10667.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in TEXT.splitlines() if re.match(r"\| [A-Z]", line)]


def test_every_row_has_somebody_and_a_place():
    assert len(ROWS) > 15
    for asked, who, where in ROWS:
        assert who.strip(), asked
        assert "`" in where, asked


def test_every_place_exists(app):
    pages = {re.sub(r"<[^>]+>", "…", str(rule)) for rule in app.url_map.iter_rules()}
    for place in re.findall(r"`([^`]+)`", "".join(where for _, _, where in ROWS)):
        known = place in pages if place.startswith("/") else (ROOT / place).is_file()
        assert known, place
