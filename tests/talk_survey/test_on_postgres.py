"""The same on PostgreSQL: no number of a transaction, no old page and no key is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from berakhlak import clock
from berakhlak.cycle_steps.talk_survey import release_talk_survey
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.statistics.talk_answers import AnswerRange
from berakhlak.talk_survey.queries import released_figures
from tests.factories.published import make_published_cycle
from tests.factories.talks import YES, confirm_talks, give_answers, start_round

pytestmark = pytest.mark.postgres


def test_answers_join_nobody_and_leave_nothing(make_app, migrated_postgres_url):
    app = make_app(migrated_postgres_url)
    with app.app_context():
        session, keys = db.session(), key_store()
        made = make_published_cycle(session, keys, staff=8)
        confirm_talks(session, made.officers)
        survey = start_round(session, made, keys)
        session.commit()
        for officer in made.officers:
            give_answers(session, survey, keys, {officer.id: (YES,) * 9})
            session.commit()
        give_answers(session, survey, keys, {made.officers[0].id: (YES,) * 9})  # Once more.
        session.commit()
        numbers = _transactions(session)
        written = numbers.pop("talk_answer")
        assert len(written) == 1  # All are written with each answer
        assert all(written.isdisjoint(others) for others in numbers.values())
        survey.last_day = local_today() - timedelta(days=1)
        session.commit()
        by, at, today = made.opened.hr, clock.utc_now(), local_today()
        release_talk_survey(session, made.cycle, survey, keys=keys, by=by, at=at, today=today)
        assert released_figures(session, made.cycle.id).yes == (AnswerRange(4, 8),) * 9
        assert session.scalar(sa.text("SELECT pg_relation_size('talk_answer')")) == 0
        assert not keys.exists(survey.key_name)
        db.session.remove()
        db.engine.dispose()


def _transactions(session) -> dict[str, set[str]]:
    names = sa.inspect(session.connection()).get_table_names()
    xmin = sa.literal_column("xmin::text")
    return {
        name: set(session.scalars(sa.select(xmin).select_from(sa.table(name)))) for name in names
    }
