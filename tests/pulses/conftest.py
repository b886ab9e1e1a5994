"""An old published cycle whose officers have steps."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keys import KeyStore
from tests.factories.pulses import make_old_cycle


@pytest.fixture
def old(app, session):
    return make_old_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
