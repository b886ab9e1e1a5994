"""States and terms, walked at random."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berakhlak.complaints import operations
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import ComplaintPolicy
from berakhlak.complaints.operations import MOST_WORDS, NotReopened, StepNotOpen, TooManyWords
from berakhlak.complaints.queries import policy_of
from berakhlak.complaints.states import STEPS, ComplaintState, ComplaintStep, after
from berakhlak.complaints.terms import terms_from
from berakhlak.working_days.counting import WorkingCalendar
from tests.factories.cycles import AT

CALENDAR = WorkingCalendar({date(2026, 12, 25): "Natal"}, frozenset({2026}))
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def test_what_ships_are_the_terms_of_sp4n_lapor():
    assert [kind.days for kind in shipped_kinds()] == [5, 14, 60]
    assert all(kind.name("en") != kind.name("id") for kind in shipped_kinds())


def test_only_the_citizen_opens_what_is_closed_and_every_open_state_can_be_closed():
    leaving = {step for step in ComplaintStep if after(ComplaintState.CLOSED, step)}
    assert leaving == {ComplaintStep.REOPEN}
    for state in set(ComplaintState) - {ComplaintState.CLOSED}:
        assert after(state, ComplaintStep.CLOSE) is ComplaintState.CLOSED
    assert set(STEPS) == set(ComplaintStep)


@given(DAYS, st.integers(1, 30), st.integers(1, 180), st.booleans())
@settings(max_examples=60)
def test_terms_end_in_their_order_on_days_that_count(start, first, days, working):
    policy = ComplaintPolicy(first_days=first, counts_working_days=working)
    terms = terms_from(CALENDAR, policy, start, days)

    assert start < terms.first_by <= terms.close_by
    if working:
        assert CALENDAR.is_working(terms.close_by)
        assert CALENDAR.working_days(start, terms.close_by) == days
    else:
        assert terms.close_by == start + timedelta(days=days)


WALKS = st.lists(
    st.tuples(st.sampled_from([*ComplaintStep, "helped"]), st.integers(0, 12)), max_size=14
)


@given(WALKS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_done_in_whatever_order_keeps_the_promises(session, office, walk):
    policy = policy_of(session(), office.agency.id)
    today = date(2026, 3, 2)
    made = operations.receive_complaint(
        session(),
        policy,
        office.section,
        shipped_kinds()[1],
        "Lama.",
        receipt=bytes(str(walk), "utf-8")[:32].ljust(32),
        today=today,
    )
    told, reopened = (made.first_by, made.close_by), 0
    for step, days in walk:
        today += timedelta(days=days)
        before = (made.state, len(made.words))
        try:
            _take(session(), office, policy, made, step, today)
        except (StepNotOpen, NotReopened, TooManyWords):
            assert (made.state, len(made.words)) == before
        reopened += step is ComplaintStep.REOPEN and made.state is ComplaintState.REOPENED
        assert (made.first_answered_on is None) == (made.state is ComplaintState.RECEIVED)
        assert made.is_open == (made.state is not ComplaintState.CLOSED)
        assert made.first_by == told[0]
        assert made.close_by == told[1] or made.reopened_on
        assert [each.number for each in made.words] == list(range(1, len(made.words) + 1))
    assert reopened <= 1 or made.reopened_on is not None
    session.rollback()


def _take(session, office, policy, made, step, today):
    officer = {"by": office.hr, "at": AT}
    if step == "helped":
        operations.say_helped(session, made, True)
    elif step is ComplaintStep.REPLY:
        operations.reply(session, made, "Kami periksa.", today=today, **officer)
    elif step is ComplaintStep.CLOSE:
        operations.close(session, made, "Selesai.", today=today, **officer)
    elif step is ComplaintStep.FORWARD:
        other = office.department if made.unit_id == office.section.id else office.section
        operations.forward(session, made, other, today=today, **officer)
    elif step is ComplaintStep.ADD:
        operations.add_word(session, made, "Masih menunggu.", today=today)
    else:
        was = made.reopened_on
        operations.reopen(session, made, policy, "Belum.", today=today)
        assert was is None


def test_a_citizen_does_not_write_without_end(session, office):
    made = operations.receive_complaint(
        session(),
        policy_of(session(), office.agency.id),
        office.section,
        shipped_kinds()[0],
        "1",
        receipt=bytes(32),
        today=date(2026, 3, 2),
    )
    for number in range(MOST_WORDS - 1):
        operations.add_word(session(), made, str(number), today=date(2026, 3, 2))
    with pytest.raises(TooManyWords):
        operations.add_word(session(), made, "lagi", today=date(2026, 3, 2))
