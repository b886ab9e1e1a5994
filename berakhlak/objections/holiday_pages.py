"""/hari-libur: the days on which terms do not run."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.objections import holiday_operations as operations
from berakhlak.objections.blueprint import blueprint
from berakhlak.objections.forms import HolidayForm
from berakhlak.objections.views import Answer
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.working_days.calendars import calendar_of, week_of
from berakhlak.working_days.holiday_file import shipped_years

HOLIDAYS = "/hari-libur"


@blueprint.route(HOLIDAYS, methods=["GET", "POST"])
@requires(Action.WATCH_OBJECTIONS)
def holidays_page() -> Answer:
    """Holidays by year, shipped ones and those that HR added; add one."""
    session, me, form = db.session(), signed_in(), HolidayForm()
    if form.validate_on_submit() and form.day.data is not None:
        day, name = form.day.data, form.name.data or ""
        try:
            operations.add_holiday(session, me.agency_id, day, name, by=me, at=clock.utc_now())
        except InvalidInput as refused:
            session.rollback()
            form.refuse(refused.message, "day")
        else:
            return _saved(day.year, _("Hari libur tersimpan."))
    year, week = _year(form), week_of(session, me.agency_id)
    sources = {each.year: each for each in shipped_years()}
    return render_page(
        "objections/holidays.html",
        form=form,
        year=year,
        years=range(local_today().year - 1, local_today().year + 3),
        days=operations.listed_days(session, me.agency_id, year),
        week=week,
        source=sources[year].source if year in sources else "",
        is_shipped=year in sources and sources[year].is_complete,
        is_complete=year in calendar_of(session, me.agency_id).complete,
    )


@blueprint.post(HOLIDAYS + "/hapus")
@requires(Action.WATCH_OBJECTIONS)
def remove_holiday() -> Response:
    """Take back a day that HR added."""
    day = request.form.get("hari", type=date.fromisoformat)
    if day is None:
        abort(400)
    me = signed_in()
    operations.remove_holiday(db.session(), me.agency_id, day, by=me, at=clock.utc_now())
    return _saved(day.year, _("Hari libur dihapus."))


@blueprint.post(HOLIDAYS + "/lengkap")
@requires(Action.WATCH_OBJECTIONS)
def complete_year() -> Response:
    """Say whether every holiday of a year is known."""
    year, me = request.form.get("tahun", 0, type=int), signed_in()
    if not operations.FIRST <= year <= operations.LAST:
        abort(400)
    operations.set_complete(
        db.session(),
        me.agency_id,
        year,
        is_complete=request.form.get("lengkap") == "ya",
        by=me,
        at=clock.utc_now(),
    )
    return _saved(year, _("Tersimpan."))


@blueprint.post(HOLIDAYS + "/pekan")
@requires(Action.WATCH_OBJECTIONS)
def change_week() -> Response:
    """Five working days a week, or six."""
    me, six = signed_in(), request.form.get("hari") == "6"
    operations.set_week(db.session(), me.agency_id, works_saturdays=six, by=me, at=clock.utc_now())
    return _saved(local_today().year, _("Tersimpan."))


def _saved(year: int, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for(".holidays_page", tahun=year))


def _year(form: HolidayForm) -> int:
    typed = form.day.data.year if form.day.data else request.args.get("tahun", 0, type=int)
    return typed if operations.FIRST <= typed <= operations.LAST else local_today().year
