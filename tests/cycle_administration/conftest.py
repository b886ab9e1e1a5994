"""A small open cycle to watch: a head with five officers, HR and an administrator."""

from __future__ import annotations

from datetime import date

import pytest

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from tests.factories.cycles import make_open_cycle


@pytest.fixture
def keys(session):
    return key_store()


@pytest.fixture
def opened(session, keys):
    return make_open_cycle(session, keys, staff=5)


@pytest.fixture
def on_day(monkeypatch):
    """Set the calendar: ``on_day(2026, 11, 20)``; the cycle runs through November 2026."""

    def turn(*day):
        monkeypatch.setattr(clock, "today_in", lambda timezone="": date(*day))

    turn(2026, 11, 20)
    return turn
