"""What the lock ships: names, versions and hashes; and what of it asks for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.txt"


@dataclass(frozen=True)
class LockedPackage:
    """One line of a lock; `hashes` are SHA-256 of the files that may be installed for it."""

    name: str
    version: str
    hashes: tuple[str, ...]


def locked_packages(lock: Path = LOCK) -> list[LockedPackage]:
    """The packages of a lock by canonical name, those for other machines too.

    Raises ValueError for a line that is no requirement.
    """
    return sorted(_entries(lock.read_text(encoding="utf-8")), key=lambda each: each.name)


def _entries(text: str) -> Iterator[LockedPackage]:
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            asked = Requirement(line.split("--hash")[0].strip())
            version = next(iter(asked.specifier)).version
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
            yield LockedPackage(canonicalize_name(asked.name), version, hashes)


def needed_by(name: str, among: set[str]) -> list[str]:
    """What an installed package asks for, of the names `among`, with or without extras."""
    asked = (Requirement(line).name for line in distribution(name).requires or [])
    return sorted({canonicalize_name(each) for each in asked} & among - {name})
