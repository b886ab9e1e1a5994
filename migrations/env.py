"""Runs migrations inside the application: same database, same metadata."""

from __future__ import annotations

from contextlib import nullcontext

from alembic import context
from flask import current_app

from berakhlak.cycles.partitions import what_to_compare
from berakhlak.extensions import Base, UtcDateTime, db


def ours(name: str | None, kind: str, _parents: object) -> bool:
    # SQLite keeps statistics and counters in tables of its own.
    return kind != "table" or not (name or "").startswith("sqlite_")


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    # A migration must outlive the code: it names the column type, not our decorator of it.
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


def run() -> None:
    arguments = current_app.extensions["migrate"].configure_args
    # Restoring a backup migrates the restored database before it becomes the application's.
    given = context.config.attributes.get("connection")
    with nullcontext(given) if given is not None else db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=ours,
            include_object=what_to_compare(connection),
            render_item=plain_types,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
