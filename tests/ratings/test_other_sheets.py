"""Two sheets, two devices: each sheet opens for its own assignment, no word is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.operations import RatingClosed, decline_assignment
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.rater_groups import Relation
from berakhlak.ratings import queries
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import (
    FieldsChangedElsewhere,
    SheetIncomplete,
    SheetInvalid,
    change_sheet,
    save_sheet,
    save_sheets,
)
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.factories.sessions import claim_of

Save = Callable[..., SheetContent]


@pytest.fixture
def key(opened: OpenCycle, keys: KeyStore) -> CycleKey:
    return keys.key_of(opened.cycle)


@pytest.fixture
def owed(session: Any, opened: OpenCycle) -> list[Assignment]:
    """Everything that is asked in the cycle, by id."""
    return list(
        session.scalars(
            select(Assignment).where(Assignment.cycle_id == opened.cycle.id).order_by(Assignment.id)
        )
    )


@pytest.fixture
def save(session: Any, opened: OpenCycle, key: CycleKey) -> Save:
    def one(to: Assignment, answers: dict[str, int], **more: Any) -> SheetContent:
        known = {"comments": {}, "revision": 0, "submit": False} | more
        instrument = opened.cycle.instrument.content
        return save_sheet(session, to, instrument=instrument, key=key, answers=answers, **known)

    return one


@pytest.fixture
def change(session: Any, opened: OpenCycle, key: CycleKey) -> Save:
    def one(to: Assignment, base: int, answers: Any = None, comments: Any = None) -> SheetContent:
        return change_sheet(
            session,
            to,
            instrument=opened.cycle.instrument.content,
            key=key,
            answers=answers or {},
            comments=comments or {},
            base=base,
        )

    return one


def test_each_of_many_sheets_opens_for_its_own_assignment_alone(
    session: Any, owed: list[Assignment], key: CycleKey, save: Save
) -> None:
    for number, each in enumerate(owed[:4]):
        save(each, {"BP1": number + 1}, comments={"BP": f"Lembar {number}"})

    for number, each in enumerate(owed[:4]):
        content, is_submitted = queries.open_sheet(session, each, key)
        assert content.answers == {"BP1": number + 1}
        assert content.comments == {"BP": f"Lembar {number}"}
        assert not is_submitted
    assert queries.open_sheet(session, owed[4], key) == (SheetContent(), False)
    some = queries.open_sheets(session, [owed[1], owed[3], owed[4]], key)
    assert {n: sheet.answers for n, (sheet, _) in some.items()} == {
        owed[1].id: {"BP1": 2},
        owed[3].id: {"BP1": 4},
        owed[4].id: {},
    }


def test_saving_one_sheet_leaves_the_row_of_every_other(
    session: Any, owed: list[Assignment], key: CycleKey, save: Save, change: Save
) -> None:
    for each in owed[:3]:
        save(each, {"BP1": 3})
    rows = select(OpenSheet.handle, OpenSheet.box).order_by(OpenSheet.handle)
    before = dict(session.execute(rows).all())

    save(owed[0], {"BP1": 5}, revision=1)
    change(owed[0], 2, {"BP2": 1})

    after = dict(session.execute(rows).all())
    changed = {handle for handle in after if after[handle] != before.get(handle)}
    assert changed == {key.handle(owed[0].id)}


def test_the_same_sheet_of_two_cycles_is_two_sheets(
    session: Any, keys: KeyStore, opened: OpenCycle, owed: list[Assignment], save: Save
) -> None:
    other = make_open_cycle(session, keys)
    save(owed[0], {"BP1": 3})

    content, _ = queries.open_sheet(session, owed[0], keys.key_of(other.cycle))

    assert content == SheetContent()
    (row,) = session.scalars(select(OpenSheet))
    assert row.cycle_id == opened.cycle.id


def test_a_comment_of_another_device_is_never_overwritten_unseen(
    owed: list[Assignment], change: Save, stored: Any
) -> None:
    sheet = owed[0]
    change(sheet, 0, comments={"BP": "Dari ponsel"})

    with pytest.raises(FieldsChangedElsewhere) as refusal:
        change(sheet, 0, {"BP1": 2}, {"BP": "Dari kantor", "AK": "Rapi"})

    assert refusal.value.saved == SheetContent({}, {"BP": "Dari ponsel"}, 1)
    assert refusal.value.since.comments == {"BP": "Dari ponsel"}
    kept = stored(sheet)[0]
    assert (kept.comments, kept.answers, kept.revision) == ({"BP": "Dari ponsel"}, {}, 1)


def test_nor_is_one_that_was_taken_away_there_brought_back_unseen(
    owed: list[Assignment], change: Save, stored: Any
) -> None:
    sheet = owed[0]
    change(sheet, 0, comments={"BP": "Satu"})
    change(sheet, 1, comments={"BP": "  "})

    with pytest.raises(FieldsChangedElsewhere) as refusal:
        change(sheet, 1, comments={"BP": "Dua"})

    assert refusal.value.saved.comments == {"BP": ""}
    assert stored(sheet)[0].comments == {}
    assert change(sheet, 2, comments={"BP": "Dua"}).comments == {"BP": "Dua"}


def test_the_same_words_sent_again_are_taken_and_store_nothing(
    session: Any, owed: list[Assignment], key: CycleKey, change: Save
) -> None:
    sheet = owed[0]
    first = change(sheet, 0, {"BP1": 4}, {"BP": " Rapi "})
    box = session.scalar(select(OpenSheet.box))

    for base, words in ((0, "Rapi"), (0, " Rapi\n"), (1, "Rapi")):
        again = change(sheet, base, {"BP1": 4}, {"BP": words})
        assert again == first
    assert session.scalar(select(OpenSheet.box)) == box


def test_what_another_device_changed_elsewhere_stays_beside_what_is_sent(
    owed: list[Assignment], change: Save
) -> None:
    sheet = owed[0]
    change(sheet, 0, {"BP1": 4}, {"BP": "Satu"})
    change(sheet, 0, {"BP2": 3}, {"AK": "Dua"})

    merged = change(sheet, 1, {"BP1": 5})

    assert merged.answers == {"BP1": 5, "BP2": 3}
    assert merged.comments == {"BP": "Satu", "AK": "Dua"}
    assert merged.revision == 3
    assert merged.changed == {"BP1": 3, "BP": 1, "BP2": 2, "AK": 2}


@pytest.mark.parametrize("base", [2, 99])
def test_a_revision_never_given_out_vouches_for_nothing(
    owed: list[Assignment], change: Save, base: int
) -> None:
    change(owed[0], 0, {"BP1": 4})

    with pytest.raises(FieldsChangedElsewhere):
        change(owed[0], base, {"BP1": 1})


def test_the_revision_last_seen_is_enough_to_change_its_fields(
    owed: list[Assignment], change: Save
) -> None:
    change(owed[0], 0, {"BP1": 4})

    assert change(owed[0], 1, {"BP1": 1}).answers == {"BP1": 1}


def close_unseen(session: Any, cycle: Cycle) -> None:
    """Another process has begun sealing; nothing that is loaded here knows."""
    session.execute(
        update(Cycle).where(Cycle.id == cycle.id).values(state=CycleState.SEALING),
        execution_options={"synchronize_session": False},
    )
    assert cycle.state is CycleState.OPEN


@pytest.mark.parametrize("way", ["save", "change", "resend", "many"])
def test_no_way_of_writing_goes_on_after_closing_has_begun(
    session: Any,
    opened: OpenCycle,
    owed: list[Assignment],
    key: CycleKey,
    save: Save,
    change: Save,
    way: str,
) -> None:
    change(owed[0], 0, {"BP1": 4})
    close_unseen(session, opened.cycle)

    ways: dict[str, Callable[[], object]] = {
        "save": lambda: save(owed[0], {"BP1": 5}, revision=1),
        "change": lambda: change(owed[0], 1, {"BP1": 5}),
        "resend": lambda: change(owed[0], 0, {"BP1": 4}),
        "many": lambda: save_sheets(session, opened.cycle, {owed[1].id: SheetContent()}, key=key),
    }
    with pytest.raises(RatingClosed):
        ways[way]()


def test_closing_another_cycle_stops_nobody_here(
    session: Any, keys: KeyStore, owed: list[Assignment], save: Save
) -> None:
    close_unseen(session, make_open_cycle(session, keys).cycle)

    assert save(owed[0], {"BP1": 5}).revision == 1


@pytest.mark.parametrize("score", [-1, 6])
def test_an_answer_just_off_the_scale_is_refused(
    owed: list[Assignment], save: Save, change: Save, stored: Any, score: int
) -> None:
    for act in (lambda: save(owed[0], {"BP1": score}), lambda: change(owed[0], 0, {"BP1": score})):
        with pytest.raises(SheetInvalid):
            act()
    assert stored(owed[0]) == (SheetContent(), False)


def test_the_ends_of_the_scale_and_cannot_rate_are_taken(
    owed: list[Assignment], save: Save
) -> None:
    assert save(owed[0], {"BP1": 0, "BP2": 1, "BP3": 5}).answers == {"BP1": 0, "BP2": 1, "BP3": 5}


@pytest.mark.parametrize("excess", [0, 1])
def test_a_comment_has_a_thousand_letters_at_most_without_the_spaces_around_it(
    owed: list[Assignment], save: Save, excess: int
) -> None:
    words = {"BP": "  " + "a" * (1000 + excess) + "\n", "AK": "Rapi"}
    if not excess:
        assert save(owed[0], {}, comments=words).comments == {"BP": "a" * 1000, "AK": "Rapi"}
        return
    with pytest.raises(SheetInvalid) as refusal:
        save(owed[0], {}, comments=words)
    assert list(refusal.value.fields) == ["BP"]


def test_what_no_form_sends_is_refused_by_name(owed: list[Assignment], save: Save) -> None:
    for answers, comments, told in (
        ({"XX1": 3}, {}, "XX1"),
        ({"BP1": 9}, {}, "BP1: 9"),
        ({}, {"XX": "Rapi"}, "XX"),
    ):
        with pytest.raises(SheetInvalid, match=told) as refusal:
            save(owed[0], answers, comments=comments)
        assert refusal.value.fields == {}


def test_a_sheet_is_sent_only_with_every_behaviour_answered(
    session: Any, owed: list[Assignment], codes: list[str], key: CycleKey, save: Save
) -> None:
    with pytest.raises(SheetIncomplete) as refusal:
        save(owed[0], dict.fromkeys(codes[1:-1], 4), submit=True)
    assert refusal.value.missing == [codes[0], codes[-1]]

    save(owed[0], dict.fromkeys(codes, 4), submit=True)
    assert queries.open_sheet(session, owed[0], key)[1] is True
    assert save(owed[0], dict.fromkeys(codes[:2], 4), revision=1).revision == 2
    assert queries.open_sheet(session, owed[0], key)[1] is False


def test_a_sheet_is_owed_by_its_rater_alone_and_with_its_own_facts(
    session: Any, keys: KeyStore, opened: OpenCycle
) -> None:
    from berakhlak.assignments.queries import AssignmentNotFound
    from berakhlak.cycles.models import Participant
    from berakhlak.people.models import Person

    make_open_cycle(session, keys)
    session.flush()
    accounts = {row.id: row.account_id for row in session.scalars(select(Person))}
    people = {row.id: row for row in session.scalars(select(Participant))}
    claims = [claim_of(session, each) for each in opened.accounts.values()]
    for asked in session.scalars(select(Assignment)).all():
        holders = []
        for claim in claims:
            try:
                found = queries.own_assignment(session, asked.id, claim)
            except AssignmentNotFound:
                continue
            holders.append(claim.account)
            assert (found.id, found.rater_id, found.ratee_id, found.group, found.cycle_id) == (
                asked.id,
                asked.rater_id,
                asked.ratee_id,
                asked.group,
                asked.cycle_id,
            )
            assert found.ratee_name == people[asked.ratee_id].name
            assert found.reader == people[asked.rater_id].name
            assert (
                found.size
                == session.query(Assignment)
                .filter_by(ratee_id=asked.ratee_id, group=asked.group)
                .count()
            )
        rater = accounts[people[asked.rater_id].person_id]
        mine = asked.cycle_id == opened.cycle.id
        assert holders == ([rater] if mine else [])
    with pytest.raises(AssignmentNotFound):
        queries.own_assignment(session, asked.id, None)


def test_what_is_given_back_leaves_the_group_and_its_size(
    session: Any, keys: KeyStore, opened: OpenCycle, owed: list[Assignment]
) -> None:

    make_open_cycle(session, keys)
    account = opened.account(opened.staff[0])
    claim = claim_of(session, account)
    session.flush()
    peers = queries.own_group_sheets(session, opened.cycle.id, Relation.PEER, claim)
    assert len(peers) >= 2
    assert all(each.group == Relation.PEER and each.reader == account.name for each in peers)
    one = session.get_one(Assignment, peers[0].id)
    decline_assignment(one, opened.cycle, DeclineReason.DOES_NOT_KNOW)
    session.flush()

    left = queries.own_group_sheets(session, opened.cycle.id, Relation.PEER, claim)

    assert {each.id for each in left} == {each.id for each in peers} - {one.id}
    again = queries.own_assignment(session, one.id, claim)
    assert (again.declined, again.size) == (DeclineReason.DOES_NOT_KNOW, peers[0].size - 1)
    assert queries.own_group_sheets(session, opened.cycle.id, Relation.CITIZEN, claim) == []
    assert queries.own_group_sheets(session, opened.cycle.id + 1, Relation.PEER, claim) == []
