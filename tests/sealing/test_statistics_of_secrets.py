"""PostgreSQL samples what columns hold, and keeps the samples when the rows are gone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import Engine, LargeBinary, Text, create_engine, delete, insert, text, update
from sqlalchemy.pool import NullPool

from berakhlak.extensions import Base, db
from berakhlak.ratings.models import OpenSheet
from tests.support.databases import MIGRATIONS, build_app
from tests.support.rows import fill_every_table

pytestmark = pytest.mark.postgres

# Every column that holds handles, boxes, answers or words of raters.
SECRET_TABLES = (
    "progress_look",
    "part_reminder",
    "open_sheet",
    "open_voice",
    "spent_ticket",
    "comment",
    "redaction",
    "talk_answer",
)
SECRET_KINDS = (LargeBinary, Text)
SAMPLED = text(
    "SELECT tablename || '.' || attname, "
    "coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') FROM pg_stats"
)


@pytest.fixture
def engine(migrated_postgres_url: str) -> Iterator[Engine]:
    made = create_engine(migrated_postgres_url, poolclass=NullPool)
    with made.begin() as connection:
        fill_every_table(connection)
    yield made
    made.dispose()


def upgrade_to(postgres_url: str, keys: Path, revision: str = "head") -> None:
    app = build_app(postgres_url, keys)
    with app.app_context():
        upgrade(str(MIGRATIONS), revision=revision)
        db.session.remove()
        db.engine.dispose()


def secret_columns() -> set[str]:
    return {
        f"{name}.{column.name}"
        for name in SECRET_TABLES
        if name in Base.metadata.tables
        for column in Base.metadata.tables[name].columns
        if isinstance(column.type, SECRET_KINDS)
    }


def handles_left(engine: Engine) -> tuple[set[str], list[str]]:
    """The attack: answer 60 sheets, let statistics be gathered, erase the rows, read the samples.

    Returns which columns are sampled and which handles lie in the samples.
    """
    handles = [secrets.token_bytes(32) for _number in range(60)]
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        rows = [
            {"handle": each, "cycle_id": 1, "is_submitted": True, "box": each + each}
            for each in handles
        ]
        connection.execute(insert(OpenSheet), rows)
        connection.execute(text("ANALYZE"))
        connection.execute(delete(OpenSheet))
        connection.execute(text("VACUUM FULL open_sheet"))
        sampled = dict(connection.execute(SAMPLED).all())
    told = "".join(sampled.values())
    return set(sampled), [each.hex() for each in handles if each.hex() in told]


def test_the_samples_hold_no_secret(engine: Engine) -> None:
    sampled, found = handles_left(engine)

    assert "account.name" in sampled
    assert secret_columns()
    assert sampled & secret_columns() == set()
    assert found == []


def test_the_attack_works_where_statistics_are_gathered(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE open_sheet ALTER COLUMN handle SET STATISTICS -1"))

    assert len(handles_left(engine)[1]) > 40


def test_the_step_to_this_schema_forgets_what_was_gathered_before(
    postgres_url: str, tmp_path: Path
) -> None:
    engine = create_engine(postgres_url, poolclass=NullPool)
    upgrade_to(postgres_url, tmp_path / "keys", "0012")
    with engine.begin() as connection:
        fill_every_table(connection)
        connection.execute(update(OpenSheet).values(handle=b"\x5e" * 32))
    before = handles_left(engine)
    upgrade_to(postgres_url, tmp_path / "keys")

    with engine.connect() as connection:
        after = {name for name, _values in connection.execute(SAMPLED)}
    engine.dispose()
    assert len(before[1]) > 40
    assert secret_columns() & before[0]
    assert secret_columns() & after == set()
