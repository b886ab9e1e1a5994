"""Whatever watches the server learns whether it lives and can work, and nothing else."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import text

from berakhlak.extensions import db
from berakhlak.inspection import health_pages


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch):
    monkeypatch.setattr(health_pages, "FRESH_FOR", 0.0)


def test_a_living_process_says_so_without_a_database(client, app):
    answer = client.open("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_migrated_database_and_a_key_folder_are_ready(client):
    answer = client.open("/readyz")

    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "checks": {"database": True, "migrations": True, "key_folder": True, "cycle_keys": True},
    }


def test_an_old_schema_is_not_ready(client, session):
    session.execute(text("UPDATE alembic_version SET version_num = 'old'"))

    answer = client.open("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"] == {
        "database": True,
        "migrations": False,
        "key_folder": True,
        "cycle_keys": False,
    }


def test_a_schema_of_the_next_version_is_ready_for_hosts_are_updated_one_by_one(client, session):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()

    assert client.open("/readyz").status_code == 200


def test_a_missing_key_folder_is_not_ready(client, app):
    shutil.rmtree(app.config["BERAKHLAK"].key_dir)

    answer = client.open("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["key_folder"] is False


def test_an_unreachable_database_is_told_without_its_address(client, app, session, monkeypatch):
    def refuse():
        from sqlalchemy.exc import OperationalError

        raise OperationalError("SELECT 1", {}, Exception("secret-host refused"))

    monkeypatch.setattr(db.engine, "connect", refuse)

    answer = client.open("/readyz")

    assert answer.status_code == 503
    assert answer.json["checks"]["database"] is False
    assert "secret-host" not in answer.get_data(as_text=True)


def test_asking_without_end_costs_one_look(client, session, monkeypatch):
    monkeypatch.setattr(health_pages, "FRESH_FOR", 60.0)
    looks = []
    monkeypatch.setattr(health_pages, "_checks", lambda: looks.append(1) or {"database": True})
    client.app.extensions.pop("readiness", None)

    answers = {client.open("/readyz").status_code for _ in range(5)}
    client.app.extensions.pop("readiness")

    assert (answers, len(looks)) == ({200}, 1)
