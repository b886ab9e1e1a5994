"""A link belongs to the device on which it was opened first.

Which device that is lies with all others of the cycle in one box under the cycle's key (0037): its
row changes as a whole and its size never does, so the database tells nobody who came.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import BoxDamaged, CycleKey
from berakhlak.cycles.models import Participant
from berakhlak.engines import rows_changed
from berakhlak.mail.models import LinkDevices, MailLink

_NUMBER, _MARK = 4, 16
_ENTRY = _NUMBER + _MARK
_ATTEMPTS = 20  # So many would have to open the first of their links at one moment.


def is_opened_elsewhere(
    session: Session, link: MailLink, cycle_id: int, device: str, key: CycleKey
) -> bool:
    """Whether another device has opened the link before; nothing is written."""
    mark = _read(_box(session, cycle_id), cycle_id, key).get(link.participant_id)
    return mark is not None and not hmac.compare_digest(mark, _mark(device, link.nonce))


def bind_to_device(
    session: Session, link: MailLink, cycle_id: int, device: str, key: CycleKey
) -> bool:
    """Let the link belong to this device, and commit; False when it belongs to another one.

    Writes nothing when it has belonged to this one already.
    """
    mark, participant_id = _mark(device, link.nonce), link.participant_id
    for _attempt in range(_ATTEMPTS):
        box = _box(session, cycle_id)
        marks = _read(box, cycle_id, key)
        if known := marks.get(participant_id):
            return hmac.compare_digest(known, mark)
        if _write(session, box, cycle_id, marks | {participant_id: mark}, key):
            return True
    return False


def release_device(session: Session, participant_id: int, cycle_id: int, key: CycleKey) -> None:
    """Let the participant's link be opened on another device, and commit."""
    for _attempt in range(_ATTEMPTS):
        box = _box(session, cycle_id)
        marks = _read(box, cycle_id, key)
        if marks.pop(participant_id, None) is None:
            return
        if _write(session, box, cycle_id, marks, key):
            return


def _box(session: Session, cycle_id: int) -> bytes | None:
    return session.scalar(select(LinkDevices.box).where(LinkDevices.cycle_id == cycle_id))


def _mark(device: str, nonce: bytes) -> bytes:
    return hmac.new(nonce, device.encode(), sha256).digest()[:_MARK]


def _read(box: bytes | None, cycle_id: int, key: CycleKey) -> dict[int, bytes]:
    """Participant -> mark of the device; a damaged box is worth no more than an empty one."""
    try:
        content = key.decrypt(box, _handle(cycle_id)) if box else b""
    except BoxDamaged:
        return {}
    entries = [content[start : start + _ENTRY] for start in range(0, len(content), _ENTRY)]
    found = {int.from_bytes(each[:_NUMBER], "big"): each[_NUMBER:] for each in entries}
    found.pop(0, None)  # What fills the box up.
    return found


def _write(
    session: Session, known: bytes | None, cycle_id: int, marks: dict[int, bytes], key: CycleKey
) -> bool:
    """Commit a box as long as if every link had been opened; False when another came between."""
    room = max(_count_links(session, cycle_id), len(marks)) * _ENTRY
    entries = (each.to_bytes(_NUMBER, "big") + mark for each, mark in sorted(marks.items()))
    box = key.encrypt(b"".join(entries).ljust(room, b"\0"), _handle(cycle_id))
    try:
        if known is None:
            session.execute(insert(LinkDevices).values(cycle_id=cycle_id, box=box))
        else:
            same = (LinkDevices.cycle_id == cycle_id, LinkDevices.box == known)
            change = update(LinkDevices).where(*same).values(box=box)
            change = change.execution_options(synchronize_session=False)
            if not rows_changed(session, change):
                session.rollback()
                return False
        session.commit()
    except IntegrityError:  # It was the first of the cycle.
        session.rollback()
        return False
    return True


def _count_links(session: Session, cycle_id: int) -> int:
    wanted = (
        select(func.count())
        .select_from(MailLink)
        .join(Participant, Participant.id == MailLink.participant_id)
        .where(Participant.cycle_id == cycle_id)
    )
    return session.scalar(wanted) or 0


def _handle(cycle_id: int) -> bytes:
    return b"devices:%d" % cycle_id
