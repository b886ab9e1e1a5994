"""What one person asks about a cycle and another confirms: the request that stands between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.request_models import EarlyClosing, PublishingRequest, ResultsDeletion
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import DomainError
from berakhlak.formats import local_today
from berakhlak.roles import Role

AnyRequest = EarlyClosing | ResultsDeletion | PublishingRequest
RequestTable = type[EarlyClosing] | type[ResultsDeletion] | type[PublishingRequest]


@dataclass(frozen=True)
class StandingRequest:
    """A request that stands: who asked, and when."""

    account_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Requests:
    """Requests of one kind, at most one for each cycle.

    `digest`: of what the two agree about; once it changes, the request has lapsed. `may_ask`:
    whether an enabled account of the cycle's agency may ask and confirm. The rest: what is raised
    where no request stands, where it is one's own, and where one may not.
    """

    table: RequestTable
    digest: Callable[[Session, Cycle], str]
    may_ask: Callable[[Account, Cycle], bool]
    none_stands: type[DomainError]
    is_own: type[DomainError]
    may_not: type[DomainError]

    def standing(self, session: Session, cycle: Cycle) -> StandingRequest | None:
        """What was asked about the cycle as it is, by somebody who may still ask."""
        row = self._stored(session, cycle)
        asker = self.account(session, cycle, row.account_id) if row else None
        if row is None or asker is None or row.seen != self.digest(session, cycle):
            return None
        return StandingRequest(asker.id, asker.name, row.at)

    def other_asked(self, session: Session, cycle: Cycle, by: Actor | None) -> StandingRequest:
        """The request of another person, which `by` may confirm. Raises what stands above."""
        asked = self.standing(session, cycle)
        if asked is None or by is None:
            raise self.none_stands
        if asked.account_id == by.id:
            raise self.is_own
        self.require_may_ask(session, cycle, by)
        return asked

    def require_may_ask(self, session: Session, cycle: Cycle, by: Actor) -> None:
        """Raises `may_not`."""
        if self.account(session, cycle, by.id) is None:
            raise self.may_not

    def add(self, session: Session, cycle: Cycle, *, by: Actor, at: datetime) -> bool:
        """Note a request; False where one stands."""
        self._drop_lapsed(session, cycle)
        seen = self.digest(session, cycle)
        row = {"cycle_id": cycle.id, "account_id": by.id, "at": at, "seen": seen}
        fresh = insert_unless_known(session, self.table, row).returning(self.table.cycle_id)
        return session.scalar(fresh) is not None

    def take(self, session: Session, cycle: Cycle, *which: ColumnElement[bool]) -> bool:
        """Use a request up; False where there is none any more."""
        taken = delete(self.table).where(self.table.cycle_id == cycle.id, *which)
        return bool(rows_changed(session, taken))

    def take_from(self, session: Session, cycle: Cycle, account_id: int) -> bool:
        """Use up the request of this account."""
        return self.take(session, cycle, self.table.account_id == account_id)

    def account(self, session: Session, cycle: Cycle, account_id: int) -> Account | None:
        """The account, if it may ask and confirm now."""
        # Read anew: the account may have been disabled since it was loaded.
        account = session.get(Account, account_id, populate_existing=True)
        if account is None or not account.is_enabled or account.agency_id != cycle.agency_id:
            return None
        return account if self.may_ask(account, cycle) else None

    def _drop_lapsed(self, session: Session, cycle: Cycle) -> None:
        """Make room for a new request; one that others make meanwhile stays."""
        row = self._stored(session, cycle)
        if row is not None and self.standing(session, cycle) is None:
            same = (self.table.account_id == row.account_id, self.table.at == row.at)
            self.take(session, cycle, *same)

    def _stored(self, session: Session, cycle: Cycle) -> AnyRequest | None:
        # Read anew: others may have changed it since.
        row: AnyRequest | None
        row = session.get(self.table, cycle.id, populate_existing=True)  # type: ignore[assignment]
        return row


def has_been_hr(account: Account, since: datetime | None) -> bool:
    """Whether it is HR of its whole agency, and was by then: else whoever gives roles could make
    the second person when one is needed."""
    today = local_today()
    return any(
        row.role is Role.HR
        and row.unit_id is None
        and row.holds_on(today)
        and (row.given_at is None or since is None or row.given_at <= since)
        for row in account.role_rows
    )
