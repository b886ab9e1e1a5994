"""One row for each act, with who did it, to what, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit.operations import record_act
from berakhlak.cycles.keys import KeyStore
from tests.factories.cycles import AT, make_open_cycle


def test_acts_are_noted_one_by_one_with_all_that_is_known(session: Any, app: Flask) -> None:
    opened = make_open_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir), staff=1)
    before = {row.id for row in session.scalars(select(AuditEntry))}

    record_act(session, Act.OPENED_CYCLE, 7, by=opened.hr, at=AT)
    record_act(session, Act.REVOKED_DOCUMENT, None, by=None, at=AT + timedelta(days=1))
    session.flush()

    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    added = [
        (row.act, row.object_kind, row.object_id, row.account_id, row.at)
        for row in rows
        if row.id not in before
    ]
    assert added == [
        ("opened", "cycle", 7, opened.hr.id, AT),
        ("revoked", "document", None, None, AT + timedelta(days=1)),
    ]
