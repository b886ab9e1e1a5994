"""Asking for exports; each is a job, whose page shows how far it is and hands out the file."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import ENDED, Cycle, CycleUnit
from berakhlak.cycles.queries import units_of
from berakhlak.disclosure.operations import require_audited
from berakhlak.documents.responses import reader_language
from berakhlak.exports import (
    e_kinerja_job,
    jobs,
    summary_job,
    table_job,
    talk_papers_job,
    workbook_job,
)
from berakhlak.exports.choosing import ExportChoice, people_by_nip, team_in_cycle
from berakhlak.exports.forms import (
    BELOW,
    MERGED,
    PEOPLE,
    REPORT_WORDS,
    REPORTS,
    TABLE,
    UNIT,
    ExportForm,
)
from berakhlak.exports.issuing import batch_issuer
from berakhlak.extensions import db
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.people.unit_matches import StoredUnits
from berakhlak.performance.hr_pages import published_cycle
from berakhlak.permissions import Action
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.editions import STANDARD
from berakhlak.profiles.queries import published_officers
from berakhlak.profiles.views import ProfileNotFound
from berakhlak.results.access import may_read_results
from berakhlak.results.views import NoResult
from berakhlak.web.forms import SelectChoice
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("exports", __name__)
Answer = Response | tuple[str, int]


@blueprint.route("/siklus/<row:cycle_id>/ekspor", methods=["GET", "POST"])
@requires(Action.EXPORT_PROFILES)
@asks_password_again
def export_page(cycle_id: int) -> Answer:
    """Profiles of all, of a unit or of some people, or the reports on units, as a job."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in ENDED:
        raise ProfileNotFound
    form = _form(cycle)
    if form.validate_on_submit():
        answer = _begin(cycle, form)
        if answer is not None:
            return answer
    is_published = cycle.state in RELEASED
    return render_page("exports/export.html", cycle=cycle, form=form, is_published=is_published)


@blueprint.post("/siklus/<row:cycle_id>/ekspor/dicentang")
@requires(Action.EXPORT_PROFILES)
@asks_password_again
def export_ticked(cycle_id: int) -> Response:
    """The published profiles of those ticked on the list; back to it where nobody was."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in RELEASED:
        raise ProfileNotFound
    ticked = set(request.form.getlist("orang", type=int))
    everyone = published_officers(db.session(), cycle.id)
    people = tuple(sorted(ticked & {each.participant_id for each in everyone}))
    if not people:
        flash(_("Centang paling sedikit satu pegawai."), "danger")
        given = request.args
        return redirect(
            url_for(
                "profiles.profiles_of_cycle",
                cycle_id=cycle.id,
                cari=given.get("cari"),
                unit=given.get("unit"),
                halaman=given.get("halaman"),
            )
        )
    merged = request.form.get("apa") == MERGED
    return _enqueue_profiles(cycle, ExportChoice(people=people), merged, STANDARD)


@blueprint.post("/profil/tim/<row:cycle_id>/ekspor")
@requires(Action.EXPORT_TEAM)
@asks_password_again
def export_team(cycle_id: int) -> Response:
    """The published profiles of those whom the reader led in a cycle."""
    cycle = own_cycle(cycle_id)
    if not team_in_cycle(db.session(), signed_in(), cycle.id):
        raise ProfileNotFound
    batch_issuer(db.session(), by=signed_in())  # Refuses at once where files could not be signed.
    return _enqueue(jobs.TEAM, cycle, {"merged": False, "form": STANDARD})


@blueprint.post("/profil/tim/<row:cycle_id>/percakapan/ekspor")
@requires(Action.EXPORT_TEAM)
@asks_password_again
def export_talk_papers(cycle_id: int) -> Response:
    """Agenda and card for the talk with each of those whom the reader led in a cycle."""
    cycle = own_cycle(cycle_id)
    if not team_in_cycle(db.session(), signed_in(), cycle.id):
        raise ProfileNotFound
    return _enqueue(talk_papers_job.TALK_PAPERS, cycle, {})


@blueprint.post("/siklus/<row:cycle_id>/hasil/pdf")
@blueprint.post("/siklus/<row:cycle_id>/hasil/<row:unit_id>/pdf")
@requires(Action.READ_RESULTS)
@asks_password_again
def export_report(cycle_id: int, unit_id: int = 0) -> Response:
    """What the page of results shows, of the agency or of one unit, as a PDF."""
    cycle = own_cycle(cycle_id)
    if not may_read_results(db.session(), signed_in(), cycle, unit_id):
        raise NoResult
    if unit_id and unit_id not in {unit.id for unit in units_of(db.session(), cycle)}:
        raise NoResult
    if cycle.published_at is None:
        require_audited(db.session(), cycle)
    return _enqueue(jobs.REPORT, cycle, {"unit": unit_id})


@blueprint.post("/siklus/<row:cycle_id>/hasil/ringkasan")
@requires(Action.READ_RESULTS)
@asks_password_again
def export_summary(cycle_id: int) -> Response:
    """One page for the head of the agency."""
    return _enqueue(summary_job.SUMMARY, _of_agency(cycle_id), {"unit": 0})


@blueprint.post("/siklus/<row:cycle_id>/hasil/xlsx")
@requires(Action.READ_RESULTS)
@asks_password_again
def export_workbook(cycle_id: int) -> Response:
    """What the page of the agency's results shows, as a workbook."""
    return _enqueue(workbook_job.WORKBOOK, _of_agency(cycle_id), {"unit": 0})


