"""Secrets that everybody knows open nothing where people are served."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from berakhlak.accounts.known_passwords import DEMO_PASSWORD, accounts_of_known_passwords
from berakhlak.accounts.operations import keep_password
from berakhlak.cli.serve import refuse_known_passwords
from berakhlak.extensions import db
from berakhlak.inspection.accounts import inspect_known_passwords
from berakhlak.inspection.findings import FindingLevel
from berakhlak.own_secret import with_own_secret
from berakhlak.roles import Role
from config import Config
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.inspection import SAFE


def test_the_known_password_is_found_where_it_opens_more_than_a_form(session: Any) -> None:
    agency = make_agency(session)
    for email, role, known in (
        ("hr@x.go.id", Role.HR, True),
        ("admin@x.go.id", Role.ADMIN, False),
        ("budi@x.go.id", Role.OFFICER, True),
        ("budi@tirtakencana.example", Role.OFFICER, True),
    ):
        account = make_account(session, agency, role, email=email, password=PASSWORD)
        if known:
            keep_password(account, DEMO_PASSWORD)
    session.flush()

    assert accounts_of_known_passwords(session) == ["budi@tirtakencana.example", "hr@x.go.id"]


def test_production_does_not_start_and_doctor_tells_until_it_is_changed(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(**SAFE)
    with app.app_context():
        hr = make_account(db.session, make_agency(db.session), Role.HR, email="hr@x.go.id")
        keep_password(hr, DEMO_PASSWORD)
        db.session.commit()
        with pytest.raises(click.ClickException, match=r"hr@x\.go\.id"):
            refuse_known_passwords()
        assert inspect_known_passwords(db.engine, production=True).level is FindingLevel.PROBLEM

        keep_password(hr, PASSWORD)
        db.session.commit()
        refuse_known_passwords()
        assert inspect_known_passwords(db.engine, production=True).level is FindingLevel.OK


def test_without_a_secret_development_makes_one_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    config = Config.read({"INSTANCE_DIR": str(tmp_path / "one")})
    other = Config.read({"INSTANCE_DIR": str(tmp_path / "other")})

    made, again, elsewhere = (with_own_secret(each).secret_key for each in (config, config, other))

    assert made == again != elsewhere
    assert len(made) == 64
    file = tmp_path / "one" / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert made not in repr(with_own_secret(config))


def test_production_makes_no_secret_of_its_own(tmp_path: Path) -> None:
    config = Config.read({"INSTANCE_DIR": str(tmp_path), "BERAKHLAK_ENV": "production"})

    assert with_own_secret(config).secret_key == ""
    assert "SECRET_KEY" in {each.name for each in config.found()}
    assert list(tmp_path.iterdir()) == []
