"""/: the start page, what is mine to do."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.access.queries import told_codes
from berakhlak.accounts.session import session_secret, signed_in
from berakhlak.complaints.waiting import waiting_complaints
from berakhlak.cycle_administration.cycle_list import (
    cycle_rows,
    cycles_worth_showing,
    split_archived,
)
from berakhlak.cycle_administration.progress import open_duties
from berakhlak.cycle_administration.unit_pages import unit_cycle_rows
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.scope import cycles_within
from berakhlak.data_rights.notices import has_read
from berakhlak.data_rights.queries import WaitingCount, count_waiting
from berakhlak.development.waiting import waiting_steps
from berakhlak.exceptional_access.queries import lately_opened
from berakhlak.expectations.overview import expectation_cards
from berakhlak.extensions import db
from berakhlak.feedback.queries import waiting_feedback
from berakhlak.formats import local_today
from berakhlak.home.first_steps import first_steps
from berakhlak.home.queries import readable_profiles
from berakhlak.nominations.overview import nomination_overview
from berakhlak.objections.waiting import waiting_objections
from berakhlak.performance.appraisers import stood_in_for
from berakhlak.permissions import Action
from berakhlak.results.access import ReadableResults, readable_results
from berakhlak.roles import Role
from berakhlak.satisfaction_administration.waiting import waiting_surveys
from berakhlak.service_standards.queries import writable_units
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

blueprint = Blueprint("home", __name__)
FEW = 3  # Cycles of each kind; all of them have pages of their own.
PLACE = NavigationEntry(
    _("Beranda"), "home.home_page", "home", Action.OWN_ACCOUNT, unless=Action.OPERATE
)


@blueprint.get("/")
@requires(Action.OWN_ACCOUNT)
def home_page() -> tuple[str, int] | Response:
    """What is mine to do, whatever I am: officer, supervisor, HR, administrator."""
    account, session, keys = signed_in(), db.session(), key_store()
    if account.roles == {Role.OPERATOR}:
        return redirect(url_for("installation.agencies_page"))
    begin = first_steps(session, account.agency_id) if account.may(Action.PREPARE_CYCLES) else []
    listed, archived = _cycles()
    of_agency = account.may(Action.WATCH_CYCLES, whole=True)
    rows = cycle_rows(session, listed if of_agency else [], keys=keys, today=local_today())
    reach = None if of_agency else account.reach(Action.WATCH_CYCLES)
    return render_page(
        "home/home.html",
        account=account,
        duties=open_duties(session, account.id, keys=keys),
        has_read=has_read(session, account.id, secret=session_secret()),
        nominations=nomination_overview(session, account.id),
        expectations=expectation_cards(session, account),
        today=local_today(),
        **waiting_steps(session, account, keys, local_today()),
        feedback=waiting_feedback(session, account.id, local_today()),
        objections=waiting_objections(session, account, local_today()),
        stood_in=stood_in_for(session, account),
        corrections=_corrections(),
        opened=lately_opened(session, account.id, clock.utc_now()),
        complaints=waiting_complaints(session, account, local_today()),
        surveys=waiting_surveys(session, account, local_today()),
        readable=readable_profiles(session, account.id),
        cycles=cycles_worth_showing(rows),
        n_archived=len(archived),
        unit_cycles=unit_cycle_rows(session, listed[:FEW], reach) if reach else [],
        results=_results()[:FEW],
        begin=begin,
        codes=told_codes(session, account.id, local_today()),
        standards=writable_units(session, account.id, None, local_today()),
    )


def _cycles() -> tuple[list[Cycle], list[Cycle]]:
    """Those that a role reaches: of every day, and in the archive."""
    reach = signed_in().reach(Action.WATCH_CYCLES)
    return split_archived(cycles_within(db.session(), reach) if reach else [])


def _corrections() -> WaitingCount | None:
    """What officers want mended, for those who may mend it."""
    reader = signed_in()
    if not reader.may(Action.EDIT_PEOPLE, whole=True):
        return None
    return count_waiting(db.session(), reader.agency_id)


def _results() -> list[ReadableResults]:
    """Published results, for those who find them nowhere else; the page of all has the archive."""
    reader = signed_in()
    reach = reader.reach(Action.READ_RESULTS)
    if reach is None or reader.may(Action.PREPARE_CYCLES):
        return []
    found = readable_results(db.session(), reach)
    return [each for each in found if each.cycle.state is CycleState.PUBLISHED]
