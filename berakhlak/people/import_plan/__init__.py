"""What an import would do, or what keeps it from being done. Pure: no database, no clock."""

from __future__ import annotations

from berakhlak.people.import_plan.contents import (
    ActingRecord,
    ExistingRecord,
    ImportPlan,
    OfficerChange,
    OfficerRecord,
    UnitRecord,
)
from berakhlak.people.import_plan.plan import RETURNED, make_plan

__all__ = [
    "RETURNED",
    "ActingRecord",
    "OfficerChange",
    "ExistingRecord",
    "OfficerRecord",
    "ImportPlan",
    "UnitRecord",
    "make_plan",
]
