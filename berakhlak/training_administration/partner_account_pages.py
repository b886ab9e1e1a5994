"""Accounts of partners: made and ended by HR, with the password again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.operations import AccountExists
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.training_administration.blueprint import PROVIDER, blueprint
from berakhlak.training_administration.forms import PartnerForm
from berakhlak.training_administration.partner_accounts import add_partner, end_partner
from berakhlak.training_administration.provider_pages import own_provider
from berakhlak.training_administration.views import Answer
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(PROVIDER + "/akun", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
@asks_password_again
def new_partner(provider_id: int) -> Answer:
    """Somebody who signs in for a provider."""
    provider, form = own_provider(provider_id), PartnerForm()
    if form.validate_on_submit():
        try:
            add_partner(
                db.session(), provider, str(form.full_name.data), str(form.email.data),
                by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
        except AccountExists as refused:
            db.session.rollback()
            form.refuse(refused.message, "email")
        else:
            db.session.commit()
            flash(
                _(
                    "Akun mitra dibuat. Administrator membuatkan kode masuknya di halaman Peran "
                    "dan wewenang."
                ),
                "success",
            )
            return redirect(url_for(".provider_page", provider_id=provider_id))
    provider = own_provider(provider_id)
    return render_page("training_administration/new_partner.html", form=form, provider=provider)


@blueprint.post(PROVIDER + "/akun/<row:account_id>/akhiri")
@requires(Action.MANAGE_TRAINING)
@asks_password_again
def end_partner_account(provider_id: int, account_id: int) -> Response:
    """Disable an account; its sessions end at once."""
    provider = own_provider(provider_id)
    end_partner(db.session(), provider, account_id, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Akun mitra diakhiri. Sesinya yang masih terbuka berakhir sekarang."), "success")
    return redirect(url_for(".provider_page", provider_id=provider_id))
