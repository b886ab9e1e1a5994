"""/profil: the profiles that the signed-in account may read, on screen and as PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, make_response, render_template, url_for
from flask.wrappers import Response
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import current_account
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.profiles import queries
from berakhlak.profiles.builder import LANGUAGES, build_profile
from berakhlak.profiles.document import Source
from berakhlak.profiles.layout import SCREEN
from berakhlak.reports.documents import profile_html, profile_pdf, source_of
from berakhlak.reports.palette import palette
from berakhlak.signing.desk import issuing_desk
from berakhlak.web.guards import requires

blueprint = Blueprint("reports", __name__)


class ProfileNotFound(NotFound):
    """No such profile, or none that this account may know of: the answer is the same."""

    message = _("Profil ini tidak ada, belum diterbitkan, atau tidak terbuka untuk akun Anda.")


@blueprint.get("/profil")
@requires()
def profiles() -> str:
    """The reader's own published profiles and those of the team they lead."""
    session = db.session()
    reader = queries.reader(session, current_account())
    return render_template(
        "reports/profiles.html",
        own=queries.own_profiles(session, reader),
        team=queries.team_profiles(session, reader),
    )


@blueprint.get("/profil/<int(max=2147483647):participant_id>")
@requires()
def profile(participant_id: int) -> Response:
    """One profile on screen."""
    built = build_profile(_readable(participant_id), _language(), SCREEN)
    page = render_template(
        "reports/profile.html",
        profile=built,
        palette=palette(),
        pdf=url_for("reports.profile_file", participant_id=participant_id),
    )
    return _unstored(page)


@blueprint.get("/profil/<int(max=2147483647):participant_id>.pdf")
@requires()
def profile_file(participant_id: int) -> Response:
    """One profile as a PDF to keep, in the reader's language; the first download issues it."""
    built = build_profile(_readable(participant_id), _language())
    content = issuing_desk().issue(
        db.session(),
        built,
        source=source_of(profile_html(built)),
        render=profile_pdf,
        by=current_account(),
        at=clock.now(),
    )
    db.session.commit()
    response = _unstored(content)
    response.mimetype = "application/pdf"
    # The name is plain ASCII by construction, so it needs no encoding.
    response.headers["Content-Disposition"] = f'attachment; filename="{built.file_stem}.pdf"'
    return response


def _readable(participant_id: int) -> Source:
    session = db.session()
    reader = queries.reader(session, current_account())
    participant = queries.readable(session, reader, participant_id)
    if participant is None:
        raise ProfileNotFound
    return queries.source(session, participant, _timezone())


def _unstored(content: Any) -> Response:
    response = make_response(content)
    response.headers["Cache-Control"] = "no-store"
    return response


def _language() -> str:
    chosen = str(get_locale())
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _timezone() -> str:
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
