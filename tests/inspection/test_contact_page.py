"""Who finds a weakness reads whom to tell, if somebody is there to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from berakhlak.formats import local_today
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.settings import inspect_settings
from config import Config, SettingsRefused
from tests.inspection import SAFE

PATH = "/.well-known/security.txt"
WRITTEN = {"SECURITY_CONTACT": "keamanan@sukamaju.go.id", "SECURITY_CONTACT_UNTIL": "2027-06-30"}


def settings(**changes: str) -> dict[str, Any]:
    config = Config.read(WRITTEN | changes)
    assert not config.defects
    return {
        "security_contact": config.security_contact,
        "security_contact_until": config.security_contact_until,
    }


@pytest.mark.exercises("SECURITY_CONTACT", "SECURITY_CONTACT_UNTIL")
def test_the_file_says_whom_to_tell_and_until_when_that_is_vouched_for(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(**settings(), public_url="https://360.sukamaju.go.id")

    answer = app.test_client().get(PATH, headers={"Host": "localhost"})

    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == (
        "Contact: mailto:keamanan@sukamaju.go.id\n"
        "Expires: 2027-06-30T23:59:59Z\n"
        "Preferred-Languages: id, en\n"
        f"Canonical: https://360.sukamaju.go.id{PATH}\n"
    )


def test_a_page_of_reports_is_a_contact_too(make_app: Callable[..., Flask]) -> None:
    app = make_app(**settings(SECURITY_CONTACT="https://sukamaju.go.id/lapor"))

    text = app.test_client().get(PATH).text

    assert text.startswith("Contact: https://sukamaju.go.id/lapor\n")
    assert "Canonical" not in text  # Where the file lies is not known without PUBLIC_URL.


def test_where_nobody_is_named_there_is_no_file(app: Flask) -> None:
    assert app.test_client().get(PATH).status_code == 404


def test_a_contact_needs_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", WRITTEN["SECURITY_CONTACT"])

    with pytest.raises(SettingsRefused, match="SECURITY_CONTACT_UNTIL: harus diisi"):
        Config.from_environment()


@pytest.mark.parametrize(("days", "words"), [(29, "habis pada"), (-1, "sudah habis pada")])
def test_the_operator_is_reminded_before_the_day(app: Flask, days: int, words: str) -> None:
    with app.test_request_context():
        day = local_today() + timedelta(days=days)
        found = told(security_contact="mailto:a@b.go.id", security_contact_until=day)

    assert found["SECURITY_CONTACT_UNTIL"].startswith(words)


def test_a_missing_contact_is_told(app: Flask) -> None:
    with app.test_request_context():
        named = {"security_contact": "mailto:a@b.go.id", "security_contact_until": date.max}
        assert told(**named) == {}
        none = {"security_contact": "", "security_contact_until": None}
        assert list(told(**none)) == ["SECURITY_CONTACT"]


def told(**changes: Any) -> dict[str, str]:
    """What `doctor` warns of, of a production that is safe otherwise."""
    found = inspect_settings(Config(**SAFE | changes))
    return {e.subject: e.words for e in found if e.level is not FindingLevel.OK}
