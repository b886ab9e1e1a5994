"""Of two who act at the same time, the later one is refused; on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.clock import utc_now
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.objections import operations
from berakhlak.objections.deciders import needs_decider
from berakhlak.objections.models import Objection, ObjectionPart, Outcome
from berakhlak.objections.queries import answer_of
from berakhlak.people.models import Person
from berakhlak.roles import Role
from tests.factories.people import make_account, make_person
from tests.factories.published import make_published_cycle
from tests.support.engines import POSTGRES, app_on

CONTENT = {"part": ObjectionPart.PROCESS, "about": None, "reason": "Penilai terlalu sedikit."}


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_who_comes_later_is_refused_and_changes_nothing(engine, request, app, make_app):
    with app_on(engine, request, app, make_app) as served, served.app_context():
        session, today, now = db.session(), local_today(), utc_now()
        published = make_published_cycle(session, key_store())
        published.cycle.published_at = now - timedelta(days=1)
        opened, seat = published.opened, published.officers[0]
        chief = make_account(session, opened.agency, Role.OFFICER)
        above = make_person(session, opened.unit, account=chief)
        opened.head.supervisor_id = above.id
        session.commit()
        officer = published.account_of(seat)
        first, second = (answer_of(session, officer, seat.id) for _each in range(2))
        operations.lodge(session, first, CONTENT, today=today, at=now)
        with pytest.raises(operations.NoObjectionNow):
            operations.lodge(session, second, CONTENT, today=today, at=now)
        objection = session.scalars(select(Objection)).one()
        deciding = answer_of(session, chief, seat.id)
        withdrawing = answer_of(session, officer, seat.id)
        done = {"today": today, "by": chief, "at": now}
        operations.decide(session, deciding, Outcome.REJECTED, "Cukup.", **done)
        with pytest.raises(operations.ObjectionEnded):
            operations.withdraw(session, withdrawing, today=today, at=now)
        with pytest.raises(operations.ObjectionEnded):
            operations.decide(session, deciding, Outcome.ACCEPTED, "Kurang.", **done)
        assert (objection.decision, objection.reason) == ("Cukup.", CONTENT["reason"])
        kept = make_person(session, opened.unit, name="Catatan Baru")
        merge_people(session, kept, above, by=None, at=now)
        assert objection.decider_id == kept.id


def test_whoever_cannot_sign_in_any_more_decides_nothing_and_hr_names_another(
    objecting, accounts, session
):
    seat, now = objecting.officers[0], utc_now()
    answer = answer_of(session(), accounts["officer"], seat.id)
    objection = operations.lodge(session(), answer, CONTENT, today=local_today(), at=now)
    desk = {"by": accounts["hr"], "at": now}
    other = make_person(
        session,
        objecting.opened.unit,
        account=make_account(session, objecting.opened.agency, Role.OFFICER),
    )
    with pytest.raises(operations.DeciderStands):
        operations.name_decider(session(), objection, other, **desk)
    objecting.chief.is_active = False
    assert needs_decider(session(), objection)
    below = make_person(
        session,
        objecting.opened.unit,
        supervisor=session.get_one(Person, seat.person_id),
        account=make_account(session, objecting.opened.agency, Role.OFFICER),
    )
    for person in (below, objecting.chief, objecting.opened.head):
        with pytest.raises(operations.CannotDecide):
            operations.name_decider(session(), objection, person, **desk)
    themselves = session.get_one(Account, other.account_id)
    with pytest.raises(operations.NamedOneself):
        operations.name_decider(session(), objection, other, by=themselves, at=now)
    operations.name_decider(session(), objection, other, **desk)
    assert objection.decider is other
