"""Which voices by doors without tickets wait for HR; see docs/decisions/0178-screened-voices.md."""

from __future__ import annotations

from datetime import date

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from limits import parse
from werkzeug.wrappers import Response

from berakhlak.citizens.admission import Admission
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter
from berakhlak.extensions import limiter
from berakhlak.web.cookies import OwnCookie

DEVICE_COOKIE = OwnCookie("suara", 24 * 60 * 60)
OF_A_DEVICE = 3  # Voices a day.
OF_A_COUNTER = parse("30 per 10 minutes")
OF_A_COUNTER_UNPROVEN = parse("10 per hour")  # By the poster, from browsers without scripts.
QUICKEST_SECONDS = 2.0


def is_suspicious(
    counter: Counter, admission: Admission, *, age: float, proven: bool, today: date
) -> bool:
    """Count one more voice; whether it waits for HR. `age`: of its form, in seconds; `proven`:
    whether its device has done some work for it."""
    if admission.digests and admission.door.proves_visit:
        return False
    if not limiter.enabled:
        return False
    # What waits anyhow is not counted: it would take the places of people.
    if age < QUICKEST_SECONDS or voices_of_device(today) >= OF_A_DEVICE:
        return True
    place = (str(counter.id), admission.door.value)
    if proven or admission.door is not Door.POSTER:
        return not limiter.limiter.hit(OF_A_COUNTER, "voices", *place)
    return not limiter.limiter.hit(OF_A_COUNTER_UNPROVEN, "voices without work", *place)


def voices_of_device(today: date) -> int:
    """What the browser's cookie says it has sent today; nothing where it was not made here."""
    try:
        day, number = _serializer().loads(DEVICE_COOKIE.read())
    except (BadSignature, ValueError):
        return 0
    return int(number) if day == today.isoformat() else 0


def remember_voice(response: Response, today: date) -> None:
    """One voice more of this device; the cookie holds a day and a number, and names nobody."""
    content = _serializer().dumps([today.isoformat(), voices_of_device(today) + 1])
    DEVICE_COOKIE.put(response, str(content))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="citizen-device")
