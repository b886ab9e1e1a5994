"""HR drafts the pulse of a cycle whose profiles are out."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.forms import NameAndDaysForm
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import CycleNameTaken
from berakhlak.cycles.pulses import (
    NothingToLookBackOn,
    PulseExists,
    PulseTooEarly,
    create_pulse,
    first_pulse_day,
    may_be_looked_back_on,
)
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(CYCLE + "/tinjauan-ulang", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def new_pulse(cycle_id: int) -> Answer:
    """Name and days; everything else is as in the cycle that it looks back on."""
    cycle = own_cycle(cycle_id)
    if cycle.pulse is not None:
        raise PulseExists
    if not may_be_looked_back_on(cycle):
        raise NothingToLookBackOn
    form = NameAndDaysForm()
    if form.validate_on_submit():
        try:
            pulse = _create(cycle, form)
        except (CycleNameTaken, PulseTooEarly) as error:
            db.session.rollback()
            form.refuse(error.message, "name" if isinstance(error, CycleNameTaken) else "opens_on")
        else:
            db.session.commit()
            flash(_("Rancangan tinjauan ulang tersimpan."), "success")
            return redirect(url_for(".cycle_page", cycle_id=pulse.id))
    return render_page(
        "cycle_administration/pulse_form.html",
        form=form,
        cycle=cycle,
        first_day=first_pulse_day(cycle),
    )


def _create(cycle: Cycle, form: NameAndDaysForm) -> Cycle:
    return create_pulse(db.session(), cycle, **form.named(), by=signed_in(), at=clock.utc_now())
