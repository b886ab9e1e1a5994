"""The token that holds the keys of cycles: whether it answers, and what its destroying is worth."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.token_secrets import TokenSecrets
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

SUBJECT = lazy_gettext("Token kunci")
SOFTWARE = "SoftHSM"


def inspect_key_token(token: TokenSecrets) -> Iterator[InspectionFinding]:
    """Whether it lets us in. One that is a program removes files, and overwrites nothing."""
    try:
        maker = token.maker()
    except KeyUnusable as unusable:
        remedy = _("periksa KEY_TOKEN_MODULE, KEY_TOKEN_LABEL, KEY_TOKEN_PIN, dan tokennya")
        yield problem_finding(SUBJECT, unusable.detail, remedy)
        return
    if maker.startswith(SOFTWARE):
        words = _(
            "%(maker)s hanya program: kunci yang dimusnahkan tidak ditimpa di disk", maker=maker
        )
        yield warning_finding(SUBJECT, words, _("pakai perangkat keamanan keras (HSM)"))
    else:
        yield good_finding(SUBJECT, f"{token.label} ({maker})")
