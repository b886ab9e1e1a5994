"""Of many units none is drawn that nobody asked for: a branch at a time, and typed in filters."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.people import unit_search
from berakhlak.people.models import Unit
from tests.factories.people import make_person, make_unit
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient


@pytest.fixture
def branches(published: PublishedCycle, session: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two branches with three officers below the first unit of an agency."""
    monkeypatch.setattr(unit_search, "MOST_LISTED", 2)
    agency = published.opened.agency
    root = session.get(Unit, published.opened.unit.id)
    one = make_unit(session, agency, code="B1", name="Bidang Arsip", parent=root)
    below = make_unit(session, agency, code="B11", name="Subbidang Arsip", parent=one)
    make_unit(session, agency, code="B2", name="Bidang Diklat", parent=root)
    for unit in (one, below, below):
        make_person(session, unit)
    session.commit()
    return root, one, below


def test_a_branch_tells_who_sits_in_it_and_below_and_leads_further_down(
    client: PageClient, published: PublishedCycle, branches: Any
) -> None:
    root, one, below = branches
    hr = client.sign_in(published.opened.hr)
    page = hr.get("/pegawai/unit")
    rows = {row.find("a").text: " ".join(row.text.split()) for row in page.all(".unit-list li")}
    assert "3 pegawai, 1 langsung di unit ini" in rows["Bidang Arsip"]
    assert "0 pegawai" in rows["Bidang Diklat"]
    assert "Subbidang Arsip" not in rows
    inner = hr.get(page.link("1 unit di bawahnya (Bidang Arsip)"))
    assert [row.find("a").text for row in inner.all(".unit-list li")] == ["Subbidang Arsip"]
    assert inner.link(root.name) == f"/pegawai/unit?di={root.id}"
    assert "Tidak ada unit di bawahnya" in hr.get(f"/pegawai/unit?di={below.id}").text
    out_of_reach = hr.get("/pegawai/unit?di=999999")
    assert len(out_of_reach.all(".unit-list li")) == len(page.all(".unit-list li"))


def test_a_unit_is_typed_by_code_name_or_as_the_field_shows_it(
    client: PageClient, published: PublishedCycle, branches: Any
) -> None:
    _root, one, _below = branches
    hr = client.sign_in(published.opened.hr)
    for typed in ("b1", "Bidang Arsip", "B1 · Bidang Arsip"):
        page = hr.get(f"/pegawai?cari_unit={typed}")
        assert page.one("#search-unit")["value"] == "B1 · Bidang Arsip"
        assert "3 pegawai" in page.text
    assert hr.get(f"/pegawai?unit={one.id}").one("#search-unit")["value"] == "B1 · Bidang Arsip"
    found = hr.get("/pegawai?cari_unit=diklat bidang").one("#search-unit")
    assert found["value"] == "B2 · Bidang Diklat"  # Its words, in any order.
    assert hr.get("/pegawai?cari_unit=").one("#search-unit")["value"] == ""


def test_several_units_are_offered_and_one_that_there_is_not_is_told(
    client: PageClient, published: PublishedCycle, branches: Any
) -> None:
    _root, one, below = branches
    hr = client.sign_in(published.opened.hr)
    page = hr.get("/pegawai?cari=budi&cari_unit=arsip")
    assert page.one("#search-unit")["value"] == "arsip"
    assert "Beberapa unit cocok. Pilih satu di bawah." in page.text
    assert page.link("B11 · Subbidang Arsip") == f"/pegawai?cari=budi&unit={below.id}&halaman=1"
    unknown = hr.get("/pegawai?cari_unit=100%25")
    assert "Tidak ada unit dengan kode atau nama ini." in unknown.text
    assert unknown.one("#search-unit")["aria-invalid"] == "true"


def test_profiles_of_a_cycle_are_found_by_a_typed_unit(
    client: PageClient, published: PublishedCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_search, "MOST_LISTED", 0)
    unit = published.opened.unit
    page = client.sign_in(published.opened.hr).get(
        f"/siklus/{published.cycle.id}/profil?cari_unit={unit.code}"
    )
    assert len(page.all("tbody th a")) == len(published.officers)
    assert page.one("#search-unit")["value"].endswith(unit.name)
