"""How often one device, and devices that did no work, may answer; what it does not stop is in
docs/decisions/0223."""

from __future__ import annotations

from datetime import date

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from limits import parse
from werkzeug.wrappers import Response

from berakhlak.extensions import limiter
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.statistics.told_satisfaction import ACCOMPLICES
from berakhlak.web import waiting
from berakhlak.web.cookies import OwnCookie

DEVICE_COOKIE = OwnCookie("skm", 24 * 60 * 60)
OF_A_DEVICE = ACCOMPLICES  # Answers a day: what is told allows for so many of one hand.
WITHOUT_WORK = parse("30 per hour")  # Of a survey, from browsers without scripts.
COUNTED = "answers without work"


def is_device_full(today: date) -> bool:
    """Whether this browser has sent as many answers today as one may."""
    return limiter.enabled and answers_of_device(today) >= OF_A_DEVICE


def answers_of_device(today: date) -> int:
    """What the browser's cookie says it has sent today; nothing where it was not made here."""
    try:
        day, number = _serializer().loads(DEVICE_COOKIE.read())
    except (BadSignature, ValueError):
        return 0
    return int(number) if day == today.isoformat() else 0


def remember_answer(response: Response, today: date) -> None:
    """One answer more of this device; the cookie holds a day and a number, and names nobody."""
    content = _serializer().dumps([today.isoformat(), answers_of_device(today) + 1])
    DEVICE_COOKIE.put(response, str(content))


def wait_without_work(survey: SatisfactionSurvey) -> float:
    """Count one answer more that came without work; seconds to wait where there were too many."""
    place = str(survey.id)
    if not limiter.enabled or limiter.limiter.hit(WITHOUT_WORK, COUNTED, place):
        return 0.0
    return max(1.0, waiting.seconds_until_free(WITHOUT_WORK, COUNTED, place))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="satisfaction-device")
