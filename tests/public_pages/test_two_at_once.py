"""HR presses twice at the same moment, over two real connections: one wins, the other is told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, select

from berakhlak.clock import utc_now
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.public_pages.models import PublicRelease
from berakhlak.public_pages.operations import ReleasedMeanwhile, release_figures
from berakhlak.public_pages.queries import releasable_cycles
from berakhlak.satisfaction_administration.closing import (
    AlreadyPublished,
    PlanMissing,
    publish_survey,
)
from berakhlak.satisfaction_administration.planning import (
    PlannedAction,
    add_action,
    remove_action,
)
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import lock_survey
from tests.factories.public_pages import acting, heard_cycle, open_to_the_public
from tests.factories.satisfaction import make_closed_survey, plan_action
from tests.support.races import begun_beside, wait_until_somebody_waits

pytestmark = pytest.mark.postgres


def release(unit_id: int) -> None:
    session = db.session()
    unit = session.get_one(Unit, unit_id)
    (cycle,) = releasable_cycles(session, unit_id)
    release_figures(session, unit, cycle, **acting())


def now() -> dict[str, Any]:
    return {"by": None, "at": utc_now()}


def write(survey_id: int) -> None:
    """One line more of the plan."""
    survey = db.session.get_one(SatisfactionSurvey, survey_id)
    add_action(db.session(), survey, PlannedAction(1, "a", "2027", "Seksi"), **now())


def publish(survey_id: int) -> None:
    survey = db.session.get_one(SatisfactionSurvey, survey_id)
    publish_survey(db.session(), survey, keys=key_store(), today=local_today(), **now())


def begin_publishing(survey: SatisfactionSurvey) -> None:
    """As `publish_survey` does before its commit."""
    lock_survey(db.session(), survey)
    survey.published_on = local_today()
    db.session.flush()


def second_of(app: Any, first: Any, second: Any) -> BaseException | None:
    """`second` begins once `first` is done and not committed; what it met."""
    first()
    late, met = begun_beside(app, second)
    wait_until_somebody_waits(db.session)
    db.session.commit()
    late.join(120)
    return met[0]


def test_whoever_comes_second_waits_and_is_told(make_app, migrated_postgres_url) -> None:
    """Releasing figures; a plan that changes while it is published, both ways."""
    app = make_app(migrated_postgres_url)
    with app.app_context():
        heard = heard_cycle(db.session)
        open_to_the_public(db.session, heard.unit)
        db.session.execute(delete(PublicRelease))
        made = make_closed_survey(db.session(), key_store(), heard.unit)
        line = plan_action(db.session(), made)
        unit_id, survey_id, line_id = heard.unit.id, made.survey.id, line.id

        met = second_of(app, lambda: release(unit_id), lambda: release(unit_id))
        assert isinstance(met, ReleasedMeanwhile)
        assert "Orang lain" in str(met)
        assert db.session.scalar(select(func.count()).select_from(PublicRelease)) == 1

        survey = db.session.get_one(SatisfactionSurvey, survey_id)
        gone = second_of(
            app,
            lambda: remove_action(db.session(), survey, line_id, **now()),
            lambda: publish(survey_id),
        )
        assert isinstance(gone, PlanMissing)
        write(survey_id)
        db.session.commit()
        late = second_of(app, lambda: begin_publishing(survey), lambda: write(survey_id))
        assert isinstance(late, AlreadyPublished)
        assert db.session.scalar(select(func.count()).select_from(FollowUp)) == 1
        db.session.remove()
        db.engine.dispose()
