"""Why officers have left, in words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.people.models import LeavingReason

_WORDS: dict[LeavingReason, LazyString] = {
    LeavingReason.RETIRED: _("Pensiun"),
    LeavingReason.DIED: _("Meninggal dunia"),
    LeavingReason.MOVED_OUT: _("Pindah ke instansi lain"),
    LeavingReason.DISMISSED: _("Diberhentikan"),
    LeavingReason.OTHER: _("Alasan lain"),
}


def leaving_words(reason: LeavingReason) -> LazyString:
    """As lists and the record say it."""
    return _WORDS[reason]
