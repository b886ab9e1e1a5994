"""What the two files say, key by key, and of which of two cycles."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from berakhlak.assignments.widening import NarrowCircles
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.operations import record_act
from berakhlak.cycles.changes import CHANGED
from berakhlak.cycles.keys import KeyStore
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.report import AuditCounts, AuditReport
from berakhlak.sealing.merkle_tree import root_code
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.sealing.result_leaves import result_leaves, rules_text
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.transparency.files import (
    ResultHasNoRoot,
    auditor_bundle,
    rooted_result,
    transparency_file,
)
from tests.factories.cycles import OpenCycle, make_open_cycle

SEALED = datetime(2026, 12, 1, 3, 4, 5, tzinfo=UTC)
Two = tuple[OpenCycle, OpenCycle]
Session = scoped_session[Any]


def told(session: Session, opened: OpenCycle) -> Any:
    session.flush()
    return json.loads(transparency_file(session(), opened.cycle))


def result_of(session: Session, opened: OpenCycle) -> CycleResult:
    return session.get_one(CycleResult, opened.cycle.id)


def keep_audit(
    session: Session, opened: OpenCycle, figures: int, *, is_safe: bool = True
) -> DisclosureAudit:
    report = AuditReport(
        cycle_id=opened.cycle.id, sha256="a" * 64, counts=AuditCounts(figures=figures), findings=()
    )
    row = DisclosureAudit(
        cycle_id=opened.cycle.id,
        at=SEALED + timedelta(hours=figures),
        sha256="a" * 64,
        is_safe=is_safe,
        payload=report.to_json(),
    )
    session.add(row)
    session.flush()
    return row


def test_every_key_of_the_file_is_that_of_its_own_cycle(session: Session, two: Two) -> None:
    for opened in two:
        opened.cycle.sealed_at = SEALED
        opened.cycle.name = f"Siklus {opened.cycle.id}"
        opened.agency.name = f"Badan {opened.agency.id}"
    for opened in two:
        stored, cycle = result_of(session, opened), opened.cycle
        figures = CycleFigures.from_json(stored.payload)

        assert told(session, opened) == {
            "format": "berakhlak-keterbukaan/1",
            "root": stored.root,
            "root_signs": root_code(bytes.fromhex(stored.root or "")),
            "results_sha256": stored.sha256,
            "cycle": {
                "agency": f"Badan {opened.agency.id}",
                "name": f"Siklus {cycle.id}",
                "opens_on": "2026-11-01",
                "closes_on": "2026-11-30",
                "sealed_at": "2026-12-01T03:04:05+00:00",
                "published_at": None,
            },
            "rules": json.loads(rules_text(cycle, "2")),
            "policy_sha256": sha256(cycle.policy_json.encode()).hexdigest(),
            "instrument": {"code": cycle.instrument.code, "version": cycle.instrument.version},
            "counts": {
                "officers": cycle.id,
                "sheets": figures.n_sheets,
                "invited": figures.n_invited,
            },
            "before_opening": {
                "days": 30,
                "people_changed": 0,
                "officers_with_few_peers": 0,
            },
            "audit": None,
            "certificate": None,
        }


@pytest.mark.parametrize("people", [1, 12])
def test_those_who_were_moved_before_opening_are_counted_in_the_file(
    session: Session, two: Two, people: int
) -> None:
    first, other = two
    for opened, changed in ((first, people), (other, 0)):
        opening, detail = opened.cycle.id, {CHANGED: changed}
        record_act(session, Act.OPENED_CYCLE, opening, by=None, at=SEALED, detail=detail)
    narrow = NarrowCircles(3, 9).as_detail()
    record_act(session, Act.DREW_NARROW_CIRCLES, first.cycle.id, by=None, at=SEALED, detail=narrow)
    session.flush()

    assert told(session, first)["before_opening"] == {
        "days": 30,
        "people_changed": people,
        "officers_with_few_peers": 3,
    }
    assert told(session, other)["before_opening"] == {
        "days": 30,
        "people_changed": 0,
        "officers_with_few_peers": 0,
    }


def test_of_a_cycle_that_an_older_version_opened_nothing_is_told(
    session: Session, two: Two
) -> None:
    for entry in session.scalars(select(AuditEntry).where(AuditEntry.act == "opened")):
        entry.detail = None
    session.flush()

    assert told(session, two[0])["before_opening"] == {
        "days": 30,
        "people_changed": None,
        "officers_with_few_peers": None,
    }


def test_moments_stand_under_their_own_name(session: Session, two: Two) -> None:
    cycle = two[0].cycle
    cycle.published_at = SEALED + timedelta(days=2)

    told_of = told(session, two[0])["cycle"]

    assert (told_of["sealed_at"], told_of["published_at"]) == (None, "2026-12-03T03:04:05+00:00")


@pytest.mark.parametrize("is_safe", [True, False])
def test_the_last_audit_of_the_cycle_is_told(session: Session, two: Two, is_safe: bool) -> None:
    first, other = two
    keep_audit(session, first, 1, is_safe=not is_safe)
    kept = keep_audit(session, first, 2, is_safe=is_safe)
    keep_audit(session, other, 3, is_safe=not is_safe)

    assert told(session, first)["audit"] == {
        "at": "2026-12-01T05:04:05+00:00",
        "is_safe": is_safe,
        "results_sha256": "a" * 64,
        "report_sha256": sha256(kept.payload.encode()).hexdigest(),
        "figures": 2,
    }
    assert told(session, other)["audit"]["figures"] == 3


def test_the_frozen_certificate_is_told_as_it_is(session: Session, two: Two) -> None:
    learned = {"0": {"figures": 9, "certain": 0.125, "nearly": 0.5, "narrowest": 2}}
    reach = {"figures": 9, "learned": learned}
    certificate = {"now": reach, "raised": {"1": reach | {"figures": 8}}}
    stored = result_of(session, two[0])
    stored.payload = json.dumps(json.loads(stored.payload) | {"certificate": certificate})

    assert told(session, two[0])["certificate"] == certificate
    assert told(session, two[1])["certificate"] is None


def test_the_file_is_text_for_people_in_an_order_that_stays(session: Session, two: Two) -> None:
    two[0].cycle.name = "Peninjauan é"
    session.flush()

    text = transparency_file(session(), two[0].cycle)

    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    assert "Peninjauan é" in text


def test_the_bundle_has_a_line_for_each_leaf_in_the_order_of_hashes(
    session: Session, two: Two
) -> None:
    for opened in two:
        lines = list(auditor_bundle(session(), opened.cycle))

        found = sorted(result_leaves(session(), opened.cycle), key=lambda leaf: leaf.hash)
        assert [json.loads(line) for line in lines] == [
            {
                "kind": leaf.kind,
                "owner": leaf.owner.hex(),
                "salt": leaf.salt.hex(),
                "payload": leaf.payload,
            }
            for leaf in found
        ]
        for line in lines:
            own = json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False)
            assert line == own + "\n"


def test_words_in_the_bundle_are_written_as_they_are(session: Session, two: Two) -> None:
    stored = result_of(session, two[0])
    stored.payload = stored.payload.replace('"n_officers"', '"né"')
    session.flush()

    assert any("né" in line for line in auditor_bundle(session(), two[0].cycle))


def test_neither_file_is_made_before_closing_or_of_what_has_no_root(
    session: Session, app: Flask, two: Two
) -> None:
    older, _ = two
    fresh = make_open_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir), staff=1)
    result_of(session, older).root = None
    session.flush()

    for opened, refusal in ((fresh, ResultNotFound), (older, ResultHasNoRoot)):
        for make in (transparency_file, rooted_result, lambda s, c: list(auditor_bundle(s, c))):
            with pytest.raises(refusal) as told_so:
                make(session(), opened.cycle)
            assert str(told_so.value)
    assert rooted_result(session(), two[1].cycle) is result_of(session, two[1])
