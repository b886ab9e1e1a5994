"""Voices of two cycles and two counters; what no form sends; closing at the same moment."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens import operations, queries
from berakhlak.citizens.models import Counter, OpenVoice, SpentTicket
from berakhlak.citizens.operations import (
    CounterClosed,
    CounterNotEditable,
    TicketSpent,
    VoiceInvalid,
    add_counter,
    receive_voice,
)
from berakhlak.citizens.queries import CounterNotFound
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import NotFound
from berakhlak.permissions import Reach
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.support.pages import PageClient

Speak = Callable[..., bytes]


@pytest.fixture
def other(session: Any, keys: KeyStore) -> Counter:
    """A counter of another agency's cycle, with officers of the same names."""
    return make_counter(session, make_open_cycle(session, keys, staff=3), "Budi Santoso")


@pytest.fixture
def speak(session: Any, keys: KeyStore) -> Speak:
    def one(at: Counter, **more: Any) -> bytes:
        known = {
            "ticket_digest": secrets.token_bytes(32),
            "ratee_id": at.officers[0].id,
            "answers": {"BP2": 4},
            "comment": "",
        } | more
        receive_voice(session, at, key=keys.key_of(at.cycle), **known)
        return bytes(known["ticket_digest"])

    return one


def close_unseen(session: Any, cycle: Cycle) -> None:
    """Another process has begun sealing; nothing that is loaded here knows."""
    session.execute(
        update(Cycle).where(Cycle.id == cycle.id).values(state=CycleState.SEALING),
        execution_options={"synchronize_session": False},
    )


def test_a_voice_that_races_with_closing_is_refused_and_not_thanked(
    session: Any, counter: Counter, speak: Speak
) -> None:
    assert counter.cycle.state is CycleState.OPEN
    close_unseen(session, counter.cycle)

    with pytest.raises(RatingClosed):
        speak(counter)


def test_closing_another_cycle_stops_no_voice_here(
    session: Any, counter: Counter, other: Counter, speak: Speak, keys: KeyStore
) -> None:
    close_unseen(session, other.cycle)

    speak(counter)

    assert len(voices(session, counter, keys)) == 1


def test_the_citizen_of_a_lost_race_reads_that_it_is_closed(
    session: Any, client: PageClient, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), 4)
    lock = operations.secrets.token_bytes

    def close_first(size: int) -> bytes:
        close_unseen(session, counter.cycle)
        return lock(size)

    monkeypatch.setattr(operations.secrets, "token_bytes", close_first)
    answer = client.post(f"/l/{counter.token}", form, status=409)

    assert answer.heading != "Terima kasih!"
    assert session.scalar(select(func.count()).select_from(OpenVoice)) == 0
    assert session.scalar(select(func.count()).select_from(SpentTicket)) == 0


def test_voices_of_two_counters_stay_with_their_own_cycle_and_officer(
    session: Any, counter: Counter, other: Counter, speak: Speak, keys: KeyStore
) -> None:
    speak(counter, comment="  Ramah \n", answers={"BP2": 5})
    speak(other, answers={"BP2": 1, "AK1": 0})

    (mine,), (theirs,) = voices(session, counter, keys), voices(session, other, keys)
    assert (mine.ratee_id, mine.answers, mine.comment) == (
        counter.officers[0].id,
        {"BP2": 5},
        "Ramah",
    )
    assert (theirs.ratee_id, theirs.answers, theirs.comment) == (
        other.officers[0].id,
        {"BP2": 1, "AK1": 0},
        "",
    )
    spent = session.execute(select(SpentTicket.cycle_id)).scalars().all()
    assert sorted(spent) == sorted([counter.cycle_id, other.cycle_id])


def test_one_ticket_lets_one_voice_in_and_leaves_the_other_ticket(
    session: Any, counter: Counter, speak: Speak, keys: KeyStore
) -> None:
    ticket = speak(counter)

    with pytest.raises(TicketSpent):
        speak(counter, ticket_digest=ticket)
    speak(counter)

    assert len(voices(session, counter, keys)) == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"answers": {}},
        {"answers": {"BP2": 0, "AK1": 0}},
        {"answers": {"BP2": 4, "XX1": 4}},
        {"answers": {"XX1": 4}},
        {"comment": "a" * 501},
        {"ratee_id": 0},
    ],
    ids=["nothing", "cannot rate alone", "one unknown", "unknown", "long", "nobody"],
)
def test_what_no_form_sends_is_refused_and_spends_no_ticket(
    session: Any, counter: Counter, speak: Speak, sent: dict[str, Any]
) -> None:
    with pytest.raises(VoiceInvalid):
        speak(counter, **sent)

    assert session.scalar(select(func.count()).select_from(SpentTicket)) == 0
    assert session.scalar(select(func.count()).select_from(OpenVoice)) == 0


