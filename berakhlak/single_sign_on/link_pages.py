"""/akun/sso: whether an account is linked to a provider, and ending that."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.arriving import Answer
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.queries import is_linked
from berakhlak.accounts.session import current_account
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.single_sign_on.operations import end_link
from berakhlak.single_sign_on.views import blueprint, provider
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route("/akun/sso", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_password_again
def link_page() -> Answer:
    """Whether this account is linked; its owner may end that."""
    form, account, found = ConfirmForm(), current_account(), provider()
    if form.validate_on_submit():
        end_link(db.session(), account, found.settings.issuer, at=clock.utc_now())
        db.session.commit()
        flash(_("Tautan diputuskan. SSO tidak membuka akun ini sampai ditautkan lagi."), "success")
        return redirect(url_for("accounts.account_page"))
    return render_page(
        "single_sign_on/link.html",
        form=form,
        linked=is_linked(db.session(), account.id, found.settings.issuer),
    )
