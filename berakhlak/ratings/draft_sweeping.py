"""Keys of drafts that were left behind by a kill: what they locked is no longer stored."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.ratings.drafts import GRACE, NAME_BYTES, draft_keys, sweep_draft_keys
from berakhlak.ratings.models import OpenSheet


def sweep_open_cycles(session: Session, keys: KeyStore, *, grace: float = GRACE) -> int:
    """Destroy the keys of drafts that no draft needs, in cycles that take answers; how many."""
    if not keys.is_folder:
        return 0
    held = (Cycle.state == CycleState.OPEN, Cycle.holders_json.is_not(None))
    gone = 0
    for cycle_id, key_name in session.execute(select(Cycle.id, Cycle.key_name).where(*held)).all():
        drafts = draft_keys(keys, key_name)
        if not drafts.key_names():
            continue
        begins = func.substr(OpenSheet.box, 1, NAME_BYTES)
        mine = (OpenSheet.cycle_id == cycle_id, OpenSheet.is_submitted.is_(False))
        names = [bytes(each) for each in session.scalars(select(begins).where(*mine))]
        gone += sweep_draft_keys(drafts, names, grace=grace)
    return gone
