"""The start page, and the door through which the app finds every page of this package."""

from __future__ import annotations

from flask import current_app
from flask.blueprints import BlueprintSetupState

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration import closing_pages, comment_pages, cycle_pages, draft_pages
from berakhlak.cycle_administration.progress import duties
from berakhlak.cycles.keyring import key_store
from berakhlak.dashboard.blueprint import blueprint
from berakhlak.extensions import db
from berakhlak.home.navigation import PLACES
from berakhlak.home.queries import cycle_rows, readable_profiles, worth_a_look
from berakhlak.nominations.overview import overview
from berakhlak.roles import Role
from berakhlak.web.guards import requires
from berakhlak.web.navigation import register_navigation
from berakhlak.web.pages import page

__all__ = [
    "blueprint",
    "closing_pages",
    "comment_pages",
    "cycle_pages",
    "draft_pages",
    "health",
    "record_pages",
]


@blueprint.record_once
def _offer_places(state: BlueprintSetupState) -> None:
    # The highest package with pages knows where everybody can go.
    register_navigation(state.app, PLACES)  # type: ignore[arg-type]


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
        "dashboard/home.html",
        account=account,
        duties=duties(session, account.id, keys=keys),
        nominations=overview(session, account.id),
        readable=readable_profiles(session, account.id),
        cycles=worth_a_look(rows),
    )
