"""The samples for systemd and containers, read by these programs themselves."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import Config

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "server"
CONTAINER = SAMPLES / "container"
UNITS = ["berakhlak-web.service", "berakhlak-worker.service"]
MOST_EXPOSED = 2.0  # Of ten; systemd calls what is below 2 OK.


@pytest.mark.parametrize("name", UNITS)
def test_systemd_reads_a_unit_and_finds_it_closed(name: str, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed: apt-get install systemd")
    sample = (SAMPLES / name).read_text()
    program = "/srv/berakhlak/.venv/bin/flask"
    assert program in sample
    unit = tmp_path / name
    unit.write_text(sample.replace(program, sys.executable))

    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
    )

    assert (read.returncode, read.stderr) == (0, "")
    exposed = re.search(r"exposure level for \S+: ([0-9.]+)", judged.stdout)
    assert exposed, judged.stderr
    assert float(exposed[1]) < MOST_EXPOSED
    assert "MemoryMax=" in sample


def read_settings(service: dict[str, Any]) -> Config:
    """What the application makes of a service's environment, as `with-secrets` completes it."""
    script = (CONTAINER / "with-secrets").read_text()
    found = re.search(r'^DATABASE_URL="(.+)"$', script, flags=re.MULTILINE)
    assert found
    settings = {name: str(value) for name, value in service["environment"].items()}
    settings["PUBLIC_URL"] = "https://360.example.go.id"
    settings["DATABASE_URL"] = re.sub(r"\$\([^)]*\)", "sandi", found[1])
    return Config.read(settings | {"SECRET_KEY": "r" * 40})


def test_the_settings_of_the_containers_are_good_for_production() -> None:
    services = yaml.safe_load((CONTAINER / "compose.yaml").read_text())["services"]

    for name in ("web", "worker"):
        config = read_settings(services[name])
        assert config.is_production
        assert config.found() == ()
        assert config.uses_redis
        assert services[name]["mem_limit"]
        assert services[name]["cap_drop"] == ["ALL"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_secret_lies_in_an_image() -> None:
    image = (CONTAINER / "Dockerfile").read_text()
    left_out = (SAMPLES.parents[1] / ".dockerignore").read_text().split()

    assert not re.search(r"SECRET_KEY|PASSWORD|DATABASE_URL", image)
    assert {".git", "instance", "instance-backups", "**/secrets"} <= set(left_out)
    for program in ("with-secrets", "is-ready"):
        assert (CONTAINER / program).stat().st_mode & stat.S_IXUSR


def test_compose_reads_its_file(tmp_path: Path) -> None:
    program = shutil.which("docker-compose")
    if not program:
        pytest.skip("Compose is not installed: apt-get install docker-compose")
    (tmp_path / "secrets").mkdir()
    for name in ("secret_key", "database_password"):
        (tmp_path / "secrets" / name).write_text("x")
    file = shutil.copyfile(CONTAINER / "compose.yaml", tmp_path / "compose.yaml")

    command = [program, "-f", str(file), "config"]
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(tmp_path)}
    refused = subprocess.run(command, capture_output=True, text=True, env=environment)
    read = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=environment | {"PUBLIC_URL": "https://360.example.go.id"},
    )

    assert refused.returncode != 0
    assert "PUBLIC_URL" in refused.stderr
    assert read.returncode == 0, read.stderr
    services = yaml.safe_load(read.stdout)["services"]
    assert services.keys() == {"web", "worker", "database", "counters"}
    assert services["worker"]["command"] == ["flask", "--app", "berakhlak", "jobs", "work"]
