"""An old published cycle whose officers have steps."""

from __future__ import annotations

import pytest

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from tests.factories.pulses import (
    answer_all,
    close_and_publish,
    make_old_cycle,
    make_pulse,
    open_pulse,
)


@pytest.fixture
def old(app, session):
    return make_old_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))


@pytest.fixture
def answered(old, session):
    """A pulse in which everybody is seen one step higher, released."""
    pulse = make_pulse(session, old, agreeing=6)
    open_pulse(session, old)
    answer_all(session, old.keys, pulse, seed=2, rise=1)
    close_and_publish(session, old.keys, pulse, at=clock.utc_now())
    return old
