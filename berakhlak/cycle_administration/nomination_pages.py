"""/siklus/…/usulan: who has named colleagues and whose supervisor has not answered.

HR sees how many names there are and where a list stands, and can set a last day, remind, and agree
in a silent supervisor's stead. Names stay with the officer and the supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_sqlalchemy.pagination import Pagination

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.file_parts import (
    IN_A_FILE,
    PART,
    FilePart,
    file_parts,
    part_about,
    part_name,
)
from berakhlak.cycle_administration.forms import LastDayOfNamesForm
from berakhlak.cycle_administration.nomination_workbook import nomination_workbook
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.documents.responses import workbook_file
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.nominations.appointed_raters import rated_officer
from berakhlak.nominations.naming_counts import NamingCounts, count_naming, page_of_naming
from berakhlak.nominations.operations import NominationClosed
from berakhlak.nominations.period import LastDayRefused, agree_in_stead, set_last_day
from berakhlak.nominations.queries import last_day_of
from berakhlak.nominations.standing import NamingChoice, NamingState
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

NAMES = CYCLE + "/usulan"
PER_PAGE = 50
STATES: dict[NamingState, object] = {
    NamingState.NOT_NAMED: lazy_gettext("Belum mengusulkan"),
    NamingState.WAITING: lazy_gettext("Menunggu atasan"),
    NamingState.AGREED: lazy_gettext("Disetujui"),
    NamingState.UNLED: lazy_gettext("Tanpa atasan"),
}


@dataclass(frozen=True)
class ChosenNaming:
    """Officers in the chosen state whose name has the words."""

    cycle: Cycle
    state: str
    words: str

    @cached_property
    def counts(self) -> NamingCounts:
        """How many are in each state, whichever is chosen."""
        return count_naming(db.session(), self.cycle, self.choice)

    @property
    def choice(self) -> NamingChoice:
        return NamingChoice(self.state, self.words)

    def page(self, number: int, per_page: int) -> Pagination:
        """A part of their lists."""
        return page_of_naming(
            db.session(), self.cycle, self.choice, local_today(), number, per_page, self.counts
        )

    def address(self, page: str, number: int | None = None, argument: str = "halaman") -> str:
        """A page with the same choice."""
        given: dict[str, Any] = {
            "status": self.state or None,
            "cari": self.words or None,
            argument: number,
        }
        return url_for(page, cycle_id=self.cycle.id, **given)

    def files(self, total: int) -> list[FilePart]:
        """Workbooks of all that was chosen."""
        return file_parts(total, partial(self.address, ".naming_table", argument=PART))


@blueprint.get(NAMES)
@requires(Action.PREPARE_CYCLES)
def naming_page(cycle_id: int) -> Answer:
    """Where every officer's list stands, the longest waiting first among those that wait."""
    found = _chosen(_gathering(cycle_id))
    return render_page(
        "cycle_administration/naming.html",
        cycle=found.cycle,
        found=found,
        rows=found.page(page_number(), PER_PAGE),
        states=STATES,
        last_day=last_day_of(db.session(), found.cycle),
        today=local_today(),
        page_address=partial(found.address, ".naming_page"),
    )


@blueprint.get(NAMES + ".xlsx")
@requires(Action.PREPARE_CYCLES)
@asks_password_again
def naming_table(cycle_id: int) -> Response:
    """The same as a workbook; that it was taken is on record."""
    found = _chosen(_gathering(cycle_id))
    part = found.page(page_number(PART), IN_A_FILE)
    book = nomination_workbook(part.items, STATES, local_today())
    answer = workbook_file(book, part_name("usulan", part))
    record_download(
        db.session(),
        DownloadKind.NAMING,
        subject=found.cycle.name,
        about=part_about(str(STATES[NamingState(found.state)]) if found.state else "", part),
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
    return answer


@blueprint.route(NAMES + "/hari-terakhir", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def last_day_of_names(cycle_id: int) -> Answer:
    """Until when officers name colleagues."""
    cycle, session = _gathering(cycle_id), db.session()
    form = LastDayOfNamesForm(data={"last_day": last_day_of(session, cycle)})
    if form.validate_on_submit() and form.last_day.data:
        now, today = clock.utc_now(), local_today()
        try:
            set_last_day(session, cycle, form.last_day.data, by=signed_in(), at=now, today=today)
        except LastDayRefused as refused:
            session.rollback()
            form.refuse(refused.message, "last_day")
        else:
            session.commit()
            flash(_("Hari terakhir usulan tersimpan."), "success")
            return redirect(url_for(".naming_page", cycle_id=cycle_id))
    return render_page("cycle_administration/last_day_of_names.html", form=form, cycle=cycle)


@blueprint.post(NAMES + "/<row:person_id>/setujui")
@requires(Action.PREPARE_CYCLES)
def agree_to_names(cycle_id: int, person_id: int) -> Answer:
    """Agree to a list that its supervisor leaves waiting."""
    cycle = _gathering(cycle_id)
    officer = rated_officer(db.session(), cycle, person_id)
    agree_in_stead(db.session(), cycle, officer, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Usulan %(name)s disetujui menggantikan atasannya.", name=officer.called), "success")
    return redirect(_chosen(cycle).address(".naming_page"))


def _gathering(cycle_id: int) -> Cycle:
    """A cycle that gathers names. Raises NominationClosed."""
    cycle = own_cycle(cycle_id)
    if cycle.state is not CycleState.NOMINATION:
        raise NominationClosed
    return cycle


def _chosen(cycle: Cycle) -> ChosenNaming:
    """What the address chooses; a state that does not exist is all of them."""
    state, words = request.args.get("status", ""), searched_words()[:100]
    return ChosenNaming(cycle, state if state in set(NamingState) else "", words)
