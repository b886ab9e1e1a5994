"""/akses-khusus: all of the agency, opening one, reading what is open, ending it."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_second_step_again
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.errors import DomainError, StateConflict
from berakhlak.exceptional_access import operations
from berakhlak.exceptional_access.blueprint import blueprint
from berakhlak.exceptional_access.forms import OpeningForm
from berakhlak.exceptional_access.models import ExceptionalAccess, OpenedContent
from berakhlak.exceptional_access.queries import (
    access_of_agency,
    accesses_of_agency,
    open_to_exception,
)
from berakhlak.exceptional_access.words import GROUNDS, THINGS, standing
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person
from berakhlak.people.queries import officer_within
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
PER_PAGE = 30


@blueprint.get("/akses-khusus")
@requires(Action.BREAK_GLASS)
def accesses_page() -> Answer:
    """All of the agency: those with the right watch each other."""
    reader, number = signed_in(), page_number()
    wanted = accesses_of_agency(reader.agency_id)
    return render_page(
        "exceptional_access/accesses.html",
        found=paginate_rows(db.session(), wanted, number, PER_PAGE, lambda access: access),
        address=lambda page: url_for(".accesses_page", halaman=page),
        me=reader.id,
        now=clock.utc_now(),
        hours=_hours(),
        things=THINGS,
        grounds=GROUNDS,
        standing=standing,
    )


@blueprint.route("/pegawai/<row:person_id>/akses-khusus", methods=["GET", "POST"])
@requires(Action.BREAK_GLASS)
@asks_second_step_again
def open_page(person_id: int) -> Answer:
    """Open one thing of one officer, with a reason that the officer reads."""
    person = officer_within(db.session(), own_reach(Action.BREAK_GLASS), person_id)
    seats, form = open_to_exception(db.session(), person), OpeningForm()
    form.offer(_closed_things(), seats)
    if seats and form.validate_on_submit():
        access = _opened(person, form)
        if access is not None:
            return redirect(url_for(".content_page", access_id=access.id))
    return render_page(
        "exceptional_access/open.html",
        form=form,
        person=person,
        seats=seats,
        hours=_hours(),
        is_own=person.account_id == signed_in().id,
        can_be_told=person.is_active and person.account_id is not None,
    )


@blueprint.post("/akses-khusus/<row:access_id>/akhiri")
@requires(Action.BREAK_GLASS)
def end_access(access_id: int) -> Answer:
    """End one before its hours are over: one's own, or somebody else's."""
    access = access_of_agency(db.session(), signed_in().agency_id, access_id)
    try:
        operations.end_access(db.session(), access, by=signed_in(), at=clock.utc_now())
    except StateConflict as refused:
        db.session.rollback()
        flash(str(refused), "danger")
    else:
        db.session.commit()
        flash(_("Akses khusus diakhiri."), "success")
    return redirect(url_for(".accesses_page"))


def _closed_things() -> list[OpenedContent]:
    """What the reader's roles do not open already."""
    reads_profiles = signed_in().may(Action.READ_PROFILES, whole=True)
    return [
        each for each in OpenedContent if each is not OpenedContent.PROFILE or not reads_profiles
    ]


def _hours() -> int:
    hours: int = current_app.config["BERAKHLAK"].exceptional_access_hours
    return hours


def _opened(person: Person, form: OpeningForm) -> ExceptionalAccess | None:
    """None where the form says why not."""
    wanted = operations.AccessRequest(
        person=person,
        participant_id=int(form.seat.data),
        thing=form.thing.data,
        ground=form.ground.data,
        paper=form.paper.data or "",
        reason=form.reason.data or "",
    )
    try:
        access = operations.open_access(
            db.session(),
            wanted,
            by=signed_in(),
            at=clock.utc_now(),
            hours=_hours(),
            today=local_today(),
        )
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message)
        return None
    db.session.commit()
    return access
