"""Who read a named profile: written for everybody but the officer, and shown to the officer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.engines import insert_unless_known
from berakhlak.profiles.models import ProfileReading, ReadingWay


@dataclass(frozen=True, kw_only=True)
class ReadingOfProfile:
    """One line of what an officer sees."""

    name: str
    day: date
    way: ReadingWay
    times: int


def record_reading(
    session: Session, participant_id: int, account_id: int, way: ReadingWay, *, day: date
) -> None:
    """Count one reading; the caller commits before anything is shown."""
    row = _row(participant_id, account_id, way, day)
    session.execute(insert_unless_known(session, ProfileReading, row | {"times": 0}))
    session.execute(
        update(ProfileReading)
        .where(*(getattr(ProfileReading, name) == value for name, value in row.items()))
        .values(times=ProfileReading.times + 1)
        .execution_options(synchronize_session=False)
    )


def record_exported(
    session: Session, participant_ids: Iterable[int], account_id: int, *, day: date
) -> None:
    """Note that an account took these profiles along; once a day, however often it is told."""
    for participant_id in participant_ids:
        row = _row(participant_id, account_id, ReadingWay.EXPORT, day)
        session.execute(insert_unless_known(session, ProfileReading, row | {"times": 1}))


def readings_of(session: Session, participant_id: int) -> list[ReadingOfProfile]:
    """Who read a profile, the newest first."""
    found = session.execute(
        select(Account.name, ProfileReading.day, ProfileReading.way, ProfileReading.times)
        .join(Account, Account.id == ProfileReading.account_id)
        .where(ProfileReading.participant_id == participant_id)
        .order_by(ProfileReading.day.desc(), Account.name, ProfileReading.id)
    )
    return [ReadingOfProfile(name=row[0], day=row[1], way=row[2], times=row[3]) for row in found]


def _row(participant_id: int, account_id: int, way: ReadingWay, day: date) -> dict[str, object]:
    return {"participant_id": participant_id, "account_id": account_id, "day": day, "way": way}
