"""Whole addresses lead where the agency says, whatever a request says of its host."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from berakhlak.web.whole_addresses import public_address
from config import ROOT, Config
from tests.support.databases import build_app

PUBLIC = "https://360.example.go.id"
FORGED = {"Host": "evil.example"}


@pytest.fixture
def app(app):
    config: Config = app.config["BERAKHLAK"]
    return build_app(config.database_url, config.key_dir, public_url=PUBLIC)


def test_an_address_is_under_the_public_one(app) -> None:
    with app.test_request_context("/", base_url="http://127.0.0.1:8000"):
        assert public_address("citizens.voice_page", token="abc").startswith(f"{PUBLIC}/")


def test_without_a_public_address_it_is_where_the_reader_is(app) -> None:
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], public_url="")

    with app.test_request_context("/", base_url="http://127.0.0.1:8000"):
        assert public_address("home.home_page") == "http://127.0.0.1:8000/"


@pytest.mark.parametrize("headers", [FORGED, {"Host": "360.example.go.id.evil.example"}])
@pytest.mark.parametrize("path", ["/", "/masuk", "/tidak-ada", "/healthz", "/verifikasi"])
def test_a_request_for_another_host_is_refused(app, headers, path) -> None:
    answer = app.test_client().get(path, headers=headers)

    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["360.example.go.id", "360.example.go.id:443", "127.0.0.1:8000"])
def test_requests_for_the_agency_s_host_and_this_machine_are_answered(app, host) -> None:
    assert app.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_one_function_makes_whole_addresses() -> None:
    makers = re.compile(r"_external|url_root|host_url|request\.host\b|\.base_url")
    found = {
        str(path.relative_to(ROOT))
        for folder in ("berakhlak", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"} and makers.search(path.read_text(encoding="utf-8"))
    }

    assert found <= {"berakhlak/web/whole_addresses.py", *RELATIVE}


RELATIVE = {
    "berakhlak/web/kept_input.py": "compares the host of a form's page with the request's",
    "berakhlak/web/language.py": "answers where the request came to",
    "berakhlak/documents/quick/styles.py": "tells documents apart by where their sheets lie",
    "berakhlak/documents/weasyprint_shortcuts.py": "calls an image by its place in a document",
}
"""Files that make no address of our pages, with what they do."""
