"""What strangers try, such as codes, counted by network in the store that all processes share.

Codes that are right need not be counted: a waiting room shares one address.
"""

from __future__ import annotations

from flask import current_app
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many

from berakhlak.extensions import limiter
from berakhlak.networks import network_of
from berakhlak.web import waiting


def count_try(what: str) -> None:
    """One more from this network."""
    if limiter.enabled:
        for limit in _limits():
            limiter.limiter.hit(limit, what, _network())


def time_to_wait(what: str) -> float:
    """Seconds until this may be tried here again; 0 for none."""
    if limiter.enabled:
        for limit in _limits():
            if not limiter.limiter.test(limit, what, _network()):
                return max(1.0, waiting.seconds_until_free(limit, what, _network()))
    return 0


def _limits() -> list[RateLimitItem]:
    return parse_many(current_app.config["BERAKHLAK"].citizen_limit)


def _network() -> str:
    return network_of(get_remote_address())
