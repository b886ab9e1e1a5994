"""What a rater owes, counted and put in order from the sheets alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.ratings import views
from berakhlak.ratings.progress import SheetProgress
from berakhlak.ratings.workload import RaterWorkload, SheetTask

INSTRUMENT = parse_instrument(reference_source())
CODES = [behaviour.code for behaviour in INSTRUMENT.behaviours]
CYCLE: Any = SimpleNamespace(is_pulse=False, questionnaire=INSTRUMENT, policy=Policy())
OWED, DRAFT, SENT, BACK = (
    SheetProgress.OWED,
    SheetProgress.DRAFT,
    SheetProgress.SUBMITTED,
    SheetProgress.DECLINED,
)


def task(
    group: str, progress: SheetProgress, missing: list[str] | None = None, name: str = "Budi"
) -> SheetTask:
    missing = CODES if missing is None else missing
    ratee = SimpleNamespace(called=name)
    assignment: Any = SimpleNamespace(group=group, ratee=ratee)
    return SheetTask(assignment, progress, len(CODES) - len(missing), len(CODES), missing)


def work(*tasks: SheetTask) -> RaterWorkload:
    return RaterWorkload(CYCLE, tasks)


@pytest.mark.parametrize(
    ("progress", "missing", "status", "is_ready", "is_waiting"),
    [
        (OWED, CODES, "todo", False, True),
        (OWED, [], "todo", False, True),
        (DRAFT, CODES[3:], "started", False, True),
        (DRAFT, [], "ready", True, True),
        (SENT, [], "done", False, False),
        (BACK, CODES, "declined", False, False),
    ],
)
def test_a_sheet_is_ready_once_it_is_whole_and_not_sent(
    progress: SheetProgress, missing: list[str], status: str, is_ready: bool, is_waiting: bool
) -> None:
    one = task(Relation.PEER, progress, missing)

    assert (one.status_word, one.is_ready, one.is_waiting) == (status, is_ready, is_waiting)
    assert one.next_code == (missing[0] if missing else "")


def test_sheets_stand_by_whom_they_are_about_oneself_first() -> None:
    tasks = [
        task(group, OWED)
        for group in (Relation.SUPERVISOR, Relation.PEER, Relation.SELF, Relation.PEER)
    ]

    found = work(*tasks).groups

    assert [(group, str(words), rows) for group, words, rows in found] == [
        (Relation.SELF, "Diri sendiri", [tasks[2]]),
        (Relation.PEER, "Rekan Anda", [tasks[1], tasks[3]]),
        (Relation.SUPERVISOR, "Bawahan Anda", [tasks[0]]),
    ]
    (above,) = work(task(Relation.SUBORDINATE, OWED)).groups
    assert str(above[1]) == "Atasan Anda"


def test_side_by_side_is_offered_for_two_who_were_not_given_back() -> None:
    one, two = task(Relation.PEER, OWED), task(Relation.PEER, SENT)
    back, other = task(Relation.PEER, BACK), task(Relation.SUPERVISOR, OWED)

    assert work(one, two).is_side_by_side(Relation.PEER)
    assert not work(one, back, other).is_side_by_side(Relation.PEER)
    assert not work(one, two, other).is_side_by_side(Relation.SUPERVISOR)
    assert not work(task(Relation.SELF, OWED), task(Relation.SELF, OWED)).is_side_by_side(
        Relation.SELF
    )


def test_side_by_side_goes_on_at_the_first_value_that_a_waiting_sheet_of_the_group_lacks() -> None:
    values = INSTRUMENT.values
    third, fifth = ([b.code for b in values[place].behaviours][1:] for place in (2, 4))

    begun = work(
        task(Relation.PEER, DRAFT, fifth + third),
        task(Relation.SUPERVISOR, OWED),
        task(Relation.PEER, BACK),
        task(Relation.PEER, SENT),
    )

    assert begun.value_to_go_on(Relation.PEER) == values[2].code
    assert begun.value_to_go_on(Relation.SUPERVISOR) == values[0].code
    assert work(task(Relation.PEER, DRAFT, [])).value_to_go_on(Relation.PEER) == values[0].code


def test_what_was_given_back_is_not_asked_and_what_was_sent_is_counted() -> None:
    some = work(*(task(Relation.PEER, each) for each in (OWED, DRAFT, SENT, SENT, BACK)))

    assert (some.submitted, some.asked) == (2, 4)


def test_what_was_begun_comes_next_then_the_first_in_order() -> None:
    own, mate = task(Relation.SELF, OWED), task(Relation.PEER, OWED)
    begun, sent = task(Relation.SUPERVISOR, DRAFT), task(Relation.SELF, SENT)

    assert work(mate, own, begun).next is begun
    assert work(mate, own, sent).next is own
    assert work(mate, sent).next is mate
    assert work(sent, task(Relation.PEER, BACK)).next is None


@pytest.mark.parametrize(
    ("progress", "missing", "leads_to"),
    [
        (OWED, CODES, "/tugas/7"),
        (DRAFT, CODES, "/tugas/7"),
        (DRAFT, CODES[3:], f"/tugas/7#perilaku-{CODES[3]}"),
        (DRAFT, [], "/tugas/7/periksa"),
        (SENT, [], "/tugas/7"),
        (SENT, CODES[3:], f"/tugas/7#perilaku-{CODES[3]}"),
    ],
)
def test_a_tap_leads_to_the_first_behaviour_unanswered_or_to_sending_what_is_whole(
    app: Flask, progress: SheetProgress, missing: list[str], leads_to: str
) -> None:
    one = task(Relation.PEER, progress, missing)
    one.assignment.id = 7
    with app.test_request_context("/tugas"):
        assert views._sheet_address(one) == leads_to


def test_a_tap_leads_on_side_by_side_in_its_own_cycle_group_and_value(app: Flask) -> None:
    third = [behaviour.code for behaviour in INSTRUMENT.values[2].behaviours]
    begun = work(task(Relation.PEER, DRAFT, third), task(Relation.SUPERVISOR, OWED))
    begun.cycle.id = 5
    with app.test_request_context("/tugas"):
        addresses = [
            views._together_address(begun, each) for each in (Relation.PEER, Relation.SUPERVISOR)
        ]

    codes = [INSTRUMENT.values[place].code for place in (2, 0)]
    assert addresses == [
        f"/tugas/bersama/5/peer/{codes[0]}",
        f"/tugas/bersama/5/supervisor/{codes[1]}",
    ]


def test_inside_a_sentence_oneself_has_no_name(app: Any) -> None:
    with app.test_request_context():
        assert task(Relation.SELF, OWED).who == "diri sendiri"
        assert task(Relation.PEER, OWED, name="Citra").who == "Citra"
