"""Storing instrument versions."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.errors import StateConflict
from berakhlak.instrument.catalogue import (
    Instrument,
    InstrumentInvalid,
    parse_instrument,
    reference_source,
)
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.run_language import N_, operator_gettext


class InstrumentVersionTaken(StateConflict):
    """The same code and version were stored with other content; a change needs a new version."""


def add_instrument(session: Session, source: str) -> InstrumentVersion:
    """Store an instrument; storing the same text again returns the stored row.

    Raises InstrumentInvalid, or InstrumentVersionTaken when code and version have other text.
    """
    instrument = parse_instrument(source)
    digest = sha256(source.encode()).hexdigest()
    stored = session.scalar(
        select(InstrumentVersion).where(
            InstrumentVersion.code == instrument.code,
            InstrumentVersion.version == instrument.version,
        )
    )
    if stored is None:
        if instrument.relabels:
            _require_same_questions(session, instrument)
        stored = InstrumentVersion(
            code=instrument.code, version=instrument.version, source=source, sha256=digest
        )
        session.add(stored)
        session.flush()
    elif stored.sha256 != digest:
        raise InstrumentVersionTaken(
            operator_gettext(
                N_(
                    "%(code)s versi %(version)s sudah tersimpan dengan isi lain; beri teks yang "
                    "diubah nomor versi baru"
                ),
                code=instrument.code,
                version=instrument.version,
            )
        )
    return stored


def reference_instrument(session: Session) -> InstrumentVersion:
    """The stored reference instrument, added when absent."""
    return add_instrument(session, reference_source())


def _require_same_questions(session: Session, labelled: Instrument) -> None:
    """Raises InstrumentInvalid where more than words of the scale differ."""
    known = select(InstrumentVersion).where(
        InstrumentVersion.code == labelled.code, InstrumentVersion.version == labelled.relabels
    )
    row = session.scalar(known)
    standard = row.content if row else None
    if (
        standard is None
        or labelled.values != standard.values
        or labelled.max_score != standard.max_score
    ):
        unlike = N_(
            "relabels: versi %(version)s dari %(code)s harus tersimpan, dengan nilai, perilaku, "
            "dan banyaknya tingkat yang sama"
        )
        raise InstrumentInvalid(
            operator_gettext(unlike, version=labelled.relabels, code=labelled.code)
        )
