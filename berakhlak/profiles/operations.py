"""Publishing: from here on, officers and their supervisors may read the profiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.comments.operations import erase_unshown_comments
from berakhlak.cycles import operations as cycles
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.disclosure.operations import require_safe, require_same_basis
from berakhlak.errors import StateConflict
from berakhlak.sealing.sealing import is_sealing_complete


class SealingIncomplete(StateConflict):
    """The cycle key still exists, so answers could still be linked to raters."""

    message = _(
        "Penguncian belum selesai: kunci siklus masih ada. "
        "Tutup siklus sekali lagi untuk menuntaskannya, lalu terbitkan."
    )


class PublishedWithMain(StateConflict):
    """These are results of a second instrument, which go out with those of the first."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Hasil instrumen kedua terbit bersama siklusnya. Terbitkan %(name)s.", name=name)
        )


def publish_profiles(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    confirm: Callable[[], None] = lambda: None,
) -> None:
    """Release the frozen result once. Comments that HR has not looked at are erased, and so is what
    stood in those that HR changed; `erase_comment_pages` rids the files of them after the commit.

    Results of a second instrument go out in the same step, or neither does. `confirm`: called once
    nothing stands in the way; it may write, and raise. All that takes long comes before it.

    Raises PublishedWithMain, CycleNotInState unless the cycle is closed, SealingIncomplete, and
    FigureRecoverable while what would be printed gives away anything that is withheld.
    """
    if cycle.main is not None:
        raise PublishedWithMain(cycle.main.name)
    if cycle.state is CycleState.CLOSED:
        if not is_sealing_complete(cycle, keys):
            raise SealingIncomplete
        require_safe(session, cycle.both, at=at)
        confirm()
    for each in cycle.both:
        cycles.mark_published(session, each, by=by, at=at)
        require_same_basis(session, each)
        erase_unshown_comments(session, each.id)
