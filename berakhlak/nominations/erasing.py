"""How a database is made to let go of names that officers proposed or HR appointed."""

from __future__ import annotations

from sqlalchemy import Engine

from berakhlak.engines import let_go_of_deleted
from berakhlak.nominations.models import Appointment, Nomination

PATIENCE = 1000  # Milliseconds to wait for those who read: others wait for us meanwhile.


def erase_nominated_names(engine: Engine) -> bool:
    """After the names were deleted and that was committed; False when somebody still reads them.

    What remains under a reader goes when the log is written over, and with the next opening.
    """
    tables = (Nomination.__tablename__, Appointment.__tablename__)
    return let_go_of_deleted(engine, tables, patience=PATIENCE)
