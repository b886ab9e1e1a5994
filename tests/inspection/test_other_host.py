"""A second host on the same database: ready only with the keys of all that people answer."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.inspection import health_pages
from tests.factories.cycles import make_open_cycle


@pytest.fixture
def hosts(app, session, make_app, tmp_path, monkeypatch):
    """The second has a folder of keys of its own, as one that was only copied has."""
    monkeypatch.setattr(health_pages, "FRESH_FOR", 0.0)
    url = app.config["BERAKHLAK"].database_url
    return app, make_app(url)


def ready(host):
    answer = host.test_client().get("/readyz")
    return answer.status_code, answer.json["checks"]["cycle_keys"]


def test_a_second_host_is_ready_only_with_the_key_of_every_open_cycle(hosts, session, tmp_path):
    first, second = hosts
    assert (ready(first), ready(second)) == ((200, True), (200, True))

    make_open_cycle(session, key_store(), staff=1)
    session.commit()
    assert (ready(first), ready(second)) == ((200, True), (503, False))

    [file] = key_store().folder.glob("*.key")
    place = second.config["BERAKHLAK"].key_dir / file.name
    place.write_bytes(bytes(range(32)))  # Another key in its place.
    assert ready(second) == (503, False)

    place.write_bytes(file.read_bytes())
    assert ready(second) == (200, True)
