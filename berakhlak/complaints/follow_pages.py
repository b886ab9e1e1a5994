"""/keluhan/jawaban: what stands behind a code, which is posted each time and in no address."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from berakhlak.access.codes import shown
from berakhlak.complaints import operations, queries
from berakhlak.complaints.blueprint import public as blueprint
from berakhlak.complaints.forms import CitizenWordForm, CodeForm
from berakhlak.complaints.kinds import kinds_of
from berakhlak.complaints.models import Complaint
from berakhlak.complaints.receipts import digest_of_code
from berakhlak.complaints.words import STATES
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.web import tries, waiting
from berakhlak.web.guards import open_to_all
from berakhlak.web.language import select_locale
from berakhlak.web.pages import render_page
from berakhlak.web.refused_forms import repeatable_view

Page = str | tuple[str, int] | Answer
WRONG = "wrong complaint code"
FOLLOW = "/keluhan/jawaban"


@blueprint.route(FOLLOW, methods=["GET", "POST"])
@open_to_all
@repeatable_view()
def follow_page() -> Page:
    """Type the code; how far the complaint is, and what was answered."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_page("complaints/code.html", form=form)
    found = _behind(form)
    return _thread(found, form) if isinstance(found, Complaint) else found


@blueprint.route(
    FOLLOW + "/<any(pesan, membantu, belum, buka):citizen_step>", methods=["GET", "POST"]
)
@open_to_all
def citizen_step(citizen_step: str) -> Page:
    """Add a word, say whether the answer helped, or reopen; the code goes along.

    Opened without one, as from a browser's history, it leads to where the code is typed.
    """
    if request.method != "POST":
        return redirect(url_for(".follow_page"))
    form, word = CodeForm(), CitizenWordForm()
    if not form.validate():
        return render_page("complaints/code.html", form=form)
    complaint = _behind(form)
    if not isinstance(complaint, Complaint):
        return complaint
    if citizen_step in ("pesan", "buka") and not word.validate():
        return _thread(complaint, form, word=word)
    try:
        said = _STEPS[citizen_step](complaint, word.text.data or "")
    except DomainError as refused:
        db.session.rollback()
        word.refuse(refused.message)
        return _thread(complaint, form, word=word)
    db.session.commit()
    return _thread(complaint, form, said=said)


def _add(complaint: Complaint, text: str) -> str:
    if complaint.words[-1].text != text:  # Not again, when a page is sent again.
        operations.add_word(db.session(), complaint, text, today=local_today())
    return str(_("Pesan Anda sudah ditambahkan."))


def _helped(has_helped: bool) -> Callable[[Complaint, str], str]:
    def say(complaint: Complaint, _text: str) -> str:
        operations.say_helped(db.session(), complaint, has_helped)
        return str(_("Terima kasih, pendapat Anda sudah tersimpan."))

    return say


def _reopen(complaint: Complaint, text: str) -> str:
    policy = queries.policy_of(db.session(), complaint.agency_id)
    if complaint.reopened_on is None or complaint.words[-1].text != text:
        operations.reopen(db.session(), complaint, policy, text, today=local_today())
    return str(_("Keluhan dibuka kembali. Unitnya diberi tahu."))


_STEPS: dict[str, Callable[[Complaint, str], str]] = {
    "pesan": _add,
    "membantu": _helped(True),
    "belum": _helped(False),
    "buka": _reopen,
}


def _behind(form: CodeForm) -> Complaint | Page:
    """The complaint behind a code; else the page that says why not."""
    if wait := tries.time_to_wait(WRONG):
        form.refuse(
            _(
                "Sudah terlalu banyak kode yang keliru dari jaringan ini. Tunggu %(time)s, lalu "
                "coba lagi.",
                time=waiting.in_words(wait),
            ),
            "code",
        )
        return render_page("complaints/code.html", form=form)[0], 429
    found = None
    if form.tidy:
        secret = str(current_app.config["SECRET_KEY"])
        found = queries.complaint_by_receipt(db.session(), digest_of_code(secret, form.tidy))
    if found is not None:
        return found
    tries.count_try(WRONG)
    form.refuse(
        _(
            "Kode ini tidak kami kenali. Cocokkan satu per satu dengan tanda terima; keluhan yang "
            "sudah lewat masa simpannya dihapus."
        ),
        "code",
    )
    return render_page("complaints/code.html", form=form)


def _thread(
    complaint: Complaint, form: CodeForm, *, word: CitizenWordForm | None = None, said: str = ""
) -> Page:
    kind = kinds_of(db.session(), complaint.agency_id).get(complaint.kind)
    policy = queries.policy_of(db.session(), complaint.agency_id)
    today = local_today()
    return render_page(
        "complaints/thread.html",
        form=word or CitizenWordForm(formdata=None),
        complaint=complaint,
        code=shown(form.tidy),
        kind=kind.name(select_locale()) if kind else complaint.kind,
        states=STATES,
        today=today,
        may_reopen=operations.may_reopen(complaint, policy, today),
        said=said,
    )
