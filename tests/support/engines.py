"""The application of a test on the one engine or the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from berakhlak.extensions import db

POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


@contextmanager
def app_on(
    engine: str, request: pytest.FixtureRequest, app: Flask, make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    """`app` for SQLite; for PostgreSQL another one, let go of before its database is dropped."""
    if engine == "sqlite":
        yield app
        return
    other = make_app(request.getfixturevalue("migrated_postgres_url"))
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
    other.extensions["jobs"].queue.close()
