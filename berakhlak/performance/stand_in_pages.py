"""/siklus/ID/rating/…/penilai: who rates an officer whose supervisor cannot."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.models import Participant
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.people.typed_officers import find_officer
from berakhlak.performance.appraisers import (
    NoStandInWanted,
    name_stand_in,
    proposed_stand_in,
    wants_stand_in,
)
from berakhlak.performance.blueprint import blueprint
from berakhlak.performance.forms import StandInForm
from berakhlak.performance.hr_pages import RATINGS_OF_CYCLE, Answer, published_cycle
from berakhlak.permissions import Action
from berakhlak.sealing.models import OfficerResult
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(RATINGS_OF_CYCLE + "/<row:participant_id>/penilai", methods=["GET", "POST"])
@requires(Action.HANDLE_RATINGS)
@asks_password_again
def name_stand_in_page(cycle_id: int, participant_id: int) -> Answer:
    """Name somebody; the supervisor's supervisor is offered where they can sign in."""
    session, me = db.session(), signed_in()
    seat = _unled(cycle_id, participant_id)
    offered = proposed_stand_in(session, seat)
    form = StandInForm(data={"officer": offered.nip if offered else ""})
    if form.validate_on_submit():
        try:
            person = find_officer(session, me.agency_id, form.officer.data or "")
            name_stand_in(session, seat, person, by=me, at=clock.utc_now())
        except InvalidInput as refused:
            session.rollback()
            form.refuse(refused.message, "officer")
        else:
            session.commit()
            flash(
                _(
                    "%(name)s menetapkan rating ini dan menemukannya di Beranda. Beri tahu "
                    "orangnya.",
                    name=person.called,
                ),
                "success",
            )
            return redirect(url_for(".ratings_page", cycle_id=cycle_id))
    return render_page("performance/name_stand_in.html", form=form, seat=seat, offered=offered)


def _unled(cycle_id: int, participant_id: int) -> Participant:
    """An officer of the cycle who wants a stand-in. Raises CycleNotFound, NoRatings,
    NoStandInWanted."""
    cycle, session = published_cycle(cycle_id), db.session()
    seat = session.get(Participant, participant_id)
    if seat is None or seat.cycle_id != cycle.id or session.get(OfficerResult, seat.id) is None:
        raise NoStandInWanted
    if not wants_stand_in(session, seat):
        raise NoStandInWanted
    return seat
