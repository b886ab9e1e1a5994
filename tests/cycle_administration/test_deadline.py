"""The last day of an open cycle moves later, never earlier, and everybody is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.days import CycleTooLong, YearImplausible
from berakhlak.cycles.deadline import DeadlineNotLater, extend_deadline, require_later
from berakhlak.cycles.early_closing import ask_to_close, standing_request
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from tests.factories.cycles import AT, LAST_DAY

TODAY = date(2026, 11, 20)
LATER = LAST_DAY + timedelta(days=7)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


def extend(session, opened, day=LATER, today=TODAY):
    extend_deadline(session(), opened.cycle, closes_on=day, by=opened.hr, at=AT, today=today)


@given(standing=DAYS, wanted=DAYS, today=DAYS)
def test_a_day_is_taken_only_if_it_is_after_the_one_promised_and_after_today(
    standing, wanted, today
):
    cycle = Cycle(opens_on=date(2026, 1, 1), closes_on=standing)
    try:
        require_later(cycle, wanted, today=today)
    except DeadlineNotLater:
        assert wanted <= max(standing, today)
    except CycleTooLong:
        assert (wanted - cycle.opens_on).days > 366
    else:
        assert wanted > standing
        assert wanted > today


def test_hr_gives_a_week_more(hr, session, opened):
    page = hr.post(f"/siklus/{opened.cycle.id}/undur", {"closes_on": f"{LATER:%d/%m/%Y}"})

    assert "Batas waktu diundur." in page.text
    session.expire_all()
    assert (opened.cycle.closes_on, opened.cycle.extended_on) == (LATER, TODAY)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("extended"))).one()
    assert entry.detail == {"was": LAST_DAY.isoformat(), "now": LATER.isoformat()}
    assert "Batas waktu ini sudah diundur." in hr_rater(hr, opened).get("/tugas").text


def hr_rater(client, opened):
    return client.sign_in(opened.account(opened.staff[0]))


def test_an_earlier_day_is_refused_beside_the_field_and_kept(hr, session, opened):
    page = hr.post(f"/siklus/{opened.cycle.id}/undur", {"closes_on": "25/11/2026"}, status=422)

    assert page.errors == [
        "Batas waktu hanya dapat diundur. Pilih tanggal sesudah 30 November 2026."
    ]
    assert page.one("input[name=closes_on]")["value"] == "25/11/2026"
    session.expire_all()
    assert opened.cycle.closes_on == LAST_DAY


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (LAST_DAY, DeadlineNotLater),
        (date(2028, 1, 1), CycleTooLong),
        (date(1926, 12, 1), YearImplausible),
    ],
)
def test_days_that_cannot_be(session, opened, day, refusal):
    with pytest.raises(refusal):
        extend(session, opened, day)
    assert opened.cycle.closes_on == LAST_DAY


@pytest.mark.parametrize("state", [each for each in CycleState if each is not CycleState.OPEN])
def test_only_a_cycle_that_takes_answers_is_given_time(session, opened, state):
    session.execute(update(Cycle).where(Cycle.id == opened.cycle.id).values(state=state))
    with pytest.raises(CycleNotInState):
        extend(session, opened)


def test_a_request_to_close_early_lapses(session, opened, on_day):
    session.commit()
    ask_to_close(session(), opened.cycle, by=opened.hr, at=AT, today=TODAY)
    extend(session, opened)
    assert standing_request(session(), opened.cycle) is None
