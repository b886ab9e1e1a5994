"""Six letters typed instead of a scanned code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from berakhlak import short_codes
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import replace_code
from berakhlak.citizens.ticket_sources import print_slips, revoke_source, slip_codes
from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db, limiter
from tests.citizens.conftest import make_counter
from tests.factories.cycles import AT, make_open_cycle
from tests.support.pages import PageClient


def test_codes_have_six_letters_that_are_hard_to_confuse() -> None:
    codes = {short_codes.new_short_code() for _each in range(200)}

    assert {len(code) for code in codes} == {6}
    assert not set("".join(codes)) & set("AEIOUL01")
    assert all(short_codes.is_short_code(code) for code in codes)
    assert short_codes.shown("BCDFGH") == "BCD FGH"


@pytest.mark.parametrize("spelled", ["{}", " {} ", "lower", "dash"])
def test_the_letters_lead_to_the_counter_however_they_are_typed(
    client: PageClient, counter: Counter, spelled: str
) -> None:
    code = counter.short_code
    typed = {"lower": short_codes.shown(code).swapcase(), "dash": f"{code[:3]}-{code[3:]}"}

    page = client.post("/l", {"code": typed.get(spelled, spelled).format(code)})

    assert page.path == f"/l/{counter.token}"
    assert page.text.count("Loket 2 KTP-el")


def test_a_wrong_code_is_explained_beside_the_field_and_kept(
    client: PageClient, session: Any, counter: Counter
) -> None:
    old = counter.short_code
    replace_code(session, counter, by=None, at=AT)
    for typed, words in (
        ("BCD", "terdiri dari enam huruf; yang diketik 3"),
        ("BC0 FG1", "hanya huruf, tanpa angka"),
        (old, "Kode ini tidak kami kenali"),
        ("", "Isi enam huruf kode loket"),
    ):
        page = client.post("/l", {"code": typed}, status=422)
        assert words in page.one("#code-error").get_text()
        assert page.one("#code")["value"] == typed
        assert counter.token not in page.html


@pytest.fixture
def limited(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    """An application that counts tries in a file."""
    yield make_app(
        limits_enabled=True,
        rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}",
        citizen_limit="3 per minute",
    )
    limiter.enabled = False


def test_guesses_are_limited_and_what_is_right_is_not_counted(limited: Flask) -> None:
    with limited.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=2)
        code = make_counter(db.session, opened, "Budi Santoso").short_code
        db.session.commit()
    client = PageClient(limited)
    for _each in range(5):
        assert client.post("/l", {"code": code}).heading == "Bagaimana pelayanan kami?"
    for _each in range(3):
        client.post("/l", {"code": "BCDFGH" if code != "BCDFGH" else "BCDFGJ"}, status=422)

    page = client.post("/l", {"code": code}, status=429)

    assert "terlalu banyak kode yang keliru" in page.text
    assert page.one("#code")["value"] == code


def test_a_ticket_is_typed_where_the_letters_are_and_leads_to_its_counter(
    app: Flask, client: PageClient, session: Any, counter: Counter
) -> None:
    source = print_slips(session(), counter, number=2, by=None, at=AT)
    first, second = slip_codes(source, secret=app.config["SECRET_KEY"])

    page = client.post("/l", {"code": first.lower().replace("-", " ")})

    assert page.path == f"/l/{counter.token}"
    assert page.one("input[name=visit]")["value"] == first.lower().replace("-", " ")
    forged = f"{second[:-1]}{'0' if second[-1] != '0' else '1'}"
    refused = client.post("/l", {"code": forged}, status=422)
    assert counter.token not in refused.html
    assert "tidak kami kenali" in refused.one("#code-error").get_text()
    revoke_source(session(), source, by=None, at=AT)
    client.post("/l", {"code": second}, status=422)
