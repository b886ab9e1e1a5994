"""/hasil: published results of the units that a reader is responsible for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import own_reach
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.results.access import readable_results
from berakhlak.results.blueprint import blueprint
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

PLACE = NavigationEntry(
    _("Hasil"),
    "results.published_results",
    "report",
    Action.READ_RESULTS,
    section=("results.*",),
    unless=Action.PREPARE_CYCLES,  # They find results on the pages of cycles.
)


@blueprint.get("/hasil")
@requires(Action.READ_RESULTS)
def published_results() -> tuple[str, int]:
    """Published cycles with the units whose results the reader may open."""
    found = readable_results(db.session(), own_reach(Action.READ_RESULTS))
    return render_page("results/published.html", found=found)
