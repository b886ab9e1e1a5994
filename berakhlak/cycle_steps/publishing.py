"""Publishing results: one commit, then the words that were erased leave the files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.profiles import operations
from berakhlak.sealing.deleted_pages import erase_comment_pages


def publish_cycle(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor | None, at: datetime
) -> bool:
    """Publish and commit; whether the erased words have left the files, too.

    Raises as `profiles.operations.publish`.
    """
    operations.publish_profiles(session, cycle, keys=keys, by=by, at=at)
    session.commit()
    return erase_comment_pages(session.get_bind().engine)
