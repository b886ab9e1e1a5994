"""Reminding just a part of a cycle, with the next mail of a day. See docs/decisions/0172.

Who is written to is cut out of the look that HR saw, never asked anew.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycle_administration.chasing import ChasedPart, seats_in_part
from berakhlak.cycle_administration.coarse_progress import DatedProgress, kept_progress
from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle
from berakhlak.errors import StateConflict
from berakhlak.mail.models import PartReminder
from berakhlak.permissions import Action

FEWEST = 5
"""Late raters that a part must have: fewer are asked in person."""


class PartTooSmall(StateConflict):
    """So few that the mail would point at them."""

    message = _(
        "Pilihan ini kurang dari %(least)s orang. Ingatkan mereka langsung, atau perluas "
        "pilihannya.",
        least=FEWEST,
    )


class PartAlreadyAsked(StateConflict):
    """The same part waits for the next mail."""

    message = _("Pengingat untuk pilihan ini sudah diminta dan menunggu dikirim.")


def ask_to_remind(
    session: Session, cycle: Cycle, part: ChasedPart, late: int, *, keys: KeyStore, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Let the `late` raters of a part be reminded with the next mail. Raises PartTooSmall,
    PartAlreadyAsked, KeyUnusable."""
    if late < FEWEST:
        raise PartTooSmall
    if is_waiting(session, cycle, part, keys=keys, by=by):
        raise PartAlreadyAsked
    key = keys.key_of(cycle)
    box = key.encrypt(json.dumps(asdict(part)).encode(), _handle(cycle.id))
    session.add(PartReminder(cycle_id=cycle.id, account_id=by.id, box=box))
    # Not whom or where: the record is kept for longer than anybody may know who was late.
    audit.record_act(session, Act.ASKED_TO_REMIND, cycle.id, by=by, at=at)
    session.flush()


def is_waiting(
    session: Session, cycle: Cycle, part: ChasedPart, *, keys: KeyStore, by: Actor
) -> bool:
    """Whether a reminder of just this part, asked for by the same account, waits. Raises
    KeyUnusable."""
    key, rows = keys.key_of(cycle), _waiting(session, cycle)
    return any(row.account_id == by.id and _part_of(row, key) == part for row in rows)


def seats_to_remind(session: Session, cycle: Cycle, *, keys: KeyStore) -> set[int]:
    """Whom the parts that wait name by the look as it is kept; each part within what its asker may
    chase today. Nobody where the key is not here."""
    rows = _waiting(session, cycle)
    try:
        look = kept_progress(session, cycle, keys=keys) if rows else None
    except KeyUnusable:
        look = None
    if look is None:
        return set()
    key = keys.key_of(cycle)
    return set().union(*(_seats(session, cycle, look, row, key) for row in rows))


def forget_parts(session: Session, cycle: Cycle) -> None:
    """They have been told, or are told by other mail of the day."""
    session.execute(delete(PartReminder).where(PartReminder.cycle_id == cycle.id))


def _seats(
    session: Session, cycle: Cycle, look: DatedProgress, row: PartReminder, key: CycleKey
) -> set[int]:
    part = _part_of(row, key)
    asker = session.get_one(Account, row.account_id)
    reach = asker.reach(Action.CHASE) if asker.is_enabled else None
    if part is None or reach is None:
        return set()
    found = seats_in_part(session, cycle, look, part, reach)
    return found if len(found) >= FEWEST else set()


def _waiting(session: Session, cycle: Cycle) -> list[PartReminder]:
    wanted = select(PartReminder).where(PartReminder.cycle_id == cycle.id)
    return list(session.scalars(wanted.order_by(PartReminder.id)))


def _part_of(row: PartReminder, key: CycleKey) -> ChasedPart | None:
    """None for a damaged box: HR can ask again."""
    try:
        return ChasedPart(**json.loads(key.decrypt(row.box, _handle(row.cycle_id))))
    except BoxDamaged:
        return None


def _handle(cycle_id: int) -> bytes:
    return b"remind:%d" % cycle_id
