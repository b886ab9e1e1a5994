"""HR appoints raters officer by officer: a file, until the cycle opens."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.group_forms import AppointmentForm
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.documents.wording import group_names
from berakhlak.extensions import db
from berakhlak.nominations.appointing import (
    AppointingClosed,
    AppointmentsRefused,
    NothingToAppoint,
    appoint_from_file,
    count_appointments,
)
from berakhlak.nominations.appointment_file import COLUMNS
from berakhlak.nominations.barred_pairs import barred_appointments
from berakhlak.people.table_lines import FaultyLine
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

NAMED_AT_MOST = 100


@blueprint.route(CYCLE + "/ditunjuk", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def appoint_raters(cycle_id: int) -> Answer:
    """Take a file of appointed raters in place of the last one, or say what is wrong with it."""
    cycle, form = own_cycle(cycle_id), AppointmentForm()
    if cycle.state not in BEFORE_OPENING:
        raise AppointingClosed
    if not cycle.policy.appointed:
        raise NothingToAppoint
    faults: tuple[FaultyLine, ...] = ()
    if form.validate_on_submit():
        try:
            return _appointed(cycle, form.file.data.read())
        except AppointmentsRefused as refused:
            db.session.rollback()
            faults = refused.faults
            form.refuse(refused_words(len(faults)), "file")
    standing, passed_over = count_appointments(db.session(), cycle)
    return render_page(
        "cycle_administration/appoint.html",
        form=form,
        cycle=cycle,
        faults=faults[:NAMED_AT_MOST],
        more=len(faults) - NAMED_AT_MOST,
        standing=standing,
        passed_over=passed_over,
        barred=barred_appointments(db.session(), cycle),
        group_names=group_names(cycle.policy),
        columns_of_file=COLUMNS,
    )


def refused_words(number: int) -> str:
    """Why nothing of a file was taken."""
    return str(
        ngettext(
            "%(num)s baris keliru. Tidak ada yang disimpan.",
            "%(num)s baris keliru. Tidak ada yang disimpan.",
            number,
        )
    )


def _appointed(cycle: Cycle, content: bytes) -> Answer:
    number = appoint_from_file(db.session(), cycle, content, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(
        ngettext("%(num)s penunjukan tersimpan.", "%(num)s penunjukan tersimpan.", number),
        "success",
    )
    return redirect(url_for(".appoint_raters", cycle_id=cycle.id))
