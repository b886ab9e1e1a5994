"""Sealing step by step: what it refuses, what it counts, and in which words it is recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import OpenVoice
from berakhlak.citizens.operations import receive_voices
from berakhlak.comments.models import Comment
from berakhlak.cycles.early_closing import SecondPersonNeeded
from berakhlak.cycles.keys import WIPED, KeyForeign, KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import units_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheets
from berakhlak.sealing import comment_rows, sealing
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.comment_rows import group_sizes
from berakhlak.sealing.erased_rows import SealingCountsDiffer, require_counted
from berakhlak.sealing.linking import LinkedCycle, link_cycle
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.result_leaves import root_detail
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_open_cycle, participants


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def opened(session: Any, keys: KeyStore) -> OpenCycle:
    """A cycle in which everybody has sent everything, and three citizens have spoken."""
    opened = make_open_cycle(session, keys, staff=4)
    cycle, key = opened.cycle, keys.key_of(opened.cycle)
    instrument = cycle.instrument.content
    owed = owed_in(session, opened)
    sheets = {
        each.id: SheetContent(
            {behaviour.code: 1 + each.id % 5 for behaviour in instrument.behaviours},
            {"BP": f"Tentang {each.ratee_id}", "AK": "\0"},
            1,
        )
        for each in owed
    }
    save_sheets(session, cycle, sheets, key=key)
    asked = {each.code: 4 for each in instrument.behaviours if each.for_citizens}
    rated = rated_in(session, opened)
    said = [VoiceContent(rated[0].id, asked, text, Door.SLIP) for text in ("Ramah\0", "", "Cepat")]
    receive_voices(session, cycle, said, key=key)
    session.commit()
    return opened


def owed_in(session: Any, opened: OpenCycle) -> list[Assignment]:
    rows = select(Assignment).where(Assignment.cycle_id == opened.cycle.id)
    return list(session.scalars(rows.order_by(Assignment.id)))


def rated_in(session: Any, opened: OpenCycle) -> list[Any]:
    rows = [row for row in participants(session, opened.cycle) if row.is_rated]
    return sorted(rows, key=lambda row: row.id)


def linked_of(session: Any, opened: OpenCycle, keys: KeyStore) -> LinkedCycle:
    return link_cycle(session, opened.cycle, keys.key_of(opened.cycle))


def test_each_sheet_is_linked_to_its_officer_group_and_rater(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    found = linked_of(session, opened, keys)

    place = {row.id: number for number, row in enumerate(rated_in(session, opened))}
    assert [row.id for row in found.officers] == list(place)
    codes = opened.cycle.policy.codes
    expected = sorted(
        (
            place[each.ratee_id],
            codes.index(each.group),
            each.rater_id,
            1 + each.id % 5,
        )
        for each in owed_in(session, opened)
    )
    citizen = codes.index(Relation.CITIZEN)
    rows = list(zip(found.officer, found.group, found.rater, found.answers[:, 0], strict=True))
    assert [tuple(map(int, row)) for row in rows if row[1] != citizen] == expected
    voices = [tuple(map(int, row[:3])) for row in rows if row[1] == citizen]
    assert voices == [(0, citizen, rater) for rater in (-3, -2, -1)]
    assert [each[:2] for each in rows] == sorted(each[:2] for each in rows)
    assert found.answers.shape == (len(expected) + 3, 21)
    assert found.counts == SealingCounts(
        submitted=len(expected), received=3, sheets=len(expected), voices=3
    )
    assert found.spoilt == ()


def test_comments_go_with_their_officer_and_group_without_what_no_database_takes(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    found = linked_of(session, opened, keys)

    ids = [row.id for row in found.officers]
    of_sheets = [each for each in found.comments if each.group != Relation.CITIZEN]
    assert len(of_sheets) == len(owed_in(session, opened))
    for each in of_sheets:
        assert (each.value_code, each.text) == ("BP", f"Tentang {ids[each.officer]}")
    heard = [each for each in found.comments if each.group == Relation.CITIZEN]
    assert sorted((each.officer, each.value_code, each.text) for each in heard) == [
        (0, "", "Cepat"),
        (0, "", "Ramah"),
    ]


def test_a_voice_about_nobody_of_the_cycle_and_a_sheet_off_the_form_are_spoilt(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    key, first = keys.key_of(opened.cycle), owed_in(session, opened)[0]
    receive_voices(session, opened.cycle, [VoiceContent(10**6, {"BP2": 4}, "")], key=key)
    handle = key.handle(first.id)
    sheet = session.get_one(OpenSheet, handle)
    sheet.box = key.encrypt(SheetContent({"XX": 4}).to_bytes(), handle)
    session.commit()

    with pytest.raises(SheetsSpoilt) as refused:
        seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    counts, owed = refused.value.counts, owed_in(session, opened)
    assert counts == SealingCounts(
        submitted=len(owed),
        received=4,
        sheets=len(owed) - 1,
        voices=3,
        spoilt_sheets=1,
        spoilt_voices=1,
    )
    assert refused.value.named == [(first.rater.called, first.ratee.called)]
    told = str(refused.value)
    assert "formulir terkirim 1, penilaian pengguna layanan 1." in told
    # Whoever asks again and again must not see that one more has been sent.
    receive_voices(session, opened.cycle, [VoiceContent(first.ratee_id, {"BP2": 4}, "")], key=key)
    session.delete(session.get_one(OpenSheet, key.handle(owed[-1].id)))
    with pytest.raises(SheetsSpoilt) as again:
        seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    assert str(again.value) == told
    assert again.value.counts != counts


def test_every_step_is_recorded_with_who_closed_it_and_results_lie_under_their_own_ids(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    officers = [row.id for row in rated_in(session, opened)]
    units = [row.id for row in units_of(session, opened.cycle)]
    owed = len(owed_in(session, opened))

    counts = seal_cycle(session, opened.cycle.id, keys=keys, by=opened.hr, at=AT, today=LAST_DAY)

    assert counts == SealingCounts(submitted=owed, received=3, sheets=owed, voices=3)
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.object_kind == "cycle", AuditEntry.object_id == opened.cycle.id)
        .order_by(AuditEntry.id)
    ).all()
    result = session.get_one(CycleResult, opened.cycle.id)
    assert [(row.act, row.detail) for row in rows[-3:]] == [
        ("began sealing", None),
        ("fixed results", root_detail(bytes.fromhex(result.root))),
        ("sealed", counts.as_detail()),
    ]
    assert {(row.account_id, row.at) for row in rows[-3:]} == {(opened.hr.id, AT)}
    assert (opened.cycle.state, opened.cycle.sealed_at) == (CycleState.CLOSED, AT)
    assert (result.rules_version, len(result.sha256)) == ("2", 64)
    assert sorted(session.scalars(select(OfficerResult.participant_id))) == officers
    assert sorted(session.scalars(select(UnitResult.cycle_unit_id))) == units
    for model in (OfficerResult, UnitResult):
        assert set(session.scalars(select(model.cycle_id))) == {opened.cycle.id}
    ids = session.scalars(select(Comment.id).order_by(Comment.id)).all()
    assert len(ids) > 3
    assert {len(each) for each in ids} == {16}
    assert seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY) is None


def test_what_is_stored_for_reading_lies_in_no_order_of_writing(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    written = [(n, "BP", str(n)) for n in range(40)]

    shuffled = comment_rows.shuffled(iter(written))

    ids = [number for number, _said in shuffled]
    assert ids == sorted(ids)
    assert {len(each) for each in ids} == {16}
    assert {said for _number, said in shuffled} == set(written)
    assert [said for _number, said in shuffled] != written


@pytest.mark.parametrize("state", [CycleState.DRAFT, CycleState.NOMINATION], ids=str)
def test_a_cycle_that_never_opened_is_not_sealed(
    session: Any, opened: OpenCycle, keys: KeyStore, state: CycleState
) -> None:
    opened.cycle.state = state
    session.commit()

    with pytest.raises(CycleNotInState):
        seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    assert keys.exists(opened.cycle.key_name)


@pytest.mark.parametrize("counted", [{"submitted": 1}, {"submitted": -1}, {"received": 1}])
def test_no_more_and_no_fewer_rows_are_erased_than_were_counted(
    session: Any, opened: OpenCycle, keys: KeyStore, counted: dict[str, int]
) -> None:
    known = linked_of(session, opened, keys).counts
    wrong = {name: getattr(known, name) + more for name, more in counted.items()}

    with pytest.raises(SealingCountsDiffer):
        require_counted(
            session,
            opened.cycle.id,
            SealingCounts(**({"submitted": known.submitted, "received": known.received} | wrong)),
        )


@pytest.mark.parametrize("state", list(CycleState), ids=str)
def test_sealing_is_complete_once_the_figures_are_frozen_and_the_key_is_gone(
    opened: OpenCycle, keys: KeyStore, state: CycleState
) -> None:
    opened.cycle.state = state
    assert not is_sealing_complete(opened.cycle, keys)

    keys.destroy(opened.cycle.key_name)

    ended = {CycleState.CLOSED, CycleState.PUBLISHED, CycleState.ARCHIVED}
    assert is_sealing_complete(opened.cycle, keys) is (state in ended)


def test_the_last_step_destroys_its_own_key_alone(
    session: Any, opened: OpenCycle, keys: KeyStore
) -> None:
    file = keys.folder / f"{opened.cycle.key_name}.key"
    secret, mark = file.read_bytes(), opened.cycle.key_fingerprint
    seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    def put(content: bytes) -> None:
        file.write_bytes(content)
        file.chmod(0o600)

    put(b"f" * 32)
    with pytest.raises(KeyForeign):
        seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    assert file.read_bytes() == b"f" * 32
    for content in (secret, WIPED):
        put(content)
        assert (
            seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY) is None
        )
        assert not file.exists()
    opened.cycle.key_fingerprint = None  # As in cycles from before there were any.
    session.commit()
    put(b"f" * 32)
    assert seal_cycle(session, opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY) is None
    assert not file.exists()
    assert mark is not None


def test_who_seals_second_freezes_nothing(session: Any, opened: OpenCycle, keys: KeyStore) -> None:
    opened.cycle.state = CycleState.CLOSED
    session.commit()

    assert sealing._freeze(session, opened.cycle, keys, 0, OpenedSheets(), by=None, at=AT) is None
    assert not session().in_transaction()  # Nobody waits for a lock of ours.
    sealing._stop_answers(session, opened.cycle, by=None, at=AT, today=LAST_DAY)

    assert opened.cycle.state is CycleState.CLOSED
    assert session.scalars(select(OpenVoice)).all() != []
    acts = session.scalars(select(AuditEntry.act)).all()
    assert not [act for act in acts if "seal" in act]


def test_whoever_may_not_close_leaves_nothing_of_the_step_behind(
    session: Any, opened: OpenCycle
) -> None:
    """The request may be withdrawn after it was looked at."""
    early = LAST_DAY - timedelta(days=1)

    with pytest.raises(SecondPersonNeeded):
        sealing._stop_answers(session, opened.cycle, by=None, at=AT, today=early)

    assert not session().in_transaction()
    session.commit()
    assert opened.cycle.state is CycleState.OPEN


def test_groups_are_counted_by_officer_and_group() -> None:
    linked = LinkedCycle(
        officers=(object(), object()),  # type: ignore[arg-type]
        officer=np.array([0, 0, 1, 1, 1]),
        group=np.array([0, 2, 2, 2, 4]),
        rater=np.arange(5),
        answers=np.zeros((5, 1), np.uint8),
        comments=(),
        invited={},
    )

    found = group_sizes(linked, 5)

    assert found.tolist() == [[1, 0, 1, 0, 0], [0, 0, 2, 0, 1]]
    assert found.dtype == np.int64


@pytest.mark.parametrize(
    ("group", "least", "size", "is_safe"),
    [
        (Relation.PEER, 3, 2, False),
        (Relation.PEER, 3, 3, True),
        (Relation.PEER, 1, 1, False),
        (Relation.CITIZEN, 1, 2, True),
        (Relation.SUPERVISOR, 4, 3, False),
        (Relation.SELF, 1, 9, False),
    ],
)
def test_a_comment_is_kept_where_several_could_have_written_it(
    group: str, least: int, size: int, is_safe: bool
) -> None:
    assert Policy(min_n_comments=least).shows_comments(group, size) is is_safe
