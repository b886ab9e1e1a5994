"""/pelatihan: the catalogue, its programmes, and what partners propose."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import reader_language
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.permissions import Action
from berakhlak.training import operations, queries
from berakhlak.training.forms import ProgrammeForm
from berakhlak.training.models import ProgrammeState, TrainingProgramme
from berakhlak.training.operations import ReasonNeeded
from berakhlak.training.plans import requests_for_places
from berakhlak.training.queries import programme_within, provider_within, runs_of
from berakhlak.training.subjects import all_subjects, served_words
from berakhlak.training.words import MODES, PROGRAMME_STATES, PROVIDER_KINDS
from berakhlak.training_administration.blueprint import PROGRAMME, PROVIDER, blueprint
from berakhlak.training_administration.forms import DecisionForm, RunForm
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
PER_PAGE = 50
LISTED = (ProgrammeState.OFFERED, ProgrammeState.ENDED)
WORDS = {
    "modes": MODES,
    "kinds": PROVIDER_KINDS,
    "states": PROGRAMME_STATES,
    "levels": {each.value: words for each, words in LEVEL_NAMES.items()},
}


@blueprint.get("/pelatihan")
@requires(Action.MANAGE_TRAINING)
def catalogue_page() -> Answer:
    """Programmes by title, those that wait for a decision first."""
    agency_id, words = signed_in().agency_id, searched_words()
    found = queries.select_programmes(agency_id, LISTED, words)
    number = page_number()
    proposed = queries.select_programmes(agency_id, [ProgrammeState.PROPOSED])
    return render_page(
        "training_administration/catalogue.html",
        programmes=db.paginate(found, page=number, per_page=PER_PAGE, error_out=False),
        proposed=db.session.scalars(proposed).all(),
        searched=words,
        words=WORDS,
        address=lambda page: url_for(".catalogue_page", cari=words or None, halaman=page),
    )


@blueprint.get(PROGRAMME)
@requires(Action.MANAGE_TRAINING)
def programme_page(programme_id: int) -> Answer:
    """One programme: what it serves, who asked for a place, and when it was held."""
    return programme_answer(own_programme(programme_id), DecisionForm(), RunForm())


def programme_answer(
    programme: TrainingProgramme, decision: DecisionForm, run_form: RunForm
) -> Answer:
    """The page of a programme, with what was typed."""
    session = db.session()
    refused = run_form if run_form.errors or run_form.form_errors else decision
    return render_page(
        "training_administration/programme.html",
        form=refused,
        programme=programme,
        decision=decision,
        run_form=run_form,
        served=served_words(programme, all_subjects(session), reader_language()),
        runs=runs_of(session, programme.id),
        asked=paginate_list(
            requests_for_places(session, signed_in().agency_id, programme.id),
            page_number(),
            PER_PAGE,
        ),
        address=lambda page: url_for(".programme_page", programme_id=programme.id, halaman=page),
        words=WORDS,
    )


@blueprint.route(PROVIDER + "/program", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def new_programme(provider_id: int) -> Answer:
    """Add a programme of a provider."""
    provider = provider_within(db.session(), signed_in().agency_id, provider_id)
    form = ProgrammeForm.offering(all_subjects(db.session()), reader_language())
    if form.validate_on_submit():
        try:
            programme = operations.add_programme(
                db.session(), provider, form.content(), by=signed_in(), at=clock.utc_now()
            )
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refused.message, "title")
        else:
            db.session.commit()
            flash(_("Program tersimpan."), "success")
            return redirect(url_for(".programme_page", programme_id=programme.id))
    provider = provider_within(db.session(), signed_in().agency_id, provider_id)
    return render_page(
        "training_administration/edit_programme.html", form=form, provider=provider, programme=None
    )


@blueprint.route(PROGRAMME + "/ubah", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def edit_programme(programme_id: int) -> Answer:
    """State a programme anew; runs and needs keep the hours and the price of their day."""
    programme = own_programme(programme_id)
    form = ProgrammeForm.offering(all_subjects(db.session()), reader_language(), programme)
    if form.validate_on_submit():
        try:
            operations.change_programme(
                db.session(), programme, form.content(), by=signed_in(), at=clock.utc_now()
            )
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refused.message, "title")
        else:
            db.session.commit()
            flash(_("Program tersimpan."), "success")
            return redirect(url_for(".programme_page", programme_id=programme_id))
    programme = own_programme(programme_id)
    return render_page(
        "training_administration/edit_programme.html",
        form=form,
        provider=programme.provider,
        programme=programme,
    )


@blueprint.post(PROGRAMME + "/tawarkan")
@requires(Action.MANAGE_TRAINING)
def offer_programme(programme_id: int) -> Response:
    """Offer a programme no longer, or again."""
    programme = own_programme(programme_id)
    is_on = request.form.get("tindakan") == "tawarkan"
    try:
        operations.offer(db.session(), programme, is_on=is_on, by=signed_in(), at=clock.utc_now())
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        db.session.commit()
        flash(_("Program ditawarkan.") if is_on else _("Program tidak ditawarkan lagi."), "success")
    return redirect(url_for(".programme_page", programme_id=programme_id))


@blueprint.post(PROGRAMME + "/putuskan")
@requires(Action.MANAGE_TRAINING)
def decide_programme(programme_id: int) -> Answer:
    """Accept what a partner proposed, or decline it with a reason."""
    programme, form = own_programme(programme_id), DecisionForm()
    if not form.validate_on_submit():
        return programme_answer(programme, form, RunForm(formdata=None))
    accepts = request.form.get("tindakan") == "terima"
    try:
        operations.decide_proposal(
            db.session(), programme, accepts=accepts, answer=form.answer.data or "",
            by=signed_in(), at=clock.utc_now(),
        )  # fmt: skip
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "answer" if isinstance(refused, ReasonNeeded) else None)
        return programme_answer(own_programme(programme_id), form, RunForm(formdata=None))
    db.session.commit()
    flash(_("Usulan diterima.") if accepts else _("Usulan ditolak."), "success")
    return redirect(url_for(".programme_page", programme_id=programme_id))


def own_programme(programme_id: int) -> TrainingProgramme:
    """One of the reader's agency. Raises TrainingNotFound."""
    return programme_within(db.session(), signed_in().agency_id, programme_id)
