"""Versions of what serves: the application, its schema, the database and Python."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from sqlalchemy import Engine

from berakhlak.backups.manifest import application_version
from berakhlak.backups.migrating import known_revisions, stored_revision

_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Versions:
    """`schema` is that of the database, None without one; `wanted` that of the code."""

    application: str
    schema: str | None
    wanted: str
    database: str
    python: str


def read_versions(engine: Engine) -> Versions:
    """Asked of the database itself. Raises SQLAlchemyError when it is away."""
    with engine.connect() as connection:
        schema = stored_revision(connection)
        numbers = connection.dialect.server_version_info or ()
    database = f"{_ENGINES.get(engine.dialect.name, engine.dialect.name)} " + ".".join(
        map(str, numbers)
    )
    return Versions(
        application_version(), schema, known_revisions()[0], database, platform.python_version()
    )
