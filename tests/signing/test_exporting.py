"""Exported profiles are issued like downloaded ones, and only whole issues are found in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from berakhlak.signing.examination import FileVerdict, examine_file
from berakhlak.signing.models import IssuedDocument
from tests.factories.published import PublishedCycle
from tests.signing.bsre_service import BsreService
from tests.signing.test_issuing import bsre_settings


@pytest.fixture
def public(
    app: Flask, monkeypatch: pytest.MonkeyPatch, settings_for: Callable[..., None]
) -> Callable[..., None]:
    """Settings of signing for a server that the public reaches."""

    def change(**signing: Any) -> None:
        settings_for(**signing)
        config = replace(app.config["BERAKHLAK"], public_url="https://360.sukamaju.go.id")
        monkeypatch.setitem(app.config, "BERAKHLAK", config)

    return change


@pytest.fixture
def export(app: Flask, published: PublishedCycle, tmp_path: Path) -> Callable[[], Result]:
    words = ["profiles", "export", "--cycle", str(published.cycle.id), "--workers", "1"]
    words += ["--out", str(tmp_path / "out")]
    return lambda: app.test_cli_runner().invoke(args=words)


def test_exported_files_are_signed_recorded_and_not_issued_twice(
    session: Any,
    public: Callable[..., None],
    key_settings: dict[str, Any],
    export: Callable[[], Result],
    tmp_path: Path,
) -> None:
    public(**key_settings)
    first, second = export(), export()
    files = sorted((tmp_path / "out").glob("*.pdf"))
    results = [examine_file(session, file.read_bytes()) for file in files]
    assert first.exit_code == 0, first.output
    assert "0 ditulis, 2 sudah ada" in second.output
    assert [result.verdict for result in results] == [FileVerdict.GENUINE] * 2
    assert all(result.signature and result.signature.holds for result in results)
    assert len(session.scalars(select(IssuedDocument)).all()) == 2
    assert list((tmp_path / "out").glob(".*.part")) == []


def test_when_the_service_fails_no_unsigned_file_is_left_in_place(
    session: Any,
    public: Callable[..., None],
    bsre: BsreService,
    export: Callable[[], Result],
    tmp_path: Path,
) -> None:
    public(**bsre_settings(bsre) | {"passphrase": "salah"})
    refused = export()
    assert refused.exit_code == 1
    assert "passphrase" in refused.output
    assert list((tmp_path / "out").glob("*.pdf")) == []
    assert session.scalars(select(IssuedDocument)).all() == []
    assert len(bsre.received) == 1


def test_without_a_public_address_nothing_is_signed(
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
    export: Callable[[], Result],
    tmp_path: Path,
) -> None:
    settings_for(**key_settings)
    refused = export()
    assert refused.exit_code == 1
    assert "PUBLIC_URL" in refused.output
    assert not (tmp_path / "out").exists()
