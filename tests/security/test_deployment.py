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
