"""Policies as they lie in the database, of every version that wrote one.

Read leniently: a key that this version does not know is passed over, one that is missing has the
value that the version of the text gave it. What was drafted once is read without asking.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from cattrs import Converter

from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.rater_groups import SHIPPED_GROUPS
from berakhlak.instrument.item_order import ItemOrder

VERSION = 2
# Version 1 knew these five groups by weight and minimum alone; these were its numbers.
WEIGHTS_1 = {"supervisor": 0.20, "peer": 0.35, "subordinate": 0.30, "citizen": 0.15}
MINIMUMS_1 = {"self": 1, "supervisor": 1, "peer": 3, "subordinate": 3, "citizen": 3}
NUMBERS = {
    "min_n_comments": 3,
    "min_n_spread": 8,
    "min_officers_per_unit": 5,
    "gap_threshold": 0.5,
    "strength_threshold": 4.0,
    "peers_per_officer": 5,
    "most_forms_per_rater": 0,
    "behaviour_tickets": 0,
}
"""What both versions mean by a number that is not there."""
FLAGS = ("asks_familiarity", "asks_choices", "asks_half")
"""Questions that a cycle may ask beside the behaviours."""
P = TypeVar("P")
_converter = Converter()


def plain(part: object) -> Any:
    """A policy, or a part of one, as JSON knows it."""
    return _converter.unstructure(part)


def policy_of(data: Mapping[str, Any], policy: type[P]) -> P:
    """A policy of plain data; ValueError where its numbers are impossible."""
    return _converter.structure(data, policy)


def written(policy: object) -> str:
    """A policy as it is stored; without what older versions did not know, where it is not used."""
    data = plain(policy)
    for name in ("most_forms_per_rater", "behaviour_tickets", *FLAGS):
        if not data[name]:
            del data[name]
    if data["purpose"] == Purpose.UNSTATED:
        del data["purpose"]
    if data["order"] == ItemOrder.BY_VALUE:
        del data["order"]
    return json.dumps({"version": VERSION, **data}, sort_keys=True)


def read(text: str) -> dict[str, Any]:
    """The plain data of a stored policy, as the newest version has them."""
    found: dict[str, Any] = json.loads(text)
    data = found if found.get("version", 1) > 1 else _of_version_1(found)
    return NUMBERS | data


def _of_version_1(found: dict[str, Any]) -> dict[str, Any]:
    weights = WEIGHTS_1 | found.get("weights", {})
    minimums = MINIMUMS_1 | found.get("min_n", {})
    groups = [
        each | {"weight": weights.get(each["code"], 0.0), "minimum": minimums[each["code"]]}
        for each in plain(SHIPPED_GROUPS)
    ]
    return {**found, "groups": groups}
