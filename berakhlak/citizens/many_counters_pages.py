"""/siklus/ID/loket/sekaligus: posters of many counters, and closing and opening them at once."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.citizens import many_counters
from berakhlak.citizens.many_counters import ChangedCounters, chosen_counters, find_counters
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterNotEditable
from berakhlak.citizens.poster import FORMATS
from berakhlak.citizens.posters_job import POSTERS
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import LARGEST_ID, db
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.permissions import Action
from berakhlak.web.addresses import searched_words
from berakhlak.web.forms import BaseForm, ConfirmForm, RadiosField, SelectChoice
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

blueprint = Blueprint("many_counters", __name__)
MANY = "/siklus/<row:cycle_id>/loket/sekaligus"
Page = tuple[str, int] | Response


class PostersForm(BaseForm):
    """On which paper."""

    size = RadiosField(
        _("Ukuran kertas"),
        thing=_("ukuran kertas"),
        choices=[SelectChoice(code, each.label) for code, each in FORMATS.items()],
        default="a5",
    )


@blueprint.route(MANY, methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def many_page(cycle_id: int) -> Page:
    """What to do with the counters that were ticked, or found; here their posters are asked for."""
    cycle, counters = _chosen(cycle_id)
    if not counters:
        return _none_chosen(cycle)
    form = PostersForm()
    is_any_open = any(each.closed_at is None for each in counters)
    if is_any_open and form.validate_on_submit():
        return redirect(_ask_for_posters(cycle, counters, str(form.size.data)))
    return render_page(
        "citizens/many_counters.html",
        form=form,
        cycle=cycle,
        counters=counters,
        numbers=_as_words(counters),
        open_ones=[each for each in counters if each.closed_at is None],
        closed_ones=[each for each in counters if each.closed_at is not None],
    )


@blueprint.route(f"{MANY}/tutup", methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def close_many(cycle_id: int) -> Page:
    """Take no more voices at any of them; asked first."""
    cycle, counters = _mendable(cycle_id)
    if not counters:
        return _none_chosen(cycle)
    form = ConfirmForm()
    if form.validate_on_submit():
        counts = many_counters.close_counters(
            db.session(), counters, by=signed_in(), at=clock.utc_now()
        )
        db.session.commit()
        flash(_closed_words(counts), "success")
        return _to_list(cycle)
    return render_page(
        "citizens/close_counters.html",
        form=form,
        cycle=cycle,
        counters=counters,
        open_count=sum(each.closed_at is None for each in counters),
        numbers=_as_words(counters),
    )


@blueprint.post(f"{MANY}/buka")
@requires(Action.MANAGE_COUNTERS)
def reopen_many(cycle_id: int) -> Page:
    """Take voices again, behind the same codes."""
    cycle, counters = _mendable(cycle_id)
    if not counters:
        return _none_chosen(cycle)
    counts = many_counters.reopen_counters(
        db.session(), counters, by=signed_in(), at=clock.utc_now()
    )
    db.session.commit()
    flash(_opened_words(counts), "success")
    return _to_list(cycle)


def _chosen(cycle_id: int) -> tuple[Cycle, Sequence[Counter]]:
    """Those of `?loket=1&loket=2` or of `?pilihan=1,2`; else all that `?cari=` finds."""
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    ticked = [*request.args.getlist("loket"), *request.args.get("pilihan", "").split(",")]
    numbers = {int(each) for each in ticked if each.isdecimal() and len(each) < 11}
    if numbers:
        numbers = {each for each in numbers if each <= LARGEST_ID}
        return cycle, chosen_counters(db.session(), cycle, reach, numbers)
    return cycle, find_counters(db.session(), cycle, reach, searched_words())


def _mendable(cycle_id: int) -> tuple[Cycle, Sequence[Counter]]:
    """Raises CounterNotEditable."""
    cycle, counters = _chosen(cycle_id)
    if not cycle.accepts_answers:
        raise CounterNotEditable
    return cycle, counters


def _as_words(counters: Sequence[Counter]) -> str:
    return ",".join(str(each.id) for each in counters)


def _to_list(cycle: Cycle) -> Response:
    return redirect(url_for("citizens.counters_page", cycle_id=cycle.id))


def _none_chosen(cycle: Cycle) -> Response:
    flash(_("Tidak ada loket yang cocok. Centang loketnya, atau ubah kata yang dicari."), "warning")
    return _to_list(cycle)


def _ask_for_posters(cycle: Cycle, counters: Sequence[Counter], size: str) -> str:
    """The address of the job; one job for the same wish, however often it is clicked."""
    numbers = [each.id for each in counters if each.closed_at is None]
    mark = sha256(repr((cycle.id, size, numbers)).encode()).hexdigest()[:32]
    job = ask_for_job(
        POSTERS,
        {
            "cycle": cycle.id,
            "counters": numbers,
            "size": size,
            "address": public_address("short_codes.short_code_page"),
        },
        key=f"{signed_in().id}:{mark}",
        agency_id=cycle.agency_id,
        subject=cycle.name,
    )
    return commit_job(job)


def _closed_words(counts: ChangedCounters) -> str:
    return str(
        ngettext(
            "%(num)s loket dipilih: %(done)s ditutup sekarang, %(before)s sudah ditutup "
            "sebelumnya. Turunkan posternya.",
            "%(num)s loket dipilih: %(done)s ditutup sekarang, %(before)s sudah ditutup "
            "sebelumnya. Turunkan posternya.",
            counts.chosen,
            done=counts.changed,
            before=counts.unchanged,
        )
    )


def _opened_words(counts: ChangedCounters) -> str:
    return str(
        ngettext(
            "%(num)s loket dipilih: %(done)s dibuka kembali dengan kode yang sama, %(before)s "
            "memang terbuka.",
            "%(num)s loket dipilih: %(done)s dibuka kembali dengan kode yang sama, %(before)s "
            "memang terbuka.",
            counts.chosen,
            done=counts.changed,
            before=counts.unchanged,
        )
    )
