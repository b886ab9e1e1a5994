"""HR's pages of one officer in open cycles, of raters who cannot rate, and of double records."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.assignments.models import DeclineReason
from berakhlak.assignments.replacing import ask_replacements, withdraw_participant
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.merging import MergePreview, merge_people, preview_merge
from berakhlak.cycle_administration.officer_cycles import (
    declined_by_raters,
    departed_names,
    open_seats,
)
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import DomainError, NotFound
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Person
from berakhlak.people.nip import tidy_nip
from berakhlak.people.own_person import own_person
from berakhlak.people.person_pages import PERSON
from berakhlak.people.queries import officer_by_nip
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.forms import BaseForm, ConfirmForm, TextField
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

REASONS = {
    DeclineReason.DOES_NOT_KNOW: lazy_gettext("Tidak cukup mengenal perilaku kerjanya"),
    DeclineReason.CONFLICT_OF_INTEREST: lazy_gettext("Benturan kepentingan"),
}

PER_PAGE = 50
DEPARTED = "nonaktif"
"""The page of the second list."""


class DoubleForm(BaseForm):
    """The other record of the same officer."""

    nip = TextField(
        lazy_gettext("NIP data yang lain"),
        thing=lazy_gettext("NIP data yang lain"),
        max_length=40,
        input_mode="numeric",
        hint=lazy_gettext("18 angka. Data dengan NIP ini dilebur ke data di halaman ini."),
    )


@blueprint.get(PERSON + "/siklus")
@requires(Action.MERGE_PEOPLE)
def officer_in_cycles(person_id: int) -> Answer:
    """What an officer is in the cycles that are open."""
    person = own_person(Action.MERGE_PEOPLE, person_id)
    return render_page(
        "cycle_administration/officer.html",
        person=person,
        seats=open_seats(db.session(), person),
    )


@blueprint.route(PERSON + "/siklus/tarik", methods=["GET", "POST"])
@requires(Action.MERGE_PEOPLE)
def withdraw_officer(person_id: int) -> Answer:
    """Let an officer be rated no longer in the open cycle."""
    person, form = own_person(Action.MERGE_PEOPLE, person_id), ConfirmForm()
    seat = _rated_seat(person)
    called, cycle_name = person.called, seat.cycle.name
    if form.validate_on_submit():
        try:
            now = clock.utc_now()
            withdraw_participant(db.session(), seat.cycle, seat, by=signed_in(), at=now)
            db.session.commit()
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message)
        else:
            flash(_("%(name)s tidak dinilai lagi dalam siklus ini.", name=called), "success")
            return redirect(url_for(".officer_in_cycles", person_id=person_id))
    return render_page(
        "cycle_administration/withdraw.html",
        form=form,
        person_id=person_id,
        called=called,
        cycle_name=cycle_name,
    )


@blueprint.route(CYCLE + "/tidak-menilai", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def declined_page(cycle_id: int) -> Answer:
    """Who cannot rate and why, who has left, and asking others in their place."""
    cycle, form = own_cycle(cycle_id), ConfirmForm()
    if cycle.state is not CycleState.OPEN:
        raise CycleNotInState
    if form.validate_on_submit():
        ask_replacements(db.session(), cycle, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        # How many were found would tell of whoever left last whom they rate.
        flash(_("Penilai pengganti sudah diminta, sejauh masih ada yang dapat diminta."), "success")
        return redirect(url_for(".declined_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/declined.html",
        form=form,
        cycle=cycle,
        declined=paginate_list(declined_by_raters(db.session(), cycle), page_number(), PER_PAGE),
        departed=paginate_list(
            departed_names(db.session(), cycle), page_number(DEPARTED), PER_PAGE
        ),
        address=lambda page, departed: url_for(
            ".declined_page", cycle_id=cycle_id, halaman=page, nonaktif=departed
        ),
        reasons=REASONS,
    )


@blueprint.route(PERSON + "/gabung", methods=["GET", "POST"])
@requires(Action.MERGE_PEOPLE)
def merge_officer(person_id: int) -> Answer:
    """Look at what merging another record into this one would do; then do it."""
    kept, form = own_person(Action.MERGE_PEOPLE, person_id), DoubleForm()
    called, preview, ended = kept.called, None, None
    if form.validate_on_submit():
        try:
            ended = _double(form.nip.data or "")
            if request.form.get("tindakan") == "gabungkan":
                merge_people(db.session(), kept, ended, by=signed_in(), at=clock.utc_now())
                db.session.commit()
                flash(_("Kedua data sudah menjadi satu."), "success")
                return redirect(url_for("people.person_page", person_id=person_id))
            preview = preview_merge(db.session(), kept, ended, by=signed_in())
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message, "nip")
    return _merge_page(person_id, called, form, ended, preview)


def _merge_page(
    person_id: int,
    called: str,
    form: DoubleForm,
    ended: Person | None,
    preview: MergePreview | None,
) -> Answer:
    return render_page(
        "cycle_administration/merge.html",
        form=form,
        person_id=person_id,
        called=called,
        ended=ended if preview else None,
        preview=preview,
    )


def _double(typed: str) -> Person:
    """The officer with this number. Raises NotFound."""
    found = officer_by_nip(db.session(), signed_in().agency_id, tidy_nip(typed))
    if found is None:
        raise NotFound(_("Tidak ada pegawai dengan NIP ini."))
    return found


def _rated_seat(person: Person) -> Participant:
    """Where the officer is rated in an open cycle. Raises NotFound."""
    for seat in open_seats(db.session(), person):
        if seat.is_rated:
            return seat
    raise NotFound(_("Pegawai ini tidak dinilai dalam siklus yang sedang dibuka."))
