"""HR's pages of profiles: those of a cycle, those of a person, and one before it is published."""

from __future__ import annotations

from functools import partial

from flask import render_template, url_for
from flask.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import instrument_tabs, own_cycle
from berakhlak.cycles.models import ENDED, CycleState, CycleUnit, Participant
from berakhlak.disclosure.operations import require_audited
from berakhlak.documents.layout import SCREEN, WIDE
from berakhlak.documents.palette import chart_palette
from berakhlak.documents.responses import agency_timezone, no_store_response, reader_language
from berakhlak.extensions import db
from berakhlak.pagination import paginate_rows
from berakhlak.people.namesakes import name_with_mark
from berakhlak.people.queries import officer_of_agency
from berakhlak.people.unit_search import searched_unit
from berakhlak.permissions import Action
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.blueprint import blueprint
from berakhlak.profiles.builder import build_profile, draw_value_charts
from berakhlak.profiles.finding import (
    FoundProfile,
    count_profiles,
    profiles_of_person,
    select_profiles,
    unit_ids_under,
)
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.queries import load_profile_source, profile_reader
from berakhlak.profiles.views import ProfileNotFound, note_reading, profile_tabs
from berakhlak.sealing.models import OfficerResult
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 50
PROFILES = "/siklus/<row:cycle_id>/profil"


@blueprint.get(PROFILES)
@requires(Action.EXPORT_PROFILES)
def profiles_of_cycle(cycle_id: int) -> tuple[str, int]:
    """Officers of a sealed cycle, found by name, post, NIP or unit."""
    cycle, session = own_cycle(cycle_id), db.session()
    if cycle.state not in ENDED:
        raise ProfileNotFound
    words = searched_words()
    units = searched_unit(session, CycleUnit, CycleUnit.cycle_id == cycle.id)
    unit_id = units.unit_id
    unit_ids = unit_ids_under(session, cycle, unit_id) if unit_id else None
    found = select_profiles(cycle, search=words, unit_ids=unit_ids)
    # All of them are counted without a look at each.
    total = count_profiles(session, cycle) if not words and unit_ids is None else None
    number, key = page_number(), None if total else Participant.id
    return render_page(
        "profiles/of_cycle.html",
        cycle=cycle,
        is_published=cycle.state in RELEASED,
        found=paginate_rows(session, found, number, PER_PAGE, _found, total, key=key),
        words=words,
        unit_id=unit_id,
        units=units,
        of_unit=lambda each: _list_address(cycle_id, words, each, number=1),
        address=partial(_list_address, cycle_id, words, unit_id),
        instruments=instrument_tabs(
            cycle, lambda each: _list_address(each.id, words, None, number=1)
        ),
    )


@blueprint.get("/pegawai/<row:person_id>/profil")
@requires(Action.EXPORT_PROFILES)
def profiles_of_officer(person_id: int) -> tuple[str, int]:
    """The profiles of one officer, cycle by cycle."""
    session, agency_id = db.session(), signed_in().agency_id
    person = officer_of_agency(session, agency_id, person_id)
    if person is None:
        raise ProfileNotFound
    return render_page(
        "profiles/of_officer.html",
        person=person,
        rows=profiles_of_person(session, agency_id, person_id),
        released=RELEASED,
    )


@blueprint.get("/profil/<row:participant_id>/pratinjau")
@requires(Action.PREVIEW_PROFILES)
def profile_preview(participant_id: int) -> Response:
    """A profile as it will be published; on record, and told to the officer once it is."""
    participant = _previewed(participant_id)
    note_reading(participant, ReadingWay.PREVIEW)
    db.session.commit()
    source = load_profile_source(db.session(), participant, agency_timezone(), preview=True)
    language = reader_language()
    page = render_template(
        "profiles/preview.html",
        profile=build_profile(source, language, SCREEN),
        wide=draw_value_charts(source, language, WIDE),
        palette=chart_palette(screen=True),
        cycle=participant.cycle,
        instruments=profile_tabs(participant, ".profile_preview"),
    )
    return no_store_response(page)


def _previewed(participant_id: int) -> Participant:
    """An officer whose profile HR may look at now: attacked in vain, not published, not their own.

    Raises ProfileNotFound, AuditOwed, FigureRecoverable.
    """
    session, account = db.session(), signed_in()
    participant = session.get(Participant, participant_id)
    if participant is None or session.get(OfficerResult, participant_id) is None:
        raise ProfileNotFound
    cycle = participant.cycle
    if cycle.agency_id != account.agency_id or cycle.state is not CycleState.CLOSED:
        raise ProfileNotFound
    if cycle.is_pulse:
        raise ProfileNotFound
    if participant.person_id == profile_reader(session, account).person_id:
        raise ProfileNotFound  # One's own is read when everybody reads theirs.
    require_audited(session, cycle)
    return participant


def _found(
    number: int, name: str, mark: str, their_nip: str, position: str, unit: str
) -> FoundProfile:
    return FoundProfile(
        participant_id=number,
        name=name_with_mark(name, mark),
        nip=their_nip,
        position=position,
        unit=unit,
    )


def _list_address(cycle_id: int, words: str, unit_id: int | None, number: int) -> str:
    return url_for(
        ".profiles_of_cycle",
        cycle_id=cycle_id,
        cari=words or None,
        unit=unit_id,
        halaman=number,
    )
