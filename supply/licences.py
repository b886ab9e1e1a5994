"""The licence of everything that is shipped; prints the list, and fails for what may not be.

    python -m supply.licences

What a package says of itself is read from its metadata as installed. Where that names no licence
clearly ("BSD"), `licences.toml` says what stands in the package's licence file, and beside which
words of the metadata that was read: when those change, somebody has to read again.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from supply.locked import ROOT, locked_packages

TABLE = Path(__file__).with_name("licences.toml")
# Trove classifiers that stand for one licence alone; "BSD License" is none of them.
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


@dataclass(frozen=True)
class LicensedPart:
    """Something of others that is shipped, under an SPDX expression; "" where none is known."""

    name: str
    version: str
    licence: str
    kind: str = "package"
    source: str = ""


@dataclass(frozen=True)
class LicenceTable:
    """What `licences.toml` says; `own` are patterns of files that were made here."""

    allowed: frozenset[str]
    read: dict[str, dict[str, str]]
    assets: list[dict[str, Any]]
    own: list[str]

    @classmethod
    def load(cls, file: Path = TABLE) -> LicenceTable:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        return cls(frozenset(found["allowed"]), found["read"], found["assets"], found["own"])


def packages(table: LicenceTable) -> Iterator[LicensedPart]:
    """Every package of the lock that is installed here, with its licence."""
    for each in locked_packages():
        yield LicensedPart(each.name, each.version, licence_of(each.name, table))


def licence_of(name: str, table: LicenceTable) -> str:
    """The SPDX expression of an installed package, "" when nobody knows it."""
    said, read = stated(name), table.read.get(name)
    if read is not None:
        return read["licence"] if read["said"] == said else ""
    return said if is_allowed(said, table.allowed) else CLASSIFIERS.get(said, "")


def stated(name: str) -> str:
    """What the metadata says: the expression, else classifiers, else the first line in words."""
    told = metadata(name)
    if expression := told.get("License-Expression"):
        return expression
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    if classifiers:
        return " / ".join(sorted(classifiers))
    return ((told.get("License") or "").splitlines() or [""])[0].strip()


def is_allowed(expression: str, allowed: frozenset[str]) -> bool:
    """Whether one of the choices consists of allowed licences alone; brackets are not read."""
    choices = (choice.split(" AND ") for choice in expression.split(" OR "))
    return any(all(part.strip() in allowed for part in choice) for choice in choices)


def assets(table: LicenceTable) -> Iterator[LicensedPart]:
    """Files of others: fonts, lists of words."""
    for each in table.assets:
        licence, source = each["licence"], each["source"]
        yield LicensedPart(each["name"], each["version"], licence, "files", source)


def shipped_files() -> list[str]:
    """Files that are shipped and are no Python, by their path from the root."""
    found = (
        path for top in ("static", "templates", "berakhlak") for path in (ROOT / top).rglob("*")
    )
    made_here = {".py", ".pyc", ".mo"}  # Code of ours; what is compiled of it and of catalogues.
    names = (str(p.relative_to(ROOT)) for p in found if p.is_file() and p.suffix not in made_here)
    return sorted(names)


def files_of_nobody(table: LicenceTable, names: list[str]) -> list[str]:
    """Files that are neither made here nor in the list of assets."""
    patterns = [*table.own, *(pattern for each in table.assets for pattern in each["files"])]
    return [name for name in names if not any(fnmatch(name, each) for each in patterns)]


def defects(table: LicenceTable, parts: list[LicensedPart]) -> list[str]:
    """What may not be shipped so, one line each."""
    unknown = [
        f"{each.name} {each.version}: no licence is known" for each in parts if not each.licence
    ]
    refused = [
        f"{each.name} {each.version}: {each.licence} is not allowed"
        for each in parts
        if each.licence and not is_allowed(each.licence, table.allowed)
    ]
    strange = [f"{name}: whose?" for name in files_of_nobody(table, shipped_files())]
    return unknown + refused + strange


def main() -> int:
    table = LicenceTable.load()
    parts = [*packages(table), *assets(table)]
    width = max(len(each.name) for each in parts)
    for each in parts:
        print(f"{each.name:{width}}  {each.version:16}  {each.licence or '?'}")
    wrong = defects(table, parts)
    print("\n".join(wrong), file=sys.stderr) if wrong else None
    print(f"{len(parts)} parts, {len(wrong)} that may not be shipped so")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
