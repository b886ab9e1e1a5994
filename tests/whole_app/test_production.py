"""Production refuses settings that are only safe on a developer's machine, on one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import Config, SettingsRefused

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "BERAKHLAK_ENV": "production",
    "SECRET_KEY": "r" * 40,
    "SECURE_COOKIES": "1",
    "PUBLIC_URL": "https://360.sukamaju.go.id",
}


@pytest.fixture
def start(monkeypatch):
    """Read the settings from this environment alone."""

    def read(**changes: str) -> Config:
        for name, value in (SAFE | changes).items():
            monkeypatch.setenv(name, value)
        return Config.from_environment()

    return read


def test_safe_settings_are_accepted(start):
    config = start()

    assert config.is_production
    assert config.public_url == SAFE["PUBLIC_URL"]


@pytest.mark.exercises("BERAKHLAK_ENV", "SECRET_KEY", "SECURE_COOKIES", "PUBLIC_URL")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "pendek"),
        ("SECRET_KEY", "hanya-untuk-pengembangan"),
        ("SECURE_COOKIES", "0"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "360.sukamaju.go.id"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "javascript:alert(1)"),
    ],
)
def test_unsafe_settings_are_refused_by_their_name(start, name, value):
    with pytest.raises(SettingsRefused, match=name):
        start(**{name: value})


def test_development_needs_none_of_them(start):
    config = start(BERAKHLAK_ENV="development", SECURE_COOKIES="0", PUBLIC_URL="")

    assert not config.is_production


def run(tmp_path: Path, command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "berakhlak", command],
        cwd=ROOT,
        env=os.environ | SAFE | {"INSTANCE_DIR": str(tmp_path)} | changes,
        capture_output=True,
        text=True,
    )


def test_an_operator_reads_one_line_and_no_traceback(tmp_path):
    refused = run(tmp_path, "serve", PUBLIC_URL="")

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("Kesalahan: PUBLIC_URL: untuk produksi harus diisi")
    assert "Traceback" not in refused.stderr


def test_commands_run_in_production_with_safe_settings(tmp_path):
    looked = run(tmp_path, "doctor")

    assert "baik       Pengaturan: aman untuk produksi" in looked.stdout
    assert "masalah    Basis data:" in looked.stdout
    assert looked.returncode == 1
