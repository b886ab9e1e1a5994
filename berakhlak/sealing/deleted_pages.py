"""What a database file still holds of deleted sheets, and how it is made to let go of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Engine

from berakhlak.cycles.partitions import empty_partitions, rest_of
from berakhlak.engines import EMPTY_LOG, is_sqlite, let_go_of_deleted, rewrite_tables
from berakhlak.errors import StateConflict
from berakhlak.sealing.rewritten_file import rewrite_file

LOCK_WAIT = 5000  # Milliseconds, in turns with those who save.
PAGE_WAIT = 1000  # For SQLite, where whoever saves waits meanwhile.
EMPTIED_TABLES = ("open_sheet", "open_voice", "spent_ticket", "assignment", "rater_coverage")
COMMENT_TABLES = ("comment", "redaction")
REWRITTEN_TABLES = (*map(rest_of, EMPTIED_TABLES), *COMMENT_TABLES)


class DeletedPagesInUse(StateConflict):
    """Somebody who began to read before sealing still reads; the key waits to be destroyed."""

    message = _(
        "Hasil sudah dihitung, tetapi bekas formulir belum dapat dihapus dan kunci belum "
        "dimusnahkan, karena basis data masih dibaca, misalnya oleh pencadangan. Tunggu sebentar, "
        "lalu tutup sekali lagi."
    )


def erase_deleted_pages(engine: Engine) -> None:
    """Rewrite what held handles and boxes, so that freed space holds nothing readable.

    SQLite: secure_delete overwrote the rows; the file is rewritten and the log is cut to
    nothing. PostgreSQL: the cycle's partitions are cut to nothing, other tables are rewritten
    (docs/decisions/0245). Old backups and archived WAL keep encrypted
    boxes, which nobody can open once the key is gone. Raises DeletedPagesInUse.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_sqlite(engine):
            # First over the old pages, for rewriting may only cut them off. The first figure of
            # the answer is 1 when somebody's reading forbids it.
            is_busy = connection.scalar(EMPTY_LOG)
            driver: Any = connection.connection.dbapi_connection
            rewrite_file(driver)
            is_busy = connection.scalar(EMPTY_LOG) or is_busy
        else:
            held = empty_partitions(engine, patience=LOCK_WAIT / 1000)
            is_busy = held is None or not rewrite_tables(
                connection, (*held, *REWRITTEN_TABLES), patience=LOCK_WAIT
            )
    if is_busy:
        raise DeletedPagesInUse


def erase_comment_pages(engine: Engine) -> bool:
    """After publishing and its commit: rid the files of words that were erased. False while
    somebody still reads them; then they go with the next closing or publishing.
    """
    return let_go_of_deleted(
        engine, COMMENT_TABLES, patience=PAGE_WAIT if is_sqlite(engine) else LOCK_WAIT
    )
