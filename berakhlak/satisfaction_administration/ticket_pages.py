"""/skm/ID/tiket: sheets of tickets to cut, one for each visitor; drawn anew for each sheet."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, lazy_gettext

from berakhlak import clock
from berakhlak.access.codes import shown
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file
from berakhlak.documents.ticket_slips import slip_rows, ways_to_answer
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.languages import SOURCE
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.forms import TicketsForm
from berakhlak.satisfaction_administration.views import Answer, own_survey, survey_view
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import count_printed
from berakhlak.satisfaction_survey.survey_tickets import new_ticket
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address

STYLE = "css/visit_slips_a4.css"


class NoTicketsNeeded(StateConflict):
    """The survey takes answers without them, or none any more."""

    message = lazy_gettext("Survei ini tidak memakai tiket, atau sudah selesai.")


@blueprint.post(SURVEY + "/tiket")
@requires(Action.RUN_SURVEYS)
@asks_password_again
def print_tickets(survey_id: int) -> Answer:
    """A file with new tickets. How many is noted first: what is lost of them is never used."""
    survey, form = own_survey(survey_id), TicketsForm()
    if not (survey.needs_tickets and survey.takes_answers(local_today())):
        raise NoTicketsNeeded
    if not form.validate_on_submit():
        return survey_view(survey, tickets=form)
    count = form.count.data or 0
    count_printed(db.session(), survey, count, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    secret = str(current_app.config["SECRET_KEY"])
    agency = db.session().get_one(Agency, survey.agency_id).name
    address = public_address("satisfaction_survey.answer_page", code=survey.code)
    codes = [shown(new_ticket(secret, survey)) for _ticket in range(count)]
    pdf = in_turn(DOCUMENTS, tickets_pdf)(survey, codes, agency, address)
    return pdf_file(pdf, f"tiket-skm-{survey_id}.pdf")


def tickets_pdf(survey: SatisfactionSurvey, codes: list[str], agency: str, address: str) -> bytes:
    """Many on a sheet of A4, in both languages; needs an application context."""
    template = current_app.jinja_env.get_template(
        "satisfaction_administration/tickets_document.html"
    )
    with force_locale(SOURCE):
        html = template.render(
            rows=slip_rows(codes, address),
            survey=survey,
            agency=agency,
            ways=ways_to_answer(address.partition("://")[2]),
            language=SOURCE,
        )
    return render_document(PrintableDocument(html=html, styles=(*STYLES, STYLE)))
