"""HR's page about a unit's public page: what hinders it, opening, closing, more figures."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.errors import StateConflict
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.people.scope import covers_unit
from berakhlak.permissions import Action
from berakhlak.public_pages import operations, queries
from berakhlak.public_pages.open_data import LICENCE
from berakhlak.public_pages.views import blueprint, kept_pages
from berakhlak.service_standards.queries import UnitNotFound
from berakhlak.service_standards.views import UNIT
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
PAGE = f"{UNIT}/publik"


@blueprint.get(PAGE)
@requires(Action.PUBLISH_UNITS)
def switch_page(work_unit_id: int) -> Answer:
    """Whether the page is open, what everybody reads on it, and what stands in the way."""
    unit, session = _unit(work_unit_id), db.session()
    page = queries.page_of_unit(session, unit.id)
    return render_page(
        "public_pages/switch.html",
        unit=unit,
        page=page,
        hindrances=list(operations.hindrances(session, unit, local_today())),
        waiting=queries.releasable_cycles(session, unit.id),
        released=queries.releases_of(session, unit.id),
        licence=LICENCE,
    )


@blueprint.post(f"{PAGE}/buka")
@requires(Action.PUBLISH_UNITS)
@asks_password_again
def switch_on(work_unit_id: int) -> Answer:
    """Open it, with the figures of published cycles, once they were attacked in vain."""
    unit, session = _unit(work_unit_id), db.session()
    try:
        operations.switch_on(session, unit, by=signed_in(), at=clock.utc_now(), today=local_today())
    except StateConflict as refused:
        session.rollback()
        flash(str(refused), "warning")
        return redirect(url_for(".switch_page", work_unit_id=work_unit_id))
    return _done(work_unit_id, _("Halaman publik dibuka."))


@blueprint.post(f"{PAGE}/tutup")
@requires(Action.PUBLISH_UNITS)
def switch_off(work_unit_id: int) -> Answer:
    """Close it; copies that others made stay with them."""
    unit, session = _unit(work_unit_id), db.session()
    operations.switch_off(session, unit, by=signed_in(), at=clock.utc_now(), today=local_today())
    return _done(
        work_unit_id,
        _(
            "Halaman publik ditutup; paling lama enam menit lagi tidak tampil lagi. "
            "Yang sudah disalin orang lain, mesin pencari, dan arsip web tidak ikut hilang."
        ),
    )


@blueprint.post(f"{PAGE}/angka/<row:cycle_id>")
@requires(Action.PUBLISH_UNITS)
@asks_password_again
def release_figures(work_unit_id: int, cycle_id: int) -> Answer:
    """Show the figures of one more cycle."""
    unit, session = _unit(work_unit_id), db.session()
    waiting = queries.releasable_cycles(session, unit.id)
    cycle = next((each for each in waiting if each.id == cycle_id), None)
    page = queries.page_of_unit(session, unit.id)
    if cycle is None or page is None or not page.is_on:
        raise queries.PageNotPublic
    try:
        operations.release_figures(
            session, unit, cycle, by=signed_in(), at=clock.utc_now(), today=local_today()
        )
    except StateConflict as refused:
        session.rollback()
        flash(str(refused), "warning")
        return redirect(url_for(".switch_page", work_unit_id=work_unit_id))
    return _done(work_unit_id, _("Angkanya tampil di halaman publik."))


def _done(unit_id: int, words: str) -> Answer:
    db.session.commit()
    kept_pages().forget()
    flash(words, "success")
    return redirect(url_for(".switch_page", work_unit_id=unit_id))


def _unit(unit_id: int) -> Unit:
    """A unit within reach. Raises UnitNotFound."""
    session = db.session()
    if not covers_unit(session, own_reach(Action.PUBLISH_UNITS), unit_id):
        raise UnitNotFound
    return session.get_one(Unit, unit_id)


def _link(unit_id: int) -> Markup:
    """For the page of a unit, whose room lies below and knows nothing of this one."""
    page = queries.page_of_unit(db.session(), unit_id)
    words = _("Dibuka untuk umum.") if page and page.is_on else _("Tidak dibuka untuk umum.")
    address = url_for("public_pages.switch_page", work_unit_id=unit_id)
    return Markup('<p>{} <a href="{}">{}</a></p>').format(words, address, _("Atur halaman publik"))


blueprint.add_app_template_global(_link, "public_page_link")
