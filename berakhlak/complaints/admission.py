"""Whether a complaint is let in: its form's token, work of its device, and how many came lately."""

from __future__ import annotations

from flask import current_app
from limits import parse

from berakhlak.complaints.forms import ComplaintForm
from berakhlak.extensions import limiter
from berakhlak.people.models import Agency
from berakhlak.web import form_tokens, tries, waiting, work_proofs
from berakhlak.web.form_tokens import FormToken

SENT = "complaint"
UNPROVEN = parse("30 per hour")
"""Of one agency, from browsers that did no work."""


def place_of(agency: Agency) -> str:
    """What a form's token belongs to."""
    return f"complaint {agency.id}"


def found_token(agency: Agency, form: ComplaintForm) -> FormToken | None:
    """What the form's token says; None where it is forged, foreign or old."""
    return form_tokens.read_form_token(_secret(), place_of(agency), form.ticket.data or "")


def seconds_to_wait(agency: Agency, form: ComplaintForm, found: FormToken) -> float:
    """Until a complaint like this one is taken; 0 for now."""
    if wait := tries.time_to_wait(SENT):
        return wait
    if not limiter.enabled or _is_proven(form, found):
        return 0
    key = (SENT, str(agency.id))
    if limiter.limiter.test(UNPROVEN, *key):
        return 0
    return max(1.0, waiting.seconds_until_free(UNPROVEN, *key))


def count_complaint(agency: Agency, form: ComplaintForm, found: FormToken) -> None:
    """After it was stored."""
    tries.count_try(SENT)
    if limiter.enabled and not _is_proven(form, found):
        limiter.limiter.hit(UNPROVEN, SENT, str(agency.id))


def refresh_token(agency: Agency, form: ComplaintForm) -> str:
    """Put a token into the form where it has none that opens; the challenge for js/proof.js."""
    found = found_token(agency, form)
    if found is None:
        form.ticket.data = form_tokens.issue_form_token(_secret(), place_of(agency))
        found = found_token(agency, form)
    most = int(current_app.config["BERAKHLAK"].citizen_proof)
    return work_proofs.challenge(_secret(), found.digest, most=most) if found else ""


def _is_proven(form: ComplaintForm, found: FormToken) -> bool:
    return work_proofs.is_proven(_secret(), form.proof.data or "", found.digest)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
