"""/akses-khusus/…/isi: what was opened, to read, and nothing to act on."""

from __future__ import annotations

from flask import render_template
from flask.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_second_step_again
from berakhlak.accounts.session import signed_in
from berakhlak.documents.layout import SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import agency_timezone, no_store_response, reader_language
from berakhlak.exceptional_access.blueprint import blueprint
from berakhlak.exceptional_access.models import ExceptionalAccess, OpenedContent
from berakhlak.exceptional_access.operations import count_reading
from berakhlak.exceptional_access.queries import own_open_access
from berakhlak.exceptional_access.words import GROUNDS, standing
from berakhlak.extensions import db
from berakhlak.objections.queries import rounds_of
from berakhlak.objections.words import OUTCOMES, part_words
from berakhlak.permissions import Action
from berakhlak.profiles.builder import build_profile, draw_value_charts
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.queries import load_profile_source
from berakhlak.profiles.views import note_reading
from berakhlak.web.guards import requires


@blueprint.get("/akses-khusus/<row:access_id>/isi")
@requires(Action.BREAK_GLASS)
@asks_second_step_again
def content_page(access_id: int) -> Response:
    """What was opened; each reading is counted before it is shown."""
    access = own_open_access(db.session(), signed_in(), access_id, clock.utc_now())
    count_reading(db.session(), access)
    if access.thing is OpenedContent.PROFILE:
        note_reading(access.participant, ReadingWay.PAGE)
    db.session.commit()
    show = {OpenedContent.PROFILE: _profile, OpenedContent.OBJECTION: _objection}[access.thing]
    return no_store_response(show(access))


def _profile(access: ExceptionalAccess) -> str:
    source = load_profile_source(db.session(), access.participant, agency_timezone())
    language = reader_language()
    return render_template(
        "exceptional_access/profile.html",
        profile=build_profile(source, language, SCREEN),
        wide=draw_value_charts(source, language, WIDE),
        palette=chart_palette(screen=True),
        instruments=None,
        **_about(access),
    )


def _objection(access: ExceptionalAccess) -> str:
    seat = access.participant
    rounds = rounds_of(db.session(), seat.id)
    instrument, language = seat.cycle.instrument.content, reader_language()
    return render_template(
        "exceptional_access/objection.html",
        seat=seat,
        objection=rounds[-1] if rounds else None,
        earlier=rounds[:-1],
        part=part_words(rounds[-1], instrument, language) if rounds else "",
        outcomes=OUTCOMES,
        **_about(access),
    )


def _about(access: ExceptionalAccess) -> dict[str, object]:
    """What the head of every such page says."""
    return {
        "access": access,
        "standing": standing(access, clock.utc_now()),
        "ground": GROUNDS[access.ground],
    }
