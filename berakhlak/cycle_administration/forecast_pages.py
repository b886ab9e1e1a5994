"""/siklus/…/perkiraan: where officers will miss the minimum, by office and unit."""

from __future__ import annotations

from functools import partial

from flask import request, url_for

from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.chasing import cycle_tree
from berakhlak.cycle_administration.confirmation import Answer, cycle_row_today
from berakhlak.cycle_administration.minimum_forecast import (
    LEAST_DAYS,
    by_office,
    forecast_minimum,
    total_of,
)
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 50


@blueprint.get(CYCLE + "/perkiraan")
@requires(Action.PREPARE_CYCLES)
def minimum_forecast_page(cycle_id: int) -> Answer:
    """Offices, or the units of one, with the officers of whom a group may not be shown."""
    cycle, reach = cycle_in_reach(cycle_id, Action.PREPARE_CYCLES)
    session = db.session()
    tree = cycle_tree(session, cycle, reach)
    look = cycle_row_today(cycle).progress_today if cycle.accepts_answers else None
    found = forecast_minimum(session, cycle, look) if look else None
    chosen = request.args.get("opd", type=int)
    office = tree.named.get(chosen) if chosen else None
    rows = by_office(tree, found, office and office.id) if found else []
    return render_page(
        "cycle_administration/minimum_forecast.html",
        cycle=cycle,
        progress=look,
        office=office,
        total=total_of(row.found for row in rows),
        is_told=found is not None,
        least_days=LEAST_DAYS,
        rows=paginate_list(rows, page_number(), PER_PAGE),
        page_address=partial(_address, cycle_id, office and office.id),
    )


def _address(cycle_id: int, office_id: int | None, number: int) -> str:
    return url_for(".minimum_forecast_page", cycle_id=cycle_id, opd=office_id, halaman=number)
