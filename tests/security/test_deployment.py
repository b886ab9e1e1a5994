"""What a mistaken start or an odd method must not open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask


@pytest.mark.parametrize("path", ["/", "/masuk", "/static/css/app.css", "/healthz"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_no_page_answers_to_a_method_that_repeats_what_was_sent(
    app: Flask, method: str, path: str
) -> None:
    answer = app.test_client().open(path, method=method, headers={"X-Rahasia": "rahasia-4711"})

    assert answer.status_code == 405
    assert "rahasia-4711" not in answer.text


@pytest.mark.parametrize("path", ["/static/", "/static/css/", "/static/../config.py", "/.git/HEAD"])
def test_no_folder_is_listed_and_nothing_beside_the_static_files_is_given(
    app: Flask, path: str
) -> None:
    assert app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/masuk", "/static/js/app.js", "/healthz", "/static/img/logo.svg"]
)
def test_no_page_is_shared_with_other_origins(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, headers={"Origin": "https://evil.example"})

    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "path",
    ["/masuk", "/tidak-ada", "/static/css/app.css", "/static/js/app.js", "/static/img/logo.svg"],
)
def test_every_text_says_in_which_letters_it_is_written(app: Flask, path: str) -> None:
    told = app.test_client().get(path).headers["Content-Type"]

    assert told.endswith("; charset=utf-8")


def test_what_machines_are_told_has_the_fields_that_they_need(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/healthz").get_json().keys() == {"status"}
    assert client.get("/readyz").get_json().keys() == {"status", "checks"}
    assert client.get("/sesi").get_json().keys() == {"reader", "token"}


def test_production_shows_no_trace_though_the_environment_asks_for_it(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = make_app(environment="production", secret_key="r" * 40)

    def broken() -> str:
        raise RuntimeError("rahasia-4711")

    app.add_url_rule("/rusak", view_func=broken)
    app.testing, app.debug = False, True  # As the command `flask` does.
    answer = app.test_client().get("/rusak")

    assert not app.debug
    assert answer.status_code == 500
    assert "rahasia-4711" not in answer.text
    assert "Traceback" not in answer.text


def test_no_page_of_developers_is_there_in_production(make_app: Callable[..., Flask]) -> None:
    app = make_app(environment="production", secret_key="r" * 40)

    assert app.test_client().get("/gaya").status_code == 404
