"""Published cycles on a real database, and a bare application that prints."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.keys import KeyStore
from tests.factories.published import PublishedCycle, make_published_cycle


@pytest.fixture
def published(app: Flask, session: Any) -> PublishedCycle:
    """A head and three officers with released results, committed."""
    made = make_published_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
    session.commit()
    return made
