"""/layanan: the standards of a unit's services and what it changed, as the unit writes them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Unit
from berakhlak.people.scope import covers_unit
from berakhlak.people.typed_officers import OfficerUnclear, find_officer
from berakhlak.permissions import Action
from berakhlak.service_standards import operations, queries
from berakhlak.service_standards.forms import (
    ChangeForm,
    CorrectionForm,
    NextStandardForm,
    StandardForm,
    WriterForm,
    change_words_of,
    standard_of,
)
from berakhlak.service_standards.models import StandardVersion
from berakhlak.service_standards.words import ANSWERS_TO, KINDS, PARTS
from berakhlak.text import words_finder
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("service_standards", __name__)

Answer = Response | tuple[str, int]
UNITS = "/layanan"
UNIT = f"{UNITS}/<row:work_unit_id>"
SERVICE = f"{UNIT}/standar/<row:service_id>"
CHANGE = f"{UNIT}/perubahan/<row:change_id>"
PER_PAGE = 50
SEEN = "versi"  # The field that says which version a writer started from.


@blueprint.get(UNITS)
@requires(Action.STATE_STANDARDS)
def units_page() -> Answer:
    """The units for which the reader writes."""
    me, words = signed_in(), searched_words()[:100]
    reach = me.reach(Action.STATE_STANDARDS)
    units = queries.writable_units(db.session(), me.id, reach, local_today())
    is_found = words_finder(words)
    found = [each for each in units if not words or is_found(f"{each.code} {each.name}")]
    return render_page(
        "service_standards/units.html",
        units=paginate_list(found, page_number(), PER_PAGE),
        words=words,
        has_any=bool(units),
    )


@blueprint.get(UNIT)
@requires(Action.STATE_STANDARDS)
def unit_page(work_unit_id: int) -> Answer:
    """Services and changes of a unit; for HR, who else may write."""
    unit, session = _own_unit(work_unit_id), db.session()
    return render_page(
        "service_standards/unit.html",
        unit=unit,
        services=queries.services_of(session, unit.id),
        changes=queries.changes_of(session, unit.id),
        writers=queries.writers_of(session, unit.id),
        today=local_today(),
        kinds=KINDS,
        answers_to=ANSWERS_TO,
        may_publish=_may_publish(unit),
    )


@blueprint.route(f"{UNIT}/standar/baru", methods=["GET", "POST"])
@requires(Action.STATE_STANDARDS)
def new_standard(work_unit_id: int) -> Answer:
    """State the first version of a service."""
    unit, form = _own_unit(work_unit_id), StandardForm()
    if form.validate_on_submit() and _saved_standard(unit, None, form, 0):
        flash(_("Layanan tersimpan."), "success")
        return redirect(url_for(".unit_page", work_unit_id=unit.id))
    return render_page(
        "service_standards/standard.html", form=form, unit=unit, service=None, seen=0
    )


@blueprint.route(SERVICE, methods=["GET", "POST"])
@requires(Action.STATE_STANDARDS)
def next_standard(work_unit_id: int, service_id: int) -> Answer:
    """State the next version; what holds now is filled in."""
    unit = _own_unit(work_unit_id)
    service = queries.service_of(db.session(), unit.id, service_id)
    form = NextStandardForm(data=_known(service.newest))
    seen = request.form.get(SEEN, service.newest.number, type=int)
    quicker = None
    if form.validate_on_submit():
        if _saved_standard(unit, service, form, seen):
            flash(_("Versi %(number)s tersimpan.", number=seen + 1), "success")
            return redirect(url_for(".unit_page", work_unit_id=unit.id))
        service = queries.service_of(db.session(), unit.id, service_id)
        quicker = service.newest if service.newest.number != seen else None
    return render_page(
        "service_standards/standard.html",
        form=form,
        unit=unit,
        service=service,
        quicker=quicker,
        parts=PARTS,
        seen=service.newest.number,
    )


@blueprint.get(f"{SERVICE}/versi")
@requires(Action.STATE_STANDARDS)
def versions_page(work_unit_id: int, service_id: int) -> Answer:
    """Every version of a service, the newest first."""
    unit = _own_unit(work_unit_id)
    service = queries.service_of(db.session(), unit.id, service_id)
    return render_page("service_standards/versions.html", unit=unit, service=service, parts=PARTS)


@blueprint.post(f"{SERVICE}/akhiri")
@requires(Action.STATE_STANDARDS)
def end_service(work_unit_id: int, service_id: int) -> Answer:
    """The unit gives it no longer."""
    unit, session = _own_unit(work_unit_id), db.session()
    service = queries.service_of(session, unit.id, service_id)
    operations.end_service(session, unit, service, **_acting())
    session.commit()
    flash(_("Layanan ini tidak lagi diberikan. Versi-versinya tetap tersimpan."), "success")
    return redirect(url_for(".unit_page", work_unit_id=work_unit_id))


@blueprint.route(f"{UNIT}/perubahan/baru", methods=["GET", "POST"])
@requires(Action.STATE_STANDARDS)
def new_change(work_unit_id: int) -> Answer:
    """Tell of a change; nobody else reads it until it is shown."""
    unit, form = _own_unit(work_unit_id), ChangeForm()
    if form.validate_on_submit() and _saved_change(unit, None, form, 0):
        flash(_("Perubahan tersimpan. Tayangkan bila sudah siap dibaca masyarakat."), "success")
        return redirect(url_for(".unit_page", work_unit_id=unit.id))
    return render_page("service_standards/change.html", form=form, unit=unit, change=None, seen=0)


@blueprint.route(CHANGE, methods=["GET", "POST"])
@requires(Action.STATE_STANDARDS)
def correct_change(work_unit_id: int, change_id: int) -> Answer:
    """Correct what was said of a change; what the public has read stays readable."""
    unit = _own_unit(work_unit_id)
    change = queries.change_of(db.session(), unit.id, change_id)
    form = CorrectionForm(data={**vars(change.newest), "reason": ""})
    seen = request.form.get(SEEN, change.newest.number, type=int)
    if form.validate_on_submit():
        if _saved_change(unit, change, form, seen):
            flash(_("Pembetulan tersimpan."), "success")
            return redirect(url_for(".unit_page", work_unit_id=unit.id))
        change = queries.change_of(db.session(), unit.id, change_id)
    return render_page(
        "service_standards/change.html",
        form=form,
        unit=unit,
        change=change,
        quicker=change.newest if change.newest.number != seen else None,
        seen=change.newest.number,
    )


@blueprint.post(f"{CHANGE}/tayang")
@requires(Action.STATE_STANDARDS)
def show_change(work_unit_id: int, change_id: int) -> Answer:
    """Let the public read it, or no longer."""
    unit, session = _own_unit(work_unit_id), db.session()
    change = queries.change_of(session, unit.id, change_id)
    is_shown = request.form.get("tayang") == "ya"
    try:
        operations.show_change(session, unit, change, is_shown, by=signed_in(), at=clock.utc_now())
    except operations.NamesSomebody as refused:
        session.rollback()
        flash(str(refused), "warning")
    else:
        session.commit()
        shown = _("Tayang bila halaman publik unit ini dibuka.")
        flash(shown if is_shown else _("Tidak lagi tayang."), "success")
    return redirect(url_for(".unit_page", work_unit_id=work_unit_id))


@blueprint.route(f"{UNIT}/penulis", methods=["GET", "POST"])
@requires(Action.PUBLISH_UNITS)
def writers_page(work_unit_id: int) -> Answer:
    """HR names who else may write for the unit, or takes it back."""
    session, form = db.session(), WriterForm()
    unit = _unit_in_reach(work_unit_id)
    if person_id := request.form.get("hapus", type=int):
        operations.remove_writer(session, unit, person_id, by=signed_in(), at=clock.utc_now())
        session.commit()
        flash(_("Tersimpan."), "success")
        return redirect(url_for(".writers_page", work_unit_id=unit.id))
    if form.validate_on_submit():
        try:
            officer = find_officer(session, unit.agency_id, form.officer.data or "")
        except OfficerUnclear as refused:
            form.refuse(refused.message, "officer")
        else:
            operations.name_writer(session, unit, officer, by=signed_in(), at=clock.utc_now())
            session.commit()
            flash(_("Tersimpan."), "success")
            return redirect(url_for(".writers_page", work_unit_id=unit.id))
    writers = queries.writers_of(session, unit.id)
    return render_page("service_standards/writers.html", form=form, unit=unit, writers=writers)


def _own_unit(unit_id: int) -> Unit:
    """A unit for which the reader writes. Raises UnitNotFound."""
    me = signed_in()
    reach = me.reach(Action.STATE_STANDARDS)
    return queries.writable_unit(db.session(), unit_id, me.id, reach, local_today())


def _unit_in_reach(unit_id: int) -> Unit:
    """A unit that a role of the reader reaches. Raises UnitNotFound."""
    session = db.session()
    if not covers_unit(session, own_reach(Action.PUBLISH_UNITS), unit_id):
        raise queries.UnitNotFound
    return session.get_one(Unit, unit_id)


def _may_publish(unit: Unit) -> bool:
    reach = signed_in().reach(Action.PUBLISH_UNITS)
    return reach is not None and covers_unit(db.session(), reach, unit.id)


def _acting() -> dict[str, Any]:
    return {"by": signed_in(), "at": clock.utc_now(), "today": local_today()}


def _known(version: StandardVersion) -> dict[str, Any]:
    names = ("name", *PARTS)
    return {name: getattr(version, name) for name in names} | {"holds_from": local_today()}


def _saved_standard(
    unit: Unit, service: queries.StatedService | None, form: StandardForm, seen: int
) -> bool:
    """Whether it was saved; else the form says why not."""
    session, standard = db.session(), standard_of(form)
    try:
        operations.state_standard(session, unit, service, standard, seen=seen, **_acting())
    except DomainError as refused:
        session.rollback()
        form.refuse(refused.message, _field_of(refused, form, "holds_from"))
        return False
    session.commit()
    return True


def _saved_change(
    unit: Unit, change: queries.ToldChange | None, form: ChangeForm, seen: int
) -> bool:
    session, told = db.session(), change_words_of(form)
    try:
        operations.tell_change(session, unit, change, told, seen=seen, **_acting())
    except DomainError as refused:
        session.rollback()
        form.refuse(refused.message, _field_of(refused, form, "happened_on"))
        return False
    session.commit()
    return True


def _field_of(refused: DomainError, form: Any, day: str) -> str | None:
    """The field that a refusal is about; None for the form as a whole."""
    if isinstance(refused, operations.DayNotUsable):
        return day
    if isinstance(refused, operations.NamesSomebody):
        texts = (each for each in form if isinstance(each.data, str))
        named = (each.name for each in texts if any(n in each.data for n in refused.found))
        return next(named, None)
    return None
