"""A ticket of a served visit lets one voice in, and nothing tells which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import func, select

from berakhlak import clock, short_codes
from berakhlak.citizens import (
    display_codes,
    door_counts,
    screening,
    ticket_sources,
    visit_tickets,
)
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter, DoorCount, HeldBatch, OpenVoice, SpentTicket
from berakhlak.citizens.views import too_many
from berakhlak.cycles.keys import KeyStore
from berakhlak.formats import local_today
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle
from tests.support.doors import PUBLIC, opens_to
from tests.support.doors import Door as PageDoor
from tests.support.pages import Page, PageClient

ZONE = "Asia/Jakarta"
Speak = Callable[..., Page]


@pytest.fixture
def secret(app: Flask) -> str:
    return str(app.config["SECRET_KEY"])


@pytest.fixture
def speak(client: PageClient) -> Speak:
    def one(counter: Counter, visit: str = "", status: int = 302) -> Page:
        form = filled(client.get(f"/l/{counter.token}"), 4) | {"visit": visit}
        return client.post(f"/l/{counter.token}", form, status=status)

    return one


def count(session: Any, model: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(model)))


def test_a_slip_lets_one_voice_in_at_its_counter_until_it_is_revoked(
    session: Any,
    opened: OpenCycle,
    counter: Counter,
    keys: KeyStore,
    secret: str,
    client: PageClient,
    speak: Speak,
) -> None:
    source = ticket_sources.print_slips(session, counter, number=3, by=None, at=AT)
    beside = make_counter(session, opened, "Dewi Anggraini")
    first, second, third = ticket_sources.slip_codes(source, secret=secret)

    shown = client.get(f"/l/{counter.token}?tiket={first}")
    assert shown.one("input[name=visit]")["value"] == first
    speak(counter, first)
    again = speak(counter, first, status=422)
    assert "sudah dipakai" in again.text
    assert again.one("input[name=visit]")["value"] == first
    speak(counter, second.replace("-", " ").lower())  # As people type.
    for visit in (f"{third[:-1]}{'0' if third[-1] != '0' else '1'}", "A" * 16, "siapa saja", "1"):
        assert "tidak kami kenali" in speak(counter, visit, status=422).text
    assert "tidak kami kenali" in speak(beside, third, status=422).text
    ticket_sources.revoke_source(session, source, by=None, at=AT)
    session.commit()
    assert "tidak kami kenali" in speak(counter, third, status=422).text

    assert [each.door for each in voices(session, counter, keys)] == [Door.SLIP] * 2
    # One row for each form and one for each ticket, and nothing that joins them with a voice.
    assert count(session, SpentTicket) == 4
    assert set(SpentTicket.__table__.columns.keys()) == {"digest", "cycle_id"}


def test_a_queue_system_gets_tickets_by_its_secret_alone(
    session: Any, app: Flask, counter: Counter, keys: KeyStore, speak: Speak
) -> None:
    _source, key = ticket_sources.connect_machine(session, counter, Door.QUEUE, by=None, at=AT)
    session.commit()
    machine = app.test_client()

    def asked(secret: str) -> Any:
        return machine.post("/api/tiket", headers={"Authorization": f"Bearer {secret}"})

    given = [asked(key).get_json() for _ in range(2)]
    assert given[0]["ticket"] != given[1]["ticket"]
    assert given[0]["url"].endswith(f"/l/{counter.token}?tiket={given[0]['ticket']}")
    for wrong in ("", "x" * 32, counter.token):
        refused = asked(wrong)
        assert refused.status_code == 401
        assert refused.get_json() == {"error": "unknown or revoked token"}
    speak(counter, given[1]["ticket"])
    assert [each.door for each in voices(session, counter, keys)] == [Door.QUEUE]
    (row,) = session.scalars(select(DoorCount)).all()
    assert (row.door, row.handed, row.came) == (Door.QUEUE, 2, 1)


def test_codes_of_a_minute_are_those_of_the_standard() -> None:
    key = b"12345678901234567890"  # RFC 4226, appendix D.
    codes = [display_codes.code_of_minute(key, number) for number in range(4)]

    assert codes == ["755224", "287082", "359152", "969429"]
    at = datetime.fromtimestamp(60 * 2 + 59, UTC)
    found = [display_codes.minute_of_code(key, code, at) for code in codes]
    assert found == [None, 1, 2, None]


def test_a_code_of_the_display_lets_two_voices_in_and_not_the_minute_after_next(
    session: Any,
    counter: Counter,
    keys: KeyStore,
    client: PageClient,
    speak: Speak,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _source, key = ticket_sources.connect_machine(session, counter, Door.DISPLAY, by=None, at=AT)
    session.commit()
    page = client.get(f"/layar/{key}")
    code = page.one(".display__digits").text.replace(" ", "").strip()
    assert 1 <= int(page.response.headers["Refresh"]) <= 61
    said = page.one(".display").get_text()
    assert "/l, ketik kode loket" in said
    assert short_codes.shown(counter.short_code) in said
    client.get(f"/layar/{key[:-1]}", status=404)

    speak(counter, code)
    speak(counter, f"{code[:3]} {code[3:]}")  # As the display shows it.
    assert "tunggu kode berikutnya" in speak(counter, code, status=422).text
    later = clock.utc_now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    assert "tidak kami kenali" in speak(counter, code, status=422).text
    assert [each.door for each in voices(session, counter, keys)] == [Door.DISPLAY] * 2


def test_tickets_read_back_as_they_were_made() -> None:
    code = visit_tickets.ticket_code("rahasia", "1 loket", 7, 1234)
    ticket = visit_tickets.read_ticket(code)

    assert len(code) == 19
    assert ticket is not None
    assert (ticket.source_id, ticket.number) == (7, 1234)
    assert visit_tickets.is_genuine("rahasia", "1 loket", ticket)
    assert not visit_tickets.is_genuine("lain", "1 loket", ticket)
    assert not visit_tickets.is_genuine("rahasia", "2 loket", ticket)


def test_hr_looks_after_the_doors_and_a_counter_may_ask_for_tickets(
    session: Any, app: Flask, client: PageClient, opened: OpenCycle, counter: Counter, speak: Speak
) -> None:
    place = f"/siklus/{opened.cycle.id}/loket/{counter.id}/jalur"
    hr = PageClient(app).sign_in(opened.hr)
    hr.post(place, {"number": "22"}, status=302)
    (source,) = ticket_sources.sources_of(session, counter)
    assert source.handed == 22
    for paper in ("a4", "rol"):
        assert hr.open(f"{place}/{source.id}/slip-{paper}.pdf").data[:5] == b"%PDF-"
    assert "/api/tiket" in hr.post(f"{place}/antrean", {}, status=200).text
    assert "/layar/" in hr.post(f"{place}/layar", {}, status=200).text
    hr.post(f"{place}/poster/tutup", {}, status=302)
    session.expire_all()
    assert "hanya menerima penilaian dengan tiket" in speak(counter, status=422).text
    hr.post(f"{place}/poster/buka", {}, status=302)
    session.expire_all()
    speak(counter)
    hr.post(f"{place}/{source.id}/cabut", {}, status=302)
    hr.post(f"{place}/{source.id}/cabut", {}, status=404)


def test_hr_reads_counts_of_days_that_are_over_in_steps_of_five(
    session: Any, app: Flask, opened: OpenCycle, counter: Counter
) -> None:
    today = local_today()
    for days, number in ((0, 9), (1, 27)):
        at = datetime(today.year, today.month, today.day, 3, 0, tzinfo=UTC) - timedelta(days=days)
        for _ in range(number):
            door_counts.count_at_door(session, counter, Door.QUEUE, at, ZONE, handed=True)
        for _ in range(number - 8):
            door_counts.count_at_door(session, counter, Door.QUEUE, at, ZONE, handed=False)
    session.commit()

    (row,) = door_counts.by_day(session, counter, today)
    assert (row.when, row.door, row.handed, row.came) == (
        today - timedelta(days=1),
        Door.QUEUE,
        25,
        15,
    )
    (hour,) = door_counts.by_hour(session, counter, today)
    assert (hour.when, hour.used_percent) == (10, 60)
    page = PageClient(app).sign_in(opened.hr)
    told = page.get(f"/siklus/{opened.cycle.id}/loket/{counter.id}/jalur").text
    assert "sekitar 60%" in told
    assert "27" not in told


def test_hr_is_warned_of_counters_without_tickets_and_reads_a_burst_by_day_and_door(
    session: Any, app: Flask, opened: OpenCycle, counter: Counter
) -> None:
    listed, today = f"/siklus/{opened.cycle.id}/loket", local_today()
    at = datetime(today.year, today.month, today.day, 3, 0, tzinfo=UTC) - timedelta(days=1)
    for number in range(47):
        door_counts.count_at_door(session, counter, Door.POSTER, at, ZONE, handed=False)
        if number >= 10:
            door_counts.hold_back(session, counter, at, ZONE)
    beside = make_counter(session, opened, "Dewi Anggraini")
    source = ticket_sources.print_slips(session, beside, number=1, by=None, at=AT)
    hr = PageClient(app).sign_in(opened.hr)

    page = hr.get(listed)
    assert "1 loket tidak membagikan tiket" in page.text
    assert page.text.count("Tanpa tiket") == 1
    ticket_sources.revoke_source(session, source, by=None, at=AT)
    session.commit()
    assert "2 loket tidak membagikan tiket" in hr.get(listed).text

    burst = hr.get(f"{listed}/{counter.id}/jalur")
    assert "sekitar 80%" in burst.text  # 37 of 47 were held back.
    told = [" ".join(cell.text.split()) for cell in burst.all("td")]
    assert {"Poster", "45", "35"} <= set(told)
    assert "47" not in burst.text


def test_what_floods_the_poster_waits_for_hr_as_a_whole_day(
    session: Any,
    app: Flask,
    opened: OpenCycle,
    counter: Counter,
    keys: KeyStore,
    speak: Speak,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = FixedWindowRateLimiter(MemoryStorage())
    monkeypatch.setattr(screening, "limiter", SimpleNamespace(enabled=True, limiter=counted))
    # Sooner than a person fills in a form, also where this machine is slow.
    monkeypatch.setattr(screening, "QUICKEST_SECONDS", 3600.0)
    for _ in range(5):
        speak(counter)
    (batch,) = session.scalars(select(HeldBatch)).all()
    assert batch.held == 5
    assert {each.held for each in voices(session, counter, keys)} == {batch.id}
    place = f"/siklus/{opened.cycle.id}/loket/{counter.id}/jalur"
    hr = PageClient(app).sign_in(opened.hr)
    hr.post(f"{place}/tahanan/{batch.id}/hitung", {}, status=404)  # Its day is not over.
    batch.day -= timedelta(days=1)
    session.commit()
    for word, released in (("buang", False), ("hitung", True)):
        hr.post(f"{place}/tahanan/{batch.id}/{word}", {}, status=302)
        session.expire_all()
        assert session.get_one(HeldBatch, batch.id).is_released is released
    assert count(session, OpenVoice) == 5


def test_machines_have_no_account_and_are_told_to_wait_in_a_word(
    app: Flask, client: PageClient
) -> None:
    with app.test_request_context("/api/tiket", method="POST"):
        told, status, _headers = too_many(None)  # type: ignore[arg-type, misc]
        assert (status, "coba lagi" in told) == (429, True)
    assert app.test_client().post("/api/tiket").status_code == 401
    opens_to(app, [PageDoor("citizens.display_page", PUBLIC, "/layar/x", status=404)], client)
