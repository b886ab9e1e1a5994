"""A draft that is input for the performance appraiser, of a head and three officers."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keyring import key_store
from tests.factories.cycles import close, make_next_draft, make_open_cycle, state_purpose

HARMONIS = "Menengahi beda pendapat\ndi tim <b>baru</b>."


@pytest.fixture
def opened(session):
    return make_open_cycle(session, key_store(), staff=3)


@pytest.fixture
def draft(session, opened):
    close(opened.cycle)
    made = make_next_draft(session, opened)
    state_purpose(made)
    session.commit()
    return made


@pytest.fixture
def team(draft):
    return f"/ekspektasi/{draft.id}/tim"


@pytest.fixture
def page(team, opened):
    """Of the first officer, for the head."""
    return f"{team}/{opened.staff[0].id}"


@pytest.fixture
def head(client, opened):
    return lambda: client.sign_in(opened.account(opened.head))


@pytest.fixture
def officer(client, opened):
    return lambda: client.sign_in(opened.account(opened.staff[0]))
