"""HR's pages of counters: set up, print the poster, rename, close, replace the code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.citizens import copying, operations
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.copying import counters_to_copy
from berakhlak.citizens.forms import CounterNameForm, UnitForm, counter_form
from berakhlak.citizens.kiosks import last_capped_days
from berakhlak.citizens.many_counters import find_numbers
from berakhlak.citizens.models import Counter
from berakhlak.citizens.poster import FORMATS, counter_poster
from berakhlak.citizens.queries import counter_of, counters_by_number, officers_of
from berakhlak.citizens.ticket_sources import without_tickets
from berakhlak.cycles.current_cycle import cycle_in_reach, own_cycle
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.scope import cycle_units_within
from berakhlak.extensions import db
from berakhlak.pagination import paginate_read
from berakhlak.people.unit_matches import StoredUnits, UnitSource
from berakhlak.permissions import Action, Reach
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

COUNTERS = "/siklus/<row:cycle_id>/loket"
COUNTER = f"{COUNTERS}/<row:counter_id>"
Page = str | tuple[str, int] | Answer
PER_PAGE = 25


@blueprint.get(COUNTERS)
@requires(Action.MANAGE_COUNTERS)
def counters_page(cycle_id: int) -> str:
    """The counters of a cycle, and where to add one."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    may_copy = reach.is_whole and cycle.accepts_answers
    words = searched_words()
    found = find_numbers(db.session(), cycle, reach, words)
    ticketless = without_tickets(db.session(), cycle)
    return render_template(
        "citizens/counters.html",
        cycle=cycle,
        counters=paginate_read(len(found), page_number(), PER_PAGE, partial(_counters, found)),
        words=words,
        ticketless=ticketless.intersection(found),
        capped=last_capped_days(db.session(), cycle.id),
        address=partial(_list_address, cycle.id, words),
        to_copy=counters_to_copy(db.session(), cycle) if may_copy else None,
        unit_form=_unit_form(cycle, reach),
    )


def _counters(found: list[int], first: int, number: int) -> list[Counter]:
    return counters_by_number(db.session(), found[first : first + number])


