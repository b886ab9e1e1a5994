"""Results and comments of two cycles and two officers are read each for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from berakhlak.comments import queries as comments
from berakhlak.comments.models import Comment, CommentState, Redaction
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState, CycleUnit
from berakhlak.sealing import queries
from berakhlak.sealing.models import CycleResult, UnitResult
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.statistics.frozen_result import CellStatus, UnitFigures, UnitValue
from tests.factories.comments import make_comment
from tests.factories.cycles import AT, OpenCycle, make_open_cycle
from tests.factories.results import whole

Say = Callable[..., Comment]


@pytest.fixture(autouse=True, params=["OFF", "ON"])
def _whatever_order_the_database_prefers(request: pytest.FixtureRequest, session: Any) -> None:
    """What is asked for in an order comes in it also where the database would turn it round."""
    session.execute(text(f"PRAGMA reverse_unordered_selects = {request.param}"))


@pytest.fixture
def two(session: Any, app: Flask) -> tuple[OpenCycle, OpenCycle]:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    return make_open_cycle(session, keys), make_open_cycle(session, keys)


@pytest.fixture
def say(session: Any) -> Say:
    return partial(make_comment, session, value_code="BP")


def freeze(session: Any, opened: OpenCycle, version: str = "2", **figures: Any) -> CycleResult:
    result = CycleResult(
        cycle_id=opened.cycle.id,
        rules_version=version,
        sha256=f"{opened.cycle.id:064d}",
        payload=replace(whole(), **figures).to_json(),
    )
    session.add(result)
    session.flush()
    return result


def test_only_what_waits_in_this_cycle_waits_here(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, other = two
    for each in two:
        each.cycle.state = CycleState.CLOSED
    waiting = [say(first, f"Kata {n}") for n in range(9)]
    say(first, "Tampil", CommentState.SHOWN)
    say(first, "Disunting", CommentState.REDACTED)
    say(other, "Di tempat lain")

    found = comments.pending_comments(session, first.cycle.id)

    assert [row.id for row in found] == sorted(row.id for row in waiting)
    assert comments.count_pending_comments(session, first.cycle.id) == 9
    assert comments.count_pending_comments(session, other.cycle.id) == 1
    assert comments.count_pending_comments(session, 10**6) == 0


def test_an_officer_reads_what_hr_let_through_about_that_officer(
    session: Any, two: tuple[OpenCycle, OpenCycle], say: Say
) -> None:
    first, _ = two
    states = (CommentState.SHOWN, CommentState.REDACTED) * 4
    mine = [say(first, f"Kata {n}", state) for n, state in enumerate(states)]
    say(first, "Belum dibaca")
    theirs = say(first, "Tentang rekan", CommentState.SHOWN, place=1)
    expected = [("BP", row.text) for row in sorted(mine, key=lambda row: row.id)]

    assert comments.released_comments(session, mine[0].ratee_id) == expected
    assert comments.released_comments(session, theirs.ratee_id) == [("BP", "Tentang rekan")]


def test_changes_of_comments_are_those_of_the_cycle_newest_first(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    def changed(opened: OpenCycle, days: int, after: str) -> None:
        at = AT + timedelta(days=days)
        row = Redaction(
            cycle_id=opened.cycle.id, at=at, value_code="BP", before="Semula", after=after
        )
        session.add(row)
        session.flush()

    first, other = two
    for days, after in ((2, "dua"), (3, "tiga"), (1, "satu"), (3, "tiga lagi")):
        changed(first, days, after)
    changed(other, 9, "lain")

    found = [row.after for row in comments.redactions_of_cycle(session, first.cycle.id)]

    assert found == ["tiga lagi", "tiga", "dua", "satu"]


def test_a_cycle_that_is_not_sealed_has_no_result_though_another_has(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    first, other = two
    result = freeze(session, first, n_officers=7)

    assert queries.result_stamp(session, first.cycle.id) == ("2", result.sha256)
    assert queries.load_cycle_figures(session, first.cycle.id).n_officers == 7
    for read in (queries.result_stamp, queries.load_cycle_figures):
        with pytest.raises(ResultNotFound):
            read(session, other.cycle.id)


@pytest.mark.parametrize(
    ("version", "parts", "several"),
    [("2", None, False), ("2", 1, False), ("2", 2, True), ("1", 2, False)],
)
def test_figures_of_a_cycle_in_several_parts_are_told_as_such_from_two_on(
    session: Any,
    two: tuple[OpenCycle, OpenCycle],
    version: str,
    parts: int | None,
    several: bool,
) -> None:
    assert (
        queries.has_unlinked_parts(freeze(session, two[0], version, n_components=parts)) is several
    )


def test_what_is_foretold_rests_on_the_agencys_last_cycle_that_knows(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    first, other = two
    agency = first.agency.id
    assert queries.latest_variance_components(session, agency) is None
    result = freeze(session, first, components={"officer": 0.1})
    freeze(session, other, components={"officer": 0.9})

    assert queries.latest_variance_components(session, agency) == {"officer": 0.1}
    # A later cycle takes its place only where it has any, under the rules that know them.
    other.cycle.agency_id, other.cycle.name = agency, "Siklus lain"
    other.cycle.opens_on = first.cycle.opens_on + timedelta(days=1)
    other.cycle.closes_on = other.cycle.opens_on + timedelta(days=9)
    session.flush()
    assert queries.latest_variance_components(session, agency) == {"officer": 0.9}
    later = session.get_one(CycleResult, other.cycle.id)
    later.payload = replace(whole(), components=None).to_json()
    session.flush()
    assert queries.latest_variance_components(session, agency) == {"officer": 0.1}
    result.rules_version = "1"
    session.flush()
    assert queries.latest_variance_components(session, agency) is None


def test_units_are_those_of_the_cycle(session: Any, two: tuple[OpenCycle, OpenCycle]) -> None:
    for mean, opened in enumerate(two, start=3):
        unit = session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == opened.cycle.id)).one()
        figures = UnitFigures(
            values=(UnitValue(code="BP", status=CellStatus.SHOWN, n_officers=5, mean=float(mean)),)
        )
        session.add(
            UnitResult(cycle_unit_id=unit.id, cycle_id=opened.cycle.id, payload=figures.to_json())
        )
    session.flush()

    found = [queries.load_unit_figures(session, opened.cycle.id) for opened in two]

    assert [[unit.values[0].mean for unit in units.values()] for units in found] == [[3.0], [4.0]]
    assert not set(found[0]) & set(found[1])
