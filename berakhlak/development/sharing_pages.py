"""Up to three sentences of an officer for the unit: written, read there, and taken back."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.development.blueprint import blueprint
from berakhlak.development.forms import SharingForm
from berakhlak.development.operations import StepsAreTheOfficers
from berakhlak.development.sharing import (
    WordsNotShareable,
    share_sentences,
    shared_in_unit,
    shared_sentences,
)
from berakhlak.development.views import PLAN, Answer, shared_plan, to_plan
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(PLAN + "/kalimat", methods=["GET", "POST"])
@requires(Action.SHARE)
def share_page(participant_id: int) -> Answer:
    """Write them anew; each is checked for figures and groups of raters."""
    plan = shared_plan(participant_id)
    if not plan.is_officer:
        raise StepsAreTheOfficers
    known = shared_sentences(db.session(), participant_id)
    form = SharingForm(data={f"sentence_{n}": words for n, words in enumerate(known, start=1)})
    if form.validate_on_submit():
        try:
            share_sentences(db.session(), plan, form.texts(), today=local_today())
        except WordsNotShareable as refused:
            db.session.rollback()
            form.refuse(refused.message, f"sentence_{refused.place + 1}")
        else:
            db.session.commit()
            flash(_("Tersimpan. Unit Anda membaca yang tertulis sekarang."), "success")
            return to_plan(participant_id, "bagikan")
    return render_page("development/share.html", form=form, plan=plan, shares=bool(known))


@blueprint.post(PLAN + "/kalimat/tarik")
@requires(Action.SHARE)
def take_back_sentences(participant_id: int) -> Answer:
    """Nobody reads them any more, and nothing of them is kept."""
    share_sentences(db.session(), shared_plan(participant_id), [], today=local_today())
    db.session.commit()
    flash(_("Kalimat ditarik kembali dan dihapus."), "success")
    return to_plan(participant_id, "bagikan")


@blueprint.get("/profil/tim/<row:cycle_id>/kalimat")
@requires(Action.SHARE)
def shared_page(cycle_id: int) -> Answer:
    """What is shared in the reader's own unit."""
    cycle, shared = shared_in_unit(db.session(), signed_in(), cycle_id)
    back = url_for("profiles.profiles_page")
    return render_page("development/shared.html", cycle=cycle, shared=shared, back=back)
