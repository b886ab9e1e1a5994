"""/pegawai/perbaikan: what officers want mended, for HR to mend or to refuse with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock, text
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.data_rights import operations
from berakhlak.data_rights.blueprint import blueprint
from berakhlak.data_rights.forms import (
    FIELD_NAMES,
    DoneForm,
    MendedPersonForm,
    NipForm,
    RefusalForm,
)
from berakhlak.data_rights.models import CorrectedField, CorrectionRequest
from berakhlak.data_rights.queries import (
    answered_requests,
    request_of_agency,
    waiting_requests,
    what_stands,
)
from berakhlak.data_rights.terms import CORRECTION
from berakhlak.data_rights.words import OUTCOMES
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.editing import (
    FieldRefused,
    change_nip,
    edit_person,
    facts_of,
    find_supervisor,
)
from berakhlak.people.models import Person, Unit
from berakhlak.people.nip import NipError
from berakhlak.people.unit_matches import stored_units_of_agency
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
ALL = "/pegawai/perbaikan"
ONE = ALL + "/<row:correction_id>"
CHOSEN = (CorrectedField.LEVEL, CorrectedField.RANK, CorrectedField.UNIT)
"""Fields that HR chooses from a list; an officer has typed them."""


@blueprint.get(ALL)
@requires(Action.EDIT_PEOPLE)
def correction_desk() -> Answer:
    """What waits, with the day by which it is to be answered; what was answered."""
    agency_id = signed_in().agency_id
    return render_page(
        "data_rights/desk.html",
        waiting=waiting_requests(db.session(), agency_id, page_number()),
        address=lambda page: url_for(".correction_desk", halaman=page),
        answered=answered_requests(db.session(), agency_id),
        today=local_today(),
        term=CORRECTION,
        field_names=FIELD_NAMES,
        outcomes=OUTCOMES,
    )


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
@asks_password_again
def answer_correction(correction_id: int) -> Answer:
    """Mend the field, by the operation of HR's own pages."""
    asked = _asked(correction_id)
    form = _form(asked)
    if asked.outcome is None and form.validate_on_submit():
        words = form.done.data or "" if isinstance(form, DoneForm) else ""
        if _done(form, lambda: _accept(asked, form, words)):
            flash(_("Data diperbaiki, dan pegawai diberi tahu."), "success")
            return redirect(url_for(".correction_desk"))
    return _page(asked, form, RefusalForm(formdata=None))


@blueprint.post(ONE + "/tolak")
@requires(Action.EDIT_PEOPLE)
def refuse_correction(correction_id: int) -> Answer:
    """Leave the field as it is; the officer reads why."""
    asked, form = _asked(correction_id), RefusalForm()
    if form.validate_on_submit() and _done(form, lambda: _refuse(asked, form)):
        flash(_("Permintaan ditolak, dan pegawai diberi tahu."), "success")
        return redirect(url_for(".correction_desk"))
    return _page(asked, form, form)


def _asked(correction_id: int) -> CorrectionRequest:
    """Raises CorrectionNotFound."""
    return request_of_agency(db.session(), signed_in().agency_id, correction_id)


def _page(asked: CorrectionRequest, form: Any, refusal: RefusalForm) -> Answer:
    """`form` is the one that was sent, whose errors the page lists first."""
    return render_page(
        "data_rights/answer.html",
        form=form,
        mending=_form(asked, typed=False) if form is refusal else form,
        refusal=refusal,
        asked=asked,
        person=asked.person,
        stands=what_stands(asked.person, asked.field),
        today=local_today(),
        is_own=asked.person.account_id == signed_in().id,
        field_name=FIELD_NAMES[asked.field],
        outcomes=OUTCOMES,
    )


def _form(asked: CorrectionRequest, *, typed: bool = True) -> Any:
    """The field as HR's own page has it, filled in with what the officer says is right."""
    given: dict[str, Any] = {} if typed else {"formdata": None}
    if asked.field is CorrectedField.OTHER:
        return DoneForm(**given)
    if asked.field is CorrectedField.NIP:
        return NipForm(data={"nip": asked.right}, **given)
    form = MendedPersonForm(data={asked.field.value: asked.right}, **given)
    form.offer(asked.person, stored_units_of_agency(db.session(), asked.person.agency_id))
    if asked.field is CorrectedField.UNIT:
        form.unit.mean(asked.right, asked.person.unit_id)
    elif asked.field in CHOSEN:
        field = form[asked.field.value]
        if not field.raw_data:
            field.data = _meant(field.choices, asked)
    form.keep_only(asked.field.value)
    return form


def _meant(choices: Any, asked: CorrectionRequest) -> object:
    """The choice whose words were typed, else what stands there now."""
    typed = text.search_key(asked.right)
    named = {text.search_key(str(choice.label)): choice.value for choice in choices}
    person = asked.person
    now = {"level": person.level, "rank": person.rank or ""}
    found: object = named.get(typed, now[asked.field.value])
    return found


def _accept(asked: CorrectionRequest, form: Any, words: str) -> None:
    operations.accept_correction(
        db.session(),
        asked,
        lambda: _mend(asked, form),
        words,
        by=signed_in(),
        at=clock.utc_now(),
        today=local_today(),
    )


def _refuse(asked: CorrectionRequest, form: RefusalForm) -> None:
    operations.refuse_correction(
        db.session(),
        asked,
        form.why.data or "",
        by=signed_in(),
        at=clock.utc_now(),
        today=local_today(),
    )


def _mend(asked: CorrectionRequest, form: Any) -> None:
    """Raises FieldRefused, NipError."""
    session, person, me, now = db.session(), asked.person, signed_in(), clock.utc_now()
    if asked.field is CorrectedField.OTHER:
        return
    if asked.field is CorrectedField.NIP:
        change_nip(session, person, form.nip.data or "", today=local_today(), by=me, at=now)
        return
    value = _value(person, asked.field, form[asked.field.value].data)
    facts = replace(facts_of(person), **{asked.field.value: value})
    edit_person(session, person, facts, by=me, at=now)


def _value(person: Person, field: CorrectedField, typed: Any) -> Any:
    """What was typed or chosen, as the record keeps it. Raises FieldRefused."""
    if field is CorrectedField.UNIT:
        return db.session.get_one(Unit, typed)
    if field is CorrectedField.SUPERVISOR:
        return find_supervisor(db.session(), person, typed or "")
    if field is CorrectedField.EMAIL:
        return text.email_key(typed) if typed else None
    return typed or None


def _done(form: Any, act: Callable[[], None]) -> bool:
    """Act and commit; a refusal stands beside its field, or above the form."""
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        field = refused.field if isinstance(refused, FieldRefused) else None
        form.refuse(refused.message, "nip" if isinstance(refused, NipError) else field)
        return False
    db.session.commit()
    return True