def _of_agency(cycle_id: int) -> Cycle:
    """A cycle of which the reader may take what it says of the agency now."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in ENDED or not may_read_results(db.session(), signed_in(), cycle, 0):
        raise NoResult
    if cycle.published_at is None:
        require_audited(db.session(), cycle)
    return cycle


@blueprint.post("/siklus/<row:cycle_id>/rating/ekspor")
@requires(Action.HANDLE_RATINGS)
@asks_password_again
def export_for_e_kinerja(cycle_id: int) -> Response:
    """A row for each officer by NIP: feedback on each value, final rating, predicate."""
    cycle, kind = published_cycle(cycle_id), request.form.get("jenis", "")
    if kind not in e_kinerja_job.WRITERS:
        abort(400)
    return _enqueue(e_kinerja_job.E_KINERJA, cycle, {"kind": kind})


def _form(cycle: Cycle) -> ExportForm:
    given = request.args
    form = ExportForm(unit=given.get("unit", ""), scope=BELOW if given.get("unit") else None)
    units = StoredUnits(db.session(), CycleUnit, CycleUnit.cycle_id == cycle.id)
    form.unit.offer(units, [("", _("Pilih unit kerja"))])
    if form.scope.data is None:
        form.scope.data = form.scope.default
    if cycle.state not in RELEASED:
        form.what.choices = [SelectChoice(REPORTS, REPORT_WORDS)]
        form.what.data = form.what.data or REPORTS
    return form


def _begin(cycle: Cycle, form: ExportForm) -> Response | None:
    """The job's page, or None where the form says what is wrong. Raises AddressMissing."""
    if form.what.data == REPORTS:
        if cycle.published_at is None:
            require_audited(db.session(), cycle)
        return _enqueue(jobs.REPORTS, cycle, {})
    choice = _choice(cycle, form)
    if choice is None:
        return None
    if form.what.data == TABLE:
        return _enqueue(table_job.TABLE, cycle, {"choice": choice.to_json()})
    return _enqueue_profiles(cycle, choice, form.what.data == MERGED, form.form.data)


def _enqueue_profiles(cycle: Cycle, choice: ExportChoice, merged: bool, form: str) -> Response:
    if not merged:  # Refuses at once where files could not be signed.
        batch_issuer(db.session(), by=signed_in())
    what = {"choice": choice.to_json(), "merged": merged, "form": form}
    return _enqueue(jobs.PROFILES, cycle, what)


def _choice(cycle: Cycle, form: ExportForm) -> ExportChoice | None:
    """Whom the form names; None where it names nobody."""
    everyone = published_officers(db.session(), cycle.id)
    choice = ExportChoice()
    if form.scope.data in (UNIT, BELOW):
        if not form.unit.data:
            form.refuse(_("Pilih unit kerja."), "unit")
            return None
        choice = ExportChoice(unit_id=int(form.unit.data), below=form.scope.data == BELOW)
    if form.scope.data == PEOPLE:
        people, unknown = people_by_nip(everyone, form.nips.data or "")
        if unknown or not people:
            form.refuse(_unknown(unknown), "nips")
            return None
        choice = ExportChoice(people=people)
    if not choice.narrow(db.session(), cycle, everyone):
        form.refuse(jobs.NothingToExport.message, "unit" if choice.unit_id else None)
        return None
    return choice


def _unknown(count: int) -> object:
    if not count:
        return _("Isi paling sedikit satu NIP.")
    return ngettext(
        "%(num)s NIP tidak punya profil terbit di siklus ini.",
        "%(num)s NIP tidak punya profil terbit di siklus ini.",
        count,
    )


def _enqueue(kind: str, cycle: Cycle, arguments: dict[str, Any]) -> Response:
    """One job for the same wish of the same account, however often it is clicked."""
    account, language = signed_in(), reader_language()
    given = {"cycle": cycle.id, **arguments}
    wish = sha256(json.dumps([given, language], sort_keys=True).encode()).hexdigest()[:32]
    key = f"{account.id}:{wish}"
    job = ask_for_job(kind, given, key=key, agency_id=cycle.agency_id, subject=cycle.name)
    return redirect(commit_job(job))
