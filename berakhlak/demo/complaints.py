"""Complaints of the demonstration: one of each state, and a quarter that is over."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.complaints import operations
from berakhlak.complaints.counting import count_quarters
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import Complaint, ComplaintPolicy
from berakhlak.complaints.queries import policy_of
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.quarters import Quarter

UNIT, OTHER_UNIT = "01.2.1", "01.3"
NEW = "Nomor antrean saya dilewati dua kali, dan tidak ada yang menjelaskan mengapa."
LATE = "Alat rekam sidik jari rusak sejak pekan lalu. Kapan bisa dipakai lagi?"
DONE = "Formulir pindah hanya ada di loket, padahal situs menyebutnya dapat diunduh."
ANSWER = "Terima kasih. Formulirnya sudah kami unggah, dan tautannya ada di halaman depan situs."
PAST = (
    "Loket tutup sebelum jam layanan selesai.",
    "Papan antrean tidak terbaca dari kursi tunggu.",
    "Syarat di situs berbeda dengan syarat di loket.",
    "Tidak ada kursi bagi orang tua.",
    "Berkas saya diminta ulang.",
    "Biaya fotokopi tidak tertulis.",
)


def complain_something(session: Session, agency: Agency, lead: Person, at: datetime) -> None:
    """Switch complaints on, and let some come in, be answered and be late."""
    session.add(ComplaintPolicy(agency_id=agency.id, is_on=True))
    session.flush()
    today = clock.day_of(at, "Asia/Jakarta")
    _received(session, agency, UNIT, NEW, today)
    _received(session, agency, OTHER_UNIT, LATE, today - timedelta(days=20))
    done = _received(session, agency, UNIT, DONE, today - timedelta(days=9))
    _closed(session, done, lead, at, today - timedelta(days=7))
    operations.say_helped(session, done, True)
    before = Quarter.of(today).earlier(1).first_day
    for number, text in enumerate(PAST):
        day = before + timedelta(days=7 * number)
        past = _received(session, agency, UNIT, text, day)
        _closed(session, past, lead, at, day + timedelta(days=1 if number else 40))
    count_quarters(session, agency.id, today)


def _received(session: Session, agency: Agency, code: str, text: str, day: date) -> Complaint:
    unit = session.scalars(select(Unit).where(Unit.agency_id == agency.id, Unit.code == code)).one()
    return operations.receive_complaint(
        session,
        policy_of(session, agency.id),
        unit,
        shipped_kinds()[1],
        text,
        receipt=secrets.token_bytes(32),  # Nobody has its code.
        today=day,
    )


def _closed(session: Session, complaint: Complaint, lead: Person, at: datetime, day: date) -> None:
    assert lead.account_id is not None
    actor = _Lead(lead.account_id)
    operations.close(session, complaint, ANSWER, by=actor, at=at, today=day)


class _Lead:
    """Whoever answers, as the record knows them."""

    def __init__(self, account_id: int) -> None:
        self.id = account_id
