"""Looking through comments before publishing: the value and the words, not whom they are about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, request, url_for
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.audit_log.queries import comment_acts
from berakhlak.comments import queries
from berakhlak.comments.flags import CommentFlag
from berakhlak.comments.models import Comment, CommentState, HidingReason
from berakhlak.comments.operations import (
    CommentChanged,
    comment_version,
    hide_comment,
    moderate_comment,
    take_back_comment,
)
from berakhlak.comments.search import (
    FoundComments,
    find_comments,
    read_position,
    write_position,
)
from berakhlak.comments.settling import settle_comments
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.comment_forms import CommentForm, HidingForm
from berakhlak.cycles.current_cycle import instrument_tabs, own_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 20
COMMENT = CYCLE + "/komentar/<comment>"
FLAGGED = "ditandai"
VIEWS = {
    "": CommentState.PENDING,
    FLAGGED: CommentState.PENDING,
    "tayang": CommentState.SHOWN,
    "sunting": CommentState.REDACTED,
    "tahan": CommentState.HIDDEN,
}
VIEW_NAMES = {
    "": lazy_gettext("Menunggu"),
    FLAGGED: lazy_gettext("Menunggu dan ditandai"),
    "tayang": lazy_gettext("Ditayangkan"),
    "sunting": lazy_gettext("Disunting"),
    "tahan": lazy_gettext("Tidak ditayangkan"),
}
FLAG_NAMES = {
    CommentFlag.NAME: lazy_gettext("menyebut nama"),
    CommentFlag.NUMBER: lazy_gettext("memuat NIP"),
    CommentFlag.PHONE: lazy_gettext("memuat nomor telepon"),
    CommentFlag.INSULT: lazy_gettext("mungkin menghina"),
    CommentFlag.EVENT: lazy_gettext("menyebut kejadian atau waktu"),
}
Answer = Response | tuple[str, int]


@blueprint.get(CYCLE + "/komentar")
@requires(Action.MODERATE)
def comments_page(cycle_id: int) -> Answer:
    """Comments by officer, those that wait first, and what was done with the others."""
    cycle, session = own_cycle(cycle_id), db.session()
    words, view = searched_words(), request.args.get("yang", "")
    view = view if view in VIEWS else ""
    settle_comments(session, cycle)
    found = _found(cycle, words, view) if words else None
    page = paginate_list(found.comments if found else _listed(cycle, view), page_number(), PER_PAGE)
    return render_page(
        "cycle_administration/comments.html",
        cycle=cycle,
        waiting=page,
        found=found,
        comments=queries.comments_with_places(session, page.items),
        page_ids=" ".join(each.id.hex() for each in page.items),
        is_waiting=VIEWS[view] is CommentState.PENDING,
        is_open=cycle.state is CycleState.CLOSED,
        flag_names=FLAG_NAMES,
        version=comment_version,
        values=_value_names(cycle),
        words=words,
        view=view,
        views=[{"value": key, "label": name} for key, name in VIEW_NAMES.items()],
        in_bulk=queries.count_in_bulk(session, cycle.id),
        acts=comment_acts(session, cycle),
        redactions=queries.redactions_of_cycle(session, cycle.id),
        reason_names=HidingForm.REASONS,
        address=partial(_page_address, cycle_id, words, view, request.args.get("dari", "")),
        following=_following_address(cycle_id, words, view, found),
        instruments=instrument_tabs(
            cycle, lambda each: url_for(".comments_page", cycle_id=each.id)
        ),
    )


def _listed(cycle: Cycle, view: str) -> queries.PlacedComments:
    return queries.placed_comments(
        db.session(), cycle, state=VIEWS[view], flagged_alone=view == FLAGGED
    )


def _found(cycle: Cycle, words: str, view: str) -> FoundComments:
    """As far as the page asked for; `?dari=…`: where the search before ended."""
    return find_comments(
        db.session(),
        cycle,
        words,
        state=VIEWS[view],
        flagged_alone=view == FLAGGED,
        shown=page_number() * PER_PAGE,
        behind=read_position(request.args.get("dari", "")),
    )


def _page_address(cycle_id: int, words: str, view: str, begin: str, number: int) -> str:
    return url_for(
        ".comments_page",
        cycle_id=cycle_id,
        cari=words or None,
        yang=view or None,
        dari=words and begin or None,
        halaman=number,
    )


def _following_address(
    cycle_id: int, words: str, view: str, found: FoundComments | None
) -> str | None:
    """Of the first page of the stretch behind; None where all was looked through."""
    if found is None or found.following is None:
        return None
    return _page_address(cycle_id, words, view, write_position(found.following), 1)


@blueprint.post(CYCLE + "/komentar/halaman")
@requires(Action.MODERATE)
def show_comments_of_page(cycle_id: int) -> Answer:
    """Let the comments of one page through as written: those that HR had in sight, no others."""
    cycle = own_cycle(cycle_id)
    seen = set(request.form.get("komentar", "").split())
    pending = queries.pending_comments(db.session(), cycle.id)
    waiting = [each for each in pending if each.id.hex() in seen]
    for each in waiting:
        _moderate(cycle, each.id.hex(), None)
    db.session.commit()
    flash(_("%(num)s komentar ditayangkan apa adanya.", num=len(waiting)), "success")
    return _back(cycle_id)


@blueprint.post(COMMENT + "/tayang")
@requires(Action.MODERATE)
def show_comment(cycle_id: int, comment: str) -> Answer:
    """Let one comment through as written; a colleague's word in between stands."""
    try:
        _moderate(own_cycle(cycle_id), comment, None, request.form.get("seen"))
    except CommentChanged as changed:
        flash(changed.message, "danger")
        return _back(cycle_id)
    db.session.commit()
    flash(_("Komentar akan ditayangkan apa adanya."), "success")
    return _back(cycle_id)


