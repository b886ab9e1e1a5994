"""HR and administrators learn which version serves; strangers and officers do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.backups.manifest import application_version
from berakhlak.backups.migrating import known_revisions
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN])
def test_the_page_tells_versions_and_updates(client, session, role):
    agency = make_agency(session)
    account = make_account(session, agency, role)
    detail = {"from": "0096", "to": known_revisions()[0], "version": "0.1.0"}
    record_act(session, Act.UPGRADED_SCHEMA, agency.id, by=None, at=AT, detail=detail)
    session.commit()

    page = client.sign_in(account).get("/versi")

    moved = f"0096 → {known_revisions()[0]}"
    for word in (application_version(), "SQLite 3", moved, "1 Juni 2026"):
        assert word in page.text
    assert "memerlukan skema" not in page.text


def test_it_is_not_public(client, session):
    account = make_account(session, make_agency(session), Role.OFFICER)
    session.commit()

    assert client.open("/versi").status_code == 302
    assert client.sign_in(account).open("/versi").status_code == 403


def test_the_command_tells_a_schema_that_is_behind(app, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0096'"))
    session.commit()

    told = app.test_cli_runner().invoke(args=["version"])

    assert told.exit_code == 0
    assert told.output.startswith(f"BerAKHLAK 360 {application_version()}, ")
    assert f"skema 0096 (kode: {known_revisions()[0]}), SQLite 3" in told.output
