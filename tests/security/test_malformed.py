"""Malformed requests of every reader to every route are refused as requests, never as failures.

`python -m bench.fuzz` sends twenty thousand on each kind of database.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.security.malformed import throw
from tests.support.pages import PageClient
from tests.whole_app.test_access import World
from tests.whole_app.test_access import world as world


def test_no_request_fails_the_application_or_makes_it_talk(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    found = throw(app, world, 240)

    assert found.faults == []
    assert found.ratio < 30  # A loaded machine must not fail it.


def test_a_byte_of_zero_in_an_address_leads_nowhere(client: PageClient) -> None:
    """PostgreSQL would refuse to look for it."""
    for path in ("/l/%00", "/l/a%00b/terima-kasih", "/verifikasi/%00", "/static/%00"):
        assert client.open(path).status_code == 404, path
