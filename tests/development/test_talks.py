"""A talk is none, planned, held by the word of one, and confirmed by both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.clock import utc_now
from berakhlak.development.models import DevelopmentTalk, TalkState
from berakhlak.formats import local_day, local_today, short_date


@pytest.fixture
def plan(published, session):
    """The profile has been out for a week."""
    published.cycle.published_at = utc_now() - timedelta(days=7)
    session.commit()
    return f"/profil/{published.officers[0].id}/rencana"


@pytest.fixture
def as_head(client, published):
    return lambda: client.sign_in(published.opened.account(published.opened.head))


@pytest.fixture
def as_officer(client, published):
    return lambda: client.sign_in(published.account_of(published.officers[0]))


def state(session, published) -> TalkState:
    session.expire_all()
    return session.get_one(DevelopmentTalk, published.officers[0].id).state


def test_a_talk_is_planned_held_and_confirmed_by_both(
    plan, as_head, as_officer, published, session
):
    today = local_today()
    later, held = short_date(today + timedelta(days=3)), short_date(today)
    assert "Belum ada." in as_head().get(plan).text
    planned = as_head().post(plan + "/percakapan", {"tindakan": "rencana", "day": later})
    assert "Direncanakan" in planned.text
    kept = as_officer().post(plan + "/percakapan", {"tindakan": "berlangsung", "day": held})
    assert state(session, published) is TalkState.HELD
    assert "Ya, benar" not in kept.text
    assert "Ya, benar" in as_head().get(plan).text
    done = as_head().post(plan + "/percakapan/konfirmasi", {"hari": today.isoformat()})
    assert "dikonfirmasi kedua pihak" in done.text
    as_officer().post(plan + "/percakapan", {"tindakan": "rencana", "day": later}, status=409)
    as_officer().post(plan + "/percakapan/batal", status=409)
    assert state(session, published) is TalkState.CONFIRMED


def test_one_alone_confirms_nothing_and_a_changed_day_asks_anew(
    plan, as_head, as_officer, published, session
):
    today = local_today()
    first = local_day(published.cycle.published_at)
    as_head().post(plan + "/percakapan", {"tindakan": "berlangsung", "day": short_date(first)})
    as_head().post(plan + "/percakapan/konfirmasi", {"hari": first.isoformat()})
    assert state(session, published) is TalkState.HELD
    stale = as_officer().post(plan + "/percakapan/konfirmasi", {"hari": today.isoformat()})
    assert "Muat ulang" in stale.text
    as_officer().post(plan + "/percakapan/konfirmasi", {"hari": "kemarin"})
    assert state(session, published) is TalkState.HELD
    assert "dihapus" in as_officer().post(plan + "/percakapan/batal").text
    assert state(session, published) is TalkState.NONE


def test_days_that_cannot_be_are_refused_beside_the_field(plan, as_head, published):
    tomorrow, yesterday = local_today() + timedelta(days=1), local_today() - timedelta(days=1)
    before = local_day(published.cycle.published_at) - timedelta(days=1)
    for act, day in (("berlangsung", tomorrow), ("berlangsung", before), ("rencana", yesterday)):
        typed = {"tindakan": act, "day": short_date(day)}
        page = as_head().post(plan + "/percakapan", typed, status=422)
        assert len(page.errors) == 1
        assert page.one("input[name=day]")["value"] == short_date(day)
