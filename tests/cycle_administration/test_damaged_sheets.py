"""A damaged sheet is named to HR before anything changes, and told to its rater."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.cycle_steps.damaged_sheets import FILE, kept_damaged
from berakhlak.cycles.keyring import key_store
from berakhlak.jobs.models import Job
from berakhlak.jobs.sweeping import sweep
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing import closing
from tests.factories.answering import answer, assignments


@pytest.fixture
def hurt(session, keys, opened):
    """An assignment whose stored sheet has one bit flipped; all others are whole."""
    answer(session, keys, opened, assignments(session, opened))
    found = assignments(session, opened, rater=opened.staff[0])[0]
    row = session.get_one(OpenSheet, keys.key_of(opened.cycle).handle(found.id))
    row.box = row.box[:-1] + bytes([row.box[-1] ^ 1])
    session.commit()
    return found


@pytest.fixture(autouse=True)
def _on_the_last_day(on_day):
    on_day(2026, 11, 30)


def boxes(session):
    session.rollback()
    return {(row.handle, row.box) for row in session.scalars(select(OpenSheet))}


def test_hr_is_told_whose_sheet_it_is_and_closes_only_by_its_number(client, session, opened, hurt):
    path, before = f"/siklus/{opened.cycle.id}/tutup", boxes(session)
    hr = client.sign_in(opened.hr)

    told = hr.post(path)
    refused = hr.get(told.link("Ke halaman penutupan"))
    again = hr.post(path, {"leave_out": "2"})

    assert "1 baris rusak" in told.text
    assert "1 baris rusak" in again.text
    assert hurt.rater.name not in told.text
    assert f"formulir {hurt.rater.name} tentang {hurt.ratee.name}" in refused.text
    assert refused.text.count(" tentang ") == 1
    assert refused.one("input[name=leave_out]")
    assert boxes(session) == before
    hr.post(path, {"leave_out": "1"})
    told = hr.get(f"/siklus/{opened.cycle.id}").text
    assert f"{len(before) - 1} dari {len(before)} formulir terkirim" in told
    assert "1 baris rusak ditinggalkan" in told


def test_whoever_closes_by_command_is_told_whose_sheet_it_is(app, session, opened, hurt):
    before = boxes(session)

    refused = app.test_cli_runner().invoke(args=["cycle", "close", str(opened.cycle.id), "--yes"])

    assert refused.exit_code == 1
    assert f"Rusak: formulir {hurt.rater.name} tentang {hurt.ratee.name}\n" in refused.output
    assert boxes(session) == before


def test_its_rater_is_told_and_the_others_open(client, session, opened, hurt):
    other = assignments(session, opened, rater=opened.staff[0])[1].id
    rater = client.sign_in(opened.account(opened.staff[0]))

    assert "rusak di server" in rater.get(f"/tugas/{hurt.id}", status=503).text
    rater.get(f"/tugas/{other}")


def test_the_names_are_kept_encrypted_for_a_day_and_found_without_opening_a_sheet(
    app, client, session, opened, hurt, monkeypatch
):
    hr = client.sign_in(opened.hr)
    page = hr.post(f"/siklus/{opened.cycle.id}/tutup").link("Ke halaman penutupan")
    job = session.scalars(select(Job)).one()
    kept = app.extensions["jobs"].folder_of(job.id) / FILE

    monkeypatch.delattr(closing, "link_cycle")  # No sheet is opened for the page.

    assert hurt.rater.name in hr.get(page).text
    assert hr.open(f"/pekerjaan/{job.id}/berkas").status_code == 404
    assert hurt.rater.name not in (job.result_json or "") + (job.problem or "")
    assert hurt.rater.name.encode() not in kept.read_bytes()
    assert job.expires_at - job.finished_at == timedelta(days=1)
    sweep(session(), app.extensions["jobs"], at=job.expires_at + timedelta(seconds=1))
    assert not kept.exists()
    assert hurt.rater.name not in hr.get(page).text


def test_the_names_are_gone_once_the_cycle_is_closed(app, client, session, opened, hurt):
    path, rater = f"/siklus/{opened.cycle.id}/tutup", hurt.rater.name
    hr = client.sign_in(opened.hr)
    page = hr.post(path).link("Ke halaman penutupan")
    hr.post(path, {"leave_out": "1"})

    first = app.extensions["jobs"].folder_of(session.scalars(select(Job.id)).first())
    assert kept_damaged(first, opened.cycle, key_store()) is None
    assert rater not in hr.get(page).text
