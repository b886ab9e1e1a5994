"""What a rater owes, counted and put in order from the sheets alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.policy import Group
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.ratings import views
from berakhlak.ratings.progress import SheetProgress
from berakhlak.ratings.workload import RaterWorkload, SheetTask

INSTRUMENT = parse_instrument(reference_source())
CODES = [behaviour.code for behaviour in INSTRUMENT.behaviours]
CYCLE: Any = SimpleNamespace(instrument=SimpleNamespace(content=INSTRUMENT))
OWED, DRAFT, SENT, BACK = (
    SheetProgress.OWED,
    SheetProgress.DRAFT,
    SheetProgress.SUBMITTED,
    SheetProgress.DECLINED,
)


def task(
    group: Group, progress: SheetProgress, missing: list[str] | None = None, name: str = "Budi"
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
    one = task(Group.PEER, progress, missing)

    assert (one.status_word, one.is_ready, one.is_waiting) == (status, is_ready, is_waiting)
    assert one.next_code == (missing[0] if missing else "")


def test_sheets_stand_by_whom_they_are_about_oneself_first() -> None:
    tasks = [task(group, OWED) for group in (Group.SUPERVISOR, Group.PEER, Group.SELF, Group.PEER)]

    found = work(*tasks).groups

    assert [(group, str(words), rows) for group, words, rows in found] == [
        (Group.SELF, "Diri sendiri", [tasks[2]]),
        (Group.PEER, "Rekan Anda", [tasks[1], tasks[3]]),
        (Group.SUPERVISOR, "Bawahan Anda", [tasks[0]]),
    ]
    (above,) = work(task(Group.SUBORDINATE, OWED)).groups
    assert str(above[1]) == "Atasan Anda"


def test_side_by_side_is_offered_for_two_who_were_not_given_back() -> None:
    one, two = task(Group.PEER, OWED), task(Group.PEER, SENT)
    back, other = task(Group.PEER, BACK), task(Group.SUPERVISOR, OWED)

    assert work(one, two).is_side_by_side(Group.PEER)
    assert not work(one, back, other).is_side_by_side(Group.PEER)
    assert not work(one, two, other).is_side_by_side(Group.SUPERVISOR)
    assert not work(task(Group.SELF, OWED), task(Group.SELF, OWED)).is_side_by_side(Group.SELF)


def test_side_by_side_goes_on_at_the_first_value_that_a_waiting_sheet_of_the_group_lacks() -> None:
    values = INSTRUMENT.values
    third, fifth = ([b.code for b in values[place].behaviours][1:] for place in (2, 4))

    begun = work(
        task(Group.PEER, DRAFT, fifth + third),
        task(Group.SUPERVISOR, OWED),
        task(Group.PEER, BACK),
        task(Group.PEER, SENT),
    )

    assert begun.value_to_go_on(Group.PEER) == values[2].code
    assert begun.value_to_go_on(Group.SUPERVISOR) == values[0].code
    assert work(task(Group.PEER, DRAFT, [])).value_to_go_on(Group.PEER) == values[0].code


def test_what_was_given_back_is_not_asked_and_what_was_sent_is_counted() -> None:
    some = work(*(task(Group.PEER, each) for each in (OWED, DRAFT, SENT, SENT, BACK)))

    assert (some.submitted, some.asked) == (2, 4)


def test_what_was_begun_comes_next_then_the_first_in_order() -> None:
    own, mate = task(Group.SELF, OWED), task(Group.PEER, OWED)
    begun, sent = task(Group.SUPERVISOR, DRAFT), task(Group.SELF, SENT)

    assert work(mate, own, begun).next is begun
    assert work(mate, own, sent).next is own
    assert work(mate, sent).next is mate
    assert work(sent, task(Group.PEER, BACK)).next is None


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
    one = task(Group.PEER, progress, missing)
    one.assignment.id = 7
    with app.test_request_context("/tugas"):
        assert views._sheet_address(one) == leads_to


def test_a_tap_leads_on_side_by_side_in_its_own_cycle_group_and_value(app: Flask) -> None:
    third = [behaviour.code for behaviour in INSTRUMENT.values[2].behaviours]
    begun = work(task(Group.PEER, DRAFT, third), task(Group.SUPERVISOR, OWED))
    begun.cycle.id = 5
    with app.test_request_context("/tugas"):
        addresses = [
            views._together_address(begun, each) for each in (Group.PEER, Group.SUPERVISOR)
        ]

    codes = [INSTRUMENT.values[place].code for place in (2, 0)]
    assert addresses == [
        f"/tugas/bersama/5/peer/{codes[0]}",
        f"/tugas/bersama/5/supervisor/{codes[1]}",
    ]


def test_inside_a_sentence_oneself_has_no_name(app: Any) -> None:
    with app.test_request_context():
        assert task(Group.SELF, OWED).who == "diri sendiri"
        assert task(Group.PEER, OWED, name="Citra").who == "Citra"
