"""Publishing results: one commit, then the words that were erased leave the files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycle_steps.publishing_request import confirm_publishing
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.profiles import operations
from berakhlak.sealing.deleted_pages import erase_comment_pages


def publish_cycle(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    by_two: bool = False,
) -> bool:
    """Publish and commit; whether the erased words have left the files, too. `by_two`: whether the
    policy asks that another account of HR has asked for it.

    Raises as `confirm_publishing` and `profiles.operations.publish_profiles`.
    """

    def confirm() -> None:
        confirm_publishing(session, cycle, by=by, at=at, by_two=by_two)

    operations.publish_profiles(session, cycle, keys=keys, by=by, at=at, confirm=confirm)
    session.commit()
    return erase_comment_pages(session.get_bind().engine)
