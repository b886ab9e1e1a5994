"""What counters, their posters and their tickets are made of, to the letter."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
import segno
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.citizens import operations, queries
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.forms import CounterForm, UnitForm, counter_form, voice_form
from berakhlak.citizens.models import Counter, OpenVoice
from berakhlak.citizens.operations import add_counter, receive_voices
from berakhlak.citizens.poster import counter_poster
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.queries import units_of
from berakhlak.people.unit_matches import ListedUnits
from berakhlak.permissions import Reach
from berakhlak.web import form_tokens
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, participants
from tests.support.pages import Page, PageClient

NOW = 1_800_000_000


def at(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    clock = SimpleNamespace(time=lambda: NOW + seconds)
    monkeypatch.setattr("itsdangerous.timed.time", clock)


@pytest.mark.parametrize(("age", "is_good"), [(0, True), (7200, True), (7201, False)])
def test_a_ticket_is_good_for_two_hours(
    monkeypatch: pytest.MonkeyPatch, age: int, is_good: bool
) -> None:
    at(monkeypatch, 0)
    ticket = form_tokens.issue_form_token("rahasia", "loket")
    at(monkeypatch, age)

    assert (form_tokens.read_form_token("rahasia", "loket", ticket) is not None) is is_good


def test_a_ticket_is_signed_as_it_always_was_and_known_by_the_hash_of_its_number() -> None:
    """Another salt would refuse every form that is open while a new version is put in place."""
    stored = URLSafeTimedSerializer("rahasia", salt="citizen-ticket").dumps(["loket", "nomor"])

    found = form_tokens.read_form_token("rahasia", "loket", stored)
    assert found is not None
    assert found.digest == sha256(b"nomor").digest()
    for secret, counter in (("lain", "loket"), ("rahasia", "lain")):
        assert form_tokens.read_form_token(secret, counter, stored) is None
    two = [
        form_tokens.read_form_token(
            "rahasia", "loket", form_tokens.issue_form_token("rahasia", "loket")
        )
        for _ in "ab"
    ]
    assert len({each.digest for each in two if each}) == 2
    assert {len(each.digest) for each in two if each} == {32}
    _, number = URLSafeTimedSerializer("rahasia", salt="citizen-ticket").loads(
        form_tokens.issue_form_token("rahasia", "loket")
    )
    assert len(number) == 22


def test_a_voice_is_stored_in_these_bytes() -> None:
    voice = VoiceContent(7, {"BP2": 4, "AK1": 0}, "Ramah sekali, Bu Ménik")

    assert voice.to_bytes().decode() == (
        '{"o":7,"a":{"BP2":4,"AK1":0},"c":"Ramah sekali, Bu Ménik"}'
    )
    assert VoiceContent.from_bytes(voice.to_bytes()) == voice


def test_a_poster_shows_the_address_and_a_code_of_which_a_quarter_may_be_dirty(
    app: Flask, counter: Counter
) -> None:
    url = f"https://nilai.go.id/l/{counter.token}"
    with app.test_request_context():
        poster = counter_poster(counter, url)

    short = url.removeprefix("https://")
    code = segno.make(url, error="q", micro=False)
    assert (poster.counter, poster.url) == (counter.name, short)
    assert poster.code == code.svg_inline(border=4, omitsize=True, title=f"Kode QR menuju {short}")
    assert list(poster.invitations) == [
        ("id", "Bagaimana pelayanan kami?"),
        ("en", "How was our service?"),
    ]


def test_a_code_of_few_letters_is_no_small_one_and_cannot_break_its_drawing(app: Flask) -> None:
    counter: Any = SimpleNamespace(name="Loket", short_code="BCDFGH")
    with app.test_request_context():
        poster = counter_poster(counter, "a://<b>")

    assert segno.make("a://<b>", error="q", micro=False).svg_inline(
        border=4, omitsize=True, title="Kode QR menuju <b>"
    ) == str(poster.code)
    assert "<b>" not in poster.code


def test_every_act_on_a_counter_is_recorded_with_who_did_it(
    session: Any, opened: OpenCycle, counter: Counter
) -> None:
    made = add_counter(session, opened.cycle, name="Baru", officers=[], by=opened.hr, at=AT)
    known: dict[str, Any] = {"by": opened.hr, "at": AT}
    operations.rename_counter(session, made, name="Lain", **known)
    for _again in range(2):
        operations.close_counter(session, made, **known)
    for _again in range(2):
        operations.reopen_counter(session, made, **known)
    session.flush()
    operations.replace_code(session, made, **known)

    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.object_id == made.id).order_by(AuditEntry.id)
    ).all()
    assert [(row.act, row.object_kind, row.at, row.account_id) for row in rows] == [
        (act, "counter", AT, opened.hr.id)
        for act in ("added", "renamed", "closed", "reopened", "replaced its code")
    ]
    assert (made.name, made.closed_at, len(made.token)) == ("Lain", None, 22)


def test_counters_and_their_officers_stand_by_name(session: Any, opened: OpenCycle) -> None:
    for name in ("Loket B", "Loket C", "Loket A"):
        add_counter(session, opened.cycle, name=name, officers=[], by=None, at=AT)

    found = [
        each.name for each in queries.counters_of(session, opened.cycle, Reach(opened.agency.id))
    ]

    assert found == ["Loket A", "Loket B", "Loket C"]
    people = sorted(participants(session, opened.cycle), key=lambda row: row.name, reverse=True)
    made = add_counter(session, opened.cycle, name="D", officers=people, by=None, at=AT)
    session.expire(made)
    assert [row.name for row in made.officers] == sorted(row.name for row in people)


def test_many_voices_are_stored_apart_and_open_again(
    session: Any, counter: Counter, keys: KeyStore
) -> None:
    said = [VoiceContent(counter.officers[0].id, {"BP2": n}, f"Kata {n}") for n in range(1, 4)]

    receive_voices(session, counter.cycle, said, key=keys.key_of(counter.cycle))

    found = voices(session, counter, keys)
    assert sorted(found, key=lambda voice: voice.comment) == said
    ids = session.scalars(select(OpenVoice.id)).all()
    assert {len(each) for each in ids} == {16}


def test_the_form_of_a_citizen_asks_in_words_and_offers_no_choice_where_there_is_one(
    app: Flask, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    alone = make_counter(session, opened, "Dewi Anggraini")
    instrument = opened.cycle.instrument.content
    with app.test_request_context():
        one, two = voice_form(alone, instrument), voice_form(counter, instrument)

        asked = [each.code for each in instrument.behaviours if each.for_citizens]
        assert list(two.asked) == asked
        assert [scale.name for scale in two.scales()] == [f"jawaban-{code}" for code in asked]
        assert (one.officer.data, two.officer.data) == (alone.officers[0].id, None)
        labels = [str(choice.label) for choice in two.officer.iter_choices()]
        assert labels == [f"{row.called} · {row.position}" for row in counter.officers]
        assert str(two.officer.label.text) == "Siapa yang melayani Anda?"
        box = two.comment
        assert (box.rows, box.max_length, box.required) == (3, 500, False)
        assert box.hint.startswith("Petugas membacanya setelah diperiksa.")
        assert two.answers() == {}


def test_the_forms_of_hr_name_units_and_tick_officers_of_their_own(
    app: Flask, session: Any, opened: OpenCycle
) -> None:
    people, units = participants(session, opened.cycle), units_of(session, opened.cycle)
    sent = {"name": "Loket", f"petugas-{people[1].id}": "y"}
    with app.test_request_context(method="POST", data=sent):
        form: CounterForm = counter_form(people)
        assert form.chosen() == [people[1]]
        assert [box.name for box in form.boxes()] == [f"petugas-{row.id}" for row in people]
        labels = [str(box.label.text) for box in form.boxes()]
        assert labels == [f"{row.called} · {row.position}" for row in people]
        assert (str(form.name.label.text), form.name.hint[:7]) == ("Nama loket", "Seperti")
    with app.test_request_context():
        unit = UnitForm(ListedUnits(units), formdata=None).unit
        assert [(each.value, str(each.label)) for each in unit.iter_choices()] == [
            (each.id, each.name) for each in units
        ]


def told(page: Page) -> list[tuple[str, str]]:
    """Messages of the last act, each with its kind."""
    found = page.all(".flash")
    return [
        (str(each["class"][-1]).removeprefix("flash--"), each.get_text().strip()) for each in found
    ]


def test_hr_is_told_what_was_done_and_what_to_do_with_the_poster(
    client: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    hr = client.sign_in(opened.hr)
    place = f"/siklus/{counter.cycle_id}/loket/{counter.id}"
    listed, poster = f"/siklus/{counter.cycle_id}/loket", place
    expected = [
        ("ubah", listed, "Nama loket tersimpan. Poster memuat namanya, jadi cetak lagi posternya."),
        ("tutup", listed, "Loket ditutup. Turunkan posternya."),
        ("buka", listed, "Loket dibuka kembali dengan kode QR yang sama."),
        ("ganti-kode", poster, "Kode QR diganti. Cetak dan pasang poster yang baru ini."),
    ]
    for page, leads_to, words in expected:
        shown = hr.post(f"{place}/{page}", {"name": "Loket 3"})
        assert (shown.path, told(shown)) == (leads_to, [("success", words)])
    nobody = hr.get(hr.open(f"{listed}/baru?unit=0").location)
    assert told(nobody) == [
        ("warning", "Unit itu tidak memiliki pegawai yang dinilai dalam siklus ini.")
    ]


def test_asking_first_changes_nothing(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    before = (counter.name, counter.token, counter.closed_at)
    hr = client.sign_in(opened.hr)
    for page in ("ubah", "tutup", "ganti-kode"):
        hr.get(f"/siklus/{counter.cycle_id}/loket/{counter.id}/{page}")

    session.refresh(counter)
    assert (counter.name, counter.token, counter.closed_at) == before


def test_where_the_key_is_gone_nobody_is_asked_and_what_was_typed_stays(
    client: PageClient, counter: Counter, keys: KeyStore, session: Any
) -> None:
    path, form = f"/l/{counter.token}", filled(client.get(f"/l/{counter.token}"), 4, comment="Kata")
    file = keys.folder / f"{counter.cycle.key_name}.key"
    secret = file.read_bytes()
    file.unlink()

    asked, sent = client.get(path, status=503), client.post(path, form, status=422)

    assert "tidak terkirim" not in asked.text
    assert "Penilaian belum dapat disimpan karena gangguan di server." in sent.text
    assert "Kata" in sent.text
    assert sent.one("input[name=ticket]")["value"] == form["ticket"]
    file.write_bytes(secret)
    file.chmod(0o600)
    client.post(path, form)
    assert [voice.comment for voice in voices(session, counter, keys)] == ["Kata"]


def test_a_page_of_thanks_drops_the_forms_token_and_a_form_kept_open_its_ticket(
    client: PageClient, counter: Counter
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 4)
    client.post(path, form)
    with client.http.session_transaction() as kept:
        assert "csrf_token" not in kept

    again = client.post(path, form, status=409)

    assert again.heading == "Sudah kami terima"
    assert again.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("act", ["close", "spend"])
def test_a_busy_queue_does_not_hide_what_waiting_cannot_mend(
    make_app: Callable[..., Flask], act: str
) -> None:
    from tests.factories.cycles import make_open_cycle

    app = make_app(limits_enabled=True, citizen_limit="1 per minute")
    with app.app_context():
        from berakhlak.extensions import db

        keys = KeyStore(app.config["BERAKHLAK"].key_dir)
        counter = make_counter(db.session, make_open_cycle(db.session, keys), "Budi Santoso")
        path = f"/l/{counter.token}"
        db.session.commit()
    client = PageClient(app)
    form = filled(client.get(path), 4)
    client.post(path, form)
    if act == "close":
        with app.app_context():
            found = db.session.scalars(select(Counter)).one()
            operations.close_counter(db.session, found, by=None, at=AT)
            db.session.commit()

    refused = client.post(path, form, status=409)

    headings = {"close": "Loket ini sudah ditutup", "spend": "Sudah kami terima"}
    assert refused.heading == headings[act]
