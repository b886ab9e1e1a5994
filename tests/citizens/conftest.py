"""A counter in an open cycle, and a citizen in front of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keys import KeyStore
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    """Where the application looks for cycle keys."""
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def opened(session: Any, keys: KeyStore) -> OpenCycle:
    """A head with three officers."""
    return make_open_cycle(session, keys, staff=3)


@pytest.fixture
def counter(session: Any, opened: OpenCycle) -> Counter:
    """Loket 2, where two officers serve."""
    return make_counter(session, opened, "Budi Santoso", "Citra Lestari")


def make_counter(session: Any, opened: OpenCycle, *names: str) -> Counter:
    """A counter served by the officers of these names."""
    officers = [row for row in participants(session, opened.cycle) if row.name in names]
    return add_counter(
        session, opened.cycle, name="Loket 2 KTP-el", officers=officers, by=None, at=AT
    )
