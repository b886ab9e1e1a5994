"""An agency with archived results whose period is over, newer ones, and two of HR."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from berakhlak.accounts.models import Account
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.roles import Role
from berakhlak.sealing.models import CycleResult
from berakhlak.signing.codes import new_code
from berakhlak.signing.models import IssuedDocument
from berakhlak.signing.operations import record_issue
from tests.factories.comments import make_comment
from tests.factories.cycles import AT
from tests.factories.people import make_account
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.factories.results import whole

YEARS = 5
WORDS = "Komentar-lama-yang-harus-hilang"


@dataclass
class OldResults:
    """`old` is archived and over; `new` was published last year. `asker` and `other` are HR."""

    made: PublishedCycle
    new: Cycle
    asker: Account
    other: Account
    document: IssuedDocument

    @property
    def old(self) -> Cycle:
        cycle: Cycle = self.made.cycle
        return cycle


def make_old_results(session: Any, keys: KeyStore, *, staff: int = 3) -> OldResults:
    """Nothing is committed. Published six years before the factories' day; kept for five."""
    made = make_published_cycle(session, keys, staff=staff)
    old, opened = made.cycle, made.opened
    old.name, old.state = "Siklus lama", CycleState.ARCHIVED
    old.opens_on, old.closes_on = date(2020, 10, 1), date(2020, 10, 31)
    old.published_at = AT - timedelta(days=6 * 365)
    opened.agency.results_kept_years = YEARS
    make_comment(session, opened, WORDS, place=1)
    officer = made.officers[0]
    document = record_issue(
        session, code=new_code(), participant_id=officer.id, language="id", source="5e" * 32,
        sha256="ab" * 32, signed_by=None, by=None, at=old.published_at,
    )  # fmt: skip
    new = Cycle(
        agency_id=old.agency_id,
        instrument_id=old.instrument_id,
        name="Siklus baru",
        state=CycleState.PUBLISHED,
        policy_json=old.policy_json,
        opens_on=date(2025, 10, 1),
        closes_on=date(2025, 10, 31),
        published_at=AT - timedelta(days=300),
        key_name=secrets.token_hex(16),
    )
    session.add(new)
    session.flush()
    figures = {"rules_version": "1", "sha256": "6f" * 32, "payload": whole().to_json()}
    session.add(CycleResult(cycle_id=new.id, **figures))
    session.flush()
    other = make_account(session, opened.agency, Role.HR, name="Rina Marlina")
    return OldResults(made, new, opened.hr, other, document)
