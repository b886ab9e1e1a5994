"""A PKCS#11 token for a test: SoftHSM, the real program, with its files in a folder of the test."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

DRIVERS = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
DRIVER = next((path for path in DRIVERS if Path(path).exists()), "")
PIN, LABEL = "473829", "kunci siklus"


@dataclass(frozen=True)
class SoftToken:
    """`folder`: the token's files. `environment`: what a process needs to find them."""

    folder: Path
    environment: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """The settings by which an application keeps its keys there."""
        return {
            "KEY_STORE": "token",
            "KEY_TOKEN_MODULE": DRIVER,
            "KEY_TOKEN_LABEL": LABEL,
            "KEY_TOKEN_PIN": PIN,
            **self.environment,
        }

    def objects(self) -> list[Path]:
        """The files of the keys that it holds."""
        return sorted(each for each in self.folder.rglob("*.object") if each.stem != "token")


def make_token(folder: Path) -> SoftToken:
    """A new token with a PIN; whoever uses it in this process sets the environment first."""
    assert DRIVER, "SoftHSM is missing: scripts/system.sh test"
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\n")
    environment = {"SOFTHSM2_CONF": str(configuration)}
    making = ["softhsm2-util", "--init-token", "--free", "--label", LABEL]
    making += ["--so-pin", "99999999", "--pin", PIN]
    subprocess.run(making, check=True, capture_output=True, env=os.environ | environment)
    return SoftToken(tokens, environment)
