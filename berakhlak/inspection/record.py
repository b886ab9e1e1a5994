"""The record of acts against the chain over it."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from berakhlak.audit.chain import walk_chain
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

SUBJECT = lazy_gettext("Riwayat aktivitas")


def inspect_record(engine: Engine, secret: str) -> Iterator[InspectionFinding]:
    """Whether rows of the record were changed, taken away or slipped in."""
    with Session(engine) as session:
        found = walk_chain(session, secret=secret)
    for first, last in found.breaks:
        yield problem_finding(
            SUBJECT,
            _(
                "baris %(first)s sampai %(last)s tidak cocok dengan rantainya",
                first=first,
                last=last,
            ),
            _("bandingkan dengan cadangan (backup) terakhir dan cari siapa mengubah basis data"),
        )
    if found.of_other_keys:
        words = ngettext(
            "%(num)s mata rantai ber-SECRET_KEY lain, jadi hanya urutannya yang diperiksa",
            "%(num)s mata rantai ber-SECRET_KEY lain, jadi hanya urutannya yang diperiksa",
            found.of_other_keys,
        )
        remedy = _("wajar sesudah SECRET_KEY diganti; selain itu anggap riwayatnya diubah")
        yield warning_finding(SUBJECT, words, remedy)
    elif not found.breaks:
        words = ngettext(
            "%(num)s baris cocok dengan rantainya, yang berakhir dengan %(end)s",
            "%(num)s baris cocok dengan rantainya, yang berakhir dengan %(end)s",
            found.entries,
            end=found.last_digest[:16] or "-",
        )
        yield good_finding(SUBJECT, words)
