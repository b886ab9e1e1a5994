"""/siklus/ID/percakapan: how many talks and steps followed profiles; for HR, counts alone."""

from __future__ import annotations

from flask import render_template, url_for

from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.development.blueprint import blueprint
from berakhlak.development.counts import talk_counts, total_of
from berakhlak.development.words import total_words
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires

PER_PAGE = 50


@blueprint.get("/siklus/<row:cycle_id>/percakapan")
@requires(Action.COUNT_TALKS)
def talk_counts_page(cycle_id: int) -> str:
    """By unit, from five officers on; who talked about what stays with the two."""
    cycle, _reach = cycle_in_reach(cycle_id, Action.COUNT_TALKS)
    rows = talk_counts(db.session(), cycle)
    total = total_of(rows)
    return render_template(
        "development/counts.html",
        cycle=cycle,
        rows=paginate_list(rows, page_number(), PER_PAGE),
        address=lambda page: url_for(".talk_counts_page", cycle_id=cycle.id, halaman=page),
        said=total_words(total) if total else "",
    )
