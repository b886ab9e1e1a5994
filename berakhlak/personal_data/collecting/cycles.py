"""The holder's own seats in cycles, and what came of them. Who rates whom is never read here."""

from __future__ import annotations

import json

from sqlalchemy import select

from berakhlak.citizens.queries import counters_serving
from berakhlak.clock import day_of
from berakhlak.comments.queries import released_comments
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.pulse_models import PulseConsent, PulseQuestion
from berakhlak.documents.responses import reader_language
from berakhlak.nominations.models import NominationList
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.personal_data.holder import Holder, Record
from berakhlak.personal_data.words import CYCLE_STATES, WAYS_OF_READING
from berakhlak.profiles.editions import figures_json
from berakhlak.profiles.models import ProfileReading
from berakhlak.profiles.queries import load_profile_source
from berakhlak.signing.models import IssuedDocument


def seats(holder: Holder) -> list[Record]:
    """As the cycle saw the holder: rated, or taking part as a rater; whom, no row says."""
    counters = counters_serving(holder.session, holder.seat_ids)
    return [
        {
            "cycle": seat.cycle.name,
            "state": str(CYCLE_STATES[seat.cycle.state]),
            "is_rated": seat.is_rated,
            "nip": seat.nip,
            "name": seat.name,
            "rank": seat.rank,
            "position": seat.position,
            "level": str(LEVEL_NAMES[seat.level]),
            "unit": seat.unit.name if seat.unit else None,
            "supervisor": seat.supervisor.name if seat.supervisor else None,
            "counters": ", ".join(counters.get(seat.id, [])),
        }
        for seat in holder.seats
    ]


def named_peers(holder: Holder) -> list[Record]:
    """That there is a list of the holder's, and how many names it had; none of the names."""
    if holder.person is None:
        return []
    wanted = (
        select(NominationList, Cycle.name)
        .join(Cycle, Cycle.id == NominationList.cycle_id)
        .where(NominationList.ratee_id == holder.person.id)
        .order_by(NominationList.id)
    )
    return [
        {"cycle": cycle, "names_proposed": row.n_proposed, "is_agreed": row.is_agreed}
        for row, cycle in holder.session.execute(wanted)
    ]


def comments(holder: Holder) -> list[Record]:
    """What stands on the holder's own profiles, in the order in which it stands there."""
    return [
        {"cycle": seat.cycle.name, "value": _value(seat.cycle, code), "words": words}
        for seat in holder.released
        for code, words in released_comments(holder.session, seat.id)
    ]


def _value(cycle: Cycle, code: str) -> str:
    language = reader_language()
    named = {each.code: each.name.in_language(language) for each in cycle.instrument.content.values}
    return named.get(code, code)


def results(holder: Holder) -> list[Record]:
    """The printed figures of every profile that is out, as its archive edition carries them."""
    found: list[Record] = []
    for seat in holder.released:
        source = load_profile_source(holder.session, seat, holder.timezone)
        published = source.release.published_on
        figures = json.loads(figures_json(source))
        found.append({"cycle": seat.cycle.name, "published_on": published, "figures": figures})
    return found


def readings(holder: Holder) -> list[Record]:
    """On which days somebody else read the holder's profiles; who, the profile's page says."""
    wanted = (
        select(ProfileReading)
        .where(ProfileReading.participant_id.in_([seat.id for seat in holder.released]))
        .order_by(ProfileReading.day, ProfileReading.way, ProfileReading.times)
    )
    return [
        {
            "cycle": holder.cycle_of(row.participant_id),
            "day": row.day,
            "way": str(WAYS_OF_READING[row.way]),
            "times": row.times,
        }
        for row in holder.session.scalars(wanted)
    ]


def documents(holder: Holder) -> list[Record]:
    """Files of the holder's profiles that were issued."""
    wanted = (
        select(IssuedDocument)
        .where(IssuedDocument.participant_id.in_(holder.seat_ids))
        .order_by(IssuedDocument.id)
    )
    return [
        {
            "cycle": row.cycle.name,
            "code": row.code,
            "issued_on": day_of(row.issued_at, holder.timezone),
            "signed_by": row.signed_by,
            "revoked_on": day_of(row.revoked_at, holder.timezone) if row.revoked_at else None,
        }
        for row in holder.session.scalars(wanted)
    ]


def pulse(holder: Holder) -> list[Record]:
    """What the holder agreed to be asked about again, and what was asked."""
    found: list[Record] = []
    for seat in holder.seats:
        agreed = holder.session.get(PulseConsent, seat.id)
        asked = holder.session.get(PulseQuestion, seat.id)
        row: Record = {"cycle": seat.cycle.name}
        if agreed is not None:
            days: Record = {"told_on": agreed.told_on, "agreed_on": agreed.agreed_on}
            found.append(row | {"behaviours": ", ".join(agreed.codes)} | days)
        if asked is not None:
            found.append(row | {"behaviours": ", ".join(asked.codes)})
    return found
