"""Looking through comments before publishing: the value and the words, not whom they are about."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.queries import comment_acts
from berakhlak.comments.operations import moderate_comment, show_pending_comments
from berakhlak.comments.queries import pending_comments, redactions_of_cycle
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.forms import CommentForm
from berakhlak.cycles.current_cycle import instrument_tabs, own_cycle
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 20
Answer = Response | tuple[str, int]


@blueprint.get(CYCLE + "/komentar")
@requires(Action.MODERATE)
def comments_page(cycle_id: int) -> Answer:
    """Comments that nobody has looked at yet, and what was done with the others."""
    cycle, session = own_cycle(cycle_id), db.session()
    number = request.args.get("halaman", 1, type=int)
    waiting = paginate_list(pending_comments(session, cycle.id), number, PER_PAGE)
    return render_page(
        "cycle_administration/comments.html",
        cycle=cycle,
        waiting=waiting,
        page_ids=" ".join(each.id.hex() for each in waiting.items),
        values=_value_names(cycle),
        acts=comment_acts(session, cycle),
        redactions=redactions_of_cycle(session, cycle.id),
        instruments=instrument_tabs(
            cycle, lambda each: url_for(".comments_page", cycle_id=each.id)
        ),
    )


@blueprint.post(CYCLE + "/komentar/semua")
@requires(Action.MODERATE)
def show_all_comments(cycle_id: int) -> Answer:
    """Let everything that still waits through as written."""
    cycle = own_cycle(cycle_id)
    shown = show_pending_comments(db.session(), cycle, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("%(num)s komentar ditayangkan apa adanya.", num=shown), "success")
    return redirect(url_for(".cycle_page", cycle_id=cycle_id))


@blueprint.post(CYCLE + "/komentar/halaman")
@requires(Action.MODERATE)
def show_comments_of_page(cycle_id: int) -> Answer:
    """Let the comments of one page through as written: those that HR had in sight, no others."""
    cycle = own_cycle(cycle_id)
    seen = set(request.form.get("komentar", "").split())
    waiting = [each for each in pending_comments(db.session(), cycle.id) if each.id.hex() in seen]
    for each in waiting:
        _moderate(cycle, each.id.hex(), None)
    db.session.commit()
    flash(_("%(num)s komentar ditayangkan apa adanya.", num=len(waiting)), "success")
    return redirect(url_for(".comments_page", cycle_id=cycle_id))


@blueprint.post(CYCLE + "/komentar/<comment>/tayang")
@requires(Action.MODERATE)
def show_comment(cycle_id: int, comment: str) -> Answer:
    """Let one comment through as written."""
    _moderate(own_cycle(cycle_id), comment, None)
    db.session.commit()
    flash(_("Komentar akan ditayangkan apa adanya."), "success")
    return redirect(url_for(".comments_page", cycle_id=cycle_id))


@blueprint.route(CYCLE + "/komentar/<comment>/sunting", methods=["GET", "POST"])
@requires(Action.MODERATE)
def redact_comment(cycle_id: int, comment: str) -> Answer:
    """Give one comment another wording, where the words would betray who wrote them."""
    cycle = own_cycle(cycle_id)
    waiting = {each.id.hex(): each for each in pending_comments(db.session(), cycle.id)}
    found = waiting.get(comment) or abort(404)
    form = CommentForm(data={"text": found.text})
    if form.validate_on_submit():
        _moderate(cycle, comment, form.text.data)
        db.session.commit()
        flash(_("Komentar akan ditayangkan dengan bunyi yang baru."), "success")
        return redirect(url_for(".comments_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/redact.html",
        form=form,
        cycle=cycle,
        original=found.text,
        value=_value_names(cycle).get(found.value_code, ""),
    )


def _moderate(cycle: Cycle, comment: str, text: str | None) -> None:
    moderate_comment(
        db.session(),
        _identity(comment),
        agency_id=cycle.agency_id,
        text=text,
        by=signed_in(),
        at=clock.utc_now(),
    )


def _identity(comment: str) -> bytes:
    try:
        return bytes.fromhex(comment)
    except ValueError:
        abort(404)


def _value_names(cycle: Cycle) -> dict[str, str]:
    language = str(get_locale())
    return {v.code: v.name.in_language(language) for v in cycle.instrument.content.values}
