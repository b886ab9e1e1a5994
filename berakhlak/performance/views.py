"""/profil/…/rating: the rating of behaviour, decided by who led the officer and read by the two."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.performance import operations
from berakhlak.performance.blueprint import blueprint
from berakhlak.performance.forms import RatingForm, ReopenForm
from berakhlak.performance.models import ExpectationRating
from berakhlak.performance.queries import Appraisal, appraisal_of
from berakhlak.performance.words import PREDICATES, RATINGS
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
RATING = "/profil/<row:participant_id>/rating"


@blueprint.get(RATING)
@requires(Action.RATE_BEHAVIOUR)
def rating_page(participant_id: int) -> Answer:
    """What was decided, and what may be done about it."""
    return _answer(_appraisal(participant_id))


@blueprint.route(RATING + "/tentukan", methods=["GET", "POST"])
@requires(Action.RATE_BEHAVIOUR)
def decide_rating(participant_id: int) -> Answer:
    """Choose the rating and say why. The page tells no figure and no other rating."""
    appraisal = _appraisal(participant_id)
    if appraisal.is_officer:
        raise operations.OnlyTheAppraiserDecides
    if request.method != "POST" and appraisal.is_final:
        return _to_rating(participant_id)
    form = RatingForm(obj=appraisal.decision)
    if form.validate_on_submit():
        rating, reason = ExpectationRating(form.rating.data), form.reason.data or ""
        try:
            operations.decide_rating(db.session(), appraisal, rating, reason, today=local_today())
        except StateConflict as refused:
            db.session.rollback()
            form.refuse(refused.message)
        else:
            db.session.commit()
            flash(_("Rating tersimpan, belum final. Pegawai belum dapat membacanya."), "success")
            return _to_rating(participant_id)
    return render_page(
        "performance/decide.html",
        form=form,
        seat=appraisal.participant,
        stands_in=appraisal.stand_in is not None,
    )


@blueprint.post(RATING + "/final")
@requires(Action.RATE_BEHAVIOUR)
def make_final(participant_id: int) -> Answer:
    """Make the rating final that was shown."""
    appraisal, shown = _appraisal(participant_id), request.form.get("rating", "")
    try:
        operations.make_final(db.session(), appraisal, shown, by=signed_in(), at=clock.utc_now())
    except StateConflict as refused:
        db.session.rollback()
        flash(str(refused), "danger")
    else:
        db.session.commit()
        flash(_("Rating final. Pegawai dapat membacanya."), "success")
    return _to_rating(participant_id)


@blueprint.post(RATING + "/buka-kembali")
@requires(Action.RATE_BEHAVIOUR)
def reopen_rating(participant_id: int) -> Answer:
    """Open a final rating again, with a reason that the officer reads."""
    appraisal, form = _appraisal(participant_id), ReopenForm()
    if appraisal.is_officer:
        raise operations.OnlyTheAppraiserDecides
    if not form.validate_on_submit():
        return _answer(appraisal, form)
    why, account, now = form.why.data or "", signed_in(), clock.utc_now()
    try:
        operations.reopen_rating(db.session(), appraisal, why, by=account, at=now)
    except StateConflict as refused:
        db.session.rollback()
        flash(str(refused), "danger")
    else:
        db.session.commit()
        flash(_("Rating dibuka kembali dan dapat diubah."), "success")
    return _to_rating(participant_id)


def _appraisal(participant_id: int) -> Appraisal:
    return appraisal_of(db.session(), signed_in(), participant_id)


def _answer(appraisal: Appraisal, form: ReopenForm | None = None) -> Answer:
    return render_page(
        "performance/rating.html",
        form=form or ReopenForm(formdata=None),
        appraisal=appraisal,
        seat=appraisal.participant,
        ratings=RATINGS,
        predicates=PREDICATES,
    )


def _to_rating(participant_id: int) -> Response:
    return redirect(url_for(".rating_page", participant_id=participant_id))
