"""/pelatihan/kebutuhan: needs of units (AKPK), decided by HR, and what they cost."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import agency_timezone, reader_language, workbook_file
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import format_number, local_today
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Agency, Unit
from berakhlak.people.unit_matches import stored_units_of_agency
from berakhlak.permissions import Action
from berakhlak.training import needs
from berakhlak.training.hours import YEARS
from berakhlak.training.models import TrainingNeed
from berakhlak.training.needs import (
    NeedContent,
    budget_by_unit,
    budget_page,
    budget_view,
    needs_of_year,
    needs_page_of,
)
from berakhlak.training.plans import requests_for_places
from berakhlak.training.queries import TrainingNotFound, offered, programme_within
from berakhlak.training.subjects import all_subjects, subject_words
from berakhlak.training_administration.blueprint import NEED, blueprint
from berakhlak.training_administration.forms import CeilingForm, NeedForm
from berakhlak.training_administration.unit_indications import indications_by_unit
from berakhlak.training_administration.views import Answer
from berakhlak.training_administration.workbooks import needs_workbook
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 50
OF_HINTS, OF_BUDGET = "halaman_bahan", "halaman_anggaran"


def asked_year() -> int:
    """`?tahun=…`, else this year."""
    year: int = request.args.get("tahun", 0, type=int)
    return year if year in YEARS else local_today().year


@blueprint.get("/pelatihan/kebutuhan")
@requires(Action.MANAGE_TRAINING)
def needs_page() -> Answer:
    """What results and officers say, what HR decided, and what that costs."""
    return _answer(asked_year(), _form())


@blueprint.post("/pelatihan/kebutuhan")
@requires(Action.MANAGE_TRAINING)
def add_need() -> Answer:
    """One more line; with `tindakan=pagu`, the ceiling of the year."""
    year = asked_year()
    if request.form.get("tindakan") == "pagu":
        return _set_ceiling(year)
    form = _form()
    if not form.validate_on_submit():
        return _answer(year, form)
    try:
        needs.add_need(db.session(), year, _content(form), by=signed_in(), at=clock.utc_now())
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "programme" if isinstance(refused, InvalidInput) else None)
        return _answer(year, form)
    db.session.commit()
    flash(_("Kebutuhan tersimpan."), "success")
    return _back(year)


@blueprint.route(NEED, methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def edit_need(need_id: int) -> Answer:
    """Decide a line anew, such as by which programme it is met."""
    need = _own_need(need_id)
    form = _form(need)
    if form.validate_on_submit():
        try:
            needs.change_need(
                db.session(), need, _content(form), by=signed_in(), at=clock.utc_now()
            )
        except DomainError as refused:
            db.session.rollback()
            field = "programme" if isinstance(refused, InvalidInput) else None
            form.refuse(refused.message, field)
        else:
            db.session.commit()
            flash(_("Kebutuhan tersimpan."), "success")
            return _back(need.year)
    need = _own_need(need_id)
    return render_page("training_administration/edit_need.html", form=form, need=need)


@blueprint.post(NEED + "/hapus")
@requires(Action.MANAGE_TRAINING)
def remove_need(need_id: int) -> Response:
    """Take a line out."""
    need = _own_need(need_id)
    year = need.year
    needs.remove_need(db.session(), need, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Baris kebutuhan dihapus."), "success")
    return _back(year)


@blueprint.get("/pelatihan/kebutuhan.xlsx")
@requires(Action.MANAGE_TRAINING)
def needs_file() -> Response:
    """Needs and budget of a year; units, and nobody in them."""
    year, agency_id = asked_year(), signed_in().agency_id
    session = db.session()
    book = needs_workbook(
        year,
        needs_of_year(session, agency_id, year),
        budget_view(session, agency_id, year),
        budget_by_unit(session, agency_id, year),
        all_subjects(session),
        reader_language(),
    )
    return workbook_file(book, f"akpk-{year}.xlsx")


def _set_ceiling(year: int) -> Answer:
    form = CeilingForm()
    if not form.validate_on_submit():
        return _answer(year, _form(), form)
    session = db.session()
    agency = session.get_one(Agency, signed_in().agency_id)
    needs.set_ceiling(
        session, agency, year, form.ceiling.amount or 0, by=signed_in(), at=clock.utc_now()
    )
    db.session.commit()
    flash(_("Pagu tersimpan."), "success")
    return _back(year)


def _answer(year: int, form: NeedForm, refused: CeilingForm | None = None) -> Answer:
    session, agency_id = db.session(), signed_in().agency_id
    budget = budget_view(session, agency_id, year)
    known = "" if budget.ceiling is None else format_number(budget.ceiling)
    subjects, language = all_subjects(session), reader_language()
    asked = requests_for_places(session, agency_id)
    found = indications_by_unit(session, agency_id, asked, agency_timezone())
    return render_page(
        "training_administration/needs.html",
        form=refused or form,
        need_form=form,
        ceiling=refused or CeilingForm(formdata=None, data={"ceiling": known}),
        year=year,
        lines=needs_page_of(session, agency_id, year, page_number(), PER_PAGE),
        budget=budget,
        budget_lines=budget_page(session, agency_id, year, page_number(OF_BUDGET), PER_PAGE),
        found=found,
        hints=paginate_list(found.rows, page_number(OF_HINTS), PER_PAGE),
        page_of=lambda name: partial(_page_address, year, name),
        asked=asked,
        named=lambda code: subject_words(subjects, code, language),
    )


def _page_address(year: int, name: str, number: int) -> str:
    """Of one of the lists, by the name that its page has in addresses."""
    given: dict[str, Any] = {"tahun": year, name: number}
    return url_for(".needs_page", **given)


def _form(need: TrainingNeed | None = None) -> NeedForm:
    session, agency_id = db.session(), signed_in().agency_id
    kept = need and {
        "unit": need.unit_id,
        "subject": need.subject,
        "places": need.places,
        "programme": str(need.programme_id or ""),
    }
    form = NeedForm(data=kept) if kept else NeedForm()
    units = stored_units_of_agency(session, agency_id)
    form.offer(units, all_subjects(session), offered(session, agency_id), reader_language())
    return form


def _content(form: NeedForm) -> NeedContent:
    session, agency_id = db.session(), signed_in().agency_id
    unit = session.get(Unit, form.unit.data)
    if unit is None or unit.agency_id != agency_id:
        raise TrainingNotFound
    chosen = form.programme.data
    programme = programme_within(session, agency_id, int(chosen)) if chosen else None
    return NeedContent(unit, form.subject.data, form.places.data or 1, programme)


def _own_need(need_id: int) -> TrainingNeed:
    return needs.need_within(db.session(), signed_in().agency_id, need_id)


def _back(year: int) -> Response:
    return redirect(url_for(".needs_page", tahun=year))
