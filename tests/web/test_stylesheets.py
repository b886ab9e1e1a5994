"""Stylesheets in parts: every part is named after what it draws, and is sent with the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from berakhlak.stylesheets import read_stylesheet

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
IN_PARTS = sorted(path for path in CSS.glob("*.css") if "@import" in path.read_text("utf-8"))
NO_COMPONENT = {"high_contrast"}  # It changes what several components say.


def blocks_of(css: str) -> set[str]:
    """First words of class names: `field` of `.field__hint` and `.field--wrong`."""
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", css, flags=re.DOTALL)
    return {re.split("__|--", name)[0] for name in re.findall(r"\.(-?[a-z][\w-]*)", rules)}


def parts_of(sheet: Path) -> list[Path]:
    """What a sheet imports, as often as it does."""
    imported = re.findall(r'@import "([^"]+)";', sheet.read_text("utf-8"))
    return [CSS / name for name in imported]


@pytest.mark.parametrize("sheet", IN_PARTS, ids=lambda path: path.stem)
def test_every_part_of_a_sheet_is_imported_once(sheet: Path) -> None:
    parts = parts_of(sheet)

    assert len(set(parts)) == len(parts)
    assert set((CSS / sheet.stem).glob("*.css")) <= set(parts)


def test_every_part_is_imported_and_every_import_exists() -> None:
    imported = {part for sheet in IN_PARTS for part in parts_of(sheet)}

    assert imported == set(CSS.glob("*/*.css"))


@pytest.mark.parametrize("sheet", IN_PARTS, ids=lambda path: path.stem)
def test_a_sheet_is_sent_whole_with_addresses_that_lead_somewhere(client, sheet: Path) -> None:
    sent = client.open(f"/static/css/{sheet.name}", buffered=True)
    text = sent.get_data(as_text=True)

    assert "@import" not in text
    assert (
        sum(len(part.read_text("utf-8")) for part in parts_of(sheet)) - len(text)
        < len(re.findall(r'url\("', text)) * 3 + 200
    )
    for address in re.findall(r'url\("([^"#]+)"\)', text):
        assert address.startswith("data:") or (CSS / address).is_file(), address
    again = client.open(
        f"/static/css/{sheet.name}", headers={"If-None-Match": sent.headers["ETag"]}, buffered=True
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "part",
    sorted(p for p in (CSS / "components").glob("*.css") if p.stem not in NO_COMPONENT),
    ids=lambda path: path.stem,
)
def test_a_component_and_its_style_go_together(client, part: Path) -> None:
    template = (ROOT / "templates" / "components" / part.name).with_suffix(".html")
    drawn = template.read_text("utf-8")
    gallery = client.open("/gaya", buffered=True).get_data(as_text=True)

    shown = [block for block in sorted(blocks_of(part.read_text("utf-8"))) if block in drawn]

    assert shown, f"{template.name} uses no class of {part.name}"
    assert any(re.search(rf'class="[^"]*\b{block}\b', gallery) for block in shown)


def test_no_stylesheet_is_over_300_lines() -> None:
    sizes = {str(p.relative_to(CSS)): p.read_text("utf-8").count("\n") for p in CSS.rglob("*.css")}

    assert {name: lines for name, lines in sizes.items() if lines > 300} == {}


def test_parts_are_read_in_the_order_of_their_imports(tmp_path: Path) -> None:
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet" / "b.css").write_text('b { src: url("../../x.png") }\n')
    (tmp_path / "sheet" / "a.css").write_text("a {}\n")
    sheet = tmp_path / "sheet.css"
    sheet.write_text('@import "sheet/b.css";\n@import "sheet/a.css";\nc {}\n')

    assert read_stylesheet(sheet) == 'b { src: url("../x.png") }\na {}\nc {}\n'
