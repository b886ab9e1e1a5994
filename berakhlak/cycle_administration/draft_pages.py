"""HR sets a cycle up: draft it, change it until it opens, delete it while it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.copying import settings_to_copy
from berakhlak.cycle_administration.expected_reliability import (
    DependabilityForecast,
    forecast_dependability,
)
from berakhlak.cycle_administration.forms import CycleForm, NameAndDaysForm, cycle_form_data
from berakhlak.cycle_administration.unit_choice import TreeUnit
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleState
from berakhlak.cycles.operations import (
    CycleHasOpened,
    CycleNameTaken,
    CycleNotDraft,
    amend_cycle,
    create_cycle,
    delete_draft,
    redraft_cycle,
)
from berakhlak.cycles.partitions import drop_partitions
from berakhlak.cycles.planned_opening import OpeningIsPlanned
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import PolicyRefused
from berakhlak.cycles.queries import count_units, covered_units
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.label_sets import offered_label_sets, stored_label_set
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.instrument.operations import reference_instrument
from berakhlak.instrument.pairs import InstrumentsShareCode
from berakhlak.instrument.queries import all_instruments
from berakhlak.people import queries as people
from berakhlak.people.models import Unit
from berakhlak.people.units import unit_rows
from berakhlak.permissions import Action
from berakhlak.sealing.queries import latest_variance_components
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.web.addresses import row_argument
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


@blueprint.route("/siklus/baru", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def new_cycle() -> Answer:
    """Draft a cycle, perhaps like an earlier one; nothing is asked of anybody before it opens."""
    pattern = row_argument("seperti")
    earlier = own_cycle(pattern) if pattern else None
    form = _copied_form(earlier) if earlier else _first_form()
    if form.validate_on_submit():
        try:
            cycle = _create(form, earlier)
        except CycleNameTaken as error:
            form.refuse(error.message, "name")
        except InstrumentsShareCode as error:
            db.session.rollback()
            form.refuse(error.message, "second")
        except PolicyRefused as error:
            form.refuse_policy(error)
        else:
            db.session.commit()
            flash(_("Rancangan siklus tersimpan. Periksa, lalu buka bila sudah siap."), "success")
            return redirect(url_for(".cycle_page", cycle_id=cycle.id))
    return render_page(
        "cycle_administration/cycle_form.html",
        form=form,
        cycle=None,
        earlier=earlier,
        dependability_forecast=_dependability_forecast(earlier.policy if earlier else Policy()),
    )


@blueprint.route(CYCLE + "/ubah", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def edit_cycle(cycle_id: int) -> Answer:
    """Everything of a draft; of a cycle that gathers nominations, its name and days."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in BEFORE_OPENING:
        raise CycleHasOpened
    form = _form_of(cycle)
    if form.validate_on_submit():
        try:
            _amend(cycle, form)
        except (CycleNameTaken, CycleNotInState) as error:
            db.session.rollback()
            form.refuse(error.message, "name" if isinstance(error, CycleNameTaken) else None)
        except OpeningIsPlanned as error:
            db.session.rollback()
            form.refuse(error.message, "opens_on")
        except InstrumentsShareCode as error:
            db.session.rollback()
            form.refuse(error.message, "second")
        except PolicyRefused as error:
            db.session.rollback()
            form.refuse_policy(error)
        else:
            db.session.commit()
            flash(_("Perubahan siklus tersimpan."), "success")
            return redirect(url_for(".cycle_page", cycle_id=cycle.id))
    forecast = _dependability_forecast(cycle.policy, cycle.instrument.content)
    return render_page(
        "cycle_administration/cycle_form.html",
        form=form,
        cycle=cycle,
        dependability_forecast=forecast,
    )


