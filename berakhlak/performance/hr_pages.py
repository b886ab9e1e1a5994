"""/siklus/ID/rating: what HR does with ratings that are final, and with those of work results."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.people.pending_uploads import PendingUploads, pending_uploads
from berakhlak.performance.appraisers import unled_officers
from berakhlak.performance.blueprint import blueprint
from berakhlak.performance.forms import ConfirmWorkResultsForm, WorkResultsForm
from berakhlak.performance.listing import count_ratings, page_of_ratings
from berakhlak.performance.queries import NoRatings
from berakhlak.performance.words import PREDICATES, RATINGS
from berakhlak.performance.work_results import (
    COLUMNS,
    SPELLINGS,
    WorkResultsRefused,
    plan_work_results,
    save_work_results,
)
from berakhlak.permissions import Action
from berakhlak.profiles.access import RELEASED
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
RATINGS_OF_CYCLE = "/siklus/<row:cycle_id>/rating"
PER_PAGE = 50
SHOWN_AT_MOST = 100


@blueprint.get(RATINGS_OF_CYCLE)
@requires(Action.HANDLE_RATINGS)
def ratings_page(cycle_id: int) -> Answer:
    """By unit and name: the rating of work results, that of behaviour once final, the predicate."""
    cycle = published_cycle(cycle_id)
    counts = count_ratings(db.session(), cycle)
    rows = page_of_ratings(db.session(), cycle, page_number(), PER_PAGE, counts[0])
    return render_page(
        "performance/ratings.html",
        cycle=cycle,
        rows=rows,
        counts=counts,
        unled=unled_officers(db.session(), cycle, SHOWN_AT_MOST),
        ratings=RATINGS,
        predicates=PREDICATES,
        address=lambda page: url_for(".ratings_page", cycle_id=cycle.id, halaman=page),
    )


@blueprint.route(RATINGS_OF_CYCLE + "/hasil-kerja", methods=["GET", "POST"])
@requires(Action.HANDLE_RATINGS)
def import_work_results(cycle_id: int) -> Answer:
    """Examine a file of ratings of work results; it is kept until it is confirmed or given up."""
    cycle, form = published_cycle(cycle_id), WorkResultsForm()
    if not form.validate_on_submit():
        return _upload_page(cycle, form)
    content = form.file.data.read()
    try:
        plan = plan_work_results(db.session(), cycle, content)
    except WorkResultsRefused as refused:
        return _upload_page(cycle, form, refused)
    kept = _uploads().keep(content, owner=signed_in().id)
    return render_page(
        "performance/work_results_plan.html",
        cycle=cycle,
        plan=plan,
        confirm=ConfirmWorkResultsForm(formdata=None, upload=kept),
        ratings=RATINGS,
        shown=SHOWN_AT_MOST,
    )


@blueprint.post(RATINGS_OF_CYCLE + "/hasil-kerja/simpan")
@requires(Action.HANDLE_RATINGS)
def save_imported_results(cycle_id: int) -> Answer:
    """Save the file that was looked at."""
    cycle, account = published_cycle(cycle_id), signed_in()
    name = request.form.get("upload", "")
    content = _uploads().read_file(name, owner=account.id)
    try:
        plan = save_work_results(db.session(), cycle, content, by=account, at=clock.utc_now())
    except WorkResultsRefused as refused:  # Another one since it was looked at.
        db.session.rollback()
        return _upload_page(published_cycle(cycle_id), WorkResultsForm(formdata=None), refused)
    db.session.commit()
    _uploads().forget(account.id)
    saved = ngettext(
        "%(num)s rating hasil kerja tersimpan.",
        "%(num)s rating hasil kerja tersimpan.",
        len(plan.lines),
    )
    flash(saved, "success")
    return redirect(url_for(".ratings_page", cycle_id=cycle.id))


def published_cycle(cycle_id: int) -> Cycle:
    """A cycle of the reader's agency whose profiles are out. Raises NoRatings."""
    cycle = own_cycle(cycle_id)
    if cycle.state not in RELEASED or not cycle.carries_ratings:
        raise NoRatings
    return cycle


def _upload_page(
    cycle: Cycle, form: WorkResultsForm, refused: WorkResultsRefused | None = None
) -> Answer:
    faults = refused.faults if refused else ()
    if refused:
        words = ngettext(
            "%(num)s hal keliru. Tidak ada yang disimpan.",
            "%(num)s hal keliru. Tidak ada yang disimpan.",
            len(faults),
        )
        form.refuse(words, "file")
    return render_page(
        "performance/import_work_results.html",
        form=form,
        cycle=cycle,
        faults=faults[:SHOWN_AT_MOST],
        more=len(faults) - SHOWN_AT_MOST,
        columns_of_file=COLUMNS,
        spellings=[words[0] for words in SPELLINGS.values()],
    )


def _uploads() -> PendingUploads:
    # Apart from personnel files.
    return pending_uploads(current_app.config["BERAKHLAK"], "work-results")
