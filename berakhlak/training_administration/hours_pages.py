"""/pelatihan/jp: how many officers of each unit have reached the hours of a year."""

from __future__ import annotations

from flask import render_template, url_for

from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.training.hours import YEARLY_HOURS, hours_by_unit, officers_and_reached
from berakhlak.training_administration.blueprint import blueprint
from berakhlak.training_administration.need_pages import asked_year
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires

PER_PAGE = 50


@blueprint.get("/pelatihan/jp")
@requires(Action.MANAGE_TRAINING)
def hours_page() -> str:
    """By unit; from HR's own rolls."""
    year = asked_year()
    session, agency_id = db.session(), signed_in().agency_id
    officers, reached = officers_and_reached(session, agency_id, year)
    return render_template(
        "training_administration/hours.html",
        year=year,
        rows=hours_by_unit(session, agency_id, year, page_number(), PER_PAGE),
        address=lambda page: url_for(".hours_page", tahun=year, halaman=page),
        officers=officers,
        reached=reached,
        wanted=YEARLY_HOURS,
    )
