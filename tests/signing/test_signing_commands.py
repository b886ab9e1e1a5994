"""``signing``: what operators can do about signatures."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.signatures import read_signature
from berakhlak.signing.signers.keyfile import KeyFileSigner

pytestmark = pytest.mark.usefixtures("press")


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=["signing", *map(str, words)])


def test_a_practice_key_is_private_opens_with_its_passphrase_and_signs(
    run: Callable[..., Result], tmp_path: Path, small_pdf: bytes
) -> None:
    path = tmp_path / "uji.p12"
    made = run("make-test-key", path, "--passphrase", "latihan-saja", "--agency", "BKD Uji")
    signature = read_signature(
        KeyFileSigner.from_file(path, "latihan-saja").sign(small_pdf, reason="uji")
    )
    assert made.exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "latihan-saja" not in made.output
    assert signature is not None
    assert signature.holds
    assert signature.subject == "Segel Elektronik Uji Coba, BKD Uji"


def test_a_key_is_never_overwritten(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "ada.p12"
    path.write_bytes(b"kunci lama")
    refused = run("make-test-key", path, "--passphrase", "x")
    assert refused.exit_code == 1
    assert path.read_bytes() == b"kunci lama"


def test_verify_tells_genuine_from_changed_by_word_and_exit_code(
    run: Callable[..., Result],
    issue: Callable[..., bytes],
    settings_for: Callable[..., None],
    key_settings: dict[str, Any],
    tmp_path: Path,
) -> None:
    settings_for(**key_settings)
    path = tmp_path / "profil.pdf"
    path.write_bytes(issue())
    genuine = run("verify", path)
    path.write_bytes(path.read_bytes() + b" ")
    changed = run("verify", path)
    assert genuine.exit_code == 0
    assert genuine.output.startswith("genuine\n")
    assert "tepercaya" in genuine.output
    assert changed.exit_code == 1
    assert changed.output.startswith("changed\n")


def test_revoke_withdraws_once_and_takes_the_file_off_the_shelf(
    app: Flask, run: Callable[..., Result], issue: Callable[..., bytes], session: Any
) -> None:
    issue()
    document = session.scalars(select(IssuedDocument)).one()
    kept = app.config["BERAKHLAK"].key_dir.parent / "issued" / f"{document.code}.pdf"
    assert kept.exists()
    answers = [
        run("revoke", code).exit_code for code in (document.code.lower(), document.code, "x")
    ]
    session.expire_all()
    assert answers == [0, 1, 1]
    assert document.revoked_at is not None
    assert not kept.exists()


def test_check_tells_what_documents_will_say(
    run: Callable[..., Result], settings_for: Callable[..., None], key_settings: dict[str, Any]
) -> None:
    unsigned = run("check")
    settings_for(**key_settings)
    signed = run("check")
    settings_for(**key_settings | {"passphrase": "salah-sekali"})
    wrong = run("check")
    assert "tanpa tanda tangan" in unsigned.output
    assert "Segel BKD Sukamaju" in signed.output
    assert wrong.exit_code == 1
    assert "SIGNING_PASSPHRASE" in wrong.output
    assert "salah-sekali" not in wrong.output
