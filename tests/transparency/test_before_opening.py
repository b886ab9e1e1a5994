"""What opening recorded of people's changes is frozen with the results: nobody alters it later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db
from tests.transparency.conftest import Released, verify
from tests.transparency.test_verifier import changed


def rewritten(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), "utf-8")


@pytest.mark.parametrize("version", [1, 2])
def test_what_is_told_of_the_days_before_opening_is_bound_by_the_root(
    released: Released, version: int
) -> None:
    bundle, file = released.write_files()
    told = json.loads(file.read_text("utf-8"))
    assert told["before_opening"]["people_changed"] == 0
    lie = told["before_opening"] | {"people_changed": 7}
    rewritten(file, format=f"berakhlak-keterbukaan/{version}", before_opening=lie)

    code, said = verify("bundle", bundle, file)

    assert code == 1
    assert "FAULT  what is told of the days before opening differs" in said


def test_the_record_changed_after_closing_changes_nothing_of_it(released: Released) -> None:
    opening = select(AuditEntry).where(AuditEntry.act == "opened")
    db.session.scalars(opening).one().detail = {"changed": 7}
    db.session.commit()

    bundle, file = released.write_files()

    assert json.loads(file.read_text("utf-8"))["before_opening"]["people_changed"] == 0
    assert verify("bundle", bundle, file)[0] == 0


def test_files_of_the_format_before_still_agree_and_say_what_is_not_bound(
    released: Released,
) -> None:
    bundle, file = released.write_files()
    rewritten(file, format="berakhlak-keterbukaan/1")

    code, said = changed(bundle, file, lambda kinds: kinds["cycle"][0].pop("before_opening"))
    assert code == 0, said
    assert "NOT    the code does not stand for the days before opening" in said

    rewritten(file, format="berakhlak-keterbukaan/2")
    assert verify("bundle", bundle, file)[0] == 1
