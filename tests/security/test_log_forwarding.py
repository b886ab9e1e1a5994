"""The sample that sends the security log to another machine is one that rsyslog takes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "server" / "rsyslog.conf"


def test_rsyslog_takes_the_sample_and_sends_it_encrypted_to_a_known_machine(
    tmp_path: Path,
) -> None:
    said = SAMPLE.read_text(encoding="utf-8")

    assert 'StreamDriverMode="1"' in said
    assert 'StreamDriverAuthMode="x509/name"' in said
    if not shutil.which("rsyslogd"):
        pytest.skip("rsyslog is not installed: apt-get install rsyslog rsyslog-gnutls")
    main = tmp_path / "rsyslog.conf"
    main.write_text(f'global(workDirectory="{tmp_path}")\n{said}')
    checked = subprocess.run(
        ["rsyslogd", "-N1", "-f", str(main)], capture_output=True, text=True, timeout=60
    )
    assert checked.returncode == 0, checked.stderr
