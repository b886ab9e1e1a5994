"""Where the schema of a database stands against that of the code, and how it gets there."""

from __future__ import annotations

from functools import lru_cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from config import ROOT

MIGRATIONS = ROOT / "migrations"


@lru_cache(maxsize=1)
def known_revisions() -> tuple[str, ...]:
    """Every revision that the code knows, newest first."""
    return tuple(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def stored_revision(connection: Connection) -> str | None:
    """The revision at which a database stands; None where nothing was migrated yet."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate_to_newest(connection: Connection) -> None:
    """Migrate the database of a connection to the newest schema, within an application context."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
