"""A unit with a public page, and readers of it."""

from __future__ import annotations

import pytest

from tests.factories.public_pages import heard_cycle, open_to_the_public


@pytest.fixture
def heard(session):
    """A published cycle of eight officers, each with six voices."""
    return heard_cycle(session)


@pytest.fixture
def path(session, heard):
    """The address of the unit's open page."""
    return open_to_the_public(session, heard.unit)
