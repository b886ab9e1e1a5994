"""An installation to look at, and ways to spoil it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from berakhlak import clock
from berakhlak.accounts.boxes import lock_box
from berakhlak.accounts.models import SecondFactor
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.inspection.checks import examine_installation
from berakhlak.inspection.findings import FindingLevel
from tests.factories.cycles import make_open_cycle
from tests.inspection import SAFE


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=5)
    for account in (made.hr, made.admin):
        about = str(account.id)
        box = lock_box("totp", b"ABCDEFGH", about=about, secret=str(SAFE["secret_key"]))
        session.add(SecondFactor(account_id=account.id, box=box))
    session.commit()
    return made


@pytest.fixture
def look(app, session, monkeypatch):
    """Findings that are not fine, by subject, with the given settings."""
    monkeypatch.setattr("berakhlak.inspection.checks.inspect_pdf", list)

    def look(now=None, **settings):
        session.commit()
        session.remove()
        config = replace(app.config["BERAKHLAK"], **settings)
        found = list(examine_installation(config, db.engine, key_store(), now or clock.utc_now()))
        return {each.subject: each for each in found if each.level is not FindingLevel.OK}

    return look


@pytest.fixture
def file(app):
    return Path(db.engine.url.database)


@pytest.fixture
def private(file):
    """As an operator should have left it; a test's file is new each time."""
    file.chmod(0o600)


@pytest.fixture
def raw(session, file):
    """Change the file behind the application's back: without its rules."""

    def change(*statements):
        session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(file)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return change
