"""/profil: the profiles that the signed-in account may read, on screen and as PDF."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.wrappers import Response
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import instrument_tabs
from berakhlak.cycles.models import Participant
from berakhlak.documents.layout import SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import (
    agency_timezone,
    no_store_response,
    pdf_file,
    reader_language,
)
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.profiles import queries
from berakhlak.profiles.blueprint import blueprint
from berakhlak.profiles.builder import build_profile, draw_value_charts
from berakhlak.profiles.editions import STANDARD, SUFFIXES, build_form
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.printing import document_source_hash, printable_profile, profile_pdf
from berakhlak.profiles.profile import ProfileSource
from berakhlak.profiles.readings import readings_of, record_reading
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import is_named, note_with_commit
from berakhlak.signing.issuing import document_issuer
from berakhlak.web.admission import DOCUMENTS, in_turn
from berakhlak.web.guards import requires

WAYS = {
    ReadingWay.PREVIEW: _("Dibaca sebelum terbit"),
    ReadingWay.PAGE: _("Dibaca di layar"),
    ReadingWay.FILE: _("Diunduh sebagai PDF"),
    ReadingWay.EXPORT: _("Dibawa dalam ekspor"),
}


class ProfileNotFound(NotFound):
    """No such profile, or none that this account may know of: the answer is the same."""

    message = _("Profil ini tidak ada, belum diterbitkan, atau tidak terbuka untuk akun Anda.")


@blueprint.get("/profil")
@requires(Action.READ_PROFILES)
def profiles_page() -> str:
    """The reader's own published profiles and those of the team they lead."""
    session = db.session()
    reader = queries.profile_reader(session, signed_in())
    return render_template(
        "profiles/profiles.html",
        own=queries.own_profiles(session, reader),
        team=queries.team_profiles(session, reader),
    )


@blueprint.get("/profil/<row:participant_id>")
@requires(Action.READ_PROFILES)
def profile_page(participant_id: int) -> Response:
    """One profile on screen; read by somebody else than the officer, it is on record."""
    participant, is_own = _readable(participant_id)
    if not is_own:
        note_reading(participant, ReadingWay.PAGE)
        db.session.commit()
    source, language = _source(participant), reader_language()
    built = build_profile(source, language, SCREEN)
    page = render_template(
        "profiles/profile.html",
        profile=built,
        wide=draw_value_charts(source, language, WIDE),
        palette=chart_palette(screen=True),
        pdf=url_for("profiles.profile_file", participant_id=participant_id),
        other_forms=_other_forms(participant_id),
        readings=readings_of(db.session(), participant_id) if is_own else None,
        ways=WAYS,
        instruments=profile_tabs(participant, ".profile_page"),
        **_shared_pages(participant, is_own=is_own),
    )
    return no_store_response(page)


def _shared_pages(participant: Participant, *, is_own: bool) -> dict[str, object]:
    """What the officer and who led them find beside a profile: the plan, and the next profile; and
    who decides on an objection, the objection."""
    reader = queries.profile_reader(db.session(), signed_in())
    is_leader = queries.leads(reader, participant)
    plan = url_for("development.plan_page", participant_id=participant.id)
    around = queries.neighbours(db.session(), reader, participant) if is_leader else ()
    ours = is_own or is_leader
    rating = url_for("performance.rating_page", participant_id=participant.id)
    shared: dict[str, object] = {
        "plan": plan if ours else "",
        "rating": rating if ours and participant.cycle.carries_ratings else "",
        "neighbours": around,
        "growth": url_for("development.growth_page") if is_own else "",
    }
    if ours or queries.decides(db.session(), reader, participant):
        shared["response"] = url_for("objections.response_page", participant_id=participant.id)
    return shared


def profile_tabs(participant: Participant, endpoint: str) -> list[dict[str, object]]:
    """Links between the profiles of one officer from two instruments."""
    beside = queries.participants_beside(db.session(), participant)
    return instrument_tabs(
        participant.cycle, lambda each: url_for(endpoint, participant_id=beside[each.id])
    )


@blueprint.get("/profil/<row:participant_id>.pdf")
@requires(Action.READ_PROFILES)
def profile_file(participant_id: int) -> Response:
    """One profile as a PDF to keep, in the reader's language; the first download issues it.

    ?bentuk=lengkap or ringkas chooses another form than the usual one; ?arsip=1 attaches figures.
    """
    participant, is_own = _readable(participant_id)
    built = build_form(
        _source(participant), reader_language(), _form(), archive="arsip" in request.args
    )
    content = document_issuer().issue(
        db.session(),
        built,
        source=document_source_hash(printable_profile(built)),
        render=in_turn(DOCUMENTS, profile_pdf),
        by=signed_in(),
        at=clock.utc_now(),
    )
    if not is_own:
        note_reading(participant, ReadingWay.FILE)
        _record_download(participant)
    db.session.commit()
    return pdf_file(content, f"{built.file_stem}.pdf")


def _other_forms(participant_id: int) -> list[tuple[object, str]]:
    """What else than the usual PDF may be downloaded: words and address."""
    choices: tuple[tuple[object, dict[str, Any]], ...] = (
        (_("Lengkap, 6–10 halaman, dengan panduan percakapan"), {"bentuk": SUFFIXES["full"]}),
        (_("Ringkas, 2 halaman"), {"bentuk": SUFFIXES["short"]}),
        (_("Untuk arsip: PDF/A-3 dengan angka terlampir"), {"arsip": "1"}),
    )
    return [
        (words, url_for("profiles.profile_file", participant_id=participant_id, **arguments))
        for words, arguments in choices
    ]


def _form() -> str:
    chosen = request.args.get("bentuk")
    known = {word: form for form, word in SUFFIXES.items()} | {None: STANDARD}
    if chosen not in known:
        raise ProfileNotFound
    return known[chosen]


def _readable(participant_id: int) -> tuple[Participant, bool]:
    """The officer whose profile this account may read, and whether it is their own."""
    session = db.session()
    reader = queries.profile_reader(session, signed_in())
    participant = queries.find_readable_participant(session, reader, participant_id)
    if participant is None:
        raise ProfileNotFound
    return participant, participant.person_id == reader.person_id


def _source(participant: Participant) -> ProfileSource:
    return queries.load_profile_source(db.session(), participant, agency_timezone())


def note_reading(participant: Participant, way: ReadingWay) -> None:
    """Put on record that the reader who is signed in reads this profile today."""
    session, reader = db.session(), signed_in()
    record_reading(session, participant.id, reader.id, way, day=local_today())
    # Of a superior without a role, whose profile it was would tell who has read it.
    about = {"object": participant.id} if is_named(reader) else {}
    note_with_commit(session, Event.PROFILE_READ, by=reader, way=way.value, **about)


def _record_download(participant: Participant) -> None:
    record_download(
        db.session(),
        DownloadKind.PROFILE,
        subject=participant.cycle.name,
        about=participant.called,
        by=signed_in(),
        at=clock.utc_now(),
    )
