"""/surat/naskah: HR words mail anew, sees how it will look, and goes back to the default."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.mail import queries
from berakhlak.mail.blueprint import blueprint
from berakhlak.mail.default_wordings import default_wording
from berakhlak.mail.forms import WordingForm
from berakhlak.mail.hr_pages import KIND_NAMES
from berakhlak.mail.kinds import (
    ABOUT_JOBS,
    WORDED_BY_HR,
    MailKind,
    MailWording,
    blanks_of,
)
from berakhlak.mail.operations import word_anew
from berakhlak.mail.wording import Letter, MailPart, WordedPart, worded
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.language import LANGUAGE_NAMES
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
_KINDS = ", ".join(WORDED_BY_HR)
ADDRESS = f"/surat/naskah/<any({_KINDS}):mail_kind>/<any(id, en):mail_language>"


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@requires(Action.SEND_MAIL)
def edit_wording(mail_kind: str, mail_language: str) -> Answer:
    """Change a wording; the button for looking saves nothing."""
    kind, agency_id = MailKind(mail_kind), signed_in().agency_id
    default = default_wording(kind, mail_language)
    known = queries.wording_of(db.session(), agency_id, kind, mail_language)
    form = WordingForm(data={"subject": known.subject, "body": known.body})
    form.blanks = blanks_of(kind)
    typed = known
    if form.validate_on_submit():
        typed = MailWording(str(form.subject.data), str(form.body.data))
        if request.form.get("action") != "look":
            _keep(kind, mail_language, typed)
            flash(_("Naskah email tersimpan."), "success")
            return redirect(url_for(".overview_page"))
    return render_page(
        "mail/edit_wording.html",
        form=form,
        kind=kind,
        kind_name=KIND_NAMES[kind],
        language=mail_language,
        language_names=LANGUAGE_NAMES,
        is_default=known == default,
        blanks=form.blanks,
        sample=_sample(kind, mail_language, typed) if not form.errors else None,
    )


@blueprint.post(ADDRESS + "/bawaan")
@requires(Action.SEND_MAIL)
def reset_wording(mail_kind: str, mail_language: str) -> Answer:
    """Back to the default."""
    kind = MailKind(mail_kind)
    _keep(kind, mail_language, default_wording(kind, mail_language))
    flash(_("Naskah bawaan dipakai lagi."), "success")
    return redirect(url_for(".edit_wording", mail_kind=mail_kind, mail_language=mail_language))


def _keep(kind: MailKind, language: str, wording: MailWording) -> None:
    word_anew(
        db.session(),
        signed_in().agency_id,
        kind,
        language,
        wording,
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()


def _sample(kind: MailKind, language: str, wording: MailWording) -> WordedPart:
    """The words as an invented reader gets them."""
    agency = db.session.get_one(Agency, signed_in().agency_id)
    letter = Letter("Siti Rahmawati", agency.name, language, (), "")
    about = _("Penilaian 360 Semester I")
    part = (
        MailPart(kind, wording, "", job=lazy_gettext("Ekspor profil"), about=about)
        if kind in ABOUT_JOBS
        else MailPart(kind, wording, "", cycle=about, last_day=local_today())
    )
    return worded(letter, part)
