"""The decision on an objection as a letter: dates, terms, reasons, and who decided."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.wording import clean_text, file_stem
from berakhlak.formats import local_day
from berakhlak.objections.decided import DecidedObjection
from berakhlak.objections.queries import ProfileAnswer, ResponseNotFound
from berakhlak.objections.terms import TO_DECIDE, TO_LODGE
from berakhlak.objections.words import OUTCOMES, outcome_effect, part_words
from berakhlak.people.models import Agency
from berakhlak.people.nip import format_nip


def letter_pdf(session: Session, answer: ProfileAnswer, language: str) -> bytes:
    """The letter in one language; the same decision gives the same bytes. Needs an application
    context. Raises ResponseNotFound unless it is decided."""
    html, number = letter_html(session, answer, language)
    identifier = f"objection/{number}/{language}".encode()
    styles = (*STYLES, "css/decision_letter.css")
    return render_document(PrintableDocument(html=html, identifier=identifier, styles=styles))


def letter_html(session: Session, answer: ProfileAnswer, language: str) -> tuple[str, str]:
    """The letter as one HTML document, and the number of its objection. Raises as `letter_pdf`."""
    seat, objection = answer.participant, answer.objection
    decided = DecidedObjection.of(objection)
    if objection is None or decided is None:
        raise ResponseNotFound
    template = current_app.jinja_env.get_template("objections/letter.html")
    with force_locale(language):
        html = template.render(
            language=language,
            agency=session.get_one(Agency, seat.cycle.agency_id),
            seat=seat,
            nip=format_nip(seat.nip),  # Whole, as an office files it.
            published=local_day(seat.cycle.published_at) if seat.cycle.published_at else None,
            objection=objection,
            decided=decided,
            outcome=OUTCOMES[decided.outcome],
            effect=outcome_effect(decided.outcome),
            part=part_words(decided, seat.cycle.instrument.content, language),
            written=clean_text,
            terms={"lodge": TO_LODGE, "decide": TO_DECIDE},
        )
    return html, decided.number


def letter_file_stem(answer: ProfileAnswer) -> str:
    """The name of its file, without ending."""
    seat = answer.participant
    return f"{file_stem(seat.name, seat.cycle.name, seat.id)}-putusan-keberatan"
