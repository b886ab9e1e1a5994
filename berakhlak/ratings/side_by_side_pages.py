"""The pages on which several people are rated side by side, and their common review."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak.accounts.session import current_claim
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.policy import Group
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.ratings.blueprint import SIDE_BY_SIDE, blueprint
from berakhlak.ratings.operations import SheetChangedElsewhere
from berakhlak.ratings.side_by_side import SideBySideSheets, answers_of, typed_answers
from berakhlak.web.guards import requires_sign_in

Page = str | tuple[str, int] | Response


@blueprint.route(f"{SIDE_BY_SIDE}/<value_code>", methods=["GET", "POST"])
@requires_sign_in()
def side_by_side_page(cycle_id: int, group: str, value_code: str) -> Page:
    """One value: every behaviour with everybody of the group."""
    sheets = _load(cycle_id, group)
    value = sheets.value(value_code)
    if request.method != "POST":  # HEAD reads too, and carries no token.
        return _value_page(sheets, value)
    sent = request.form.to_dict()
    differences = sheets.store(sent)
    db.session.commit()
    if differences:
        now = _load(cycle_id, group)
        shown = SideBySideSheets(now.cycle, now.group, now.sheets, typed=typed_answers(sent))
        return _value_page(shown, value, differences=differences), 409
    return redirect(_after(sheets, value))


@blueprint.route(f"{SIDE_BY_SIDE}/periksa", methods=["GET", "POST"])
@requires_sign_in()
def review_side_by_side(cycle_id: int, group: str) -> Page:
    """Everything answered, once more in sight; from here all complete sheets are sent."""
    sheets = _load(cycle_id, group)
    if request.method != "POST":  # HEAD reads too, and carries no token.
        return render_template(
            "ratings/review_together.html",
            sheets=sheets,
            promise=sheets.promise(),
            answers_of=answers_of,
            going_on=_value_address(sheets, sheets.first_missing()),
        )
    return _send(sheets)


def _load(cycle_id: int, group: str) -> SideBySideSheets:
    """The reader's own; raises NothingSideBySide, RatingClosed."""
    claim = current_claim()
    assert claim is not None
    return SideBySideSheets.load_own(db.session(), cycle_id, Group(group), claim, key_store())


def _value_page(sheets: SideBySideSheets, value: CoreValue, **more: object) -> str:
    return render_template(
        "ratings/together.html",
        sheets=sheets,
        value=value,
        following=sheets.after(value),
        promise=sheets.promise(),
        value_address=lambda each: _value_address(sheets, each),
        review_address=_review_address(sheets),
        **more,
    )


def _after(sheets: SideBySideSheets, value: CoreValue) -> str:
    if request.form.get("action") == "save":
        flash(_("Tersimpan sebagai draf. Lanjutkan kapan saja sebelum siklus ditutup."), "success")
        return url_for(".tasks_page")
    following = sheets.after(value)
    return _value_address(sheets, following) if following else _review_address(sheets)


def _value_address(sheets: SideBySideSheets, value: CoreValue) -> str:
    return url_for(
        ".side_by_side_page", cycle_id=sheets.cycle.id, group=sheets.group, value_code=value.code
    )


def _review_address(sheets: SideBySideSheets) -> str:
    return url_for(".review_side_by_side", cycle_id=sheets.cycle.id, group=sheets.group)


def _send(sheets: SideBySideSheets) -> Response:
    """Submit every complete sheet as the review page showed it."""
    sent = 0
    try:
        for sheet in sheets.ready:
            shown = request.form.get(f"revision-{sheet.assignment.id}", "")
            if shown != str(sheet.content.revision):
                raise SheetChangedElsewhere
            sheet.send(sheet.content.revision)
            sent += 1
    except SheetChangedElsewhere as error:
        db.session.rollback()
        flash(error.message, "warning")
        return redirect(_review_address(sheets))
    db.session.commit()
    words = ngettext("%(num)s formulir terkirim.", "%(num)s formulir terkirim.", sent)
    thanks = _("Terima kasih.")
    flash(f"{words} {thanks}", "success")
    return redirect(url_for(".tasks_page"))
