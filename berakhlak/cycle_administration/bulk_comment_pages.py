"""Letting all that wait through at once: after a sample was read, and to be taken back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import ceil

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import HiddenField

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.comments.operations import (
    FlaggedWait,
    WaitingChanged,
    show_after_sample,
    take_back_all,
    waiting_version,
)
from berakhlak.comments.queries import comments_by_id, count_flagged_comments, ids_of_waiting
from berakhlak.comments.settling import settle_comments
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.comment_pages import Answer
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.forms import BaseForm, CheckboxField
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

LEAST_SAMPLE, SHARE, MOST_SAMPLE = 20, 0.1, 60
"""Read before all are let through: a tenth of them, 20 at least where there are, 60 at most."""


class ReleaseForm(BaseForm):
    """That the sample was read, of exactly what waits."""

    seen = HiddenField()
    read = CheckboxField(
        lazy_gettext("Saya sudah membaca semua contoh di halaman ini."),
        thing=lazy_gettext("pernyataan bahwa contoh sudah dibaca"),
        required=True,
    )


def sample_size(waiting: int) -> int:
    """How many of so many comments are read first."""
    return min(waiting, max(LEAST_SAMPLE, min(ceil(waiting * SHARE), MOST_SAMPLE)))


@blueprint.route(CYCLE + "/komentar/semua", methods=["GET", "POST"])
@requires(Action.MODERATE)
def show_all_comments(cycle_id: int) -> Answer:
    """Read a sample, then let everything that still waits through as written."""
    cycle, session = own_cycle(cycle_id), db.session()
    form = ReleaseForm()
    settle_comments(session, cycle)
    if form.validate_on_submit():
        try:
            shown = show_after_sample(
                session,
                cycle,
                seen=str(form.seen.data),
                by=signed_in(),
                at=clock.utc_now(),
            )
        except (WaitingChanged, FlaggedWait) as refused:
            form.refuse(refused.message)
            form.seen.data, form.read.data = "", False
        else:
            db.session.commit()
            flash(_("%(num)s komentar ditayangkan apa adanya.", num=shown), "success")
            return redirect(url_for(".comments_page", cycle_id=cycle_id))
    waiting = ids_of_waiting(session, cycle.id)
    form.seen.data = form.seen.data or waiting_version(waiting)
    return render_page(
        "cycle_administration/release_comments.html",
        cycle=cycle,
        form=form,
        waiting=len(waiting),
        flagged=count_flagged_comments(session, cycle.id),
        sample=comments_by_id(session, _sample(waiting)),
    )


def _sample(waiting: Sequence[bytes]) -> list[bytes]:
    """The same for the same comments, so that a page that comes back shows what was read."""
    chance = random.Random(waiting_version(waiting))  # noqa: S311  No secret: a fair choice.
    return chance.sample(list(waiting), sample_size(len(waiting)))


@blueprint.post(CYCLE + "/komentar/tarik")
@requires(Action.MODERATE)
def take_back_comments(cycle_id: int) -> Answer:
    """Let wait again what was let through together."""
    cycle = own_cycle(cycle_id)
    count = take_back_all(db.session(), cycle, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    said = ngettext(
        "%(num)s komentar menunggu pemeriksaan lagi.",
        "%(num)s komentar menunggu pemeriksaan lagi.",
        count,
    )
    flash(said, "success")
    return redirect(url_for(".comments_page", cycle_id=cycle_id))
