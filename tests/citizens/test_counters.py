"""HR sets up counters; nobody else, and not in another agency's cycle."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from sqlalchemy import select

from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleUnit
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.support.pages import Page, PageClient


def test_hr_adds_a_counter_and_gets_its_poster(
    client: PageClient, session: Any, opened: OpenCycle
) -> None:
    client.sign_in(opened.hr)
    path = f"/siklus/{opened.cycle.id}/loket"
    assert "Belum ada loket." in client.get(path).text
    page = client.get(f"{path}/baru", unit=unit_of(session, opened))
    form = {"name": "Loket 5 Pindah", box_of(page, "Citra Lestari"): "y"}

    poster = client.post(f"{path}/baru?unit={unit_of(session, opened)}", form)

    counter = session.scalars(select(Counter)).one()
    assert [officer.name for officer in counter.officers] == ["Citra Lestari"]
    assert f"/l/{counter.token}" in poster.text
    assert poster.all(".poster svg path")
    assert "Bagaimana pelayanan kami?" in poster.text
    assert "Loket 5 Pindah" in client.get(path).text
    assert client.get(f"/l/{counter.token}").heading == "Bagaimana pelayanan kami?"


def test_a_counter_needs_a_name_and_somebody_who_serves(
    client: PageClient, session: Any, opened: OpenCycle
) -> None:
    client.sign_in(opened.hr)
    path = f"/siklus/{opened.cycle.id}/loket/baru?unit={unit_of(session, opened)}"
    page = client.get(path)

    nameless = client.post(path, {box_of(page, "Budi Santoso"): "y"}, status=422)
    deserted = client.post(path, {"name": "Loket 1"}, status=422)

    assert nameless.errors == ["Isi nama loket."]
    assert nameless.one(f"#{box_of(page, 'Budi Santoso')}").has_attr("checked")
    assert deserted.errors == ["Pilih paling sedikit satu petugas."]
    assert session.scalars(select(Counter)).all() == []


def test_a_unit_of_another_cycle_offers_nobody(
    client: PageClient, session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    other = make_open_cycle(session, keys, staff=2)
    client.sign_in(opened.hr)

    for unit in (unit_of(session, other), 0, "x"):
        answer = client.open(f"/siklus/{opened.cycle.id}/loket/baru?unit={unit}")
        assert answer.location == f"/siklus/{opened.cycle.id}/loket"


def test_another_agency_and_other_roles_see_no_counters(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    other = make_open_cycle(session, keys, staff=2)
    path = f"/siklus/{opened.cycle.id}/loket"
    poster = f"{path}/{counter.id}"

    for account, status in (
        (other.hr, 404),
        (opened.account(opened.head), 403),
        (opened.admin, 403),
    ):
        reader = client.sign_in(account)
        for place in (path, f"{path}/baru?unit=1", poster):
            assert reader.open(place).status_code == status


def test_a_counter_of_another_cycle_has_no_poster_here(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    other = make_open_cycle(session, keys, staff=2)

    client.sign_in(other.hr).get(f"/siklus/{other.cycle.id}/loket/{counter.id}", status=404)


def unit_of(session: Any, opened: OpenCycle) -> int:
    """The only unit of the cycle."""
    query = select(CycleUnit.id).where(CycleUnit.cycle_id == opened.cycle.id)
    return session.scalars(query).one()  # type: ignore[no-any-return]


def box_of(page: Page, name: str) -> str:
    """The name of the check box beside an officer."""
    label: Tag = next(tag for tag in page.all("label") if name in tag.get_text())
    return str(label["for"])
