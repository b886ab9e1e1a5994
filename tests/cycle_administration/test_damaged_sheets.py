"""A damaged sheet is named to HR before anything changes, and told to its rater."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.ratings.models import OpenSheet
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
