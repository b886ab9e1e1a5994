"""/siklus/…/belum-selesai/ingatkan: remind by mail just those who were chosen before."""

from __future__ import annotations

from flask import current_app, flash, redirect
from flask_babel import lazy_gettext, ngettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.chasing_pages import ChasedList, chased_list
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import DomainError, StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.mail import queries
from berakhlak.mail.blueprint import CYCLE, blueprint
from berakhlak.mail.part_reminders import FEWEST, ask_to_remind, is_waiting
from berakhlak.permissions import Action
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


class MailIsOff(StateConflict):
    """Nothing would be sent."""

    message = lazy_gettext("Email belum dinyalakan untuk instansi ini")


@blueprint.route(CYCLE + "/belum-selesai/ingatkan", methods=["GET", "POST"])
@requires(Action.CHASE)
def remind_part(cycle_id: int) -> Answer:
    """Say whom and when, then ask for it; what was chosen stands in the address."""
    found = chased_list(cycle_id)
    if found.progress is None:
        raise CycleNotInState
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            _ask(found)
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message)
        else:
            return redirect(found.address("cycle_administration.late_raters_page"))
    return render_page(
        "mail/remind_part.html",
        form=form,
        cycle=found.cycle,
        found=found,
        number=len(found.raters),
        least=FEWEST,
        has_mail=_has_mail(),
        is_today=not queries.is_put_together(db.session(), signed_in().agency_id, local_today()),
        hour=current_app.config["BERAKHLAK"].mail.hour,
        waiting=is_waiting(db.session(), found.cycle, found.part, keys=key_store(), by=signed_in()),
    )


def _ask(found: ChasedList) -> None:
    if not _has_mail():
        raise MailIsOff
    number = len(found.raters)
    ask_to_remind(
        db.session(),
        found.cycle,
        found.part,
        number,
        keys=key_store(),
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
    flash(
        ngettext(
            "%(num)s orang akan diingatkan lewat email.",
            "%(num)s orang akan diingatkan lewat email.",
            number,
        ),
        "success",
    )


def _has_mail() -> bool:
    chosen = queries.agency_mail_of(db.session(), signed_in().agency_id)
    return bool(current_app.config["BERAKHLAK"].mail.host) and chosen.is_on
