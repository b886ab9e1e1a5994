"""How often somebody may try to sign in, with a password or with a code.

Nobody can lock a name out by trying it: see docs/decisions/0151-shared-limits.md.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import current_app
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from limits import parse_many
from werkzeug.wrappers import Response

from berakhlak import text
from berakhlak.accounts.known_devices import device_of_reader, remember_device
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_with_role
from berakhlak.extensions import db, limiter
from berakhlak.networks import neighbourhood_of, network_of
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.web import waiting
from berakhlak.web.forms import BaseForm

# At the second step, where only who knows the password comes: six digits are few.
CODE_LIMIT = "5 per minute; 30 per hour"
# Of all known browsers of one account together: each sign-in may have made one more of them.
KNOWN_CODE_LIMIT = "60 per hour"
# For a name that is being tried from everywhere: what remains to one neighbourhood.
UNDER_ATTACK = "10 per hour"


def has_to_wait(form: BaseForm, name: str, kind: str = "sign-in") -> bool:
    """Count one more try; whether it is one too many, which the form then says with the time."""
    return _refused(form, _seconds_to_wait(name, kind) if limiter.enabled else 0)


def has_to_wait_inside(form: BaseForm, account_id: int, *, for_code: bool = False) -> bool:
    """The same where a session is asked for the password that it began with, or for a code: whoever
    took over the session must not find either out by trying. Codes are few, so their tries are,
    too."""
    if not limiter.enabled:
        return False
    if for_code:
        key = _digest(f"code inside {account_id}")
        return _refused(form, _counted(CODE_LIMIT, "second step", key))
    config, key = current_app.config["BERAKHLAK"], _digest(f"account {account_id}")
    seconds = _counted(config.sign_in_limit, "inside", key) or _counted(
        config.sign_in_name_limit, "inside", key
    )
    return _refused(form, seconds)


def has_to_wait_for_code(form: BaseForm, account_id: int, name: str) -> bool:
    """The same at the second step, whatever the address: by account alone, but for browsers in
    which its owner has signed in before."""
    if not limiter.enabled:
        return False
    device = device_of_reader(_digest(text.sign_in_name(name)))
    key = _digest(f"second step {account_id} {device}")
    seconds = _counted(CODE_LIMIT, "second step", key)
    if device and not seconds:
        known = _digest(f"known browsers of {account_id}")
        seconds = _counted(KNOWN_CODE_LIMIT, "second step", known)
    return _refused(form, seconds)


def note_wrong_step(account: Account) -> None:
    """A wrong code, or a passkey that proves nothing, after the right password."""
    if account.only_rates:
        note(Event.SECOND_STEP_FAILED)
    else:
        note(Event.SECOND_STEP_FAILED, tried=account.id)


def give_back_try(name: str, kind: str = "sign-in") -> None:
    """Of what the address may try: for a try that was right, or never made. A whole office comes
    from one address at eight."""
    if not limiter.enabled or device_of_reader(_digest(text.sign_in_name(name))):
        return
    network = network_of(get_remote_address())
    for limit in parse_many(current_app.config["BERAKHLAK"].sign_in_address_limit):
        key = limit.key_for(f"{kind} address", network)
        limiter.limiter.storage.incr(key, limit.get_expiry(), amount=-1)


def note_failure(name: str) -> None:
    """A try with a wrong password or code. What was typed may be a password, in the wrong field:
    told is the account that is meant, if it is one with a role."""
    tried = account_with_role(db.session(), name)
    if tried is None:
        note(Event.SIGN_IN_FAILED)
    else:
        note(Event.SIGN_IN_FAILED, tried=tried)


def remember_name(response: Response, name: str) -> None:
    """After a sign-in: this browser has its own count for this name from now on."""
    remember_device(response, _digest(text.sign_in_name(name)))


def _refused(form: BaseForm, seconds: float) -> bool:
    if seconds:
        form.refuse(
            _(
                "Terlalu banyak percobaan. Tunggu %(time)s, lalu coba lagi.",
                time=waiting.in_words(seconds),
            )
        )
    return bool(seconds)


def _seconds_to_wait(name: str, kind: str) -> float:
    """Count one more try of this name; seconds to wait, 0 for none."""
    config = current_app.config["BERAKHLAK"]
    # By the name that is looked up: another spelling of it is no fresh set of tries.
    digest = _digest(text.sign_in_name(name))
    if device := device_of_reader(digest):
        return _counted(config.sign_in_limit, f"{kind} device", f"{digest} {device}")
    network = network_of(get_remote_address())
    # An office shares one address, so others are not held up. A wider limit for the address itself,
    # or it could try one password on every name.
    return (
        _counted(config.sign_in_limit, kind, _digest(f"{digest} {network}"))
        or _counted(config.sign_in_address_limit, f"{kind} address", network)
        or _seconds_for_name(digest, kind)
    )


def _seconds_for_name(digest: str, kind: str) -> float:
    """A name that is tried from everywhere: each neighbourhood then has a few tries left."""
    seconds = _counted(current_app.config["BERAKHLAK"].sign_in_name_limit, f"{kind} name", digest)
    if not seconds:
        return 0
    nearby = _digest(f"{digest} {neighbourhood_of(get_remote_address())}")
    return _counted(UNDER_ATTACK, f"{kind} nearby", nearby)


def _counted(limits: str, kind: str, key: str) -> float:
    """Count one more; seconds to wait for the first limit that is reached, 0 when none is."""
    for limit in parse_many(limits):
        if not limiter.limiter.hit(limit, kind, key):
            return max(1, waiting.seconds_until_free(limit, kind, key))
    return 0


def _digest(words: str) -> str:
    """Tells nobody's NIP or address to whoever reads the counts."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, words.encode(), sha256).hexdigest()[:32]
