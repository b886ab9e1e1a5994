"""/tugas/pemberitahuan: a rater has read the notice on data protection."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response as Answer

from berakhlak.accounts.session import session_secret, signed_in
from berakhlak.data_rights.notices import note_read
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.ratings.blueprint import blueprint
from berakhlak.web.guards import requires


@blueprint.post("/tugas/pemberitahuan")
@requires(Action.RATE)
def acknowledge_notice() -> Answer:
    """Say that one has read the notice on data protection."""
    session = db.session
    note_read(session(), signed_in().id, secret=session_secret(), today=local_today())
    session.commit()
    return redirect(url_for(".tasks_page"))
