"""A citizen's form and HR's counters at their edges: nothing sent, sent elsewhere, sent twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from berakhlak.citizens.models import Counter, OpenVoice, ReplacedToken, SpentTicket
from berakhlak.citizens.operations import receive_voices, replace_code
from berakhlak.citizens.queries import officers_of
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleUnit
from berakhlak.extensions import db
from berakhlak.permissions import Reach
from berakhlak.web import form_tokens
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.support.pages import Page, PageClient

OURS = {"Origin": "http://localhost"}


def rows(session: Any, table: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(table)))


def in_english(client: PageClient, path: str, form: dict[str, str], status: int = 200) -> Page:
    """The language switch, which sends the form along."""
    sent = form | {"csrf_token": client.token()}
    answer = client.open(f"{path}?lang=en", method="POST", data=sent, headers=OURS)
    assert answer.status_code == status
    return Page(answer)


def test_another_language_keeps_the_form_and_its_ticket_and_takes_nothing(
    client: PageClient, session: Any, counter: Counter
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 4, comment="Cepat")

    page = in_english(client, path, form)

    assert page.heading == "How was our service?"
    assert page.one("input[name=ticket]")["value"] == form["ticket"]
    assert page.one("#comment").get_text().strip() == "Cepat"
    assert len(page.all("input[type=radio][checked]")) == 7
    assert (page.errors, rows(session, SpentTicket)) == ([], 0)


@pytest.mark.parametrize("ticket", ["", "dipalsukan"])
def test_in_another_language_a_ticket_that_opens_nothing_is_replaced(
    client: PageClient, counter: Counter, ticket: str
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 4)

    page = in_english(client, path, form | {"ticket": ticket})

    fresh = str(page.one("input[name=ticket]")["value"])
    assert fresh not in ("", ticket, form["ticket"])
    assert client.post(path, form | {"ticket": fresh}).heading == "Thank you!"


def test_in_another_language_what_was_sent_before_is_not_shown_again(
    client: PageClient, counter: Counter
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 4, comment="Rahasia")
    client.post(path, form)

    page = in_english(client, path, form, status=409)

    assert "Rahasia" not in page.html


def test_a_voice_without_the_field_of_a_comment_has_none(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 3)
    del form["comment"]

    client.post(f"/l/{counter.token}", form)

    assert [voice.comment for voice in voices(session, counter, keys)] == [""]


def test_a_form_without_a_ticket_is_refused_with_a_fresh_one(
    client: PageClient, session: Any, counter: Counter
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 3)
    del form["ticket"]

    page = client.post(f"/l/{counter.token}", form, status=422)

    assert page.one("input[name=ticket]")["value"]
    assert rows(session, OpenVoice) == rows(session, SpentTicket) == 0


def test_a_refused_form_keeps_its_ticket_and_points_at_the_first_question(
    client: PageClient, counter: Counter
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 0)

    page = client.post(f"/l/{counter.token}", form, status=422)

    assert page.one("input[name=ticket]")["value"] == form["ticket"]
    (link,) = page.all("[role=alert] a")
    assert page.one(str(link["href"]))["name"] == "face"
    assert "Isian Anda masih ada" not in page.text


def test_whoever_only_looks_spends_nothing_and_is_not_told_to_wait_or_to_send_again(
    client: PageClient, session: Any, counter: Counter
) -> None:
    page = client.get(f"/l/{counter.token}")

    assert "Isian Anda masih ada" not in page.text
    assert page.one("input[name=ticket]")["value"]
    assert rows(session, SpentTicket) == 0


def test_a_counter_is_added_only_in_a_unit_that_is_named(
    client: PageClient, session: Any, opened: OpenCycle
) -> None:
    unit = session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == opened.cycle.id)).one()
    numbers = {unit.id, *(row.unit_id for row in participants(session, opened.cycle))}
    assert numbers == {1}, "the number that a forgotten one might stand for"
    hr = client.sign_in(opened.hr)

    for query in ("", "?unit=", "?unit=0", "?unit=x"):
        answer = hr.open(f"/siklus/{opened.cycle.id}/loket/baru{query}")
        assert answer.location == f"/siklus/{opened.cycle.id}/loket"
    page = hr.get(f"/siklus/{opened.cycle.id}/loket/baru?unit={unit.id}")
    assert unit.name in page.text
    assert len(page.all("input[type=checkbox]")) == len(
        [row for row in participants(session, opened.cycle) if row.is_rated]
    )


def test_nobody_ticked_is_told_at_the_first_box(client: PageClient, opened: OpenCycle) -> None:
    hr = client.sign_in(opened.hr)
    path = f"/siklus/{opened.cycle.id}/loket/baru?unit=1"

    page = hr.post(path, {"name": "Loket 1"}, status=422)

    (link,) = page.all("[role=alert] a")
    assert link["href"] == f"#{page.all('input[type=checkbox]')[0]['id']}"
    assert page.one("#name")["value"] == "Loket 1"


def test_the_code_that_is_kept_as_old_is_the_one_that_hangs_now(
    session: Any, counter: Counter
) -> None:
    """Another hand has replaced it meanwhile; nothing that is loaded here knows."""
    loaded = counter.token
    session.execute(
        update(Counter).where(Counter.id == counter.id).values(token="hangs-now"),
        execution_options={"synchronize_session": False},
    )
    assert counter.token == loaded

    replace_code(session, counter, by=None, at=AT)
    session.flush()

    assert session.scalars(select(ReplacedToken.token)).all() == ["hangs-now"]
    assert counter.token not in (loaded, "hangs-now")


def test_the_poster_shows_the_whole_address_of_its_own_counter(
    app: Flask, client: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    hr = client.sign_in(opened.hr)

    page = hr.get(f"/siklus/{opened.cycle.id}/loket/{counter.id}")

    assert f"localhost/l/{counter.token}" in page.text
    assert counter.name in page.text
    assert "Kode QR menuju localhost" in page.html


def test_no_voices_are_no_rows(session: Any, counter: Counter, keys: KeyStore) -> None:
    receive_voices(session, counter.cycle, [], key=keys.key_of(counter.cycle))

    assert rows(session, OpenVoice) == 0


def test_whoever_has_to_wait_without_a_ticket_is_given_one_that_opens(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(limits_enabled=True, citizen_limit="1 per minute")
    with app.app_context():
        opened = make_open_cycle(db.session, KeyStore(app.config["BERAKHLAK"].key_dir))
        made = make_counter(db.session, opened, "Budi Santoso")
        token, place = made.token, f"{made.id} {made.token}"
        db.session.commit()
    client = PageClient(app)
    client.post(f"/l/{token}", {}, status=422)

    page = client.post(f"/l/{token}", {}, status=429)

    ticket = str(page.one("input[name=ticket]")["value"])
    assert form_tokens.read_form_token(str(app.config["SECRET_KEY"]), place, ticket) is not None
    assert client.post("/l/tidak-ada", {}, status=404).heading == "Kode ini tidak kami kenali"


def test_an_answer_off_the_scale_is_refused_by_the_number_and_words_of_its_question(
    client: PageClient, session: Any, counter: Counter
) -> None:
    counter.cycle.kept_citizen_form = None  # Opened before citizens had a form of their own.
    form = filled(client.get(f"/l/{counter.token}"), 4)
    asked = [each for each in counter.cycle.instrument.content.behaviours if each.for_citizens]
    wrong = {f"jawaban-{asked[0].code}": "6", f"jawaban-{asked[1].code}": "x"}

    page = client.post(f"/l/{counter.token}", form | wrong, status=422)

    assert page.errors == [
        f"Pilih satu jawaban untuk: {number}. {each.text.in_language('id')}"
        for number, each in enumerate(asked[:2], start=1)
    ]
    assert rows(session, OpenVoice) == 0


def test_officers_of_a_unit_stand_by_name_and_namesakes_by_number(
    session: Any, opened: OpenCycle
) -> None:
    rated = [row for row in participants(session, opened.cycle) if row.is_rated]
    rated.sort(key=lambda row: row.id)
    for row, name in zip(rated, ("Zaki", "Ani", "Zaki", "Ani"), strict=False):
        row.name = name
    session.flush()

    found = officers_of(session, opened.cycle, rated[0].unit_id or 0, Reach(opened.cycle.agency_id))

    assert len(rated) >= 3
    assert list(found) == sorted(rated, key=lambda row: (row.name, row.id))
