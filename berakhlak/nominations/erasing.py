"""What a database keeps of erased names, and how it is made to let go of them."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from berakhlak.nominations.models import Nomination

PATIENCE = 1000  # Milliseconds to wait for those who read: others wait for us meanwhile.


def erase_old_pages(engine: Engine) -> bool:
    """After the names were deleted and that was committed; False when somebody still reads them.

    SQLite: secure_delete overwrote the rows, but the log holds the pages as they were before.
    PostgreSQL: the deleted rows lie in the table until it is rewritten. What remains under a
    reader goes when the log is written over, and with the next opening.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # Its patience is not that of the pool.
        if engine.dialect.name == "sqlite":
            connection.execute(text(f"PRAGMA busy_timeout = {PATIENCE}"))
            return not connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return _rewritten(connection)


def _rewritten(connection: Connection) -> bool:
    connection.execute(text(f"SET lock_timeout = {PATIENCE}"))
    try:
        connection.execute(text(f"VACUUM FULL {Nomination.__tablename__}"))
    except OperationalError:
        return False
    return True
