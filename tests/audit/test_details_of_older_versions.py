"""What older versions wrote into the act itself is taken apart, and put together again."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parents[2] / "migrations/versions/0028_audit_detail.py"


@pytest.fixture(scope="module")
def migration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit_detail", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SEALED = {"sheets": 11, "voices": 7, "given_back": 3, "spoilt_sheets": 5, "spoilt_voices": 2}


@pytest.mark.parametrize(
    ("stored", "act", "detail"),
    [
        ("opened: changed=12", "opened", {"changed": 12}),
        ("narrow circles: 3 of 9", "narrow circles", {"narrow": 3, "officers": 9}),
        ("sealed: s=11 v=7 b=3 x=5+2", "sealed", SEALED),
        ("fixed results: ABCD-EFGH", "fixed results", {"root": "ABCD-EFGH"}),
        ("deleted: Uji: coba", "deleted", {"name": "Uji: coba"}),
        (
            "restored from a backup: 2026-06-01 03:00 UTC",
            "restored from a backup",
            {"moment": "2026-06-01 03:00 UTC"},
        ),
        ("exported profiles: 2, short", "exported profiles", {"what": "2, short"}),
        ("granted hr", "granted role", {"role": "hr"}),
        ("revoked admin", "revoked role", {"role": "admin"}),
        ("opened", "opened", {}),
        ("sealed", "sealed", {}),
        ("published", "published", {}),
        ("exported profiles", "exported profiles", {}),
    ],
)
def test_each_act_is_taken_apart_and_put_together(
    migration: ModuleType, stored: str, act: str, detail: dict[str, int | str]
) -> None:
    assert migration.take_apart(stored) == (act, detail)
    assert migration.put_together(act, detail) == stored


def test_an_export_of_today_is_put_together_without_what_had_no_place(
    migration: ModuleType,
) -> None:
    assert migration.put_together("exported profiles", {"profiles": 2}) == "exported profiles"
    assert migration.put_together("sealed", {"sheets": 1}) == "sealed"
