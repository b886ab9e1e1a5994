"""The bill of materials names exactly what the lock ships."""

from __future__ import annotations

from typing import Any

import pytest

from supply.licences import LicenceTable, assets
from supply.locked import locked_packages
from supply.sbom import WrongMaterials, completed


def bill_of_the_lock() -> dict[str, Any]:
    """As cyclonedx-py writes it, with what is read of it."""
    named = [{"name": each.name, "version": each.version} for each in locked_packages()]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {}, "components": named}


def test_everything_shipped_is_named_with_version_hashes_and_licence() -> None:
    parts = completed(bill_of_the_lock())["components"]

    shipped = {(each.name, each.version) for each in locked_packages()}
    shipped |= {(each.name, each.version) for each in assets(LicenceTable.load())}
    assert {(each["name"], each["version"]) for each in parts} == shipped
    assert all(each["licenses"][0]["expression"] for each in parts)
    assert all(each["properties"] for each in parts if each["type"] == "library")


def test_every_part_is_reached_from_the_application() -> None:
    bill = completed(bill_of_the_lock())
    needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}

    reached: set[str] = set()
    waiting = [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += needs.get(name, [])

    assert reached == {each["bom-ref"] for each in bill["components"]} | {"berakhlak"}


@pytest.mark.parametrize("change", ["missing", "more", "older"])
def test_a_bill_of_anything_else_is_refused(change: str) -> None:
    bill = bill_of_the_lock()
    if change == "missing":
        bill["components"].pop()
    elif change == "more":
        bill["components"].append({"name": "leftpad", "version": "1"})
    else:
        bill["components"][0]["version"] = "0"

    with pytest.raises(WrongMaterials):
        completed(bill)


def test_no_registry_is_named() -> None:
    assert "https://" not in str(completed(bill_of_the_lock())["components"])
