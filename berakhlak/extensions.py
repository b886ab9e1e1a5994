"""Bare extension instances, the declarative base and the connection settings of SQLite."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from flask_babel import Babel, Domain, LazyString, format_decimal
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Enum, MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from berakhlak.disk import close_to_others
from berakhlak.networks import network_of
from berakhlak.packed_text import unpack

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table; all constraints carry names, so every migration can be undone."""

    recorded_as: ClassVar[str | None] = None
    """Kind under which the activity record speaks of rows, where rows may be deleted."""

    # Words, not database enum types: a new word then needs no migration on either engine.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            StrEnum: Enum(
                StrEnum,
                native_enum=False,
                length=30,
                values_callable=lambda words: [word.value for word in words],
            )
        },
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite forgets time zones, so this puts UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("moments must carry a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Row numbers are counted up to here; databases refuse to look for more.
LARGEST_ID = 2**31 - 1


# Flask-Babel calls every sentence that waits for its language safe HTML. What somebody typed may
# stand in one, so templates escape it like any other text.
del LazyString.__html__


class CountingDomain(Domain):  # type: ignore[misc]  # Flask-Babel ships no types.
    """Translations whose `num` has its thousands marked: 1.500."""

    def ngettext(self, singular: str, plural: str, num: int, **words: Any) -> str:
        sentence = self.get_translations().ungettext(singular, plural, num)
        return str(sentence % {"num": format_decimal(num), **words})


class CountingBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with that domain."""

    @cached_property
    def domain_instance(self) -> CountingDomain:
        return CountingDomain(domain=self.domain)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, which a connection that broke does not rob of a finished answer."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        """At the end of a request: all that counts is committed, so a rollback may fail."""
        try:
            super()._teardown_session(exc)
        except DBAPIError:
            super()._teardown_session(exc)  # Known as broken by now, and let go of.


db = Database(model_class=Base)
migrate = Migrate(render_as_batch=True)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = CountingBabel()
limiter = Limiter(key_func=lambda: network_of(get_remote_address()))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Durable, concurrent, and forgetful: freed pages are overwritten, never left readable."""
    if not isinstance(connection, sqlite3.Connection):
        return
    # Before SQLite makes its log beside the file, with the rights of the file.
    if path := connection.execute("PRAGMA database_list").fetchone()[2]:
        close_to_others(Path(path))
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # Whoever read "sent" has sent, though the power fails. See 0241.
        "foreign_keys = ON",
        "secure_delete = ON",
        "busy_timeout = 10000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("unpacked", 1, unpack, deterministic=True)
