"""What an attacker reads out of a database: by name, whatever version made it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from berakhlak.packed_text import unpack
from tests.attacks.linking import ANONYMOUS, Leftovers


def read_leftovers(connection: Connection, cycle: int) -> Leftovers:
    """Sheets of a cycle without their raters, who was asked, and sheets that bear a name."""
    schema = sa.MetaData()
    schema.reflect(connection)
    sheets = []
    if "sheet" in schema.tables:
        table = schema.tables["sheet"]
        rows = connection.execute(sa.select(*table.c["ratee_id", "group", "answers"]))
        sheets = [(ratee, group, bytes(answers)) for ratee, group, answers in rows]
    table = schema.tables["assignment"]
    columns = table.c["rater_id", "ratee_id", "group"]
    wanted = sa.select(*columns).where(table.c.cycle_id == cycle, table.c.declined.is_(None))
    asked = [(rater, ratee, group) for rater, ratee, group in connection.execute(wanted)]
    lone = {(ratee, group): rater for rater, ratee, group in asked if group not in ANONYMOUS}
    named = [
        (lone[ratee, group], ratee, answers)
        for ratee, group, answers in sheets
        if (ratee, group) in lone
    ]
    return Leftovers(sheets, asked, named)


def printed_figures(connection: Connection, cycle: int) -> dict[int, tuple[float, float]]:
    """Officer -> (as others rated, adjusted), as profiles print them."""
    table = sa.table("officer_result", *map(sa.column, ("participant_id", "cycle_id", "payload")))
    rows = connection.execute(sa.select(table).where(table.c.cycle_id == cycle)).all()
    found = {row.participant_id: json.loads(str(unpack(row.payload))) for row in rows}
    return {
        officer: (told["overall_others"], told["adjusted"]["score"])
        for officer, told in found.items()
        if told["overall_others"] is not None and told["adjusted"]["score"] is not None
    }


def redactions_with_their_comments(connection: Connection) -> list[tuple[int, str]]:
    """(Officer, what a rater had written) where words that HR changed meet a comment's text."""
    comment = sa.table("comment", sa.column("ratee_id"), sa.column("text"))
    redaction = sa.table("redaction", sa.column("before"), sa.column("after"))
    rows = connection.execute(
        sa.select(comment.c.ratee_id, redaction.c.before)
        .join(redaction, redaction.c.after == comment.c.text)
        .where(redaction.c.before.is_not(None))
    )
    return [(officer, before) for officer, before in rows]
