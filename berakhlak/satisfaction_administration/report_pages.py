"""/skm/ID/laporan.…: the report of a closed survey to keep."""

from __future__ import annotations

from collections.abc import Callable

from flask.wrappers import Response
from flask_babel import lazy_gettext as _

from berakhlak.documents.responses import (
    attached_file,
    pdf_file,
    reader_language,
    workbook_file,
)
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.printing import (
    report_csv,
    report_pdf,
    report_workbook,
)
from berakhlak.satisfaction_administration.report import SurveyReport, survey_report
from berakhlak.satisfaction_administration.views import own_survey
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.published import published_of_unit
from berakhlak.satisfaction_survey.queries import figures_of, plan_of
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires


class NoReport(NotFound):
    """The survey runs, or too few answered."""

    message = _("Laporan ada sesudah survei ditutup dan cukup banyak yang menjawab.")


@blueprint.get(SURVEY + "/laporan.pdf")
@requires(Action.RUN_SURVEYS)
def report_file(survey_id: int) -> Response:
    """As the regulation wants it, to be signed and filed."""
    return _file(
        survey_id,
        lambda report: pdf_file(
            in_turn(DOCUMENTS, report_pdf)(report, str(survey_id)), f"skm-{survey_id}.pdf"
        ),
    )


@blueprint.get(SURVEY + "/laporan.xlsx")
@requires(Action.RUN_SURVEYS)
def report_workbook_file(survey_id: int) -> Response:
    """The same as a workbook."""
    return _file(
        survey_id, lambda report: workbook_file(report_workbook(report), f"skm-{survey_id}.xlsx")
    )


@blueprint.get(SURVEY + "/laporan.csv")
@requires(Action.RUN_SURVEYS)
def report_csv_file(survey_id: int) -> Response:
    """The same for other programs."""
    return _file(
        survey_id,
        lambda report: attached_file(
            report_csv(report), f"skm-{survey_id}.csv", "text/csv; charset=utf-8"
        ),
    )


def report_of(survey: SatisfactionSurvey, language: str) -> SurveyReport:
    """In the language that is in force. Raises NoReport."""
    session, figures = db.session(), figures_of(survey)
    if figures is None or figures.whole is None:
        raise NoReport
    earlier = [
        each
        for each in published_of_unit(session, survey.unit_id)
        if each.ends_on < survey.starts_on
    ]
    return survey_report(
        survey,
        figures,
        plan_of(session, survey),
        earlier,
        agency=session.get_one(Agency, survey.agency_id).name,
        language=language,
    )


def _file(survey_id: int, write: Callable[[SurveyReport], Response]) -> Response:
    return write(report_of(own_survey(survey_id), reader_language()))
