"""HR's page of a counter's doors: what hands out tickets, how many voices came, what was held."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as Answer

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.citizens import door_counts, operations, ticket_sources
from berakhlak.citizens.blueprint import blueprint
from berakhlak.citizens.counter_pages import COUNTER
from berakhlak.citizens.doors import Door
from berakhlak.citizens.forms import SlipsForm
from berakhlak.citizens.models import Counter
from berakhlak.citizens.queries import counter_of
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

DOORS = f"{COUNTER}/jalur"
SOURCE = f"{DOORS}/<row:source_id>"
BATCH = f"{DOORS}/tahanan/<row:batch_id>"
Page = str | tuple[str, int] | Answer
DOOR_NAMES = {
    Door.POSTER: _("Poster"),
    Door.DISPLAY: _("Layar loket"),
    Door.SLIP: _("Slip kunjungan"),
    Door.QUEUE: _("Sistem antrean"),
    Door.KIOSK: _("Kios"),
    Door.PAPER: _("Slip kertas"),
}


@blueprint.route(DOORS, methods=["GET", "POST"])
@requires(Action.MANAGE_COUNTERS)
def doors_page(cycle_id: int, counter_id: int) -> Page:
    """The doors of a counter; more slips are made here."""
    counter, form = _counter(cycle_id, counter_id), SlipsForm()
    if form.validate_on_submit():
        number = int(form.number.data or 0)
        now = clock.utc_now()
        ticket_sources.print_slips(db.session(), counter, number=number, by=signed_in(), at=now)
        db.session.commit()
        flash(_("Slip siap diunduh."), "success")
        return _back(counter)
    today = local_today()
    return render_page(
        "citizens/doors.html",
        form=form,
        counter=counter,
        cycle=counter.cycle,
        names=DOOR_NAMES,
        sources=ticket_sources.sources_of(db.session(), counter),
        days=door_counts.by_day(db.session(), counter, today),
        hours=door_counts.by_hour(db.session(), counter, today),
        batches=door_counts.batches_of(db.session(), counter, today),
        screened=door_counts.screened_percent(db.session(), counter, today),
        in_steps=door_counts.in_steps,
    )


@blueprint.post(f"{DOORS}/poster/buka")
@requires(Action.MANAGE_COUNTERS)
def open_poster(cycle_id: int, counter_id: int) -> Answer:
    """Take voices by the poster, too."""
    return _poster(cycle_id, counter_id, takes=True)


@blueprint.post(f"{DOORS}/poster/tutup")
@requires(Action.MANAGE_COUNTERS)
def shut_poster(cycle_id: int, counter_id: int) -> Answer:
    """Take voices by tickets and the display alone."""
    return _poster(cycle_id, counter_id, takes=False)


@blueprint.post(f"{DOORS}/antrean")
@requires(Action.MANAGE_COUNTERS)
def connect_queue(cycle_id: int, counter_id: int) -> str:
    """Let a queue system ask for tickets; its secret is shown this once."""
    counter, secret = _connected(cycle_id, counter_id, Door.QUEUE)
    address = public_address("citizens.give_ticket")
    return _secret_page(counter, address=address, secret=secret, is_queue=True)


@blueprint.post(f"{DOORS}/layar")
@requires(Action.MANAGE_COUNTERS)
def connect_display(cycle_id: int, counter_id: int) -> str:
    """Make the address of a display; it is shown this once."""
    counter, secret = _connected(cycle_id, counter_id, Door.DISPLAY)
    address = public_address("citizens.display_page", display=secret)
    return _secret_page(counter, address=address, secret=secret, is_queue=False)


@blueprint.post(f"{SOURCE}/cabut")
@requires(Action.MANAGE_COUNTERS)
def revoke_source(cycle_id: int, counter_id: int, source_id: int) -> Answer:
    """None of its tickets opens any more."""
    counter = _counter(cycle_id, counter_id)
    source = ticket_sources.source_of(db.session(), counter, source_id)
    ticket_sources.revoke_source(db.session(), source, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Dicabut: tiketnya tidak berlaku lagi."), "success")
    return _back(counter)


@blueprint.post(f"{BATCH}/hitung")
@requires(Action.MANAGE_COUNTERS)
def release_batch(cycle_id: int, counter_id: int, batch_id: int) -> Answer:
    """Let all held voices of one day count."""
    return _judged(cycle_id, counter_id, batch_id, release=True)


@blueprint.post(f"{BATCH}/buang")
@requires(Action.MANAGE_COUNTERS)
def drop_batch(cycle_id: int, counter_id: int, batch_id: int) -> Answer:
    """Let none of them count."""
    return _judged(cycle_id, counter_id, batch_id, release=False)


def _poster(cycle_id: int, counter_id: int, *, takes: bool) -> Answer:
    counter, now = _counter(cycle_id, counter_id), clock.utc_now()
    operations.choose_poster(db.session(), counter, takes=takes, by=signed_in(), at=now)
    db.session.commit()
    return _back(counter)


def _connected(cycle_id: int, counter_id: int, door: Door) -> tuple[Counter, str]:
    counter, now = _counter(cycle_id, counter_id), clock.utc_now()
    _source, secret = ticket_sources.connect_machine(
        db.session(), counter, door, by=signed_in(), at=now
    )
    db.session.commit()
    return counter, secret


def _secret_page(counter: Counter, **told: str | bool) -> str:
    return render_template("citizens/connected.html", counter=counter, cycle=counter.cycle, **told)


def _judged(cycle_id: int, counter_id: int, batch_id: int, *, release: bool) -> Answer:
    counter, today = _counter(cycle_id, counter_id), local_today()
    held = door_counts.batches_of(db.session(), counter, today)
    batch = next((each for each in held if each.id == batch_id), None)
    if batch is None:
        raise NotFound
    now = clock.utc_now()
    operations.judge_batch(db.session(), batch, release=release, by=signed_in(), at=now)
    db.session.commit()
    return _back(counter)


def _counter(cycle_id: int, counter_id: int) -> Counter:
    cycle, reach = cycle_in_reach(cycle_id, Action.MANAGE_COUNTERS)
    return counter_of(db.session(), cycle, counter_id, reach)


def _back(counter: Counter) -> Answer:
    return redirect(url_for(".doors_page", cycle_id=counter.cycle_id, counter_id=counter.id))
