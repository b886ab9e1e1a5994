"""An officer's plan (IDP) on A4: the rows of its workbook, to be read, filed and signed by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import force_locale

from berakhlak.development.idp import Facts, PlanLine
from berakhlak.development.queries import Plan
from berakhlak.development.trainings import PlanTrainings
from berakhlak.development.words import WAYS
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.wording import clean_text
from berakhlak.people.models import Agency
from berakhlak.people.nip import format_nip


@dataclass(frozen=True)
class PlanPaper:
    """What is printed. `facts`: NIP, name, post, kind of post, unit; `steps` and `courses`: rows as
    `idp.plan_rows` gives them; `day`: on which this was the plan."""

    plan: Plan
    agency: Agency
    facts: Facts
    steps: Sequence[PlanLine]
    courses: Sequence[PlanLine]
    trainings: PlanTrainings
    note: str
    day: date


def idp_pdf(paper: PlanPaper, language: str) -> bytes:
    """The plan in one language; the same plan gives the same bytes on the same day. Needs an
    application context."""
    template = current_app.jinja_env.get_template("development/idp.html")
    with force_locale(language):
        nip, *others = paper.facts
        html = template.render(
            paper=paper,
            facts=(format_nip(nip), *others),  # Whole, as an office files it.
            seat=paper.plan.participant,
            ways=WAYS,
            written=clean_text,
            language=language,
        )
    identifier = f"idp/{paper.plan.participant.id}/{paper.day.isoformat()}/{language}".encode()
    styles = (*STYLES, "css/idp.css")
    return render_document(PrintableDocument(html=html, identifier=identifier, styles=styles))
