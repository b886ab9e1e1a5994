"""How long somebody who tried too often has to wait, in words."""

from __future__ import annotations

import math
import time

from flask_babel import gettext as _
from flask_babel import ngettext
from limits import RateLimitItem

from berakhlak.extensions import limiter


def seconds_until_free(limit: RateLimitItem, *key: str) -> float:
    """Until the oldest tries that were counted under a key are forgotten."""
    return float(limiter.limiter.get_window_stats(limit, *key).reset_time) - time.time()


def in_words(seconds: float) -> str:
    """Like "1 menit" or "3 jam": rounded up, so that whoever waits so long is let in."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes < 120:
        return str(ngettext("%(num)s menit", "%(num)s menit", minutes))
    return str(ngettext("%(num)s jam", "%(num)s jam", math.ceil(minutes / 60)))


def current_waiting_time() -> str:
    """The same for the limit of a page that has just been reached."""
    reached = limiter.current_limit
    return in_words(reached.window.reset_time - time.time() if reached else 60)


def waiting_advice() -> str:
    """What the error page tells."""
    return str(_("Tunggu %(time)s, lalu coba lagi.", time=current_waiting_time()))
