"""A published cycle whose head has a superior, and what people type."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from berakhlak.clock import utc_now
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.factories.people import make_account, make_person


@pytest.fixture
def objecting(published, session):
    """The profile came out yesterday; the head reports to somebody outside of the cycle."""
    published.cycle.published_at = utc_now() - timedelta(days=1)
    opened = published.opened
    account = make_account(session, opened.agency, Role.OFFICER)
    chief = make_person(session, opened.unit, name="Kepala Dinas Utama", account=account)
    opened.head.supervisor_id = chief.id
    session.commit()
    published.chief = chief
    return published


@pytest.fixture
def accounts(objecting, session):
    """By what they are to the first officer's profile."""
    from berakhlak.accounts.models import Account

    opened = objecting.opened
    return {
        "officer": objecting.account_of(objecting.officers[0]),
        "colleague": objecting.account_of(objecting.officers[1]),
        "supervisor": opened.account(opened.head),
        "decider": session.get_one(Account, objecting.chief.account_id),
        "hr": opened.hr,
        "admin": opened.admin,
    }


@pytest.fixture
def typed() -> dict[str, str]:
    return {
        "part": "comments",
        "about": "",
        "reason": "Komentar kedua bukan tentang\n\npekerjaan saya.",
    }


@pytest.fixture
def paths(objecting):
    seat = objecting.officers[0].id
    return {
        "page": f"/profil/{seat}/tanggapan",
        "objection": f"/profil/{seat}/keberatan",
        "profile": f"/profil/{seat}",
        "plan": f"/profil/{seat}/rencana",
        "hr": f"/siklus/{objecting.cycle.id}/keberatan",
    }


def move_clock(session, objections, days: int) -> date:
    """As if so many days had passed."""
    for each in objections:
        each.lodged_on -= timedelta(days=days)
        each.lodge_by -= timedelta(days=days)
        each.decide_by -= timedelta(days=days)
    session.commit()
    return local_today()
