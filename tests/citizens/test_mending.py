"""HR mends a counter: another name, closed, another code. Voices stay, and nobody is given away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.models import Counter, ReplacedToken, SpentTicket
from berakhlak.citizens.operations import (
    CounterClosed,
    CounterNotEditable,
    close_counter,
    receive_voice,
    rename_counter,
    reopen_counter,
    replace_code,
)
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, make_open_cycle
from tests.support.pages import PageClient

PAGES = ("ubah", "tutup", "ganti-kode")
BY_OPERATOR = {"by": None, "at": AT}


@pytest.fixture
def hr(app: Flask, opened: OpenCycle) -> PageClient:
    """HR, beside the citizen at `client`."""
    return PageClient(app).sign_in(opened.hr)


def place(counter: Counter, page: str = "") -> str:
    """The address of one of HR's pages of the counter."""
    return f"/siklus/{counter.cycle_id}/loket/{counter.id}" + (f"/{page}" if page else "")


def acts_on_counters(session: Any) -> list[str]:
    query = select(AuditEntry.act).where(AuditEntry.object_kind == "counter")
    return list(session.scalars(query.order_by(AuditEntry.id)))


def test_a_counter_gets_another_name_and_keeps_its_code(
    client: PageClient, hr: PageClient, session: Any, counter: Counter
) -> None:
    token = counter.token
    asked = hr.get(hr.get(f"/siklus/{counter.cycle_id}/loket").link("Ubah Loket 2 KTP-el"))

    page = hr.post(place(counter, "ubah"), {"name": "Loket 3 Akta"})

    session.refresh(counter)
    assert asked.one("#name")["value"] == "Loket 2 KTP-el"
    assert "Loket 3 Akta" in page.text
    assert "Loket 3 Akta" in client.get(f"/l/{token}").text
    assert (counter.name, counter.token) == ("Loket 3 Akta", token)


def test_a_counter_without_a_name_is_refused_and_keeps_its_own(
    hr: PageClient, session: Any, counter: Counter
) -> None:
    empty = hr.post(place(counter, "ubah"), {"name": "  "}, status=422)
    long = hr.post(place(counter, "ubah"), {"name": "L" * 201}, status=422)

    session.refresh(counter)
    assert empty.errors == ["Isi nama loket."]
    assert long.one("#name")["value"] == "L" * 201
    assert counter.name == "Loket 2 KTP-el"


