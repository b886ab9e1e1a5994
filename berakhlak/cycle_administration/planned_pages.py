"""HR plans the day on which a cycle opens by itself, moves it and withdraws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer, job_at_work
from berakhlak.cycle_administration.forms import OpeningDayForm
from berakhlak.cycle_administration.readiness import blocking_problems
from berakhlak.cycle_steps.planned_opening import MissedOpening, missed_opening
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.days import CycleTooLong, DatesReversed, YearImplausible
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.cycles.planned_opening import (
    NoTimeToAnswer,
    OpeningDayPast,
    plan_opening,
    planned_opening,
    withdraw_plan,
)
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today, long_date
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

OF_THE_DAY = (OpeningDayPast, NoTimeToAnswer, YearImplausible, DatesReversed, CycleTooLong)


@dataclass(frozen=True)
class ShownPlan:
    """What pages say of a planned opening; `missed` where its day came to nothing."""

    day: date
    by: str
    missed: MissedOpening | None


def shown_plan(session: Session, cycle: Cycle) -> ShownPlan | None:
    """The plan of a cycle that is not open yet."""
    plan = planned_opening(session, cycle) if cycle.state in BEFORE_OPENING else None
    if plan is None:
        return None
    by = session.get_one(Account, plan.account_id).name
    return ShownPlan(plan.day, by, missed_opening(session, cycle))


@blueprint.route(CYCLE + "/rencana-buka", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def plan_cycle_opening(cycle_id: int) -> Answer:
    """Set or move the day on which the cycle opens."""
    cycle, session = own_cycle(cycle_id), db.session()
    if cycle.state not in BEFORE_OPENING:
        raise CycleNotInState
    if job := job_at_work(cycle):
        return redirect(url_for("jobs.job_page", job_id=job.id))
    plan = shown_plan(session, cycle)
    form = OpeningDayForm(data={"day": _suggested(cycle, plan)})
    if form.validate_on_submit() and form.day.data:
        try:
            _plan(cycle, form.day.data)
        except DomainError as refused:
            session.rollback()
            form.refuse(refused.message, "day" if isinstance(refused, OF_THE_DAY) else None)
        else:
            return redirect(url_for(".cycle_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/plan_opening.html",
        form=form,
        cycle=cycle,
        plan=plan,
        problems=blocking_problems(session, cycle, keys=key_store()),
    )


@blueprint.post(CYCLE + "/rencana-buka/tarik")
@requires(Action.OPEN_AND_CLOSE)
def withdraw_planned_opening(cycle_id: int) -> Response:
    """Take the plan away, one's own or another's."""
    cycle, session = own_cycle(cycle_id), db.session()
    is_missed = missed_opening(session, cycle) is not None
    withdraw_plan(session, cycle, is_missed=is_missed, by=signed_in(), at=clock.utc_now())
    session.commit()
    flash(_("Pemberitahuan dihapus.") if is_missed else _("Rencana pembukaan ditarik."), "success")
    return redirect(url_for(".cycle_page", cycle_id=cycle_id))


def _plan(cycle: Cycle, day: date) -> None:
    plan_opening(
        db.session(),
        cycle,
        day,
        keys=key_store(),
        by=signed_in(),
        at=clock.utc_now(),
        today=local_today(),
        language=str(get_locale()),
    )
    db.session.commit()
    flash(_("Siklus akan dibuka dengan sendirinya pada %(day)s.", day=long_date(day)), "success")


def _suggested(cycle: Cycle, plan: ShownPlan | None) -> date | None:
    day = plan.day if plan else cycle.opens_on
    return day if day > local_today() else None
