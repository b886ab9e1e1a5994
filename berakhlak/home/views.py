"""/: the start page, what is mine to do."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.cycle_list import cycle_rows, worth_a_look
from berakhlak.cycle_administration.progress import duties
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.home.queries import readable_profiles
from berakhlak.nominations.overview import overview
from berakhlak.roles import Role
from berakhlak.web.guards import requires
from berakhlak.web.navigation import Place
from berakhlak.web.pages import page

blueprint = Blueprint("home", __name__)
PLACE = Place(_("Beranda"), "home.home", "home")


@blueprint.get("/")
@requires()
def home() -> tuple[str, int]:
    """What is mine to do, whatever I am: officer, supervisor, HR, administrator."""
    account, session, keys = signed_in(), db.session(), key_store()
    timezone = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    rows = []
    if account.has_role(Role.HR):
        rows = cycle_rows(session, account.agency_id, keys=keys, today=clock.today(timezone))
    return page(
        "home/home.html",
        account=account,
        duties=duties(session, account.id, keys=keys),
        nominations=overview(session, account.id),
        readable=readable_profiles(session, account.id),
        cycles=worth_a_look(rows),
    )
