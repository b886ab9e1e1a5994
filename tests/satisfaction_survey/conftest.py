"""A survey of a unit that takes answers."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keys import KeyStore
from tests.factories.satisfaction import Surveyed, make_survey


@pytest.fixture
def keys(app) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def made(session, keys) -> Surveyed:
    return make_survey(session, keys)
