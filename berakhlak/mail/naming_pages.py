"""HR asks that whoever is late with naming colleagues, or with answering, be reminded."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.extensions import db
from berakhlak.formats import full_date, local_today
from berakhlak.mail import queries
from berakhlak.mail.blueprint import CYCLE, blueprint
from berakhlak.nominations.period import ask_reminders
from berakhlak.permissions import Action
from berakhlak.web.guards import requires


@blueprint.post(CYCLE + "/usulan/ingatkan")
@requires(Action.SEND_MAIL)
def remind_of_names(cycle_id: int) -> Response:
    """Put it into the next mail of a day, where the agency sends any."""
    cycle, agency_id = own_cycle(cycle_id), signed_in().agency_id
    if queries.agency_mail_of(db.session(), agency_id).is_on:
        day = _next_mail(agency_id)
        ask_reminders(db.session(), cycle, day=day)
        db.session.commit()
        said = _(
            "Email %(day)s mengingatkan pegawai yang belum mengusulkan dan atasan yang belum "
            "menanggapi.",
            day=full_date(day),
        )
        flash(said, "success")
    else:
        flash(
            _("Email belum dipakai di instansi ini. Nyalakan di halaman Email, lalu coba lagi."),
            "danger",
        )
    return redirect(url_for("cycle_administration.naming_page", cycle_id=cycle_id))


def _next_mail(agency_id: int) -> date:
    """The day whose mail has not been put together yet."""
    today = local_today()
    is_done = queries.is_put_together(db.session(), agency_id, today)
    return today + timedelta(days=1) if is_done else today
