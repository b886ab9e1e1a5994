"""HR's pages of a cycle: list, watch, open and publish."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.audit_log.queries import sealed_counts
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import (
    Answer,
    confirm_step,
    cycle_row_today,
    start_job,
)
from berakhlak.cycle_administration.copying import forecast_comparison
from berakhlak.cycle_administration.coverage import assigned_groups
from berakhlak.cycle_administration.cycle_list import cycle_rows, split_archived
from berakhlak.cycle_administration.expected_reliability import forecast_dependability
from berakhlak.cycle_administration.kept_coverage import counted_at, coverage_summary
from berakhlak.cycle_administration.kept_coverage import coverage_page as paginate_coverage
from berakhlak.cycle_administration.planned_pages import shown_plan
from berakhlak.cycle_administration.progress import sealed_progress
from berakhlak.cycle_administration.readiness import OpeningOutlook, is_blocked, opening_problems
from berakhlak.cycle_administration.recent_changes import KINDS, all_changes, recent_changes
from berakhlak.cycle_administration.unit_pages import unit_cycle_page, unit_cycles_page
from berakhlak.cycle_steps import jobs
from berakhlak.cycle_steps.preconditions import require_auditable
from berakhlak.cycles.current_cycle import cycle_in_reach, own_cycle
from berakhlak.cycles.early_closing import is_early
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import BEFORE_OPENING, ENDED, Cycle, CycleState
from berakhlak.cycles.operations import gather_nominations
from berakhlak.cycles.pulses import may_be_looked_back_on
from berakhlak.cycles.queries import count_units, cycles_of
from berakhlak.cycles.readiness import require_ready
from berakhlak.disclosure.queries import verdict_on_both
from berakhlak.documents.wording import group_name, group_names
from berakhlak.expectations.queries import count_expectations, may_be_written
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.nominations.bounds import UNINVITED
from berakhlak.nominations.queries import count_lists, last_day_of
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.sealing.queries import latest_variance_components
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE, UNITS_PER_PAGE = 50, 10


@blueprint.get("/siklus")
@requires(Action.WATCH_CYCLES)
def cycles_page() -> Answer:
    """The agency's cycles with their next step, or those of the reader's units; or the archive."""
    reach, of_archive = own_reach(Action.WATCH_CYCLES), "arsip" in request.args
    if not reach.is_whole:
        return unit_cycles_page(reach, of_archive=of_archive)
    found = cycles_of(db.session(), reach.agency_id)
    listed, archived = split_archived(found)
    shown = archived if of_archive else listed
    return render_page(
        "cycle_administration/cycles.html",
        rows=cycle_rows(db.session(), shown, keys=key_store(), today=local_today()),
        newest=next((each for each in found if not each.is_pulse), None),
        of_archive=of_archive,
        n_archived=len(archived),
    )


@blueprint.get(CYCLE)
@requires(Action.WATCH_CYCLES)
def cycle_page(cycle_id: int) -> Answer:
    """Where the cycle stands, how far its raters are, and what to do next."""
    cycle, reach = cycle_in_reach(cycle_id, Action.WATCH_CYCLES)
    return _whole_cycle_page(cycle) if reach.is_whole else unit_cycle_page(cycle, reach)


def _whole_cycle_page(cycle: Cycle) -> Answer:
    session = db.session()
    if cycle.main is not None:  # Results of a second instrument have no page of their own.
        return redirect(url_for(".cycle_page", cycle_id=cycle.main.id))
    row, page = cycle_row_today(cycle), page_number()
    units = row.progress_today.units if row.progress_today else ()
    return render_page(
        "cycle_administration/cycle.html",
        cycle=cycle,
        row=row,
        unit_rows=paginate_list(units, page, UNITS_PER_PAGE),
        n_units=count_units(session, cycle),
        progress=sealed_progress(session, cycle),
        sealed=sealed_counts(session, cycle),
        **_what_opening_brings(cycle),
        dependability_forecast=forecast_dependability(
            cycle.policy,
            latest_variance_components(session, cycle.agency_id),
            cycle.instrument.content,
        )
        if cycle.opened_at is None and not cycle.is_pulse
        else None,
        n_lists=count_lists(session, cycle) if cycle.state is CycleState.NOMINATION else 0,
        expected=count_expectations(session, cycle) if may_be_written(cycle) else None,
        coverage=coverage_summary(session, cycle) if cycle.accepts_answers else None,
        has_result=cycle.state in ENDED,
        verdict=verdict_on_both(session, cycle) if cycle.state is CycleState.CLOSED else None,
        may_have_pulse=may_be_looked_back_on(cycle),
        may_be_changed=cycle.state in BEFORE_OPENING,
        early=is_early(cycle, local_today()),
        appointed_names=[group_name(cycle.policy, each.code) for each in cycle.policy.appointed],
        group_names=group_names(cycle.policy),
    )


@blueprint.get(CYCLE + "/penilai")
@requires(Action.PREPARE_CYCLES)
def coverage_page(cycle_id: int) -> Answer:
    """How many raters each officer has, until the cycle closes; who they are is not shown."""
    cycle = own_cycle(cycle_id)
    if cycle.state in ENDED:
        flash(_("Siapa menilai siapa sudah dihapus. Yang tersisa adalah jumlah per kelompok."))
        return redirect(url_for(".cycle_page", cycle_id=cycle_id))
    only_short, page = request.args.get("hanya") == "kurang", page_number()
    session = db.session()
    return render_page(
        "cycle_administration/coverage.html",
        cycle=cycle,
        rows=paginate_coverage(session, cycle, page, PER_PAGE, only_wanting=only_short),
        counted_at=counted_at(session, cycle),
        only_short=only_short,
        groups=assigned_groups(cycle.policy),
        changes=recent_changes(db.session(), cycle),
        group_names=group_names(cycle.policy),
    )


@blueprint.get(CYCLE + "/perubahan")
@requires(Action.PREPARE_CYCLES)
def changes_page(cycle_id: int) -> Answer:
    """Everything that changed about its people in the days before opening."""
    cycle = own_cycle(cycle_id)
    rows = all_changes(db.session(), cycle, page_number())
    return render_page("cycle_administration/changes.html", cycle=cycle, rows=rows, kinds=KINDS)


@blueprint.route(CYCLE + "/minta-usulan", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def request_nominations(cycle_id: int) -> Answer:
    """Let officers name colleagues before the cycle opens."""

    def act(cycle: Cycle) -> str:
        gather_nominations(db.session(), cycle, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(
            _("Pegawai sekarang dapat mengusulkan rekan. Buka siklus bila sudah cukup."), "success"
        )
        return url_for(".cycle_page", cycle_id=cycle_id)

    cycle = own_cycle(cycle_id)
    least = cycle.policy.peers_per_officer + UNINVITED
    return confirm_step(cycle, "gather", act, lambda: {"least": least})


@blueprint.route(CYCLE + "/buka", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
def open_cycle(cycle_id: int) -> Answer:
    """Freeze people and units, derive the assignments, accept answers."""

    def act(cycle: Cycle) -> str:
        require_ready(db.session(), cycle, keys=key_store())
        return start_job(cycle, jobs.OPEN)

    cycle = own_cycle(cycle_id)
    return confirm_step(cycle, "open", act, lambda: _what_opening_brings(cycle))


def _awaited_day(session: Session, cycle: Cycle) -> date | None:
    """The last day of nominations, while officers may still count on it."""
    last_day = last_day_of(session, cycle) if cycle.state is CycleState.NOMINATION else None
    return last_day if last_day and local_today() <= last_day else None


def _what_opening_brings(cycle: Cycle) -> dict[str, object]:
    """Its forecast, what stands against it, and what changed shortly before."""
    session = db.session()
    if cycle.state not in BEFORE_OPENING:
        return {
            "is_before": False,
            "opening_forecast": None,
            "blocked": False,
            "changes": recent_changes(session, cycle),
        }
    # A draft of a pulse would be counted as if everybody were rated, and is compared by officers.
    counted = None if cycle.is_pulse else coverage_summary(session, cycle)
    ahead = OpeningOutlook(
        counted.forecast if counted else None,
        None if cycle.is_pulse else forecast_comparison(session, cycle),
    )
    problems = opening_problems(session, cycle, ahead, keys=key_store(), today=local_today())
    return {
        "is_before": True,
        "opening_forecast": ahead.forecast,
        "counted_at": counted and counted.counted_at,
        "plan": shown_plan(session, cycle),
        "comparison": ahead.comparison,
        "problems": problems,
        "blocked": is_blocked(problems),
        "changes": recent_changes(session, cycle),
        "waits_until": _awaited_day(session, cycle),
    }


@blueprint.post(CYCLE + "/periksa")
@requires(Action.PUBLISH)
def audit_results(cycle_id: int) -> Answer:
    """Attack the results once more, where nobody has yet or the last attack found something."""
    cycle = own_cycle(cycle_id)
    require_auditable(cycle)
    return redirect(start_job(cycle, jobs.AUDIT))