@blueprint.post(f"{COUNTERS}/salin")
@requires(Action.PREPARE_CYCLES)
def copy_counters(cycle_id: int) -> Answer:
    """Set up those of the cycle before, with their codes."""
    cycle = own_cycle(cycle_id)
    copied = copying.copy_counters(db.session(), cycle, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(
        ngettext(
            "%(num)s loket disalin. Poster yang sudah terpasang tetap berlaku.",
            "%(num)s loket disalin. Poster yang sudah terpasang tetap berlaku.",
            copied.made,
        ),
        "success",
    )
    if copied.without_officers:
        names = ", ".join(copied.without_officers)
        flash(
            _(
                "Tidak disalin, karena petugasnya tidak dinilai dalam siklus ini: %(names)s.",
                names=names,
            ),
            "warning",
        )
    return redirect(url_for(".counters_page", cycle_id=cycle.id))


@blueprint.route(f"{COUNTERS}/baru", methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def new_counter(cycle_id: int) -> Page:
    """Name a counter and tick who serves there, among the officers of one unit."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    form = UnitForm(_units(cycle, reach), formdata=request.args)
    asked = form.unit
    if form.is_typed and (asked.problem or not asked.data):  # To be typed otherwise.
        return redirect(url_for(".counters_page", cycle_id=cycle.id, unit=asked.typed))
    officers = officers_of(db.session(), cycle, asked.data or 0, reach)
    if not officers:
        flash(_("Unit itu tidak memiliki pegawai yang dinilai dalam siklus ini."), "warning")
        return redirect(url_for(".counters_page", cycle_id=cycle.id))
    form = counter_form(officers)
    if form.validate_on_submit():
        if form.chosen():
            counter = operations.add_counter(
                db.session(),
                cycle,
                name=str(form.name.data),
                officers=form.chosen(),
                by=signed_in(),
                at=clock.utc_now(),
            )
            db.session.commit()
            return redirect(url_for(".poster_page", cycle_id=cycle.id, counter_id=counter.id))
        form.refuse(_("Pilih paling sedikit satu petugas."), form.boxes()[0].name)
    return render_page("citizens/new_counter.html", form=form, cycle=cycle, unit=officers[0].unit)


@blueprint.get(COUNTER)
@requires(Action.MANAGE_COUNTERS)
def poster_page(cycle_id: int, counter_id: int) -> str:
    """The QR code to be printed and put up."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    url = public_address("citizens.voice_page", token=counter.token)
    return render_template(
        "citizens/poster.html",
        cycle=cycle,
        counter=counter,
        poster=counter_poster(counter, url),
        formats=FORMATS,
    )


@blueprint.route(f"{COUNTER}/ubah", methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def edit_counter(cycle_id: int, counter_id: int) -> Page:
    """Rename the counter; from here it is closed, opened again, or given another code."""
    counter = _mendable(cycle_id, counter_id)
    form = CounterNameForm(obj=counter)
    if form.validate_on_submit():
        operations.rename_counter(
            db.session(), counter, name=str(form.name.data), by=signed_in(), at=clock.utc_now()
        )
        db.session.commit()
        flash(
            _("Nama loket tersimpan. Poster memuat namanya, jadi cetak lagi posternya."),
            "success",
        )
        return redirect(url_for(".counters_page", cycle_id=cycle_id))
    return render_page(
        "citizens/edit_counter.html", form=form, cycle=counter.cycle, counter=counter
    )


@blueprint.route(f"{COUNTER}/tutup", methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def close_counter(cycle_id: int, counter_id: int) -> Page:
    """Take no more voices here; asked first."""

    def act(counter: Counter) -> Answer:
        operations.close_counter(db.session(), counter, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(_("Loket ditutup. Turunkan posternya."), "success")
        return redirect(url_for(".counters_page", cycle_id=cycle_id))

    return _confirmed("close_counter", _mendable(cycle_id, counter_id), act)


@blueprint.post(f"{COUNTER}/buka")
@requires(Action.MANAGE_COUNTERS)
def reopen_counter(cycle_id: int, counter_id: int) -> Page:
    """Take voices again behind the same code."""
    counter = _mendable(cycle_id, counter_id)
    operations.reopen_counter(db.session(), counter, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Loket dibuka kembali dengan kode QR yang sama."), "success")
    return redirect(url_for(".counters_page", cycle_id=cycle_id))


@blueprint.route(f"{COUNTER}/ganti-kode", methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def replace_code(cycle_id: int, counter_id: int) -> Page:
    """A new code and poster; asked first."""

    def act(counter: Counter) -> Answer:
        operations.replace_code(db.session(), counter, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(_("Kode QR diganti. Cetak dan pasang poster yang baru ini."), "success")
        return redirect(url_for(".poster_page", cycle_id=cycle_id, counter_id=counter_id))

    return _confirmed("replace_code", _mendable(cycle_id, counter_id), act)


def _list_address(cycle_id: int, words: str, number: int) -> str:
    return url_for(".counters_page", cycle_id=cycle_id, cari=words or None, halaman=number)


def _unit_form(cycle: Cycle, reach: Reach) -> UnitForm:
    """Empty, or with what was typed and is no unit, and the reason beside it."""
    form = UnitForm(_units(cycle, reach), formdata=request.args if "unit" in request.args else None)
    if form.is_typed:
        form.validate()
    return form


def _units(cycle: Cycle, reach: Reach) -> UnitSource:
    return StoredUnits(db.session(), CycleUnit, CycleUnit.id.in_(cycle_units_within(cycle, reach)))


def _confirmed(step: str, counter: Counter, act: Callable[[Counter], Answer]) -> Page:
    form = ConfirmForm()
    if form.validate_on_submit():
        return act(counter)
    return render_page(f"citizens/{step}.html", form=form, cycle=counter.cycle, counter=counter)


def _mendable(cycle_id: int, counter_id: int) -> Counter:
    """A counter that the reader manages, in an open cycle. Raises NotFound, CounterNotEditable."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    counter = counter_of(db.session(), cycle, counter_id, reach)
    operations.require_mendable(counter)
    return counter
