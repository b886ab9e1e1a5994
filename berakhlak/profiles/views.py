"""/profil: the profiles that the signed-in account may read, on screen and as PDF."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.wrappers import Response
from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.layout import SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import (
    agency_timezone,
    no_store_response,
    pdf_file,
    reader_language,
)
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.profiles import queries
from berakhlak.profiles.blueprint import blueprint
from berakhlak.profiles.builder import build_profile, draw_value_charts
from berakhlak.profiles.editions import STANDARD, SUFFIXES, build_form
from berakhlak.profiles.printing import document_source_hash, printable_profile, profile_pdf
from berakhlak.profiles.profile import ProfileSource
from berakhlak.signing.issuing import document_issuer
from berakhlak.web.guards import requires_sign_in


class ProfileNotFound(NotFound):
    """No such profile, or none that this account may know of: the answer is the same."""

    message = _("Profil ini tidak ada, belum diterbitkan, atau tidak terbuka untuk akun Anda.")


@blueprint.get("/profil")
@requires_sign_in()
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
@requires_sign_in()
def profile_page(participant_id: int) -> Response:
    """One profile on screen."""
    source, language = _readable(participant_id), reader_language()
    built = build_profile(source, language, SCREEN)
    page = render_template(
        "profiles/profile.html",
        profile=built,
        wide=draw_value_charts(source, language, WIDE),
        palette=chart_palette(screen=True),
        pdf=url_for("profiles.profile_file", participant_id=participant_id),
        other_forms=_other_forms(participant_id),
    )
    return no_store_response(page)


@blueprint.get("/profil/<row:participant_id>.pdf")
@requires_sign_in()
def profile_file(participant_id: int) -> Response:
    """One profile as a PDF to keep, in the reader's language; the first download issues it.

    ?bentuk=lengkap or ringkas chooses another form than the usual one; ?arsip=1 attaches figures.
    """
    built = build_form(
        _readable(participant_id), reader_language(), _form(), archive="arsip" in request.args
    )
    content = document_issuer().issue(
        db.session(),
        built,
        source=document_source_hash(printable_profile(built)),
        render=profile_pdf,
        by=signed_in(),
        at=clock.utc_now(),
    )
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


def _readable(participant_id: int) -> ProfileSource:
    session = db.session()
    reader = queries.profile_reader(session, signed_in())
    participant = queries.find_readable_participant(session, reader, participant_id)
    if participant is None:
        raise ProfileNotFound
    return queries.load_profile_source(session, participant, agency_timezone())
