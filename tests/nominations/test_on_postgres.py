"""On PostgreSQL, where rows are locked one by one, lists are written and erased as on SQLite."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.nominations import operations, queries
from berakhlak.nominations.models import Nomination, NominationList
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.nominations import make_gathering

pytestmark = pytest.mark.postgres


def test_a_list_is_written_changed_drawn_from_and_erased(make_app, postgres_url):
    with make_app(postgres_url).app_context():
        opened = make_open_cycle(db.session, key_store(), staff=8)
        session, officer = db.session(), opened.staff[0]
        cycle = make_gathering(db.session, opened).cycle
        names = [person.id for person in opened.staff[1:]]

        operations.propose_names(session, cycle, officer, names)
        operations.propose_names(session, cycle, officer, names)
        operations.strike(session, cycle, officer, names[0])
        session.commit()
        found = queries.search(session, cycle, officer, "KARTIKA")
        open_cycle(session, cycle, keys=key_store(), by=None, at=AT)
        session.commit()

        kept = session.scalars(select(NominationList)).one()
        assert [person.name for person in found] == ["Kartika Sari"]
        assert (kept.n_proposed, kept.n_struck, kept.n_added) == (7, 1, 0)
        assert session.scalars(select(Nomination)).all() == []
        db.session.remove()
        db.engine.dispose()
