"""/skm: which units have run their survey, opening one, and where it stands."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.errors import DomainError, InvalidInput, NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.people.scope import covers_unit
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.forms import (
    FollowUpForm,
    OpenSurveyForm,
    TicketsForm,
)
from berakhlak.satisfaction_administration.overview import count_of_year, state_of, units_of_year
from berakhlak.satisfaction_administration.planning import NamesOfficer, require_nameless
from berakhlak.satisfaction_survey.counting import is_erasing_owed
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import (
    LastDayNotPossible,
    open_survey,
)
from berakhlak.satisfaction_survey.queries import (
    figures_of,
    plan_of,
    respondents_so_far,
    survey_within,
    surveys_of_unit,
)
from berakhlak.statistics.satisfaction_index import wanted_respondents
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

Answer = Response | tuple[str, int]


@blueprint.get("/skm")
@requires(Action.RUN_SURVEYS)
def surveys_page() -> Answer:
    """The units of one's reach, each with its survey of this year."""
    reach, today = own_reach(Action.RUN_SURVEYS), local_today()
    number = page_number()
    return render_page(
        "satisfaction_administration/surveys.html",
        rows=units_of_year(db.session(), reach, today, number),
        count=count_of_year(db.session(), reach, today.year),
        year=today.year,
        address=lambda page: url_for(".surveys_page", halaman=page),
    )


@blueprint.route("/skm/unit/<row:unit_id>/buka", methods=["GET", "POST"])
@requires(Action.RUN_SURVEYS)
def open_page(unit_id: int) -> Answer:
    """State what is asked about, and begin today."""
    unit, form = _unit_within(unit_id), OpenSurveyForm()
    if form.validate_on_submit():
        try:
            require_nameless(db.session(), unit.agency_id, form.names())
            survey = open_survey(
                db.session(),
                unit,
                form.plan(),
                keys=key_store(),
                by=signed_in(),
                at=clock.utc_now(),
                today=local_today(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error.message, _field_of(error))
        else:
            db.session.commit()
            flash(_("Survei dibuka. Pasang posternya di tempat pelayanan."), "success")
            return redirect(url_for(".survey_page", survey_id=survey.id))
    return render_page(
        "satisfaction_administration/open.html",
        form=form,
        unit=db.session().get_one(Unit, unit_id),
        earlier=surveys_of_unit(db.session(), unit_id),
    )


@blueprint.get(SURVEY)
@requires(Action.RUN_SURVEYS)
def survey_page(survey_id: int) -> Answer:
    """Where a survey stands, its figures, its plan, and what can be done next."""
    return survey_view(own_survey(survey_id))


def survey_view(
    survey: SatisfactionSurvey,
    line: FollowUpForm | None = None,
    *,
    tickets: TicketsForm | None = None,
) -> Answer:
    """The page of a survey; `line`, `tickets`: what was typed and refused."""
    session, today = db.session(), local_today()
    return render_page(
        "satisfaction_administration/survey.html",
        form=tickets or line or FollowUpForm(formdata=None),
        line=line or FollowUpForm(formdata=None),
        tickets=tickets or TicketsForm(formdata=None),
        survey=survey,
        state=state_of(survey, today),
        figures=figures_of(survey),
        plan=plan_of(session, survey),
        elements=ELEMENTS,
        so_far=respondents_so_far(session, survey),
        wanted=wanted_respondents(survey.population) if survey.population else None,
        owes=is_erasing_owed(survey, key_store()),
        trouble=_trouble(survey),
        url=public_address("satisfaction_survey.answer_page", code=survey.code),
    )


def own_survey(survey_id: int) -> SatisfactionSurvey:
    """One that the reader's role reaches. Raises SurveyNotFound."""
    return survey_within(db.session(), survey_id, own_reach(Action.RUN_SURVEYS))


def _unit_within(unit_id: int) -> Unit:
    if not covers_unit(db.session(), own_reach(Action.RUN_SURVEYS), unit_id):
        raise NotFound
    return db.session().get_one(Unit, unit_id)


def _field_of(error: DomainError) -> str | None:
    if isinstance(error, LastDayNotPossible):
        return "last_day"
    if isinstance(error, NamesOfficer):
        return "services"
    return "least" if isinstance(error, InvalidInput) else None


def _trouble(survey: SatisfactionSurvey) -> object:
    """Why answers could not be counted here."""
    if survey.closed_on is not None:
        return ""
    try:
        key_store().key_of(survey)
    except KeyUnusable as missing:
        return missing.message
    return ""
