"""What somebody asks of the record, as they typed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from berakhlak.audit.acts import Act
from berakhlak.audit_log.queries import AuditFilter, RecordReader
from berakhlak.permissions import Action
from berakhlak.web.forms import DATE_FORMATS


def asked_filter(given: Mapping[str, str], reader: RecordReader, timezone: str) -> AuditFilter:
    """`given`: cari, tindakan, dari, sampai. Days that cannot be read do not narrow."""
    kind, _dot, code = given["tindakan"].partition(":")
    return AuditFilter(
        act=Act.of(kind, code),
        name=given["cari"],
        first=_day(given["dari"]),
        last=_day(given["sampai"]),
        hides_own_acts=not reader.may(Action.READ_SIGN_INS),
        timezone=timezone,
    )


def unread_day(given: Mapping[str, str]) -> str:
    """The first day that cannot be read, as it was typed; empty where there is none."""
    typed = (given["dari"], given["sampai"])
    return next((each for each in typed if each and _day(each) is None), "")


def _day(typed: str) -> date | None:
    for layout in DATE_FORMATS:
        try:
            found = datetime.strptime(typed, layout).date()  # noqa: DTZ007  A day has no zone.
        except ValueError:
            continue
        # The day after the last one and days before zones were drawn do not exist.
        return found if 1900 < found.year < 9999 else None
    return None
