"""An open cycle of six people, and the sheets in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keys import KeyStore
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.queries import open_sheet
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.support.pages import PageClient


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    """Where the application looks for cycle keys."""
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def opened(session: Any, keys: KeyStore) -> OpenCycle:
    """A head with five officers, all assignments open."""
    return make_open_cycle(session, keys)


@pytest.fixture
def peer(session: Any, opened: OpenCycle) -> Assignment:
    """Budi Santoso is to rate one of his four peers."""
    return a_peer_assignment(session, opened, opened.staff[0])


@pytest.fixture
def budi(client: PageClient, opened: OpenCycle) -> PageClient:
    """Budi Santoso at his own browser."""
    return client.sign_in(opened.account(opened.staff[0]))


@pytest.fixture
def codes(opened: OpenCycle) -> list[str]:
    """All behaviours in form order."""
    return [behaviour.code for behaviour in opened.cycle.instrument.content.behaviours]


@pytest.fixture
def stored(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> Callable[[Assignment], tuple[SheetContent, bool]]:
    """What lies in the database for an assignment, and whether it is submitted."""

    def read(assignment: Assignment) -> tuple[SheetContent, bool]:
        session.expire_all()
        return open_sheet(session, assignment, keys.load_key(opened.cycle.key_name))

    return read
