"""From the release before to this one and back, with an open cycle: docs/operations.md, done."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from tests.support.rows import row_counts
from tests.upgrades.releases import ROOT, command_in, previous_release, run_in, tree_of

SECRET = "rahasia-yang-sama-bagi-kedua-versi-360"
# In the code of the release before: it fills its own schema, and answers on the newer one.
FILL = """
from pathlib import Path
from flask_migrate import upgrade
from berakhlak import create_app
with create_app().app_context():
    upgrade()
from berakhlak.cycles.keys import KeyStore
from tests.factories.simulated import fill
print(fill({url!r}, KeyStore(Path({keys!r})), share=0.4))
"""
ANSWER = """
from pathlib import Path
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.queries import get_cycle
from berakhlak.demo import operations as demo
with Session(create_engine({url!r})) as session:
    cycle = get_cycle(session, {cycle})
    demo.simulate_answers(session, cycle, keys=KeyStore(Path({keys!r})), seed=8, share=0.8)
    session.commit()
"""
# Changed by an update itself, or by going back.
OF_THE_UPDATE = {"alembic_version", "audit_entry", "audit_link", "job"}


def rows(url: str) -> dict[str, int]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        counts = row_counts(connection)
    engine.dispose()
    return {table: count for table, count in counts.items() if table not in OF_THE_UPDATE}


def go_there_and_back(url: str, folder: Path) -> None:
    """With an empty database, whichever engine it is of."""
    old = tree_of(previous_release(), folder)
    instance, backups = folder / "instance", folder / "kept"
    keys = str(instance / "keys")
    settings = {"INSTANCE_DIR": str(instance), "SECRET_KEY": SECRET, "BACKUP_DIR": str(backups)}
    settings["DATABASE_URL"] = url

    cycle = run_in(old, "-c", FILL.format(url=url, keys=keys), **settings).split()[-1]
    before = rows(url)

    said = command_in(ROOT, "db", "upgrade", **settings)
    (backup,) = backups.iterdir()
    assert f"Cadangan sebelum pemutakhiran: {backup}" in said
    assert backup.stat().st_mode & 0o077 == 0
    after = rows(url)
    assert {table: after[table] for table in before} == before

    # Another host still runs the code of before, on the schema of now.
    run_in(old, "-c", ANSWER.format(url=url, keys=keys, cycle=cycle), **settings)
    assert rows(url)["open_sheet"] > before["open_sheet"]

    said = command_in(old, "restore", str(backup), "--replace", **settings)
    assert "sebelum-pemulihan-" in said
    assert rows(url) == before
    assert "Penilaian dibuka" in command_in(old, "cycle", "status", cycle, **settings)
