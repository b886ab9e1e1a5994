"""Finding stored questionnaires."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.errors import NotFound
from berakhlak.instrument.models import InstrumentVersion


class InstrumentNotFound(NotFound):
    """No questionnaire of this code, or version, is stored."""

    message = _("Instrumen ini belum tersimpan. Lihat `instrument list`.")


def all_instruments(session: Session) -> Sequence[InstrumentVersion]:
    """Every stored version, by code, the newest first."""
    return session.scalars(
        select(InstrumentVersion).order_by(InstrumentVersion.code, InstrumentVersion.version.desc())
    ).all()


def instrument_by_name(session: Session, name: str) -> InstrumentVersion:
    """The version called `code:version`, or the newest of `code` that is no other's with other
    words for its scale; raises InstrumentNotFound."""
    code, _colon, version = name.partition(":")
    for stored in all_instruments(session):
        if stored.code != code:
            continue
        if version == str(stored.version) or (not version and not stored.content.relabels):
            return stored
    raise InstrumentNotFound
