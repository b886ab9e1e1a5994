"""Two colleagues of one unit, with accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from berakhlak.cycles.keys import KeyStore
from tests.factories.cycles import OpenCycle, make_open_cycle


@dataclass
class Pair:
    """`one` writes to `other`."""

    opened: OpenCycle
    one: Any
    other: Any


@pytest.fixture
def pair(app, session) -> Pair:
    opened = make_open_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))
    session.commit()
    return Pair(opened, *opened.staff[:2])
