"""One retires, one dies, one moves, one changes the NIP, one acts in a second unit; then the next
file and the next cycle are right for each."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.rater_groups import Relation
from berakhlak.people.models import Person, Unit
from berakhlak.people.operations import import_people
from tests.factories.cycles import AT, close, make_next_draft, make_open_cycle, participants
from tests.factories.people import nip_number
from tests.people.files import TODAY, csv_file, row
from tests.ratings.devices import device
from tests.support.browser import DESKTOP
from tests.support.pages import PageClient

CPNS = "199303152025011005"


@pytest.mark.browser
def test_people_change_and_the_next_file_and_cycle_are_right_for_each(
    browser: Browser, live_server: str, app: Flask, session: Any
) -> None:
    opened = make_open_cycle(session, key_store(), staff=8)
    second = Unit(agency_id=opened.agency.id, code="2", name="Bidang Pensiun")
    session.add(second)
    session.flush()
    retires, dies, moves, renumbered, acts, alone = opened.staff[:6]
    for each in (retires, dies):  # Such as a file may hold.
        each.nip = session.get(Account, each.account_id).nip = nip_number()
    alone.unit_id, alone.supervisor_id = second.id, None
    session.commit()
    close(opened.cycle)

    desk = PageClient(app).sign_in(opened.hr)
    with device(desk, browser, live_server, size=DESKTOP, scripts=True) as context:
        page = context.new_page()
        leaves(page, retires, "Pensiun")
        leaves(page, dies, "Meninggal dunia")
        moves_to(page, moves, "2 · Bidang Pensiun")
        gets_nip(page, renumbered, CPNS)
        acts_in(page, acts, "2 · Bidang Pensiun")
    session.rollback()
    session.expire_all()

    assert (retires.is_active, dies.is_active) == (False, False)
    assert (moves.unit_id, alone.supervisor_id) == (second.id, acts.id)
    next_file_is_right(session, opened, renumbered, [retires, dies])
    following = make_next_draft(session(), opened, opened.unit, second)
    open_cycle(session(), following, keys=key_store(), by=None, at=AT)
    seats = {seat.person_id: seat for seat in participants(session, following)}
    assert not {retires.id, dies.id} & seats.keys()
    assert seats[moves.id].unit.unit_id == second.id
    assert seats[renumbered.id].nip == CPNS
    leads = select(Assignment.rater_id).where(
        Assignment.ratee_id == seats[alone.id].id, Assignment.group == Relation.SUPERVISOR
    )
    assert session.scalars(leads).all() == [seats[acts.id].id]


def person_page(page: Page, person: Person, link: str) -> None:
    page.goto(f"/pegawai/{person.id}")
    page.get_by_role("link", name=link, exact=True).click()


def leaves(page: Page, person: Person, reason: str) -> None:
    person_page(page, person, "Nonaktifkan")
    page.get_by_label(reason).check()
    page.get_by_role("button", name="Nonaktifkan").click()
    page.get_by_role("heading", name="Pegawai ini nonaktif").wait_for()


def moves_to(page: Page, person: Person, unit: str) -> None:
    person_page(page, person, "Ubah data")
    page.get_by_label("Unit kerja").select_option(label=unit)
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Data pegawai tersimpan.").wait_for()


def gets_nip(page: Page, person: Person, number: str) -> None:
    """A slip first: it stays in the field, with the reason beside it."""
    person_page(page, person, "Ganti NIP")
    page.get_by_label("NIP baru").fill(number[:-1])
    page.get_by_role("button", name="Ganti NIP").click()
    assert page.get_by_label("NIP baru").input_value() == number[:-1]
    page.get_by_label("NIP baru").fill(number)
    page.get_by_role("button", name="Ganti NIP").click()
    page.get_by_text("NIP diganti.").wait_for()


def acts_in(page: Page, person: Person, unit: str) -> None:
    person_page(page, person, "Tambah jabatan Plt. atau Plh.")
    page.get_by_label("Plt.: jabatannya kosong").check()
    page.get_by_label("Jabatan", exact=True).fill("Kepala Bidang Pensiun")
    page.get_by_label("Unit kerja").select_option(label=unit)
    page.get_by_label("Pegawai unit itu yang belum punya atasan aktif").check()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Plt. Kepala Bidang Pensiun").wait_for()


def next_file_is_right(session: Any, opened: Any, renumbered: Person, gone: list[Person]) -> None:
    """An old file with those who left: they stay away; the new NIP is nobody new."""
    cells = {"unit_kode": "1", "unit_nama": "Bidang Mutasi"}
    old = [row(1, nip=each.nip, nama=each.name, **cells) for each in gone]
    new = row(2, nip=CPNS, nama=renumbered.name, **cells)
    now = clock.utc_now()
    plan = import_people(
        session(), opened.agency, csv_file(new, *old), today=TODAY, by=None, at=now
    )
    session.expire_all()
    assert plan.is_ready, [str(each.sentence) for each in plan.defects]
    assert not plan.new_officers
    assert not any(each.is_active for each in gone)