@blueprint.post(COMMENT + "/kembalikan")
@requires(Action.MODERATE)
def return_comment(cycle_id: int, comment: str) -> Answer:
    """Let a comment wait again that was shown or hidden."""
    cycle = own_cycle(cycle_id)
    take_back_comment(
        db.session(),
        _identity(comment),
        agency_id=cycle.agency_id,
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
    flash(_("Komentar menunggu pemeriksaan lagi."), "success")
    return _back(cycle_id)


@blueprint.route(COMMENT + "/sunting", methods=["GET", "POST"])
@requires(Action.MODERATE)
def redact_comment(cycle_id: int, comment: str) -> Answer:
    """Give one comment another wording, where the words would betray who wrote them."""
    cycle = own_cycle(cycle_id)
    found = _comment_of(cycle, comment)
    form = CommentForm(data={"text": found.text, "seen": comment_version(found)})

    def act() -> str:
        _moderate(cycle, comment, form.text.data, form.seen.data)
        return str(_("Komentar akan ditayangkan dengan bunyi yang baru."))

    return _done_or_asked(cycle, found, form, "redact", act)


@blueprint.route(COMMENT + "/tahan", methods=["GET", "POST"])
@requires(Action.MODERATE)
def withhold_comment(cycle_id: int, comment: str) -> Answer:
    """Do not show one comment, for a reason."""
    cycle = own_cycle(cycle_id)
    found = _comment_of(cycle, comment)
    form = HidingForm(data={"seen": comment_version(found)})

    def act() -> str:
        hide_comment(
            db.session(),
            found.id,
            agency_id=cycle.agency_id,
            reason=HidingReason(form.reason.data),
            by=signed_in(),
            at=clock.utc_now(),
            seen=form.seen.data,
        )
        return str(_("Komentar tidak akan ditayangkan."))

    return _done_or_asked(cycle, found, form, "hide_comment", act)


def _done_or_asked(
    cycle: Cycle,
    found: Comment,
    form: CommentForm | HidingForm,
    template: str,
    act: Callable[[], str],
) -> Answer:
    """Act and go back to the list, or the form with what was typed and what stands now."""
    if form.validate_on_submit():
        try:
            done = act()
        except CommentChanged as changed:
            form.refuse(changed.message)
            form.seen.data = comment_version(found)
        else:
            db.session.commit()
            flash(done, "success")
            return _back(cycle.id)
    return render_page(
        f"cycle_administration/{template}.html",
        form=form,
        cycle=cycle,
        original=found.text,
        state=VIEW_NAMES[next(key for key, state in VIEWS.items() if state is found.state)],
        value=_value_names(cycle).get(found.value_code, ""),
    )


def _comment_of(cycle: Cycle, comment: str) -> Comment:
    found = db.session.get(Comment, _identity(comment))
    if found is None or found.cycle_id != cycle.id or cycle.state is not CycleState.CLOSED:
        abort(404)
    return found


def _moderate(cycle: Cycle, comment: str, words: str | None, seen: str | None = None) -> None:
    moderate_comment(
        db.session(),
        _identity(comment),
        agency_id=cycle.agency_id,
        text=words,
        by=signed_in(),
        at=clock.utc_now(),
        seen=seen,
    )


def _back(cycle_id: int) -> Response:
    return redirect(url_for(".comments_page", cycle_id=cycle_id))


def _identity(comment: str) -> bytes:
    try:
        return bytes.fromhex(comment)
    except ValueError:
        abort(404)


def _value_names(cycle: Cycle) -> dict[str, str]:
    language = str(get_locale())
    return {v.code: v.name.in_language(language) for v in cycle.instrument.content.values}
