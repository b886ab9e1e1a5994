"""HR changes the appointed raters of one officer, until the cycle opens.

Groups whose raters are drawn by chance, or follow from the tree, are not here: whom HR chose
itself is no secret to HR, and nobody else reads these pages.
"""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.documents.wording import group_names
from berakhlak.errors import InvalidInput
from berakhlak.extensions import LARGEST_ID, db
from berakhlak.nominations.appointed_raters import (
    appointed_of,
    candidates,
    count_by_officer,
    count_found,
    rated_officer,
    select_rated,
)
from berakhlak.nominations.appointing import (
    AppointingClosed,
    NothingToAppoint,
    appoint_rater,
    remove_appointment,
)
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person
from berakhlak.people.queries import officer_of_agency
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number, row_argument, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

OFFICERS = CYCLE + "/ditunjuk/pegawai"
PER_PAGE = 50


@blueprint.get(OFFICERS)
@requires(Action.PREPARE_CYCLES)
def appointed_officers(cycle_id: int) -> Answer:
    """Officers with how many raters HR has appointed for each, found by name."""
    cycle, words = _cycle(cycle_id), _words()
    number = page_number()
    found = select_rated(cycle, words)
    total = count_found(db.session(), cycle, words)
    officers = paginate_rows(db.session(), found, number, PER_PAGE, lambda row: row, total)
    return render_page(
        "cycle_administration/appointed_officers.html",
        cycle=cycle,
        officers=officers,
        counts=count_by_officer(db.session(), cycle, officers.items),
        words=words,
        group_names=group_names(cycle.policy),
        page_address=partial(_list_address, cycle, words),
    )


@blueprint.get(OFFICERS + "/<row:person_id>")
@requires(Action.PREPARE_CYCLES)
def appointed_raters(cycle_id: int, person_id: int) -> Answer:
    """The appointed raters of one officer, and whom a search finds to add, or to put in the place
    of ?ganti=."""
    cycle, words = _cycle(cycle_id), _words()
    officer = rated_officer(db.session(), cycle, person_id)
    raters, leaving = appointed_of(db.session(), cycle, officer), row_argument("ganti")
    return render_page(
        "cycle_administration/appointed_raters.html",
        cycle=cycle,
        officer=officer,
        raters=raters,
        replaced=next((each for each in raters if each.rater.id == leaving), None),
        words=words,
        found=candidates(db.session(), cycle, officer, words) if words else [],
        group_names=group_names(cycle.policy),
    )


@blueprint.post(OFFICERS + "/<row:person_id>")
@requires(Action.PREPARE_CYCLES)
def change_appointed_raters(cycle_id: int, person_id: int) -> Answer:
    """Appoint one, put one in the place of another, or take one away."""
    cycle = _cycle(cycle_id)
    officer = rated_officer(db.session(), cycle, person_id)
    try:
        said = _changed(cycle, officer)
    except InvalidInput as refused:
        db.session.rollback()
        flash(str(refused), "danger")
    else:
        db.session.commit()
        flash(said, "success")
    return redirect(url_for(".appointed_raters", cycle_id=cycle_id, person_id=person_id))


def _changed(cycle: Cycle, officer: Person) -> str:
    """What was done, in words. Raises InvalidInput, AppointmentGone, AppointingClosed."""
    session, now = db.session(), clock.utc_now()
    rater = officer_of_agency(session, cycle.agency_id, _sent("penilai"))
    if rater is None:
        abort(404)
    names = {"rater": rater.called, "ratee": officer.called}
    if request.form.get("tindakan") == "hapus":
        remove_appointment(session, cycle, officer, rater.id, by=signed_in(), at=now)
        return str(_("%(rater)s tidak lagi ditunjuk menilai %(ratee)s.", **names))
    group, leaving = request.form.get("kelompok", ""), _sent("ganti") or None
    appoint_rater(session, cycle, officer, rater, group, instead_of=leaving, by=signed_in(), at=now)
    return str(_("%(rater)s ditunjuk menilai %(ratee)s.", **names))


def _sent(name: str) -> int:
    """The number of a row that a button sends, 0 for none."""
    number = request.form.get(name, 0, type=int)
    return number if 0 < number <= LARGEST_ID else 0


def _cycle(cycle_id: int) -> Cycle:
    """A cycle of which HR still chooses raters. Raises AppointingClosed, NothingToAppoint."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in BEFORE_OPENING:
        raise AppointingClosed
    if not cycle.policy.appointed:
        raise NothingToAppoint
    return cycle


def _words() -> str:
    return searched_words()[:100]


def _list_address(cycle: Cycle, words: str, number: int) -> str:
    return url_for(".appointed_officers", cycle_id=cycle.id, cari=words or None, halaman=number)
