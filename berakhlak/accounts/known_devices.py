"""A mark in the browser of whoever has signed in: strangers' wrong tries do not hold it up.

It names nobody and opens nothing; only the limits of tries are another's for whoever has it.
"""

from __future__ import annotations

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from berakhlak.web.cookies import OwnCookie

LIFETIME = 180 * 24 * 3600  # Seconds.
COOKIE = OwnCookie("perangkat", LIFETIME)
MOST_NAMES = 4  # Colleagues who share a computer.


def device_of_reader(digest: str) -> str:
    """The device from which this name has signed in before; empty when it has not."""
    names, device = _read()
    return device if digest in names else ""


def remember_device(response: Response, digest: str) -> None:
    """Let the browser of whoever has just signed in tell so next time."""
    names, device = _read()
    kept = [digest, *(each for each in names if each != digest)][:MOST_NAMES]
    COOKIE.put(response, str(_serializer().dumps([device or secrets.token_hex(8), kept])))


def _read() -> tuple[list[str], str]:
    try:
        device, names = _serializer().loads(COOKIE.read(), max_age=LIFETIME)
    except BadSignature:
        return [], ""
    return names, device


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="known device")
