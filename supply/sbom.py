"""Complete the bill of materials that cyclonedx-py makes of the lock.

    cyclonedx-py requirements … | python -m supply.sbom > sbom.cdx.json

It names packages, versions and hashes. What only an installation knows is added: licences, and
which package asks for which; so are the files of others that are no package. It must name exactly
what the lock ships, or nothing is written.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.licences import LicenceTable, LicensedPart, assets, packages
from supply.locked import ROOT, LockedPackage, locked_packages, needed_by

Component = dict[str, Any]
US = "berakhlak"


class WrongMaterials(Exception):
    """The bill does not name what the lock ships."""


def completed(bill: dict[str, Any]) -> dict[str, Any]:
    """The same bill in CycloneDX 1.6 with all that is shipped. Raises WrongMaterials."""
    locked, table = locked_packages(), LicenceTable.load()
    _refuse_other_materials(bill["components"], locked)
    licences = {part.name: part.licence for part in packages(table)}
    libraries = [_library(each, licences) for each in locked]
    files = [_files(part) for part in assets(table)]
    names = {each.name for each in locked}
    needed = [_needed(each.name, needed_by(each.name, names)) for each in locked]
    ours = {"ref": US, "dependsOn": sorted(_asked_by_us() + [each["bom-ref"] for each in files])}
    bill["metadata"]["component"] = _us()
    return bill | {"components": libraries + files, "dependencies": [ours, *needed]}


def _refuse_other_materials(told: Iterable[Component], locked: Sequence[LockedPackage]) -> None:
    named = {(canonicalize_name(each["name"]), each["version"]) for each in told}
    shipped = {(each.name, each.version) for each in locked}
    if named != shipped:
        raise WrongMaterials(f"not the lock's: {sorted(named ^ shipped)}")


def _library(each: LockedPackage, licences: dict[str, str]) -> Component:
    """Without the registry's address, which a mirror inside an agency replaces."""
    return {
        "type": "library",
        "bom-ref": each.name,
        "name": each.name,
        "version": each.version,
        "purl": f"pkg:pypi/{each.name}@{each.version}",
        "licenses": [{"expression": licences[each.name]}],
        # Of the files that may be installed for it, one of which is.
        "properties": [{"name": "berakhlak:sha256", "value": each} for each in each.hashes],
    }


def _files(part: LicensedPart) -> Component:
    return {
        "type": "file",
        "bom-ref": part.source,
        "name": part.name,
        "version": part.version,
        "purl": part.source,
        "licenses": [{"expression": part.licence}],
    }


def _needed(name: str, others: list[str]) -> dict[str, Any]:
    return {"ref": name, "dependsOn": others} if others else {"ref": name}


def _asked_by_us() -> list[str]:
    lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
    return sorted({canonicalize_name(Requirement(line).name) for line in lines if line.strip()})


def _us() -> Component:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "type": "application",
        "bom-ref": US,
        "name": project["name"],
        "version": project["version"],
        "description": project["description"],
        "licenses": [{"license": {"id": project["license"]}}],
    }


def main() -> int:
    try:
        bill = completed(json.load(sys.stdin))
    except (WrongMaterials, PackageNotFoundError) as error:
        print(f"no bill of materials: {error}", file=sys.stderr)
        return 1
    json.dump(bill, sys.stdout, indent=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
