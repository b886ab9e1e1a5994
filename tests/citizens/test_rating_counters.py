"""A visitor who did not recognise the officer rates the counter, where it is more than one."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.citizens import ticket_sources
from berakhlak.citizens.doors import Door
from berakhlak.citizens.forms import THIS_COUNTER
from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import KeptCitizenForm
from berakhlak.instrument.citizen_form import FOLDER, form_from_text, parse_citizen_form
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle
from tests.support.pages import Page, PageClient

WORDS = {
    "id": "Loket ini (petugasnya tidak saya kenali)",
    "en": "This counter (I did not recognise the officer)",
    "jv": "Loket punika",
    "su": "Ieu lokét",
}


def about_counter(page: Page, **more: str) -> dict[str, str]:
    ticket = filled(page)["ticket"]
    return {"officer": str(THIS_COUNTER), "ticket": ticket, "face": "2"} | more


def offered(page: Page) -> list[str]:
    return [str(each["value"]) for each in page.all("input[name=officer]")]


@pytest.mark.parametrize("language", WORDS)
def test_the_counter_stands_last_among_its_officers_in_each_language(
    client: PageClient, counter: Counter, language: str
) -> None:
    client.http.set_cookie("bahasa", language)
    page = client.get(f"/l/{counter.token}")

    assert offered(page)[-1] == str(THIS_COUNTER)
    assert len(offered(page)) == 3
    assert WORDS[language] in page.all(".who label")[-1].get_text()


def test_a_voice_about_the_counter_names_no_officer_and_keeps_its_door(
    client: PageClient, app: Any, session: Any, counter: Counter, keys: KeyStore
) -> None:
    source = ticket_sources.print_slips(session, counter, number=1, by=None, at=AT)
    (code,) = ticket_sources.slip_codes(source, secret=app.config["SECRET_KEY"])
    session.commit()
    page = client.get(f"/l/{counter.token}")

    sent = about_counter(page, reasons="kecepatan", visit=code)
    assert client.post(f"/l/{counter.token}", sent).heading == "Terima kasih!"

    (voice,) = voices(session, counter, keys)
    assert (voice.ratee_id, voice.counter_id, voice.door) == (0, counter.id, Door.SLIP)
    assert (voice.answers, voice.comment) == ({"BP2": 2}, "")


def test_words_need_an_officer_and_what_was_typed_stays(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = client.get(f"/l/{counter.token}")

    refused = client.post(
        f"/l/{counter.token}", about_counter(page, comment="Antre dua jam"), status=422
    )

    assert "Pesan hanya dapat untuk petugas" in refused.one("#comment-error").get_text()
    assert "Antre dua jam" in refused.one("textarea").get_text()
    assert refused.one(f"input[value='{THIS_COUNTER}']").has_attr("checked")
    assert voices(session, counter, keys) == []


def test_a_counter_of_one_officer_is_that_officer(
    client: PageClient, session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    alone = make_counter(session, opened, "Budi Santoso")
    session.commit()
    page = client.get(f"/l/{alone.token}")

    assert len(offered(page)) == 1
    client.post(f"/l/{alone.token}", about_counter(page), status=422)
    assert voices(session, alone, keys) == []


def test_cycles_that_opened_before_ask_as_they_did(
    client: PageClient, session: Any, counter: Counter
) -> None:
    form = parse_citizen_form((FOLDER / "berakhlak-2021.toml").read_text(encoding="utf-8"))
    before = form.to_text().replace('"counter": "', '"was": "')
    assert not form_from_text(before).rates_counters
    counter.cycle.kept_citizen_form = KeptCitizenForm(source=before)
    session.commit()

    assert len(offered(client.get(f"/l/{counter.token}"))) == 2

    counter.cycle.kept_citizen_form = None  # Six phrases.
    session.commit()
    assert len(offered(client.get(f"/l/{counter.token}"))) == 2
