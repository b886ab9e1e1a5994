"""/data-saya/akses-khusus: who opened what of mine, when and why."""

from __future__ import annotations

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.exceptional_access.blueprint import blueprint
from berakhlak.exceptional_access.queries import accesses_to_own
from berakhlak.exceptional_access.words import GROUNDS, THINGS, standing
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.get("/data-saya/akses-khusus")
@requires(Action.OWN_ACCOUNT)
def accesses_to_mine() -> tuple[str, int]:
    """Every exceptional access to what is the reader's own, as long as its results are kept."""
    return render_page(
        "exceptional_access/mine.html",
        accesses=accesses_to_own(db.session(), signed_in().id),
        now=clock.utc_now(),
        things=THINGS,
        grounds=GROUNDS,
        standing=standing,
    )
