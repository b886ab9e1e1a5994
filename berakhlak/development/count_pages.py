"""/siklus/ID/percakapan: how many talks and steps followed profiles; for HR, counts alone."""

from __future__ import annotations

from flask import render_template

from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.development.blueprint import blueprint
from berakhlak.development.counts import talk_counts, total_of
from berakhlak.development.words import total_words
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires


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
        rows=rows,
        said=total_words(total) if total else "",
    )
