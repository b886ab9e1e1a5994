"""The form opens to everybody, the pages of counters to HR alone."""

from __future__ import annotations

from typing import Any

from flask import Flask

from berakhlak.citizens.door_counts import hold_back
from berakhlak.citizens.models import Counter
from berakhlak.citizens.ticket_sources import print_slips
from berakhlak.permissions import Action
from tests.citizens.test_addresses import PAGES
from tests.factories.cycles import AT, OpenCycle, participants
from tests.support.doors import PUBLIC, Door, opens_to
from tests.support.pages import PageClient

HR = Action.MANAGE_COUNTERS


def doors_of_tickets(session: Any, counter: Counter, place: str) -> list[Door]:
    """Those of HR's page of what lets voices in."""
    source = print_slips(session, counter, number=1, by=None, at=AT)
    batch = hold_back(session, counter, AT, "Asia/Jakarta")
    held, slips = f"{place}/tahanan/{batch}", f"{place}/{source.id}"
    return [
        Door("citizens.doors_page", HR, place),
        Door("citizens.doors_page", HR, place, {"number": "2"}, status=302),
        Door("citizens.open_poster", HR, f"{place}/poster/buka", {}, status=302),
        Door("citizens.shut_poster", HR, f"{place}/poster/tutup", {}, status=302),
        Door("citizens.connect_queue", HR, f"{place}/antrean", {}),
        Door("citizens.connect_display", HR, f"{place}/layar", {}),
        Door("citizens.release_batch", HR, f"{held}/hitung", {}, status=302),
        Door("citizens.drop_batch", HR, f"{held}/buang", {}, status=302),
        Door("citizens.slips_for_rolls", HR, f"{slips}/slip-rol.pdf"),
        Door("citizens.slips_on_a4", HR, f"{slips}/slip-a4.pdf"),
        Door("citizens.revoke_source", HR, f"{slips}/cabut", {}, status=302),
    ]


def test_each_page_opens_to_whom_it_is_for(
    app: Flask, session: Any, client: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    listed, form = f"/siklus/{opened.cycle.id}/loket", f"/l/{counter.token}"
    officer = participants(session, opened.cycle)[1]
    new, place = f"{listed}/baru?unit={officer.unit_id}", f"{listed}/{counter.id}"
    made = {"name": "Loket 7", f"petugas-{officer.id}": "y"}
    doors = [
        Door("citizens.voice_page", PUBLIC, form),
        Door("citizens.voice_page", PUBLIC, form, {}, status=422),
        Door("citizens.thanks_page", PUBLIC, f"{form}/terima-kasih"),
        Door("citizens.officer_photo", PUBLIC, f"{form}/foto/1.jpg", status=404),
        Door("citizens.display_page", PUBLIC, "/layar/x", status=404),
        Door("citizens.give_ticket", PUBLIC, "/api/tiket", {}, status=401),
    ]
    opens_to(app, doors, client)
    office = [
        Door("citizens.counters_page", HR, listed),
        Door("citizens.new_counter", HR, new),
        Door("citizens.new_counter", HR, new, made, status=302),
        Door("citizens.copy_counters", Action.PREPARE_CYCLES, f"{listed}/salin", {}, status=302),
        Door("citizens.poster_page", HR, place),
        Door("citizens.poster_file", HR, f"{place}/poster.pdf"),
        Door("citizens.edit_counter", HR, f"{place}/ubah"),
        Door(
            "citizens.edit_counter",
            HR,
            f"{place}/ubah",
            {"name": "Loket 8"},
            status=302,
        ),
        Door("citizens.close_counter", HR, f"{place}/tutup"),
        Door("citizens.close_counter", HR, f"{place}/tutup", {}, status=302),
        Door("citizens.reopen_counter", HR, f"{place}/buka", {}, status=302),
        Door("citizens.replace_code", HR, f"{place}/ganti-kode"),
        Door("citizens.replace_code", HR, f"{place}/ganti-kode", {}, status=302),
        *doors_of_tickets(session, counter, f"{place}/jalur"),
    ]
    hr = PageClient(app).sign_in(opened.hr)
    others = [PageClient(app).sign_in(each) for each in (opened.admin, opened.account(opened.head))]

    opens_to(app, office, hr, others)
    assert {door.view.removeprefix("citizens.") for door in [*doors, *office]} == set(PAGES)
