"""HR's pages of one officer: change the record, deactivate, another NIP, acting posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock, text
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people import queries
from berakhlak.people.acting_posts import add_acting_post, end_acting_post
from berakhlak.people.editing import (
    FieldRefused,
    OfficerFacts,
    change_nip,
    edit_person,
    facts_of,
    find_supervisor,
)
from berakhlak.people.leaving import LeavesInFuture, deactivate_person, reactivate_person
from berakhlak.people.models import Person, Unit
from berakhlak.people.nip import NipError
from berakhlak.people.own_person import own_person
from berakhlak.people.person_forms import ActingForm, LeavingForm, NipForm, PersonForm
from berakhlak.people.unit_matches import UnitSource, stored_units_of_agency
from berakhlak.people.views import Answer, blueprint
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PERSON = "/pegawai/<row:person_id>"


@blueprint.route(PERSON + "/ubah", methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
@asks_password_again  # A new address is where a code for a forgotten password would go.
def edit_officer(person_id: int) -> Answer:
    """Change name, post, unit, supervisor, kind of position, rank and e-mail."""
    person = own_person(Action.EDIT_PEOPLE, person_id)
    form = PersonForm(data=_shown(person))
    form.offer(person, _units())

    def act() -> str:
        changed = edit_person(
            db.session(), person, _facts(person, form), by=signed_in(), at=clock.utc_now()
        )
        return str(_("Data pegawai tersimpan.") if changed else _("Tidak ada yang berubah."))

    return _done_or_asked(form, person, "edit", act)


@blueprint.route(PERSON + "/nonaktif", methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
def deactivate_officer(person_id: int) -> Answer:
    """Note that an officer has left, why and since when."""
    person, form = own_person(Action.EDIT_PEOPLE, person_id), LeavingForm(left_on=local_today())

    def act() -> str:
        deactivate_person(
            db.session(),
            person,
            reason=form.reason.data,
            left_on=form.left_on.data or local_today(),
            today=local_today(),
            by=signed_in(),
            at=clock.utc_now(),
        )
        return str(_("%(name)s dinonaktifkan dan tidak dapat masuk lagi.", name=person.called))

    reports = queries.direct_reports(db.session(), person)
    return _done_or_asked(form, person, "deactivate", act, reports=len(reports))


@blueprint.post(PERSON + "/aktif")
@requires(Action.EDIT_PEOPLE)
def reactivate_officer(person_id: int) -> Answer:
    """Take leaving back."""
    person = own_person(Action.EDIT_PEOPLE, person_id)
    reactivate_person(db.session(), person, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("%(name)s aktif kembali dan dapat masuk lagi.", name=person.called), "success")
    return _back(person)


@blueprint.route(PERSON + "/nip", methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
@asks_password_again
def change_officer_nip(person_id: int) -> Answer:
    """Another number for the same officer, as when a PPPK becomes a CPNS."""
    person, form = own_person(Action.EDIT_PEOPLE, person_id), NipForm()

    def act() -> str:
        now = clock.utc_now()
        change_nip(
            db.session(), person, form.nip.data or "", today=local_today(), by=signed_in(), at=now
        )
        return str(_("NIP diganti. Mulai sekarang pegawai masuk dengan NIP baru."))

    return _done_or_asked(form, person, "nip", act)


@blueprint.route(PERSON + "/jabatan", methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
def add_officer_post(person_id: int) -> Answer:
    """A post as Plt. or Plh., in the own unit or another."""
    person = own_person(Action.EDIT_PEOPLE, person_id)
    form = ActingForm(data={"starts_on": local_today(), "unit": person.unit_id})
    form.offer(_units())

    def act() -> str:
        led = add_acting_post(
            db.session(),
            person,
            kind=form.kind.data,
            post=form.post.data or "",
            unit=db.session.get_one(Unit, form.unit.data),
            starts_on=form.starts_on.data or local_today(),
            ends_on=form.ends_on.data,
            leads_orphans=form.leads_orphans.data,
            by=signed_in(),
            at=clock.utc_now(),
        )
        if not led:
            return str(_("Jabatan tersimpan."))
        said = ngettext(
            "Jabatan tersimpan; %(num)s pegawai menjadi bawahannya.",
            "Jabatan tersimpan; %(num)s pegawai menjadi bawahannya.",
            led,
        )
        return str(said)

    return _done_or_asked(form, person, "acting", act)


@blueprint.post(PERSON + "/jabatan/akhiri")
@requires(Action.EDIT_PEOPLE)
def end_officer_post(person_id: int) -> Answer:
    """End a post as Plt. or Plh."""
    person = own_person(Action.EDIT_PEOPLE, person_id)
    post_id = request.form.get("post", 0, type=int)
    end_acting_post(db.session(), person, post_id, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Jabatan itu diakhiri. Atasan langsung para bawahannya tidak berubah."), "success")
    return _back(person)


def _done_or_asked(
    form: Any, person: Person, page: str, act: Callable[[], str], **words: object
) -> Answer:
    """Do what the form asks and go back to the officer; a refusal stands beside its field."""
    called = person.called
    if form.validate_on_submit():
        try:
            said = act()
            db.session.commit()
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message, _field_of(refused))
        else:
            flash(said, "success")
            return _back(person)
    return render_page(
        f"people/person_{page}.html", form=form, person=person, called=called, **words
    )


def _field_of(refused: DomainError) -> str | None:
    if isinstance(refused, FieldRefused):
        return refused.field
    if isinstance(refused, NipError):
        return "nip"
    return "left_on" if isinstance(refused, LeavesInFuture) else None


def _back(person: Person) -> Response:
    return redirect(url_for(".person_page", person_id=person.id))


def _units() -> UnitSource:
    return stored_units_of_agency(db.session(), signed_in().agency_id)


def _shown(person: Person) -> dict[str, object]:
    facts = vars(facts_of(person))
    lead = person.supervisor
    return facts | {"unit": person.unit_id, "supervisor": lead.called if lead else ""}


def _facts(person: Person, form: PersonForm) -> OfficerFacts:
    """What was typed. Raises FieldRefused."""
    return OfficerFacts(
        name=form.name.data or "",
        position=form.position.data or "",
        unit=db.session.get_one(Unit, form.unit.data),
        supervisor=find_supervisor(db.session(), person, form.supervisor.data or ""),
        level=form.level.data,
        rank=form.rank.data or None,
        email=text.email_key(form.email.data) if form.email.data else None,
    )
