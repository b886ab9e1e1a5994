"""What must be true before a cycle closes, which nothing takes back; decided here alone.

Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycles.early_closing import require_second_person
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import StateConflict
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.sealing.box_keys import box_key
from berakhlak.sealing.linking import LinkedCycle, link_cycle
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.row_counts import SealingCounts


class SheetsSpoilt(StateConflict):
    """Some rows do not open or belong to nobody; nothing was changed.

    `counts` tells how many, `named` whose sheets they are (rater, officer) where that is known.
    """

    def __init__(self, counts: SealingCounts, named: Sequence[tuple[str, str]]) -> None:
        super().__init__(_words(counts))
        self.counts = counts
        self.named = list(named)


def _words(counts: SealingCounts) -> object:
    # How many were sent by now is told nobody who asks again and again.
    if not counts.spoilt:
        return _(
            "Tidak ada baris rusak. Siklus belum ditutup dan tidak ada yang berubah. Kosongkan "
            "jumlah baris rusak, lalu tutup."
        )
    return _(
        "%(spoilt)s baris rusak dan tidak dapat dibuka: formulir terkirim %(sheets)s, penilaian "
        "pengguna layanan %(voices)s. Siklus belum ditutup "
        "dan tidak ada yang berubah. Pulihkan baris itu dari cadangan, atau tutup tanpa "
        "baris itu dengan menyebut jumlahnya: %(spoilt)s.",
        spoilt=counts.spoilt,
        sheets=counts.spoilt_sheets,
        voices=counts.spoilt_voices,
    )


class GivingUpTooEarly(StateConflict):
    """Without codes every sealed sheet is lost, and their number tells how many were sent by now:
    not before raters have had all their days."""

    message = _(
        "Menutup tanpa kode pemegang kunci menghilangkan semua jawaban yang tersegel. Itu baru "
        "dapat dilakukan sesudah hari terakhir siklus. Sampai hari itu, ketik kodenya."
    )


def require_closing_allowed(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor | None, today: date
) -> None:
    """What can be told at once, before any box is opened. Raises CycleNotInState unless the cycle
    is open or was cut short while closing; SecondPersonNeeded, OwnClosingRequest, NotHrAccount
    when early; KeyUnusable.
    """
    if cycle.state not in (CycleState.OPEN, CycleState.SEALING):
        raise CycleNotInState
    if cycle.state is CycleState.OPEN:
        require_second_person(session, cycle, by=by, today=today)
    keys.key_of(cycle)


def require_closable(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    by: Actor | None,
    today: date,
    leave_out: int,
    opener: EnvelopeOpener | None = None,
) -> OpenedSheets:
    """What the boxes hold; `opener`: what opens envelopes, of a cycle whose key is with holders.
    Raises as `require_closing_allowed`, CodesNeeded, GivingUpTooEarly, CodeForeign, and
    SheetsSpoilt."""
    require_closing_allowed(session, cycle, keys=keys, by=by, today=today)
    gives_up = cycle.holders is not None and opener is None and leave_out > 0
    if gives_up and cycle.state is CycleState.OPEN and today <= cycle.closes_on:
        raise GivingUpTooEarly
    opened = OpenedSheets()
    open_and_link_cycle(session, cycle, keys, leave_out, opened, opener)
    return opened


def open_and_link_cycle(
    session: Session,
    cycle: Cycle,
    keys: KeyStore,
    leave_out: int,
    opened: OpenedSheets,
    opener: EnvelopeOpener | None = None,
) -> LinkedCycle:
    """Every box opened and linked; `leave_out` as in sealing, `opened` as in linking. Raises
    KeyUnusable, CodesNeeded, CodeForeign, SheetsSpoilt."""
    key = box_key(cycle, keys, opener, leave_out=leave_out)
    linked = link_cycle(session, cycle, key, opened)
    if linked.counts.spoilt != leave_out:
        # Where no envelope opens, their names would say who has answered.
        are_shut = key.is_held and opener is None
        named = [] if are_shut else [(row.rater.called, row.ratee.called) for row in linked.spoilt]
        raise SheetsSpoilt(linked.counts, named)
    return linked
