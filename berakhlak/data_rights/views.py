"""/data-saya/perbaikan: asking that a field of one's own record be mended, and the answers."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.data_rights import operations
from berakhlak.data_rights.blueprint import blueprint
from berakhlak.data_rights.forms import FIELD_NAMES, CorrectionForm
from berakhlak.data_rights.queries import officer_behind, own_request, requests_of
from berakhlak.data_rights.terms import CORRECTION
from berakhlak.data_rights.words import OUTCOMES
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
MINE = "/data-saya/perbaikan"


@blueprint.route(MINE, methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def corrections_page() -> Answer:
    """Say what is wrong and what is right; what was asked before, and what was answered."""
    person, form = officer_behind(db.session(), signed_in().id), CorrectionForm()
    if person is not None and form.validate_on_submit() and _ask(person, form):
        return redirect(url_for(".corrections_page"))
    today = local_today()
    return render_page(
        "data_rights/corrections.html",
        form=form,
        person=person,
        asked=requests_of(db.session(), person) if person else [],
        today=today,
        answer_by=CORRECTION.last_day(today),
        term=CORRECTION,
        field_names=FIELD_NAMES,
        outcomes=OUTCOMES,
    )


@blueprint.post(MINE + "/<row:correction_id>/tarik")
@requires(Action.OWN_ACCOUNT)
def withdraw_correction(correction_id: int) -> Answer:
    """Take one's own request back."""
    asked = own_request(db.session(), signed_in().id, correction_id)
    operations.withdraw_correction(db.session(), asked, today=local_today())
    db.session.commit()
    flash(_("Permintaan ditarik."), "success")
    return redirect(url_for(".corrections_page"))


def _ask(person: Person, form: CorrectionForm) -> bool:
    """False where the form says why not."""
    try:
        asked = operations.ask_correction(
            db.session(),
            person,
            form.field.data,
            form.right.data or "",
            form.note.data or "",
            today=local_today(),
        )
    except DomainError as refused:
        db.session.rollback()
        is_about_right = isinstance(refused, operations.NothingToMend)
        form.refuse(refused.message, "right" if is_about_right else "field")
        return False
    db.session.commit()
    flash(_("Permintaan tersimpan. Tanggal jawabannya tertulis di bawah."), "success")
    return asked is not None
