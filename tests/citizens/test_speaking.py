"""A citizen's minute: one scan, one form, one voice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.citizens.models import Counter, OpenVoice, SpentTicket
from berakhlak.citizens.operations import TicketSpent, receive_voice
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.web import form_tokens
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.support.markup import words
from tests.support.pages import PageClient


def test_the_form_is_short_and_says_what_is_kept(client: PageClient, counter: Counter) -> None:
    page = client.get(f"/l/{counter.token}")

    assert page.heading == "Bagaimana pelayanan kami?"
    assert "Loket 2 KTP-el" in page.text
    assert "disimpan tanpa identitas, nomor telepon, atau alamat perangkat Anda" in page.text
    assert len(page.all("fieldset.scale")) == 6
    assert "Budi Santoso · Analis SDM Aparatur" in page.text
    assert not page.all("input[name=officer][checked]")


def test_the_only_officer_is_chosen_already(
    client: PageClient, session: Any, opened: OpenCycle
) -> None:
    counter = make_counter(session, opened, "Dewi Anggraini")

    page = client.get(f"/l/{counter.token}")

    assert page.one("input[name=officer][checked]")["value"] == str(counter.officers[0].id)


def test_a_voice_is_let_in_once_and_thanked(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 5, comment="Cepat dan ramah")

    thanks = client.post(f"/l/{counter.token}", form)
    client.get(thanks.path)
    again = client.post(f"/l/{counter.token}", form, status=409)

    assert thanks.heading == "Terima kasih!"
    assert again.heading == "Sudah kami terima"
    (voice,) = voices(session, counter, keys)
    assert set(voice.answers.values()) == {5}
    assert len(voice.answers) == 6
    assert voice.comment == "Cepat dan ramah"
    assert voice.ratee_id == counter.officers[0].id


def test_a_form_sent_four_times_at_once_counts_once(
    client: PageClient, app: Flask, session: Any, counter: Counter, keys: KeyStore
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path)) | {"csrf_token": client.token()}
    cookie = client.http.get_cookie("session")
    assert cookie is not None

    def send(_number: int) -> int:
        sender = app.test_client()
        sender.set_cookie("session", cookie.value)
        return sender.post(path, data=form).status_code

    with ThreadPoolExecutor(4) as senders:
        answers = sorted(senders.map(send, range(4)))

    assert answers == [302, 409, 409, 409]
    assert len(voices(session, counter, keys)) == 1


def test_a_ticket_spent_between_looking_and_writing_is_spent(
    session: Any, counter: Counter, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, officer = keys.load_key(counter.cycle.key_name), counter.officers[0].id

    def speak() -> None:
        receive_voice(
            session,
            counter,
            key=key,
            ticket_digest=b"t" * 32,
            ratee_id=officer,
            answers={"BP2": 4},
            comment="",
        )

    speak()
    session.commit()
    session.expunge_all()
    session.add(counter)
    monkeypatch.setattr(session, "get", lambda *_args, **_options: None)

    with pytest.raises(TicketSpent):
        speak()


def test_one_answer_is_enough_and_the_others_stay_open(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"))
    one = {"jawaban-BP2": "3", "officer": form["officer"], "ticket": form["ticket"]}

    client.post(f"/l/{counter.token}", one)

    assert [voice.answers for voice in voices(session, counter, keys)] == [{"BP2": 3}]


def test_without_any_answer_nothing_counts_and_nothing_is_lost(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 0, comment="Antrean panjang")

    page = client.post(f"/l/{counter.token}", form, status=422)

    assert page.errors == ["Pilih paling sedikit satu jawaban."]
    assert page.all(str(page.one("[role=alert] a")["href"]))
    assert words(page.one("#comment")) == "Antrean panjang"
    assert len(page.all("input[type=radio][checked]")) == 7
    assert voices(session, counter, keys) == []
    client.post(f"/l/{counter.token}", filled(page, 2))
    assert len(voices(session, counter, keys)) == 1


def test_the_officer_must_be_one_of_the_counter(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    elsewhere = make_counter(session, opened, "Dewi Anggraini").officers[0].id
    form = filled(client.get(f"/l/{counter.token}"))

    foreign = client.post(f"/l/{counter.token}", form | {"officer": str(elsewhere)}, status=422)
    nobody = client.post(f"/l/{counter.token}", form | {"officer": ""}, status=422)

    assert foreign.errors == ["Pilih petugas yang melayani Anda dari jawaban yang tersedia."]
    assert nobody.errors == ["Pilih petugas yang melayani Anda."]
    assert voices(session, counter, keys) == []


@pytest.mark.parametrize("kind", ["forged", "expired", "foreign", "absent"])
def test_a_ticket_that_does_not_open_is_replaced_and_nothing_is_lost(
    kind: str,
    client: PageClient,
    app: Flask,
    session: Any,
    counter: Counter,
    keys: KeyStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 3, comment="Mohon kursi tunggu")
    if kind == "expired":
        monkeypatch.setattr(form_tokens, "MAX_AGE_SECONDS", -1)
    bad = {
        "forged": form["ticket"][:-2] + "xx",
        "expired": form["ticket"],
        "foreign": form_tokens.issue_form_token(app.config["SECRET_KEY"], "loket-lain"),
        "absent": "",
    }

    page = client.post(f"/l/{counter.token}", form | {"ticket": bad[kind]}, status=422)
    monkeypatch.undo()

    assert "Isian Anda masih ada: tekan Kirim sekali lagi." in page.text
    assert words(page.one("#comment")) == "Mohon kursi tunggu"
    assert len(page.all("input[type=radio][checked]")) == 7
    assert voices(session, counter, keys) == []
    fresh = str(page.one("input[name=ticket]")["value"])
    assert client.post(f"/l/{counter.token}", form | {"ticket": fresh}).heading == "Terima kasih!"


def test_every_form_gets_a_ticket_of_its_own(client: PageClient, counter: Counter) -> None:
    given = {
        str(client.get(f"/l/{counter.token}").one("input[name=ticket]")["value"]) for _ in range(5)
    }

    assert len(given) == 5


def test_a_voice_and_its_ticket_share_nothing(
    client: PageClient, session: Any, counter: Counter
) -> None:
    client.post(f"/l/{counter.token}", filled(client.get(f"/l/{counter.token}")))

    voice = session.scalars(select(OpenVoice)).one()
    ticket = session.scalars(select(SpentTicket)).one()
    shared = {column.name for column in OpenVoice.__table__.columns} & {
        column.name for column in SpentTicket.__table__.columns
    }
    assert shared == {"cycle_id"}
    assert voice.id not in ticket.digest
    assert ticket.digest not in voice.box


def test_an_unknown_code_is_answered_kindly(client: PageClient) -> None:
    for path in ("/l/tidak-ada", "/l/tidak-ada/terima-kasih"):
        assert client.get(path, status=404).heading == "Kode ini tidak kami kenali"


def test_after_closing_the_counter_takes_nothing(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"))
    opened.cycle.state = CycleState.SEALING

    seen = client.get(f"/l/{counter.token}", status=409)
    sent = client.post(f"/l/{counter.token}", form, status=409)

    assert seen.heading == sent.heading == "Masa penilaian sudah selesai"
    assert voices(session, counter, keys) == []


def test_nothing_of_the_visit_stays_in_the_browser(client: PageClient, counter: Counter) -> None:
    for path in (f"/l/{counter.token}", f"/l/{counter.token}/terima-kasih"):
        assert client.open(path).headers["Cache-Control"] == "no-store"


def test_the_form_speaks_english_on_demand(client: PageClient, counter: Counter) -> None:
    counter.cycle.kept_citizen_form = None  # Opened before citizens had a form of their own.
    client.open(f"/l/{counter.token}?lang=en")

    page = client.get(f"/l/{counter.token}")

    assert "Friendly, prompt, solution-minded and dependable" in page.text
    assert "Cannot rate" in page.text


@pytest.mark.exercises("CITIZEN_LIMIT")
def test_a_queue_behind_one_address_waits_and_keeps_what_was_typed(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(limits_enabled=True, citizen_limit="2 per minute")
    with app.app_context():
        from berakhlak.extensions import db

        keys = KeyStore(app.config["BERAKHLAK"].key_dir)
        counter = make_counter(db.session, make_open_cycle(db.session, keys), "Budi Santoso")
        db.session.commit()
        token = counter.token
    client = PageClient(app)
    for _ in range(2):
        client.post(f"/l/{token}", filled(client.get(f"/l/{token}")))

    form = filled(client.get(f"/l/{token}"), 2, comment="Mohon ditambah loket")
    page = client.post(f"/l/{token}", form, status=429)

    assert "Isian Anda masih ada: tunggu 1 menit" in page.text
    assert words(page.one("#comment")) == "Mohon ditambah loket"
    assert page.one("input[name=ticket]")["value"] == form["ticket"]
    assert len(page.all("input[type=radio][checked]")) == 7
    client.get(f"/l/{token}")
