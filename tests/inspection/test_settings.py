"""Settings and the places of files that are unsafe, or do not work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.served_host import record_host
from berakhlak.inspection.settings import inspect_settings
from config import Config, SigningSettings
from tests.inspection import SAFE


def test_a_sound_installation_in_production_has_nothing_but_the_place_of_its_keys(
    look, opened, private
):
    found = look(**SAFE)

    assert {name: each.level for name, each in found.items()} == {
        "Folder kunci": FindingLevel.WARNING
    }
    assert "KEY_DIR" in found["Folder kunci"].remedy


def test_in_development_the_place_of_the_keys_is_not_told(look, opened):
    assert set(look()) == {"Pengaturan"}


def test_a_database_that_every_user_may_read_is_told_in_production(look, opened, file):
    file.chmod(0o644)

    assert look(**SAFE)["Berkas basis data"].remedy == f"chmod 600 {file}"
    assert "Berkas basis data" not in look()


def test_keys_on_other_storage_are_fine(look, opened, private, tmp_path, app, monkeypatch):
    elsewhere = tmp_path / "kunci"
    elsewhere.mkdir(mode=0o700)
    for each in key_store().folder.iterdir():
        each.rename(elsewhere / each.name)
    monkeypatch.setitem(
        app.config, "BERAKHLAK", replace(app.config["BERAKHLAK"], key_dir=elsewhere)
    )

    assert look(**SAFE) == {}


@pytest.mark.parametrize(
    ("settings", "subject", "level"),
    [
        ({"secret_key": "pendek"}, "SECRET_KEY", FindingLevel.PROBLEM),
        ({"secure_cookies": False}, "SECURE_COOKIES", FindingLevel.PROBLEM),
        ({"public_url": ""}, "PUBLIC_URL", FindingLevel.PROBLEM),
        ({"public_url": "http://360.sukamaju.go.id"}, "PUBLIC_URL", FindingLevel.WARNING),
        ({"trusted_proxies": 0}, "TRUSTED_PROXIES", FindingLevel.WARNING),
        ({"demo_accounts_shown": True}, "SHOW_DEMO_ACCOUNTS", FindingLevel.PROBLEM),
        ({"rate_limit_storage": "redis://127.0.0.1:1/0"}, "Batas percobaan", FindingLevel.PROBLEM),
        ({"signing": SigningSettings(signer="key")}, "Tanda tangan", FindingLevel.PROBLEM),
        ({"signing": SigningSettings(signer="lain")}, "Tanda tangan", FindingLevel.PROBLEM),
        ({"signing": SigningSettings(signer="bsre")}, "Tanda tangan", FindingLevel.PROBLEM),
    ],
)
def test_a_setting_that_is_unsafe_or_does_not_work_is_told(settings, subject, level):
    found = {each.subject: each for each in inspect_settings(Config(**SAFE | settings))}

    assert found[subject].level is level
    assert found[subject].remedy
    assert [name for name, each in found.items() if each.level is not FindingLevel.OK] == [subject]


def test_a_signing_key_that_others_may_read_is_told(tmp_path):
    key = tmp_path / "segel.p12"
    key.write_bytes(b"x")
    key.chmod(0o644)
    config = Config(**SAFE, signing=SigningSettings(signer="key", key_file=key))

    found = {each.subject: each for each in inspect_settings(config)}

    assert found["Tanda tangan"].remedy == f"chmod 600 {key}"


@pytest.mark.parametrize(
    ("host", "level"),
    [
        ("127.0.0.1", FindingLevel.OK),
        ("::1", FindingLevel.OK),
        ("unix:/run/a", FindingLevel.OK),
        ("0.0.0.0", FindingLevel.WARNING),  # noqa: S104
        ("360.sukamaju.go.id", FindingLevel.WARNING),
    ],
)
def test_a_port_that_the_network_can_reach_is_told(tmp_path, host, level):
    config = Config(**SAFE, job_dir=tmp_path)
    assert "Alamat mendengarkan" not in {each.subject for each in inspect_settings(config)}

    record_host(tmp_path, host)

    found = {each.subject: each for each in inspect_settings(config)}
    assert found["Alamat mendengarkan"].level is level
