"""HR puts a published cycle into the archive, and takes it out again."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer, confirm_step
from berakhlak.cycles import archiving
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires


@blueprint.route(CYCLE + "/arsipkan", methods=["GET", "POST"])
@requires(Action.PUBLISH)
def archive_cycle(cycle_id: int) -> Answer:
    """Out of the lists of every day; everything in it stays readable."""

    def act(cycle: Cycle) -> str:
        archiving.archive_cycle(db.session(), cycle, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(_("Siklus dipindahkan ke arsip."), "success")
        return url_for(".cycle_page", cycle_id=cycle_id)

    return confirm_step(own_cycle(cycle_id), "archive", act, dict)


@blueprint.route(CYCLE + "/keluarkan-dari-arsip", methods=["GET", "POST"])
@requires(Action.PUBLISH)
def unarchive_cycle(cycle_id: int) -> Answer:
    """Back among the published ones."""

    def act(cycle: Cycle) -> str:
        archiving.unarchive_cycle(db.session(), cycle, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(_("Siklus dikeluarkan dari arsip."), "success")
        return url_for(".cycle_page", cycle_id=cycle_id)

    return confirm_step(own_cycle(cycle_id), "unarchive", act, dict)
