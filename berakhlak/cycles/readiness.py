"""What keeps a cycle from being opened: pages tell it beforehand, and opening refuses by it.

There is no other list: what stands here is refused in these words, and nothing else is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyMissing, KeyNotMade, KeyStore
from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleUnit
from berakhlak.cycles.overlaps import RatedElsewhere, overlaps_of
from berakhlak.cycles.pulse_questions import TooFewAgreed, has_enough_agreed
from berakhlak.cycles.snapshot import NobodyToRate
from berakhlak.errors import DomainError, StateConflict
from berakhlak.key_holders.wrapping import HoldersIncomplete
from berakhlak.people.models import Person


class CycleNotInState(StateConflict):
    """The step asked for is not the next one."""

    message = _("Langkah ini tidak lagi berlaku: status siklus sudah berubah. Muat ulang halaman.")


class HoldersNeedFolder(StateConflict):
    """Keys lie in a token; drafts of a cycle with holders need keys of their own, as files."""

    message = _(
        "Kunci aplikasi ini disimpan di token (KEY_STORE=token), dan di sana draf penilai tidak "
        "dapat diberi kunci sendiri-sendiri. Pilih agar server yang memegang kunci, atau minta "
        "pengelola sistem memakai KEY_STORE=folder sebelum siklus dibuka."
    )


def require_room_for_holders(keys: KeyStore) -> None:
    """Raises HoldersNeedFolder."""
    if not keys.is_folder:
        raise HoldersNeedFolder


class ObstacleKind(StrEnum):
    """What is missing for opening."""

    STATE = "state"
    NOBODY = "nobody"
    RATED_ELSEWHERE = "rated elsewhere"
    FEW_AGREED = "few agreed"
    KEY = "key"
    HOLDERS = "holders"
    HOLDERS_STORE = "holders store"


@dataclass(frozen=True)
class OpeningObstacle:
    """One thing that has to be mended before opening. `refusal` says what and how; `count`: how
    many officers are concerned, where that can be counted."""

    kind: ObstacleKind
    refusal: DomainError
    count: int = 0


class CycleNotReady(StateConflict):
    """Several things have to be mended before the cycle can be opened."""

    def __init__(self, obstacles: list[OpeningObstacle]) -> None:
        super().__init__(" ".join(str(each.refusal) for each in obstacles))
        self.obstacles = obstacles


def obstacles_to_opening(
    session: Session, cycle: Cycle, *, keys: KeyStore
) -> list[OpeningObstacle]:
    """Everything that opening would be refused for now; empty for a cycle that can be opened."""
    if cycle.state not in BEFORE_OPENING:
        return [OpeningObstacle(ObstacleKind.STATE, CycleNotInState())]
    found = []
    if not has_officers(session, cycle):
        found.append(OpeningObstacle(ObstacleKind.NOBODY, NobodyToRate()))
    if overlaps := overlaps_of(session, cycle):
        count = sum(each.officers for each in overlaps)
        refusal = RatedElsewhere(overlaps)
        found.append(OpeningObstacle(ObstacleKind.RATED_ELSEWHERE, refusal, count))
    if cycle.is_pulse and not has_enough_agreed(session, cycle):
        found.append(OpeningObstacle(ObstacleKind.FEW_AGREED, TooFewAgreed()))
    try:
        keys.require_makeable(cycle.key_name)
    except (KeyNotMade, KeyMissing) as refused:
        found.append(OpeningObstacle(ObstacleKind.KEY, refused))
    if cycle.holders and not keys.is_folder:
        found.append(OpeningObstacle(ObstacleKind.HOLDERS_STORE, HoldersNeedFolder()))
    if cycle.holders and not cycle.holders.is_complete:
        found.append(OpeningObstacle(ObstacleKind.HOLDERS, HoldersIncomplete()))
    return found


def require_ready(session: Session, cycle: Cycle, *, keys: KeyStore) -> None:
    """Raises CycleNotInState, NobodyToRate, RatedElsewhere, TooFewAgreed, KeyNotMade, KeyMissing,
    HoldersNeedFolder, HoldersIncomplete; CycleNotReady, with the words of each, for several."""
    found = obstacles_to_opening(session, cycle, keys=keys)
    if len(found) == 1:
        raise found[0].refusal
    if found:
        raise CycleNotReady(found)


def has_officers(session: Session, cycle: Cycle) -> bool:
    """Whether anybody active sits in the units of the cycle."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    somebody = select(Person.id).where(Person.unit_id.in_(covered), Person.is_active)
    return session.scalar(somebody.limit(1)) is not None
