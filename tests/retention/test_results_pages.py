"""HR states how long results are kept, asks, and another agrees; each refusal is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, DeletedCycle
from berakhlak.people.models import Agency
from tests.factories.cycles import AT
from tests.factories.old_results import make_old_results

PAGE = "/penghapusan/hasil"


@pytest.fixture
def old(app, session, monkeypatch):
    made = make_old_results(session, key_store())
    made.made.opened.agency.results_kept_years = None
    session.commit()
    monkeypatch.setattr(clock, "utc_now", lambda: AT)
    return made


def plain(page):
    return " ".join(page.text.split())


def test_a_rule_is_set_one_asks_another_agrees_and_the_report_stays(app, session, client, old):
    number = old.old.id
    one, address = f"{PAGE}/{number}", f"{PAGE}/{number}"
    client.sign_in(old.asker)
    assert "Masa simpan belum ditetapkan" in plain(client.get(PAGE))
    assert "Tetapkan dahulu" in plain(client.get(one))
    client.post(PAGE, {"years": "5"})
    listed = plain(client.get(PAGE))
    assert "Tinjau penghapusan" in listed
    assert "Masih dalam masa simpan" in listed  # The newer ones.

    preview = plain(client.get(one))
    assert "Siklus baru membandingkan diri" in preview
    assert "Minta penghapusan" in preview
    client.post(f"{one}/minta")
    assert "Anda sendiri tidak dapat" in plain(client.get(one))
    refused = plain(client.post(address, status=422))
    assert "Anda sendiri yang meminta" in refused
    assert session.get(Cycle, number)

    client.sign_in(old.other)
    assert "meminta hasil ini dihapus" in plain(client.get(one))
    done = client.post(address)
    assert "Hasil 3 pegawai dihapus" in plain(done)
    session.expire_all()
    assert session.get(Cycle, number) is None
    assert session.scalars(select(DeletedCycle.cycle_id)).all() == [number]
    report = plain(client.get(PAGE))
    assert "profil 3 pegawai, 1 komentar" in report
    assert f"{old.asker.name}, lalu {old.other.name}" in report
    client.get(one, status=404)


@pytest.mark.parametrize("typed", ["1", "31", "lima", "-3"])
def test_a_period_that_no_schedule_knows_is_refused_beside_its_field(session, client, old, typed):
    client.sign_in(old.asker)

    page = client.post(PAGE, {"years": typed}, status=422)

    assert f'value="{typed}"' in page.html
    assert "dari 2 sampai 30" in plain(page)
    assert session.get_one(Agency, old.old.agency_id).results_kept_years is None


def test_a_request_is_withdrawn_by_either_and_the_results_stay(session, client, old):
    old.made.opened.agency.results_kept_years = 5
    session.commit()
    one = f"{PAGE}/{old.old.id}"
    client.sign_in(old.asker)
    client.post(f"{one}/minta")
    client.sign_in(old.other)

    said = plain(client.post(f"{one}/tarik"))

    assert "Permintaan ditarik. Hasil tetap disimpan." in said
    assert "Tidak ada permintaan" in plain(client.post(f"{one}/tarik"))
    assert "Tidak ada permintaan" in plain(client.post(one, status=422))
