"""/penghapusan/hasil: how long results are kept, and deleting those whose period is over."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.jobs.queries import unfinished_job
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.retention import operations
from berakhlak.retention.blueprint import blueprint
from berakhlak.retention.forms import PeriodForm
from berakhlak.retention.queries import (
    DELETE_RESULTS,
    count_results,
    cycles_of_results,
    deleted_cycles,
    ids_of,
    kept_until,
    kept_years,
    later_cycles_compared,
    old_results,
)
from berakhlak.sealing.sealing import is_sealing_complete
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

RESULTS = "/penghapusan/hasil"
ONE = f"{RESULTS}/<row:cycle_id>"
Answer = Response | tuple[str, int]


@blueprint.route(RESULTS, methods=["GET", "POST"])
@requires(Action.DELETE_RESULTS)
def results_page() -> Answer:
    """The agency's rule, what it says of each cycle, and what was deleted."""
    session, me = db.session(), signed_in()
    agency = session.get_one(Agency, me.agency_id)
    form = PeriodForm(data={"years": agency.results_kept_years})
    if form.validate_on_submit():
        try:
            operations.set_kept_years(session, agency, form.years.data, by=me, at=clock.utc_now())
        except InvalidInput as refused:
            form.refuse(refused.message, "years")
        else:
            session.commit()
            flash(_("Masa simpan tersimpan."), "success")
            return redirect(url_for(".results_page"))
    return render_page(
        "retention/results.html",
        form=form,
        years=agency.results_kept_years,
        cycles=old_results(session, agency.id, local_today()),
        deleted=deleted_cycles(session, agency.id),
    )


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(Action.DELETE_RESULTS)
@asks_password_again
def delete_page(cycle_id: int) -> Answer:
    """What would go; another person's request is answered here, and deleting begins."""
    cycle, form = own_cycle(cycle_id), ConfirmForm()
    cycle = cycle.main or cycle
    if form.validate_on_submit():
        try:
            return redirect(_begin(cycle))
        except DomainError as refused:
            db.session.rollback()
            form.refuse(refused.message)
    elif job := unfinished_job(db.session(), cycle.agency_id, (DELETE_RESULTS,), str(cycle.id)):
        return redirect(url_for("jobs.job_page", job_id=job.id))
    return render_page("retention/delete.html", form=form, cycle=cycle, **_facts(cycle))


@blueprint.post(f"{ONE}/minta")
@requires(Action.DELETE_RESULTS)
@asks_password_again
def ask_deletion(cycle_id: int) -> Response:
    """Ask that these results be deleted."""

    def act(cycle: Cycle) -> None:
        now, today = clock.utc_now(), local_today()
        operations.ask_to_delete(
            db.session(), cycle, by=signed_in(), at=now, today=today, keys=key_store()
        )

    said = _("Permintaan tersimpan. Hasil dihapus bila pengelola kepegawaian lain menyetujuinya.")
    return _changed(cycle_id, act, said)


@blueprint.post(f"{ONE}/tarik")
@requires(Action.DELETE_RESULTS)
def withdraw_deletion(cycle_id: int) -> Response:
    """Take the request away, one's own or another's."""

    def act(cycle: Cycle) -> None:
        operations.withdraw_deletion(db.session(), cycle, by=signed_in(), at=clock.utc_now())

    return _changed(cycle_id, act, _("Permintaan ditarik. Hasil tetap disimpan."))


def _begin(cycle: Cycle) -> str:
    """Ask for the job; the address of its page."""
    operations.require_agreed(db.session(), cycle, by=signed_in())
    operations.require_over(db.session(), cycle, local_today(), key_store())
    given = {"cycle": cycle.id, "both": ids_of(cycle)}
    key, agency_id = str(cycle.id), cycle.agency_id
    asked = ask_for_job(DELETE_RESULTS, given, key=key, agency_id=agency_id, subject=cycle.name)
    return commit_job(asked)


def _facts(cycle: Cycle) -> dict[str, object]:
    """What the page says: how much there is, what keeps it, and who has asked."""
    session, hindrance = db.session(), None
    try:
        operations.require_over(session, cycle, local_today(), key_store())
    except DomainError as refused:
        hindrance = refused.message
    asked = operations.standing_deletion(session, cycle)
    # Of a cycle that takes answers, even the number of its rows would tell when somebody answers.
    are_sealed = all(is_sealing_complete(each, key_store()) for each in cycles_of_results(cycle))
    return {
        "counts": count_results(session, ids_of(cycle)) if are_sealed else None,
        "kept_until": kept_until(cycle, kept_years(session, cycle.agency_id)),
        "compared": later_cycles_compared(session, cycle),
        "hindrance": hindrance,
        "asked": asked,
        "mine": asked is not None and asked.account_id == signed_in().id,
    }


def _changed(cycle_id: int, act: Callable[[Cycle], None], said: str) -> Response:
    """Change the request and go back to the page; a refusal is told there."""
    cycle = own_cycle(cycle_id)
    try:
        act(cycle.main or cycle)
    except DomainError as refused:
        db.session.rollback()
        flash(str(refused.message), "danger")
    else:
        db.session.commit()
        flash(said, "success")
    return redirect(url_for(".delete_page", cycle_id=(cycle.main or cycle).id))
