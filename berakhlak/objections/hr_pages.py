"""/siklus/ID/keberatan: how many objections, which are late, and who decides where nobody may."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.objections.blueprint import blueprint
from berakhlak.objections.counts import (
    DeskTask,
    count_objections,
    page_of_tasks,
    undecidable_task,
)
from berakhlak.objections.forms import DeciderForm
from berakhlak.objections.models import Objection
from berakhlak.objections.operations import name_decider
from berakhlak.objections.queries import ResponseNotFound
from berakhlak.objections.views import Answer
from berakhlak.people.typed_officers import find_officer
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 50
OBJECTIONS = "/siklus/<row:cycle_id>/keberatan"


@blueprint.get(OBJECTIONS)
@requires(Action.WATCH_OBJECTIONS)
def objections_page(cycle_id: int) -> Answer:
    """Counts, and the officers whose objection waits for HR to act; no text of any."""
    cycle, session, today = own_cycle(cycle_id), db.session(), local_today()
    return render_page(
        "objections/counts.html",
        cycle=cycle,
        counts=count_objections(session, cycle, today),
        tasks=page_of_tasks(session, cycle, today, page_number(), PER_PAGE),
        address=lambda page: url_for(".objections_page", cycle_id=cycle.id, halaman=page),
    )


@blueprint.route(OBJECTIONS + "/<row:objection_id>", methods=["GET", "POST"])
@requires(Action.WATCH_OBJECTIONS)
def name_decider_page(cycle_id: int, objection_id: int) -> Answer:
    """Name who decides where the supervisor's supervisor is missing or cannot."""
    session, me, form = db.session(), signed_in(), DeciderForm()
    task = _unnamed(cycle_id, objection_id)
    if form.validate_on_submit():
        objection = session.get_one(Objection, task.objection_id)
        try:
            person = find_officer(session, me.agency_id, form.officer.data or "")
            name_decider(session, objection, person, by=me, at=clock.utc_now())
        except InvalidInput as refused:
            session.rollback()
            form.refuse(refused.message, "officer")
        else:
            session.commit()
            flash(_("%(name)s memutus keberatan ini.", name=person.called), "success")
            return redirect(url_for(".objections_page", cycle_id=cycle_id))
    return render_page("objections/name_decider.html", form=form, task=task)


def _unnamed(cycle_id: int, objection_id: int) -> DeskTask:
    """An objection of a cycle that nobody may decide. Raises CycleNotFound, ResponseNotFound."""
    cycle = own_cycle(cycle_id)
    task = undecidable_task(db.session(), cycle, objection_id, local_today())
    if task is None:
        raise ResponseNotFound
    return task
