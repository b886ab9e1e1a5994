"""Who signed in when? A program reads every row of sessions, in every order in which they lie.

What it is after: accounts in the order of their coming, to lay beside the order of answering. It
finds it where rows name their account, as those of a usual library do; here it finds nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.attacks.linking import rank_correlation
from tests.factories.people import make_account, make_agency
from tests.factories.sessions import session_id_of
from tests.support.engines import POSTGRES, app_on

RATERS = 60
COLUMNS = {"digest", "owner", "box", "last_day"}


@pytest.fixture(params=["sqlite", POSTGRES])
def served(
    request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    """The application on each database."""
    with app_on(request.param, request, app, make_app) as made:
        yield made


@pytest.fixture
def came(served: Flask) -> list[int]:
    """Raters in the order in which they signed in, a transaction each."""
    with served.app_context():
        agency = make_agency(db.session)
        raters = [make_account(db.session, agency, Role.OFFICER) for _each in range(RATERS)]
        ids = [each.id for each in raters]
        db.session.commit()
        random.Random(7).shuffle(ids)
        for each in ids:
            session_id_of(db.session, db.session.get_one(Account, each))
            db.session.commit()
    return ids


def stored_orders(connection: Connection, table: str, key: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a table in every order in which they can be read."""
    rows, is_sqlite = sa.table(table), connection.dialect.name == "sqlite"
    everything = sa.select(sa.text("*")).select_from(rows)
    wanted = {"by key": everything.order_by(sa.text(key)), "as stored": everything}
    if not is_sqlite:
        wanted["as stored"] = everything.order_by(sa.text("ctid"))
        wanted["by transaction"] = everything.order_by(sa.text("xmin::text::bigint"))
    return {
        name: [dict(row) for row in connection.execute(each).mappings()]
        for name, each in wanted.items()
    }


def named(rows: list[dict[str, Any]], known: set[int]) -> list[int]:
    """The attack: accounts that the rows name, in their order; a number is an account's."""
    columns = [
        column
        for column in (rows[0] if rows else ())
        if all(isinstance(row[column], int) and row[column] in known for row in rows)
    ]
    return [row[column] for column in columns for row in rows]


def test_no_order_of_sessions_tells_who_came_when(served: Flask, came: list[int]) -> None:
    with served.app_context():
        connection = db.session.connection()
        orders = stored_orders(connection, "device_session", "digest")

    for name, rows in orders.items():
        assert len(rows) == RATERS, name
        assert set(rows[0]) == COLUMNS
        assert named(rows, set(came)) == [], name
    # All of one size, all of one day; an owner's mark is met in one session of each alone.
    rows = orders["as stored"]
    assert len({(len(row["owner"]), len(row["box"]), row["last_day"]) for row in rows}) == 1
    assert len({bytes(row["owner"]) for row in rows}) == RATERS


def test_the_attack_finds_them_in_rows_that_name_their_account(
    served: Flask, came: list[int]
) -> None:
    """Planted: random keys alone do not help, for PostgreSQL keeps the order of writing."""
    with served.app_context():
        connection = db.session.connection()
        connection.execute(sa.text("CREATE TABLE leftover (id TEXT, account INTEGER)"))
        rng = random.Random(8)
        for account in came:
            row = {"id": f"{rng.getrandbits(64):x}", "account": account}
            connection.execute(sa.text("INSERT INTO leftover VALUES (:id, :account)"), row)
        found = named(stored_orders(connection, "leftover", "id")["as stored"], set(came))
        db.session.rollback()

    assert rank_correlation(found, came) == 1


def test_marks_and_boxes_tell_nothing_without_the_secret(served: Flask, came: list[int]) -> None:
    from berakhlak.accounts.devices import devices_of
    from tests.factories.sessions import SECRET, claim_of

    with served.app_context():
        account = db.session.get_one(Account, came[0])
        claim = claim_of(db.session, account)
        assert len(devices_of(db.session(), claim, secret=SECRET)) == 2
        assert devices_of(db.session(), claim, secret="tebakan") == []
        db.session.rollback()