def test_a_behaviour_that_citizens_are_not_asked_is_refused(counter: Counter, speak: Speak) -> None:
    asked = counter.cycle.instrument.content.behaviours
    kept = next(each.code for each in asked if not each.for_citizens)

    with pytest.raises(VoiceInvalid):
        speak(counter, answers={"BP2": 4, kept: 4})
    speak(counter, answers={each.code: 4 for each in asked if each.for_citizens})


def test_five_hundred_letters_are_taken(
    session: Any, counter: Counter, speak: Speak, keys: KeyStore
) -> None:
    speak(counter, comment="a" * 500)

    assert voices(session, counter, keys)[0].comment == "a" * 500


def test_officers_of_another_counter_are_not_rated_here(
    session: Any, opened: OpenCycle, counter: Counter, other: Counter, speak: Speak
) -> None:
    beside = make_counter(session, opened, "Dewi Anggraini")
    for elsewhere in (beside, other):
        with pytest.raises(VoiceInvalid):
            speak(counter, ratee_id=elsewhere.officers[0].id)
    speak(counter, ratee_id=counter.officers[1].id)


def test_closing_one_counter_leaves_the_other_open(
    session: Any, opened: OpenCycle, counter: Counter, speak: Speak
) -> None:
    beside = make_counter(session, opened, "Dewi Anggraini")
    operations.close_counter(session, counter, by=None, at=AT)

    with pytest.raises(CounterClosed):
        speak(counter)
    speak(beside)
    assert (counter.closed_at, beside.closed_at) == (AT, None)


def test_a_replaced_code_leads_to_its_own_counter_and_no_other(
    session: Any, opened: OpenCycle, counter: Counter, other: Counter
) -> None:
    beside = make_counter(session, opened, "Dewi Anggraini")
    old, kept = counter.token, (beside.token, other.token)
    operations.replace_code(session, counter, by=None, at=AT)

    assert counter.token != old
    assert len(counter.token) == 22
    assert (beside.token, other.token) == kept
    assert queries.counter_by_token(session, old) is counter
    for each in (counter, beside, other):
        assert queries.counter_by_token(session, each.token) is each
    with pytest.raises(CounterNotFound):
        queries.counter_by_token(session, "x" * 22)


@pytest.mark.parametrize(
    "state", [each for each in CycleState if each is not CycleState.OPEN], ids=str
)
def test_a_counter_is_mended_only_while_its_own_cycle_takes_voices(
    session: Any, counter: Counter, other: Counter, state: CycleState
) -> None:
    counter.cycle.state = state
    acts: list[Callable[[Counter], None]] = [
        lambda each: operations.rename_counter(session, each, name="Baru", by=None, at=AT),
        lambda each: operations.close_counter(session, each, by=None, at=AT),
        lambda each: operations.reopen_counter(session, each, by=None, at=AT),
        lambda each: operations.replace_code(session, each, by=None, at=AT),
    ]
    for act in acts:
        with pytest.raises(CounterNotEditable):
            act(counter)
        act(other)


def test_counters_and_officers_are_those_of_one_cycle_and_unit(
    session: Any, opened: OpenCycle, counter: Counter, other: Counter
) -> None:
    cycle, rated = opened.cycle, list(participants(session, opened.cycle))
    assert list(queries.counters_of(session, cycle, Reach(cycle.agency_id))) == [counter]
    assert queries.counter_of(session, cycle, counter.id, Reach(cycle.agency_id)) is counter
    for strange in (other.id, 10**6):
        with pytest.raises(NotFound):
            queries.counter_of(session, cycle, strange, Reach(cycle.agency_id))
    unit = rated[0].unit_id
    assert unit is not None
    left_out = rated[1]
    left_out.is_rated = False
    session.flush()
    names = [row.name for row in queries.officers_of(session, cycle, unit, Reach(cycle.agency_id))]
    assert names == sorted(row.name for row in rated if row is not left_out)
    assert queries.officers_of(session, other.cycle, unit, Reach(other.cycle.agency_id)) == []
    assert (
        queries.officers_of(session, cycle, other.officers[0].unit_id or 0, Reach(cycle.agency_id))
        == []
    )


def test_only_whoever_is_rated_serves_at_a_counter(session: Any, opened: OpenCycle) -> None:
    people = participants(session, opened.cycle)
    people[0].is_rated = False

    made = add_counter(session, opened.cycle, name="Loket", officers=people, by=None, at=AT)

    assert {row.id for row in made.officers} == {row.id for row in people[1:]}
    assert made.cycle_id == opened.cycle.id
    assert made.closed_at is None
