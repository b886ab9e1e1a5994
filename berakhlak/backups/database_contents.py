"""What a database holds, read without the models: its schema may be older or newer than they."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

VERSIONS = "alembic_version"

Run = Callable[[str], Sequence[Any]]


@dataclass(frozen=True)
class StoredCycle:
    """The columns of a cycle; the last has been there since schema 0007, and is empty before.

    Also of a round of questions on the talks of a cycle, and of a satisfaction survey, each with a
    key of its own: open until it has ended, then closed.
    """

    id: int
    name: str
    state: str
    key_name: str
    key_fingerprint: str | None = None
    is_talk_survey: bool = False
    is_satisfaction_survey: bool = False


@dataclass(frozen=True)
class DatabaseContents:
    """Revision of the schema (None without one), rows of each table, and the cycles."""

    schema: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    cycles: tuple[StoredCycle, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with it."""
        return not any(count for table, count in self.rows.items() if table != VERSIONS)


def read_database_contents(run: Run, tables: Collection[str], schema: str = "") -> DatabaseContents:
    """Count and look; `run` executes one statement and returns its rows."""
    prefix = f"{quoted_identifier(schema)}." if schema else ""
    rows = {
        table: int(run(f"SELECT count(*) FROM {prefix}{quoted_identifier(table)}")[0][0])  # noqa: S608  Quoted.
        for table in sorted(tables)
    }
    keyed = (
        *_cycles(run, tables, prefix),
        *_talk_surveys(run, tables, prefix),
        *_satisfaction_surveys(run, tables, prefix),
    )
    return DatabaseContents(_revision(run, tables, prefix), rows, keyed)


def quoted_identifier(name: str) -> str:
    """An identifier as both engines read it."""
    return '"' + name.replace('"', '""') + '"'


def _revision(run: Run, tables: Collection[str], prefix: str) -> str | None:
    if VERSIONS not in tables:
        return None
    found = run(f"SELECT version_num FROM {prefix}{VERSIONS}")  # noqa: S608  Quoted.
    return str(found[0][0]) if found else None


def _cycles(run: Run, tables: Collection[str], prefix: str) -> tuple[StoredCycle, ...]:
    if "cycle" not in tables:
        return ()
    # In an older schema the innermost name is no column of the table, and means that of `absent`.
    fingerprint = f"(SELECT key_fingerprint FROM {prefix}cycle AS same WHERE same.id = c.id)"  # noqa: S608
    found = run(
        f"SELECT c.id, c.name, c.state, c.key_name, {fingerprint} FROM {prefix}cycle AS c, "  # noqa: S608
        "(SELECT NULL AS key_fingerprint) AS absent ORDER BY c.id"
    )
    return tuple(StoredCycle(*row) for row in found)


def _talk_surveys(run: Run, tables: Collection[str], prefix: str) -> tuple[StoredCycle, ...]:
    if "talk_survey" not in tables:
        return ()
    found = run(
        "SELECT c.id, c.name || ' · B.1.8', "  # noqa: S608
        "CASE WHEN s.ended_on IS NULL THEN 'open' ELSE 'closed' END, "
        f"s.key_name, s.key_fingerprint FROM {prefix}talk_survey AS s "
        f"JOIN {prefix}cycle AS c ON c.id = s.cycle_id ORDER BY c.id"
    )
    return tuple(
        StoredCycle(number, name, state, key, fingerprint, is_talk_survey=True)
        for number, name, state, key, fingerprint in found
    )


def _satisfaction_surveys(
    run: Run, tables: Collection[str], prefix: str
) -> tuple[StoredCycle, ...]:
    if "satisfaction_survey" not in tables:
        return ()
    found = run(
        "SELECT s.id, 'SKM · ' || u.name, "  # noqa: S608
        "CASE WHEN s.closed_on IS NULL THEN 'open' ELSE 'closed' END, "
        f"s.key_name, s.key_fingerprint FROM {prefix}satisfaction_survey AS s "
        f"JOIN {prefix}unit AS u ON u.id = s.unit_id ORDER BY s.id"
    )
    return tuple(
        StoredCycle(number, name, state, key, fingerprint, is_satisfaction_survey=True)
        for number, name, state, key, fingerprint in found
    )
