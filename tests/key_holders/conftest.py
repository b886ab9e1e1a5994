"""An open cycle of six people whose key is with four holders."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import KeyStore
from tests.factories.answering import assignments
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.factories.holders import with_codes
from tests.support.pages import PageClient


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def held(session: Any, keys: KeyStore) -> tuple[OpenCycle, list[str]]:
    """The cycle, and the code of each holder: two of management, then two witnesses."""
    holders, codes = with_codes()
    return make_open_cycle(session, keys, holders=holders), codes


@pytest.fixture
def opened(held: tuple[OpenCycle, list[str]]) -> OpenCycle:
    return held[0]


@pytest.fixture
def codes_of_holders(held: tuple[OpenCycle, list[str]]) -> list[str]:
    return held[1]


@pytest.fixture
def peer(session: Any, opened: OpenCycle) -> Assignment:
    """Budi Santoso is to rate one of his four peers."""
    return a_peer_assignment(session, opened, opened.staff[0])


@pytest.fixture
def own(session: Any, opened: OpenCycle) -> Assignment:
    """Budi Santoso about himself, which is not anonymous."""
    [sheet] = assignments(session, opened, rater=opened.staff[0], group="self")
    return sheet


@pytest.fixture
def budi(client: PageClient, opened: OpenCycle) -> PageClient:
    """Budi Santoso at his own browser."""
    return client.sign_in(opened.account(opened.staff[0]))


@pytest.fixture
def codes(opened: OpenCycle) -> list[str]:
    """All behaviours in form order."""
    return [behaviour.code for behaviour in opened.cycle.instrument.content.behaviours]
