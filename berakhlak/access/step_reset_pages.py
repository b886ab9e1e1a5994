"""/akun/ID/langkah-kedua: an administrator resets the second step of somebody else."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.access.blueprint import blueprint
from berakhlak.access.forms import StepResetForm
from berakhlak.access.step_resets import NoSecondStep, OwnSecondStep, reset_second_step
from berakhlak.accounts.models import Account
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.second_factors import has_second_factor
from berakhlak.accounts.session import current_account, signed_in
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route("/akun/<row:account_id>/langkah-kedua", methods=["GET", "POST"])
@requires(Action.RESET_SECOND_STEPS)
@asks_password_again
def reset_second_step_page(account_id: int) -> Response | tuple[str, int]:
    """Reset it, with a reason that the record keeps."""
    session, form = db.session(), StepResetForm()
    account = session.get(Account, account_id)
    if account is None or account.agency_id != signed_in().agency_id:
        raise NotFound
    if form.validate_on_submit():
        try:
            reset_second_step(
                session,
                account,
                reason=str(form.reason.data),
                by=current_account(),
                at=clock.utc_now(),
                today=local_today(),
            )
        except (NoSecondStep, OwnSecondStep) as error:
            session.rollback()
            form.refuse(error.message)
        else:
            said = _("Langkah kedua %(name)s diatur ulang. Sesinya berakhir.", name=account.name)
            session.commit()
            flash(said, "success")
            return redirect(url_for("role_grants.roles_page"))
    return render_page(
        "access/reset_step.html",
        form=form,
        account=account,
        is_set_up=has_second_factor(session, account.id),
    )
