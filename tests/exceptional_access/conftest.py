"""A published profile with an objection to it, who may open it by exception, and a clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from berakhlak import clock
from berakhlak.accounts.models import AccountRole
from berakhlak.objections.models import Objection, ObjectionPart
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency

SAID, ADDRESS = "Komentar kedua bukan tentang pekerjaan saya.", "budi@x.go.id"
REASON = "Gugatan nomor 7 meminta isi keberatan."


@pytest.fixture
def office(published, session):
    """`officer` objected; `admin`, `second_admin` and `hr` hold the right, the others do not."""

    class Office:
        opened, cycle = published.opened, published.cycle
        seat, other_seat = published.officers[:2]
        officer, colleague = (published.account_of(each) for each in published.officers[:2])
        supervisor = published.opened.account(published.opened.head)
        admin, hr = published.opened.admin, published.opened.hr
        second_admin = make_account(session, published.opened.agency, Role.ADMIN)
        unit_hr = make_account(session, published.opened.agency, Role.OFFICER)
        foreign_admin = make_account(session, make_agency(session), Role.ADMIN)

    Office.officer.email = ADDRESS
    Office.unit_hr.role_rows.append(AccountRole(role=Role.HR, unit_id=Office.opened.unit.id))
    session.add(
        Objection(
            participant_id=Office.seat.id, round=1, part=ObjectionPart.COMMENTS, reason=SAID,
            lodged_on=date(2026, 12, 9), lodge_by=date(2026, 12, 28),
            decide_by=date(2026, 12, 18), statement="", decision="",
        )
    )  # fmt: skip
    session.commit()
    return Office


@pytest.fixture
def later(monkeypatch):
    """Let the clock show so much more than at the beginning."""
    began = clock.utc_now()

    def move(**much):
        monkeypatch.setattr(clock, "utc_now", lambda: began + timedelta(**much))

    return move


@pytest.fixture
def typed(office):
    """What is typed to open the officer's objection."""
    return {
        "thing": "objection",
        "seat": str(office.seat.id),
        "ground": "court",
        "paper": "W3-TUN/12/2026, 3 Desember 2026",
        "reason": REASON,
    }


def form_of(seat) -> str:
    return f"/pegawai/{seat.person_id}/akses-khusus"
