"""/akun/sso: whether an account is linked to a provider, linking it, and ending that."""

from __future__ import annotations

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.arriving import Answer, destination
from berakhlak.accounts.models import Account
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.queries import is_linked
from berakhlak.accounts.session import current_account
from berakhlak.errors import NotAllowed
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.single_sign_on.asked import NotAsked
from berakhlak.single_sign_on.offers import OFFERED, Offer, kept_offer
from berakhlak.single_sign_on.operations import end_link, link_account
from berakhlak.single_sign_on.views import blueprint, provider
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route("/akun/sso", methods=["GET", "POST"])
@requires(Action.OWN_ACCOUNT)
@asks_password_again
def link_page() -> Answer:
    """Whether this account is linked; its owner may end that, or link whom it led here."""
    form, account, found = ConfirmForm(), current_account(), provider()
    offer = kept_offer(account, found.settings.issuer)
    if form.validate_on_submit():
        if request.form.get("wish") == "link":
            return _linked(account, offer)
        end_link(db.session(), account, found.settings.issuer, at=clock.utc_now())
        db.session.commit()
        flash(_("Tautan diputuskan. SSO tidak membuka akun ini sampai ditautkan lagi."), "success")
        return redirect(url_for("accounts.account_page"))
    return render_page(
        "single_sign_on/link.html",
        form=form,
        linked=is_linked(db.session(), account.id, found.settings.issuer),
        offer=offer,
    )


def _linked(account: Account, offer: Offer | None) -> Answer:
    """Link, and lead to the page that the sign-in was for; else say why not."""
    try:
        if offer is None:
            raise NotAsked
        link_account(
            db.session(),
            account,
            offer.issuer,
            offer.subject,
            offer.proofs,
            at=clock.utc_now(),
            today=local_today(),
        )
    except NotAllowed as error:
        db.session.rollback()
        flash(str(error.message), "warning")
        return redirect(url_for(".link_page"))
    db.session.commit()
    flash(_("Akun Anda tertaut. Mulai sekarang SSO membukanya tanpa kata sandi."), "success")
    answer = make_response(redirect(destination(offer.wanted)))
    OFFERED.take_away(answer)
    return answer