@blueprint.route(CYCLE + "/hapus", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def delete_cycle(cycle_id: int) -> Answer:
    """Say what goes, then delete the draft."""
    cycle, session = own_cycle(cycle_id), db.session()
    if cycle.state is not CycleState.DRAFT:
        raise CycleNotDraft
    form = ConfirmForm()
    if form.validate_on_submit():
        key_name = delete_draft(session, cycle, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        if key_store().exists(key_name):  # Where opening was cut short.
            key_store().destroy(key_name)
            note(Event.KEY_DESTROYED, by=signed_in(), object=cycle_id)
        drop_partitions(db.engine)  # Likewise.
        flash(_("Rancangan siklus dihapus."), "success")
        return redirect(url_for(".cycles_page"))
    n_units = count_units(session, cycle)
    return render_page(
        "cycle_administration/delete_cycle.html", form=form, cycle=cycle, n_units=n_units
    )


def _dependability_forecast(
    policy: Policy, instrument: Instrument | None = None
) -> DependabilityForecast:
    known = latest_variance_components(db.session(), signed_in().agency_id)
    return forecast_dependability(policy, known, instrument)


def _whole_form(
    units: Sequence[TreeUnit],
    *,
    standard: InstrumentVersion,
    second: InstrumentVersion | None = None,
    **filled: Any,
) -> CycleForm:
    form = CycleForm(**filled)
    form.units.offer(units)
    session, stored = db.session(), all_instruments(db.session())
    form.offer_labels(offered_label_sets(session), stored)
    form.offer_instruments(stored, standard=standard, second=second)
    return form


def _form_of(cycle: Cycle) -> NameAndDaysForm:
    """Filled with what is there. A form that was sent whole stays whole, even where the cycle has
    moved on meanwhile: it is refused in words, and nothing of it is dropped in silence.
    """
    is_whole = "peers_per_officer" in request.form or cycle.state is CycleState.DRAFT
    if not is_whole or cycle.is_pulse:  # Its rules are those of the cycle that it looks back on.
        return NameAndDaysForm(obj=cycle)
    covered, units = covered_units(db.session(), cycle), _units()
    filled = cycle_form_data(cycle.policy, units, covered)
    second = cycle.asked_second.instrument if cycle.asked_second else None
    form = _whole_form(units, standard=cycle.instrument, second=second, obj=cycle, data=filled)
    form.name_groups(cycle.policy)
    return form


def _amend(cycle: Cycle, form: NameAndDaysForm) -> None:
    session: Session = db.session()
    if isinstance(form, CycleForm):
        redraft_cycle(
            session,
            cycle,
            **_instruments(form),
            units=_chosen(form),
            policy=form.policy(cycle.policy),
        )
    amend_cycle(session, cycle, **form.named(), by=signed_in(), at=clock.utc_now())


def _first_form() -> CycleForm:
    return _whole_form(_units(), standard=reference_instrument(db.session()))


def _copied_form(earlier: Cycle) -> CycleForm:
    second = earlier.asked_second.instrument if earlier.asked_second else None
    units = _units()
    filled = settings_to_copy(db.session(), earlier, units)
    form = _whole_form(units, standard=earlier.instrument, second=second, data=filled)
    form.name_groups(earlier.policy)
    return form


def _create(form: CycleForm, earlier: Cycle | None) -> Cycle:
    account, session = signed_in(), db.session()
    return create_cycle(
        session,
        agency_id=account.agency_id,
        **form.named(),
        **_instruments(form),
        units=_chosen(form),
        policy=form.policy(earlier.policy) if earlier else form.policy(),
        by=account,
        at=clock.utc_now(),
    )


def _instruments(form: CycleForm) -> dict[str, Any]:
    """The one or two that were chosen, as operations take them."""
    session: Session = db.session()
    second = form.second.data
    labelled = stored_label_set(session, form.labels.data) if form.labels.data else None
    return {
        "instrument": labelled or session.get_one(InstrumentVersion, form.instrument.data),
        "second": session.get_one(InstrumentVersion, second) if second else None,
    }


def _units() -> Sequence[TreeUnit]:
    return unit_rows(db.session(), signed_in().agency_id)


def _chosen(form: CycleForm) -> list[Unit]:
    units = people.units_of_agency(db.session(), signed_in().agency_id)
    return [unit for unit in units if unit.id in form.units.chosen]
