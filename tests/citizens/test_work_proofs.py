"""Voices by a poster whose device has done some work for them, and those without."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from altcha.v1 import solve_challenge
from flask import Flask
from limits import parse
from playwright.sync_api import Browser

from berakhlak import clock
from berakhlak.citizens import screening
from berakhlak.citizens.admission import place_of
from berakhlak.citizens.models import Counter
from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db, limiter
from berakhlak.web import form_tokens, work_proofs
from config import Config
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import make_open_cycle
from tests.support.browser import PHONE
from tests.support.pages import Page, PageClient

SECRET = "rahasia " * 5
FORM, OTHER = sha256(b"a form").digest(), sha256(b"another").digest()


def solved(asked: str, **changed: Any) -> str:
    """What js/proof.js sends for a challenge, with parts of it changed."""
    puzzle = json.loads(asked)
    found = solve_challenge(
        puzzle["challenge"], puzzle["salt"], puzzle["algorithm"], puzzle["maxNumber"]
    )
    assert found is not None
    return encoded(puzzle | {"number": found.number} | changed)


def encoded(said: Any) -> str:
    return base64.b64encode(json.dumps(said).encode()).decode()


def test_a_proof_is_good_for_its_own_form_under_our_key_and_for_half_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proof = solved(work_proofs.challenge(SECRET, FORM, most=50))

    assert work_proofs.is_proven(SECRET, proof, FORM)
    assert not work_proofs.is_proven(SECRET, proof, OTHER)
    assert not work_proofs.is_proven("lain " * 8, proof, FORM)
    later = clock.utc_now() + timedelta(minutes=work_proofs.MINUTES + 1)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    assert not work_proofs.is_proven(SECRET, proof, FORM)


def test_what_strangers_send_as_a_proof_is_none_and_breaks_nothing() -> None:
    asked = work_proofs.challenge(SECRET, FORM, most=50)
    puzzle = json.loads(asked)
    own = json.loads(work_proofs.challenge("lain " * 8, FORM, most=50))
    named = f"form={FORM.hex()[:16]}&"
    bad = [
        *("", "x", "\x00", "ÿ", "=" * 999, base64.b64encode(b"[" * 600).decode()),
        *(encoded(each) for each in ([], 5, None, {}, puzzle, own | {"number": 1})),
        *(solved(asked, algorithm=each) for each in ("SHA-1", "MD5", 5)),
        *(solved(asked, number=each) for each in (51, -1, "x", None, [1], 1e400, "9" * 900)),
        *(solved(asked, salt=each) for each in (5, None, "?&?", f"\ud800?{named}expires=9e99")),
        *(solved(asked, salt=f"a?{named}expires={each}") for each in ("nan", "inf", "x", "")),
        solved(asked, salt=puzzle["salt"].replace("expires=1", "expires=2")),
        solved(asked, signature="0" * 64),
    ]

    assert [each for each in bad if work_proofs.is_proven(SECRET, each, FORM)] == []


@pytest.mark.exercises("CITIZEN_PROOF")
def test_beyond_a_few_an_hour_voices_without_work_wait_and_those_with_some_count(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "QUICKEST_SECONDS", 0.0)
    monkeypatch.setattr(screening, "OF_A_COUNTER_UNPROVEN", parse("2 per hour"))
    app = make_app(
        limits_enabled=True,
        rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}",
        citizen_proof=Config.read({"CITIZEN_PROOF": "1000"}).citizen_proof,
    )
    with app.app_context():
        keys = KeyStore(app.config["BERAKHLAK"].key_dir)
        counter = make_counter(db.session, make_open_cycle(db.session, keys), "Budi Santoso")
        db.session.commit()
        address = f"/l/{counter.token}"
        used = ""

        def speak(prove: Callable[[str], str]) -> bool:
            """Whether the voice of a new device waits for HR."""
            nonlocal used
            client, before = PageClient(app), held()
            page = client.get(address)
            asked = str(page.one("input[name=proof]")["data-challenge"])
            assert json.loads(asked)["maxNumber"] == 1000
            proof = prove(asked)
            client.post(address, filled(page) | {"proof": proof}, status=302)
            used = proof or used
            return held() > before

        def held() -> int:
            return sum(each.held is not None for each in voices(db.session, counter, keys))

        try:
            assert [speak(solved) for _ in range(2)] == [False] * 2
            assert [speak(lambda _asked: "") for _ in range(3)] == [False, False, True]
            assert speak(lambda _asked: used), "the proof of another form"
            assert not speak(solved)
        finally:
            limiter.enabled = False


@pytest.mark.browser
def test_the_page_works_by_itself_and_sends_its_proof(
    browser: Browser, live_server: str, session: Any, app: Flask, counter: Counter, keys: KeyStore
) -> None:
    token, size = counter.token, PHONE
    session.commit()
    viewport: Any = size
    context = browser.new_context(base_url=live_server, viewport=viewport, locale="id-ID")
    page = context.new_page()
    page.goto(f"/l/{token}")
    page.get_by_role("radio", name="Citra Lestari").check()
    page.locator(".faces input[value='4']").check()
    with page.expect_request(lambda each: each.method == "POST") as sending:
        page.locator("form.form > .buttons .button").click()
    page.get_by_role("heading", name="Terima kasih!").wait_for()
    sent = {name: each[0] for name, each in parse_qs(sending.value.post_data).items()}
    context.close()

    secret = str(app.config["SECRET_KEY"])
    found = form_tokens.read_form_token(secret, place_of(counter), sent["ticket"])
    assert found is not None
    assert work_proofs.is_proven(secret, sent["proof"], found.digest)
    assert len(voices(session, counter, keys)) == 1


def test_a_kiosk_is_asked_for_no_work(client: PageClient, session: Any, counter: Counter) -> None:
    from berakhlak.citizens import kiosks

    key = kiosks.start_kiosk(session, counter, pin="2580", by=None, at=clock.utc_now())
    session.commit()
    address = f"/l/{counter.token}"
    poster: Page = client.get(address)
    client.http.set_cookie("kios", key)

    assert len(poster.all("input[data-challenge]")) == 1
    assert client.get(address).all("input[data-challenge]") == []
