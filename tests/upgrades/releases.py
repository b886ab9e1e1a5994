"""The release before this one: named in a file, taken from the history of the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APART = {"DATABASE_URL", "KEY_DIR", "BERAKHLAK_ENV", "SECRET_KEY", "REDIS_URL", "BACKUP_DIR"}


@dataclass(frozen=True)
class Release:
    """`schema`: the newest revision of its migrations."""

    version: str
    commit: str
    schema: str


def previous_release() -> Release:
    return Release(**json.loads((ROOT / "migrations" / "previous_release.json").read_text()))


def tree_of(release: Release, folder: Path) -> Path:
    """Its files, unpacked; skips the test where the history does not hold them."""
    archive = folder / "release.tar"
    made = subprocess.run(
        ["git", "archive", "--output", str(archive), release.commit],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        pytest.skip(f"no history with {release.commit[:10]} here: {made.stderr.strip()[:100]}")
    tree = folder / "tree"
    tree.mkdir()
    subprocess.run(["tar", "-xf", str(archive), "-C", str(tree)], check=True)
    return tree


def run_in(tree: Path, *arguments: str, **settings: str) -> str:
    """Python of this environment with the code of a tree; returns what it printed."""
    kept = {name: value for name, value in os.environ.items() if name not in APART}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=kept | {"PYTHONPATH": str(tree)} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def command_in(tree: Path, *arguments: str, **settings: str) -> str:
    return run_in(tree, "-m", "flask", "--app", "berakhlak", *arguments, **settings)
