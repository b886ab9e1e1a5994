"""Rows lie in an order. What is left of raters lies in one that repeats nothing they did."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tests.attacks.linking import rank_correlation
from tests.attacks.world import Past, Stages, session_of, undone


def places(connection: Connection, table: str) -> dict[str, list[str]]:
    """Texts of a table by every order in which its rows can be read: as stored, as numbered."""
    rows = sa.table(table, sa.column("id"), sa.column("text"))
    is_sqlite = connection.dialect.name == "sqlite"
    # Without ROWID a table of SQLite is its own index: read unsorted, it comes as it lies.
    stored = sa.text("ctid") if not is_sqlite else None
    as_stored = sa.select(rows.c.text).order_by(stored)
    return {
        "as stored": list(connection.scalars(as_stored)),
        "by id": list(connection.scalars(sa.select(rows.c.text).order_by(rows.c.id))),
    }


def hidden_order(past: Past, texts: Sequence[str]) -> dict[str, float]:
    """How far an order of comments repeats the order of answering, or that of the assignments."""
    written = {each.comment: each.id for each in past.sent if each.comment}
    found = [written[text] for text in texts if text in written]
    turn = {number: place for place, number in enumerate(past.order)}
    return {
        "answering": rank_correlation(found, sorted(found, key=turn.__getitem__)),
        "assignments": rank_correlation(found, sorted(found)),
    }


@pytest.mark.parametrize("stage", ["closed", "published"])
def test_no_order_of_comments_repeats_an_order_of_raters(stages: Stages, stage: str) -> None:
    past = getattr(stages, stage)
    with session_of(past) as session:
        orders = places(session.connection(), "comment")

    for name, texts in orders.items():
        assert len(texts) > 200
        for what, rho in hidden_order(past, texts).items():
            assert abs(rho) < 4 / math.sqrt(len(texts)), (name, what)


def numbered_officers(connection: Connection) -> list[int]:
    """Officers by the number that HR's list gives them, which all their comments hold."""
    rows = sa.table("comment", sa.column("ratee_id"), sa.column("place"))
    pairs = connection.execute(sa.select(rows.c.place, rows.c.ratee_id).distinct()).all()
    assert None not in {place for place, _ratee in pairs}
    assert len(pairs) == len({place for place, _ in pairs}) == len({ratee for _, ratee in pairs})
    return [ratee for _place, ratee in sorted(pairs)]


def order_of_officers(past: Past, officers: Sequence[int]) -> dict[str, float]:
    """How far an order of officers repeats when they were rated, or that of their ids."""
    turns: dict[int, list[int]] = {officer: [] for officer in officers}
    turn = {number: place for place, number in enumerate(past.order)}
    for each in past.sent:
        if each.comment and each.ratee_id in turns:
            turns[each.ratee_id].append(turn[each.id])
    means = {officer: sum(each) / len(each) for officer, each in turns.items()}
    orders = {
        "first": sorted(officers, key=lambda each: min(turns[each])),
        "last": sorted(officers, key=lambda each: max(turns[each])),
        "mean": sorted(officers, key=means.__getitem__),
        "id": sorted(officers),
    }
    return {name: rank_correlation(officers, each) for name, each in orders.items()}


@pytest.mark.parametrize("stage", ["closed", "published"])
def test_no_number_of_an_officer_repeats_when_the_comments_were_written(
    stages: Stages, stage: str
) -> None:
    past = getattr(stages, stage)
    with session_of(past) as session:
        officers = numbered_officers(session.connection())

    assert len(officers) > 40
    for what, rho in order_of_officers(past, officers).items():
        assert abs(rho) < 4 / math.sqrt(len(officers)), what


@pytest.mark.parametrize("key", ["answering", "assignments"])
def test_comments_planted_in_the_order_of_their_raters_are_found_out(
    stages: Stages, key: str
) -> None:
    """The control: the same look at a table that was filled as answers came, a little disturbed."""
    past = stages.published
    turn = {number: place for place, number in enumerate(past.order)}
    by = turn.__getitem__ if key == "answering" else int
    written = sorted((each for each in past.sent if each.comment), key=lambda each: by(each.id))
    rng = random.Random(4)
    for _swap in range(20):
        one, other = rng.randrange(len(written)), rng.randrange(len(written))
        written[one], written[other] = written[other], written[one]
    with undone(past) as connection:
        connection.execute(sa.text("CREATE TABLE leftover (id INTEGER PRIMARY KEY, text TEXT)"))
        rows = sa.table("leftover", sa.column("id"), sa.column("text"))
        told = [{"id": number, "text": each.comment} for number, each in enumerate(written)]
        connection.execute(rows.insert(), told)
        orders = places(connection, "leftover")

    for texts in orders.values():
        assert hidden_order(past, texts)[key] > 0.8


def test_officers_numbered_as_comments_about_them_came_are_found_out(stages: Stages) -> None:
    """The control of the numbers."""
    past = stages.closed
    with session_of(past) as session:
        told = set(numbered_officers(session.connection()))
    ratee = {each.id: each.ratee_id for each in past.sent if each.comment}
    came = [ratee[number] for number in past.order if ratee.get(number) in told]

    assert order_of_officers(past, list(dict.fromkeys(came)))["first"] == 1
