"""In a large cycle, raters are counted by a worker and shown from what it kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from berakhlak.assignments.models import DeclineReason, RaterCoverage
from berakhlak.cycle_administration import kept_coverage
from berakhlak.cycle_administration.coverage import (
    assigned_groups,
    coverage_of_officers,
    forecast_opening,
)
from berakhlak.cycle_administration.coverage_task import keep_all_coverage
from berakhlak.cycle_administration.kept_coverage import coverage_page, coverage_summary
from berakhlak.cycles.input_revision import input_revision
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.rater_groups import Relation
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT, make_next_draft

SOON, LATER = AT + timedelta(seconds=5), AT + timedelta(hours=1)


@pytest.fixture
def large(monkeypatch):
    """Every cycle counts as large."""
    monkeypatch.setattr(kept_coverage, "LARGE", 0)


def decline(session, opened):
    row = assignments(session, opened, group=Relation.PEER)[0]
    row.declined = DeclineReason.CONFLICT_OF_INTEREST
    session.commit()


def shown(session, cycle, **chosen):
    page = coverage_page(session, cycle, 1, 50, only_wanting=chosen.get("wanting", False))
    return told(page.items, cycle)


def told(rows, cycle):
    """What the page has of each row."""
    codes = [group.code for group in assigned_groups(cycle.policy)]
    return [replace(row, raters={code: row.raters.get(code, 0) for code in codes}) for row in rows]


def test_what_is_kept_is_what_would_be_counted(session, opened, large):
    """Row by row, all of them and those who need a look, open and before opening."""
    opened.staff[4].is_active = False
    session.commit()
    for cycle in (opened.cycle, make_next_draft(session, opened)):
        session.commit()
        keep_all_coverage(AT)
        counted = coverage_of_officers(session, cycle)

        wanting = [row for row in counted if row.needs_a_look]
        assert shown(session, cycle) == told(counted, cycle)
        assert shown(session, cycle, wanting=True) == told(wanting, cycle) != []
        kept = coverage_summary(session, cycle)
        assert kept.short_officers == sum(bool(row.short) for row in counted)
        assert kept.counted_at == AT
        if cycle.opened_at is None:
            assert kept.forecast == forecast_opening(session, cycle)


def test_counts_follow_a_change_later_and_rest_in_between(session, opened, large):
    keep_all_coverage(AT)
    before = shown(session, opened.cycle)

    decline(session, opened)
    keep_all_coverage(SOON)
    assert shown(session, opened.cycle) == before
    keep_all_coverage(LATER)

    counted = told(coverage_of_officers(session, opened.cycle), opened.cycle)
    assert shown(session, opened.cycle) == counted != before
    keep_all_coverage(LATER + timedelta(days=1))
    assert coverage_summary(session, opened.cycle).counted_at == LATER


def test_sending_answers_changes_nothing_that_raters_are_counted_from(session, keys, opened):
    """Else the day of the next count would tell that somebody answered."""
    session.commit()
    before = input_revision(session)
    answer(session, keys, opened, assignments(session, opened)[:1])
    session.commit()

    assert input_revision(session) == before
    decline(session, opened)
    assert input_revision(session) == before + 1


def test_counts_of_a_draft_are_not_shown_of_the_opened_cycle(session, opened, large, monkeypatch):
    draft = make_next_draft(session, opened)
    session.commit()
    keep_all_coverage(AT)
    assert coverage_summary(session, draft)

    draft.opened_at, draft.state = AT, CycleState.OPEN
    monkeypatch.setattr(kept_coverage, "LARGE", -1)  # Its snapshot was left out here.

    assert coverage_summary(session, draft) is None


def test_pages_say_when_it_was_counted_or_that_it_will_be(client, session, opened, large):
    hr, addresses = client.sign_in(opened.hr), ("", "/penilai")
    for address in addresses:
        page = hr.get(f"/siklus/{opened.cycle.id}{address}")
        assert "Jumlah penilai sedang dihitung" in page.text
    draft = make_next_draft(session, opened)
    session.commit()
    for address in ("", "/buka", "/penilai"):
        assert "Jumlah penilai sedang dihitung" in hr.get(f"/siklus/{draft.id}{address}").text

    keep_all_coverage(AT)

    for cycle, pages in ((opened.cycle, addresses), (draft, ("", "/buka", "/penilai"))):
        for address in pages:
            page = hr.get(f"/siklus/{cycle.id}{address}").text
            assert "Dihitung " in page
            assert "sedang dihitung" not in page


def test_closing_deletes_what_is_kept(session, keys, opened, large):
    keep_all_coverage(AT)
    assert session.query(RaterCoverage).count() == 1

    close(session, keys, opened)

    assert session.query(RaterCoverage).count() == 0
