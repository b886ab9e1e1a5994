"""What the rater is gently told about a comment that could be recognised. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Participant
from berakhlak.ratings.identifying_details import (
    RecognisablePassage,
    RecognisableTrait,
    recognisable_passages,
)


def comment_notes(session: Session, ratee_id: int, comments: Mapping[str, str]) -> dict[str, str]:
    """Value code -> a sentence, for those comments on the ratee that could tell who wrote them."""
    if not any(comments.values()):
        return {}
    names = _known_names(session, ratee_id)
    found = {code: recognisable_passages(text, names) for code, text in comments.items()}
    return {code: _sentence(traits) for code, traits in found.items() if traits}


def _known_names(session: Session, ratee_id: int) -> list[str]:
    """Everybody else in the ratee's unit, and the ratee's supervisor: whom readers would recognise.

    That the comment is about the ratee is known anyway.
    """
    ratee = session.get_one(Participant, ratee_id)
    near = or_(
        (Participant.unit_id == ratee.unit_id) & (Participant.cycle_id == ratee.cycle_id),
        Participant.id == ratee.supervisor_id,
    )
    others = select(Participant.name).where(near, Participant.id != ratee_id)
    return list(session.scalars(others))


def _sentence(traits: list[RecognisablePassage]) -> str:
    quoted = ", ".join(f"“{trait.words}”" for trait in traits)
    advice = _("Penulisnya dapat tertebak. Bila mungkin, tuliskan perilakunya saja.")
    return f"{_opening(traits[0].trait, quoted)} {advice}"


def _opening(trait: RecognisableTrait, quoted: str) -> str:
    openings: dict[RecognisableTrait, str] = {
        RecognisableTrait.NAME: _(
            "Kalimat ini menyebut nama yang mudah dikenali: %(words)s.", words=quoted
        ),
        RecognisableTrait.NUMBER: _("Kalimat ini memuat nomor pegawai: %(words)s.", words=quoted),
        RecognisableTrait.TIME: _(
            "Kalimat ini menyebut waktu yang mudah dikenali: %(words)s.", words=quoted
        ),
        RecognisableTrait.EVENT: _(
            "Kalimat ini menyebut peristiwa yang mudah dikenali: %(words)s.", words=quoted
        ),
        RecognisableTrait.SELF: _(
            "Kalimat ini menyebut diri Anda sendiri: %(words)s.", words=quoted
        ),
    }
    return openings[trait]
