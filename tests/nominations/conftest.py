"""A head with eight officers who are asked to name colleagues; eight more in another unit."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keyring import key_store
from tests.factories.cycles import make_open_cycle
from tests.factories.nominations import make_gathering


@pytest.fixture
def opened(session):
    return make_open_cycle(session, key_store(), staff=8)


@pytest.fixture
def gathering(session, opened):
    return make_gathering(session, opened)


@pytest.fixture
def officer(opened):
    """Budi Santoso, who names."""
    return opened.staff[0]


@pytest.fixture
def seven(opened):
    """The ids of the seven colleagues of Budi Santoso: as many as a full list needs."""
    return [person.id for person in opened.staff[1:]]


@pytest.fixture
def address(gathering):
    return f"/usulan/{gathering.cycle.id}"


@pytest.fixture
def budi(client, opened, officer):
    return client.sign_in(opened.account(officer))


@pytest.fixture
def head(client, opened):
    """Sign in as the supervisor, once the names are given."""
    return lambda: client.sign_in(opened.account(opened.head))
