"""/privasi: what is done with data of officers, raters and visitors, and what each may ask."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from berakhlak.accounts.queries import agency_name
from berakhlak.accounts.session import session_secret, signed_in
from berakhlak.data_rights.blueprint import blueprint
from berakhlak.data_rights.notices import VERSION, read_in
from berakhlak.data_rights.terms import TERMS
from berakhlak.extensions import db
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


@blueprint.app_context_processor
def _shared() -> dict[str, Callable[[], str]]:
    """Where every page leads for the notice."""
    return {"notice_address": lambda: url_for("data_rights.notice_page")}


@blueprint.get("/privasi")
@open_to_all
def notice_page() -> Answer:
    """The notice, for everybody; whoever has an account is told whether they have read it."""
    is_in = current_user.is_authenticated
    session = db.session()
    return render_page(
        "data_rights/notice.html",
        agency=agency_name(session, signed_in().agency_id) if is_in else "",
        month=read_in(session, signed_in().id, secret=session_secret()) if is_in else None,
        opens_all=is_in and not signed_in().only,
        version=VERSION,
        terms=TERMS,
    )
