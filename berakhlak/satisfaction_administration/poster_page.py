"""/skm/ID/poster.pdf: the code and the short address, to hang where people are served."""

from __future__ import annotations

import segno
from flask import current_app
from flask.wrappers import Response
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from berakhlak.documents.pdf import TOKENS, PrintableDocument, render_document
from berakhlak.documents.responses import pdf_file
from berakhlak.extensions import db
from berakhlak.languages import LANGUAGES, SOURCE
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.satisfaction_administration.blueprint import SURVEY, blueprint
from berakhlak.satisfaction_administration.views import own_survey
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.whole_addresses import public_address

INVITATION = _("Puaskah Anda dengan layanan kami?")
HOW = _("Pindai dengan kamera ponsel, atau buka alamat di bawah ini. Sekitar satu menit.")
PROMISE = _("Tanpa nama. Yang dinilai layanan unit ini, bukan seorang petugas.")
TICKET = _("Pakai kode pada tiket dari petugas; satu tiket untuk satu jawaban.")
TORN = "q"  # A quarter of the code may be dirty.


@blueprint.get(SURVEY + "/poster.pdf")
@requires(Action.RUN_SURVEYS)
def poster_page(survey_id: int) -> Response:
    """On A4, always in Indonesian and English: whoever prints it is not who reads it."""
    survey = own_survey(survey_id)
    url = public_address("satisfaction_survey.answer_page", code=survey.code)
    agency = db.session().get_one(Agency, survey.agency_id).name
    pdf = in_turn(DOCUMENTS, poster_pdf)(survey, agency, url)
    return pdf_file(pdf, f"poster-skm-{survey_id}.pdf")


def poster_pdf(survey: SatisfactionSurvey, agency: str, url: str) -> bytes:
    """The poster of a survey that is reached at `url`; needs an application context."""
    with force_locale(SOURCE):
        code = segno.make(url, error=TORN, micro=False)
        title = gettext("Kode QR menuju %(url)s", url=url)
        # Made of numbers and of a title that segno escapes.
        drawn = Markup(code.svg_inline(border=4, omitsize=True, title=title))  # noqa: S704
        template = current_app.jinja_env.get_template(
            "satisfaction_administration/poster_document.html"
        )
        html = template.render(
            survey=survey,
            agency=agency,
            code=drawn,
            url=url.partition("://")[2],
            language=SOURCE,
            words=[(language, _in(language, survey)) for language in LANGUAGES],
        )
    return render_document(
        PrintableDocument(
            html=html, identifier=f"poster {url}".encode(), styles=(TOKENS, "css/poster_a4.css")
        )
    )


def _in(language: str, survey: SatisfactionSurvey) -> dict[str, str]:
    with force_locale(language):
        how = f"{HOW} {TICKET}" if survey.needs_tickets else str(HOW)
        return {"invitation": str(INVITATION), "how": how, "promise": str(PROMISE)}
