"""Tickets of a survey: sixteen signs that a visitor gets and spends once; see 0202.

Half is drawn by chance, half proves that it was made here. Nothing is stored of a ticket until it
is spent, and then a keyed hash alone.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from berakhlak.access.codes import LENGTH, SIGNS, is_code
from berakhlak.satisfaction_survey.models import SatisfactionSurvey

DRAWN = LENGTH // 2


def new_ticket(secret: str, survey: SatisfactionSurvey) -> str:
    """A ticket of this survey, bare."""
    drawn = "".join(secrets.choice(SIGNS) for _sign in range(DRAWN))
    return drawn + _proof(secret, survey, drawn)


def is_genuine(secret: str, survey: SatisfactionSurvey, code: str) -> bool:
    """Whether a bare code was made here, for this survey."""
    if not is_code(code):
        return False
    return hmac.compare_digest(_proof(secret, survey, code[:DRAWN]), code[DRAWN:])


def digest_of_ticket(secret: str, survey: SatisfactionSurvey, code: str) -> bytes:
    """32 bytes under which it is spent; without the secret they cannot be tried out."""
    return hmac.digest(secret.encode(), _said("spent", survey, code), sha256)


def _proof(secret: str, survey: SatisfactionSurvey, drawn: str) -> str:
    number = int.from_bytes(hmac.digest(secret.encode(), _said("proof", survey, drawn), sha256))
    signs = []
    for _place in range(LENGTH - DRAWN):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(signs)


def _said(what: str, survey: SatisfactionSurvey, code: str) -> bytes:
    return f"survey ticket {what} {survey.key_name} {code}".encode()
