"""/data-saya: what the product keeps of whoever is signed in, and all of it as one file."""

from __future__ import annotations

from flask import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import current_account
from berakhlak.documents.responses import agency_timezone, attached_file, reader_language
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.personal_data.blueprint import blueprint
from berakhlak.personal_data.bundle import bundle
from berakhlak.personal_data.holder import Holder
from berakhlak.personal_data.own_data import own_kinds
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

MOST_ROWS = 20
"""Of each kind on the page; the file has all."""


@blueprint.get("/data-saya")
@requires(Action.OWN_ACCOUNT)
def my_data() -> tuple[str, int]:
    """Kind by kind: what is kept, why, how long, who sees it, and what is not shown, and why."""
    kinds = own_kinds(_holder())
    return render_page("personal_data/my_data.html", kinds=kinds, most=MOST_ROWS)


@blueprint.get("/data-saya.zip")
@requires(Action.OWN_ACCOUNT)
@asks_password_again
def my_data_file() -> Response:
    """Everything of the page as one file. Nothing records that it was taken: beside a rater's
    sheets, a record of when somebody came would tell whose they are."""
    content = in_turn(DOCUMENTS, bundle)(
        _holder(), at=clock.utc_now(), day=local_today(), language=reader_language()
    )
    return attached_file(content, "data-saya.zip", "application/zip")


def _holder() -> Holder:
    return Holder(db.session(), current_account(), agency_timezone())
