"""The pages on which several people are rated side by side, and their common review."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import current_claim
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.ratings.answer_hints import answer_hints
from berakhlak.ratings.blueprint import SIDE_BY_SIDE, blueprint
from berakhlak.ratings.drafts import DraftLost
from berakhlak.ratings.operations import SheetChangedElsewhere
from berakhlak.ratings.promise import AnonymityPromise, joint_promise
from berakhlak.ratings.sheet_description import SheetPart, step_meanings
from berakhlak.ratings.sheet_session import is_very_first
from berakhlak.ratings.side_by_side import (
    AllSealed,
    SideBySideSheets,
    came_too_late,
    destroy_drafts,
    open_side_by_side,
    save_side_by_side,
    send_side_by_side,
    typed_answers,
)
from berakhlak.ratings.side_by_side_lost import (
    BEGIN_AGAIN,
    begin_lost_again,
    drafts_lost_page,
    going_on,
)
from berakhlak.ratings.side_by_side_rows import answers_in_words, behaviour_rows
from berakhlak.ratings.wording import side_by_side_heading
from berakhlak.web.guards import requires

Page = str | tuple[str, int] | Response
_TOO_LATE = _(
    "Sebagian isian tidak tersimpan, karena formulirnya sudah terkirim dari perangkat lain dan "
    "tersegel. Ingin mengubahnya? Buka formulirnya di Semua tugas, lalu pilih Isi ulang."
)


@blueprint.route(f"{SIDE_BY_SIDE}/<value_code>", methods=["GET", "POST"])
@requires(Action.RATE)
def side_by_side_page(cycle_id: int, group: str, value_code: str) -> Page:
    """One value, or block: every behaviour with everybody of the group."""
    sheets = _load(cycle_id, group)
    value = sheets.part(value_code)
    if request.method != "POST":  # HEAD reads too, and carries no token.
        return _lost_page(sheets, value, {}) if sheets.lost else _value_page(sheets, value)
    sent = request.form.to_dict()
    if sent.pop(BEGIN_AGAIN, ""):
        begun = begin_lost_again(db.session(), sheets)
        db.session.commit()
        sheets = _load(cycle_id, group)
        sent = going_on(sent, sheets, begun)
    differences = save_side_by_side(db.session(), sheets, sent)
    db.session.commit()
    if came_too_late(sheets, sent):
        flash(_TOO_LATE, "warning")
    if sheets.lost:
        return _lost_page(sheets, value, sent)
    if differences:
        now = _load(cycle_id, group)
        return _value_page(now, value, typed_answers(sent), differences=differences), 409
    return redirect(_after(sheets, value))


@blueprint.route(f"{SIDE_BY_SIDE}/periksa", methods=["GET", "POST"])
@requires(Action.RATE)
def review_side_by_side(cycle_id: int, group: str) -> Page:
    """Everything answered, once more in sight; from here all complete sheets are sent."""
    sheets = _load(cycle_id, group)
    if sheets.lost:
        raise DraftLost
    if request.method != "POST":  # HEAD reads too, and carries no token.
        return render_template(
            "ratings/review_together.html",
            sheets=sheets,
            heading_of_group=side_by_side_heading(sheets.rater_group),
            promise=group_promise(sheets),
            answers_in_words=answers_in_words,
            answer_hints=answer_hints,
            going_on=_value_address(sheets, sheets.first_missing()),
        )
    return _send(sheets)


@blueprint.errorhandler(AllSealed)
def all_sealed_page(sealed: AllSealed) -> Response:
    """Nothing is left to be answered side by side."""
    db.session.rollback()
    flash(sealed.message, "success")
    return redirect(url_for("ratings.tasks_page"))


def _load(cycle_id: int, group: str) -> SideBySideSheets:
    """The reader's own; raises NothingSideBySide, RatingClosed."""
    claim = current_claim()
    assert claim is not None
    return open_side_by_side(db.session(), cycle_id, group, claim, key_store())


def _value_page(
    sheets: SideBySideSheets,
    value: SheetPart,
    typed: Mapping[str, int] | None = None,
    **more: object,
) -> str:
    return render_template(
        "ratings/together.html",
        sheets=sheets,
        heading=side_by_side_heading(sheets.rater_group),
        value=value,
        rows=behaviour_rows(sheets, value, typed or {}),
        expectations=sheets.expected(value),
        part=value.instrument,
        steps=step_meanings(value.instrument, str(get_locale())),
        following=sheets.after(value),
        promise=group_promise(sheets),
        is_very_first=is_very_first(db.session(), sheets.sheets[0]),
        value_address=lambda each: _value_address(sheets, each),
        review_address=_review_address(sheets),
        **more,
    )


def _lost_page(sheets: SideBySideSheets, value: SheetPart, sent: Mapping[str, str]) -> Page:
    return drafts_lost_page(sheets, value, sent, _value_address(sheets, value))


def _after(sheets: SideBySideSheets, value: SheetPart) -> str:
    if request.form.get("action") == "save":
        flash(_("Tersimpan sebagai draf. Lanjutkan kapan saja sebelum siklus ditutup."), "success")
        return url_for(".tasks_page")
    following = sheets.after(value)
    return _value_address(sheets, following) if following else _review_address(sheets)


def _value_address(sheets: SideBySideSheets, value: SheetPart) -> str:
    return url_for(
        ".side_by_side_page", cycle_id=sheets.cycle.id, group=sheets.group, value_code=value.code
    )


def _review_address(sheets: SideBySideSheets) -> str:
    return url_for(".review_side_by_side", cycle_id=sheets.cycle.id, group=sheets.group)


def group_promise(sheets: SideBySideSheets) -> AnonymityPromise:
    """Who will see what of these sheets."""
    sized = [(sheet.assignment.ratee_name, sheet.assignment.size) for sheet in sheets.sheets]
    cycle = sheets.cycle
    return joint_promise(sheets.group, sized, policy=cycle.policy, holders=cycle.holders)


def _send(sheets: SideBySideSheets) -> Response:
    """Submit every complete sheet as the review page showed it."""
    try:
        sent = send_side_by_side(db.session(), sheets, request.form)
    except SheetChangedElsewhere as error:
        db.session.rollback()
        flash(error.message, "warning")
        return redirect(_review_address(sheets))
    db.session.commit()
    destroy_drafts(sheets)
    words = ngettext("%(num)s formulir terkirim.", "%(num)s formulir terkirim.", sent)
    thanks = _("Terima kasih.")
    flash(f"{words} {thanks}", "success")
    return redirect(url_for(".tasks_page"))
