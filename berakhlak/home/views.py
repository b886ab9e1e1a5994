"""/: the start page, what is mine to do."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.access.queries import told_codes
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.cycle_list import CycleListRow, cycle_rows, cycles_worth_showing
from berakhlak.cycle_administration.progress import open_duties
from berakhlak.cycle_administration.unit_pages import UnitCycleRow, unit_cycle_rows
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.home.first_steps import first_steps
from berakhlak.home.queries import readable_profiles
from berakhlak.nominations.overview import nomination_overview
from berakhlak.permissions import Action
from berakhlak.results.access import ReadableResults, readable_results
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

blueprint = Blueprint("home", __name__)
FEW = 3  # Cycles of each kind; all of them have pages of their own.
PLACE = NavigationEntry(_("Beranda"), "home.home_page", "home", Action.OWN_ACCOUNT)


@blueprint.get("/")
@requires(Action.OWN_ACCOUNT)
def home_page() -> tuple[str, int]:
    """What is mine to do, whatever I am: officer, supervisor, HR, administrator."""
    account, session, keys = signed_in(), db.session(), key_store()
    timezone = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    rows: list[CycleListRow] = []
    of_units: list[UnitCycleRow] = []
    begin = first_steps(session, account.agency_id) if account.may(Action.PREPARE_CYCLES) else []
    if account.may(Action.WATCH_CYCLES, whole=True):
        rows = cycle_rows(session, account.agency_id, keys=keys, today=clock.today_in(timezone))
    elif reach := account.reach(Action.WATCH_CYCLES):
        of_units = unit_cycle_rows(session, reach)
    return render_page(
        "home/home.html",
        account=account,
        duties=open_duties(session, account.id, keys=keys),
        nominations=nomination_overview(session, account.id),
        today=clock.today_in(timezone),
        readable=readable_profiles(session, account.id),
        cycles=cycles_worth_showing(rows),
        unit_cycles=of_units[:FEW],
        results=_results()[:FEW],
        begin=begin,
        codes=told_codes(session, account.id, clock.today_in(timezone)),
    )


def _results() -> list[ReadableResults]:
    """Published results, for those who find them nowhere else."""
    reader = signed_in()
    reach = reader.reach(Action.READ_RESULTS)
    if reach is None or reader.may(Action.PREPARE_CYCLES):
        return []
    return readable_results(db.session(), reach)