def test_a_closed_counter_tells_citizens_so_and_keeps_the_voices_it_let_in(
    client: PageClient, hr: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    path = f"/l/{counter.token}"
    thanks = client.post(path, filled(client.get(path), 5))
    begun = filled(client.get(path), 1)
    asked = hr.get(hr.get(place(counter, "ubah")).link("Tutup loket"))

    listed = hr.post(place(counter, "tutup"))

    seen, sent = client.get(path, status=409), client.post(path, begun, status=409)
    assert "tidak pernah disimpan" in asked.text
    assert "Loket 2 KTP-el Ditutup" in listed.text
    assert not listed.all("td a[href*='/loket/']:not([href$='/ubah'])"), "no poster to be put up"
    assert seen.heading == sent.heading == "Loket ini sudah ditutup"
    assert "tidak terkirim" not in seen.text
    assert "Isian Anda tadi tidak terkirim" in sent.text
    assert client.get(thanks.path).heading == "Terima kasih!"
    assert [set(voice.answers.values()) for voice in voices(session, counter, keys)] == [{5}]


def test_a_ticket_from_before_closing_lets_nothing_in_and_is_not_spent(
    session: Any, counter: Counter, keys: KeyStore
) -> None:
    close_counter(session, counter, **BY_OPERATOR)

    with pytest.raises(CounterClosed):
        receive_voice(
            session,
            counter,
            key=keys.load_key(counter.cycle.key_name),
            ticket_digest=b"t" * 32,
            ratee_id=counter.officers[0].id,
            answers={"BP2": 4},
            comment="",
        )

    assert voices(session, counter, keys) == []
    assert session.scalars(select(SpentTicket)).all() == []


def test_a_counter_opens_again_behind_the_same_code(
    client: PageClient, hr: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    path = f"/l/{counter.token}"
    begun = filled(client.get(path), 3)
    hr.post(place(counter, "tutup"))
    assert "Loket ini sedang ditutup" in hr.get(place(counter)).text
    assert "Buka kembali" in hr.get(place(counter, "ubah")).text

    hr.post(place(counter, "buka"))

    assert client.post(path, begun).heading == "Terima kasih!"
    assert len(voices(session, counter, keys)) == 1
    assert "Loket ini sedang ditutup" not in hr.get(place(counter)).text


def test_an_old_poster_says_that_it_is_old_and_not_where_the_new_one_leads(
    client: PageClient, hr: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    old = counter.token
    thanks = client.post(f"/l/{old}", filled(client.get(f"/l/{old}"), 4))
    begun = filled(client.get(f"/l/{old}"), 1)
    asked = hr.get(hr.get(place(counter, "ubah")).link("Ganti kode QR"))

    poster = hr.post(place(counter, "ganti-kode"))

    session.refresh(counter)
    seen, sent = client.get(f"/l/{old}", status=410), client.post(f"/l/{old}", begun, status=410)
    after = client.get(thanks.path)
    assert "dari kode mana asalnya tidak pernah disimpan" in asked.text
    assert counter.token != old
    assert f"/l/{counter.token}" in poster.text
    assert old not in poster.html
    assert seen.heading == sent.heading == "Poster ini sudah diganti"
    assert "Isian Anda tadi tidak terkirim" in sent.text
    assert after.heading == "Terima kasih!"
    assert [page for page in (seen, sent, after) if counter.token in page.html] == []
    assert len(voices(session, counter, keys)) == 1


def test_the_new_code_takes_voices_and_no_ticket_of_the_old_one(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    ticket = filled(client.get(f"/l/{counter.token}"))["ticket"]
    replace_code(session, counter, **BY_OPERATOR)
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 2)

    stale = client.post(path, form | {"ticket": ticket}, status=422)

    assert "tekan Kirim sekali lagi" in stale.text
    assert voices(session, counter, keys) == []
    assert client.post(path, form).heading == "Terima kasih!"


def test_every_code_that_a_counter_ever_had_is_known_as_old(
    client: PageClient, session: Any, counter: Counter
) -> None:
    old = []
    for _ in range(3):
        old.append(counter.token)
        replace_code(session, counter, **BY_OPERATOR)

    headings = {client.get(f"/l/{token}", status=410).heading for token in old}

    assert headings == {"Poster ini sudah diganti"}
    client.get(f"/l/{counter.token}")


def test_an_old_poster_sends_nobody_to_look_for_a_new_one_that_takes_nothing(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    old = counter.token
    replace_code(session, counter, **BY_OPERATOR)
    close_counter(session, counter, **BY_OPERATOR)
    assert client.get(f"/l/{old}", status=409).heading == "Loket ini sudah ditutup"

    opened.cycle.state = CycleState.SEALING

    assert client.get(f"/l/{old}", status=409).heading == "Masa penilaian sudah selesai"


def test_what_is_mended_is_recorded_once_and_says_nothing_of_voices(
    hr: PageClient, session: Any, counter: Counter
) -> None:
    for page in ("tutup", "tutup", "buka", "buka", "ganti-kode"):
        hr.post(place(counter, page))
    hr.post(place(counter, "ubah"), {"name": "Loket 9"})

    acts = ["added", "closed", "reopened", "replaced its code", "renamed"]
    assert acts_on_counters(session) == acts
    assert set(ReplacedToken.__table__.columns.keys()) == {"token", "counter_id"}


def test_counters_of_another_agency_or_cycle_are_not_mended_and_other_roles_are_refused(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    other = make_open_cycle(session, keys, staff=2)
    before = (counter.name, counter.token, counter.closed_at)
    readers = ((other.hr, 404), (opened.admin, 403), (opened.account(opened.head), 403))
    for account, status in readers:
        reader = client.sign_in(account)
        for page in PAGES:
            reader.get(place(counter, page), status=status)
        for page in (*PAGES, "buka"):
            reader.post(place(counter, page), {"name": "Lain"}, status=status)
    reader = client.sign_in(other.hr)
    for page in PAGES:
        reader.get(f"/siklus/{other.cycle.id}/loket/{counter.id}/{page}", status=404)

    session.refresh(counter)
    assert (counter.name, counter.token, counter.closed_at) == before


def test_after_the_cycle_nothing_of_a_counter_is_mended(
    hr: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    opened.cycle.state = CycleState.CLOSED
    for page in (*PAGES, "buka"):
        refused = hr.post(place(counter, page), {"name": "Lain"}, status=409)
        assert "Loket hanya dapat diubah selama siklusnya dibuka." in refused.text

    acts: list[Callable[..., None]] = [close_counter, reopen_counter, replace_code]
    for act in acts:
        with pytest.raises(CounterNotEditable):
            act(session, counter, **BY_OPERATOR)
    with pytest.raises(CounterNotEditable):
        rename_counter(session, counter, name="Lain", **BY_OPERATOR)
    assert not hr.get(f"/siklus/{counter.cycle_id}/loket").all("a[href$='/ubah']")
    assert acts_on_counters(session) == ["added"]


def test_a_queue_at_a_counter_that_was_closed_is_told_so_and_not_to_wait(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(limits_enabled=True, citizen_limit="1 per minute")
    with app.app_context():
        from berakhlak.extensions import db

        keys = KeyStore(app.config["BERAKHLAK"].key_dir)
        counter = make_counter(db.session, make_open_cycle(db.session, keys), "Budi Santoso")
        path, counter_id = f"/l/{counter.token}", counter.id
        db.session.commit()
    client = PageClient(app)
    client.post(path, filled(client.get(path)))
    with app.app_context():
        close_counter(db.session, db.session.get_one(Counter, counter_id), **BY_OPERATOR)
        db.session.commit()

    assert client.post(path, {}, status=409).heading == "Loket ini sudah ditutup"
