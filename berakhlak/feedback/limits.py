"""How often somebody may write in a day, counted in the shared store."""

from __future__ import annotations

from flask_babel import gettext as _
from limits import parse

from berakhlak.extensions import limiter
from berakhlak.web import waiting
from berakhlak.web.forms import BaseForm

A_DAY = "5 per day"


def has_written_enough(form: BaseForm, account_id: int, kind: str) -> bool:
    """Whether the day's number is used up, which the form then says with the time."""
    limit, key = parse(A_DAY), (f"feedback {kind}", str(account_id))
    if not limiter.enabled or limiter.limiter.test(limit, *key):
        return False
    time = waiting.in_words(waiting.seconds_until_free(limit, *key))
    form.refuse(_("Lima kali sehari sudah cukup. Tunggu %(time)s, lalu coba lagi.", time=time))
    return True


def count_writing(account_id: int, kind: str) -> None:
    """After it was stored."""
    if limiter.enabled:
        limiter.limiter.hit(parse(A_DAY), f"feedback {kind}", str(account_id))
