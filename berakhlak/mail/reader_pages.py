"""/surat/saya and /surat/berhenti: what a reader chooses about mail."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import current_account, signed_in
from berakhlak.errors import NotFound
from berakhlak.extensions import csrf, db
from berakhlak.languages import SOURCE
from berakhlak.mail.blueprint import blueprint
from berakhlak.mail.forms import ReaderForm
from berakhlak.mail.models import MailPreference
from berakhlak.mail.operations import choose_mail, stop_reminders
from berakhlak.mail.tokens import account_to_stop
from berakhlak.permissions import Action
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


@blueprint.route("/surat/saya", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
def own_choices() -> Answer:
    """The reader's language of mail, and whether reminders come."""
    known = db.session.get(MailPreference, signed_in().id)
    form = ReaderForm(
        data={
            "language": (known and known.language) or SOURCE,
            "has_reminders": known.has_reminders if known else True,
        }
    )
    if form.validate_on_submit():
        choose_mail(
            db.session(),
            signed_in().id,
            language=str(form.language.data),
            has_reminders=bool(form.has_reminders.data),
        )
        db.session.commit()
        flash(_("Pilihan email Anda tersimpan."), "success")
        return redirect(url_for("accounts.account_page"))
    return render_page("mail/own_choices.html", form=form, address=current_account().email)


@blueprint.get("/surat/berhenti/<stop_token>")
@open_to_all
def stop_page(stop_token: str) -> Answer:
    """Ask first: programs that look at links in mail follow them, but press no button."""
    _account(stop_token)
    return render_page("mail/stop.html", form=ConfirmForm(), is_done=False)


@blueprint.post("/surat/berhenti/<stop_token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Sent by mail programs, see RFC 8058.
@open_to_all
def stop(stop_token: str) -> Answer:
    """Send this account no reminders any more."""
    if not stop_reminders(db.session(), _account(stop_token)):
        raise NotFound(_("Akun ini tidak ada lagi."))
    db.session.commit()
    return render_page("mail/stop.html", form=ConfirmForm(), is_done=True)


def _account(stop_token: str) -> int:
    found = account_to_stop(stop_token, str(current_app.config["SECRET_KEY"]))
    if found is None:
        raise NotFound(_("Tautan ini tidak dikenal. Mungkin terpotong saat disalin."))
    return found
