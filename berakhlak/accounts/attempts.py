"""How often somebody may try to sign in, with a password or with a code."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from limits import parse_many

from berakhlak import text
from berakhlak.extensions import limiter
from berakhlak.web import waiting
from berakhlak.web.forms import BaseForm


def has_to_wait(form: BaseForm, name: str, kind: str = "sign-in") -> bool:
    """Count one more try; whether it is one too many, which the form then says with the time."""
    seconds = _seconds_to_wait(name, kind)
    if seconds:
        form.refuse(
            _(
                "Terlalu banyak percobaan. Tunggu %(time)s, lalu coba lagi.",
                time=waiting.in_words(seconds),
            )
        )
    return bool(seconds)


def _seconds_to_wait(name: str, kind: str) -> float:
    """Count one more try of this name from this address; seconds to wait, 0 for none."""
    if not limiter.enabled:
        return 0
    config, address = current_app.config["BERAKHLAK"], get_remote_address()
    # An office shares one address, so others are not held up; the key tells nobody's NIP.
    # By the name that is looked up: another spelling of it is no fresh set of tries.
    name_here = sha256(f"{text.sign_in_name(name)} {address}".encode()).hexdigest()
    # A wider limit for the address itself, or it could try one password on every name.
    return _counted(config.sign_in_limit, kind, name_here) or _counted(
        config.sign_in_address_limit, f"{kind} address", address
    )


def _counted(limits: str, kind: str, key: str) -> float:
    """Count one more; seconds to wait for the first limit that is reached, 0 when none is."""
    for limit in parse_many(limits):
        if not limiter.limiter.hit(limit, kind, key):
            return max(1, waiting.seconds_until_free(limit, kind, key))
    return 0
