"""/: the start page, what is mine to do."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.access.queries import told_codes
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.cycle_list import cycle_rows, cycles_worth_showing
from berakhlak.cycle_administration.progress import open_duties
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.home.first_steps import first_steps
from berakhlak.home.queries import readable_profiles
from berakhlak.nominations.overview import nomination_overview
from berakhlak.roles import Role
from berakhlak.web.guards import requires_sign_in
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

blueprint = Blueprint("home", __name__)
PLACE = NavigationEntry(_("Beranda"), "home.home_page", "home")


@blueprint.get("/")
@requires_sign_in()
def home_page() -> tuple[str, int]:
    """What is mine to do, whatever I am: officer, supervisor, HR, administrator."""
    account, session, keys = signed_in(), db.session(), key_store()
    timezone = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    rows, begin = [], []
    if account.has_role(Role.HR):
        begin = first_steps(session, account.agency_id)
        rows = cycle_rows(session, account.agency_id, keys=keys, today=clock.today_in(timezone))
    return render_page(
        "home/home.html",
        account=account,
        duties=open_duties(session, account.id, keys=keys),
        nominations=nomination_overview(session, account.id),
        readable=readable_profiles(session, account.id),
        cycles=cycles_worth_showing(rows),
        begin=begin,
        codes=told_codes(session, account.id, clock.today_in(timezone)),
    )
