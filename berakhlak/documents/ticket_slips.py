"""What slips with tickets have in common, for counters and for satisfaction surveys: whoever prints
them is not who reads them, so they tell the way in every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from berakhlak.languages import LANGUAGES

IN_A_ROW = 3


@dataclass(frozen=True)
class TicketSlip:
    """One slip: the ticket as it is typed, and its QR code."""

    code: str
    drawing: Markup


def code_drawing(address: str, *, title: str | None = None) -> Markup:
    """A code that is looked at in the hand or on a screen; PDF needs a title beside it."""
    code = segno.make(address, error="m", micro=False)
    # Made of numbers, and of a title that segno escapes.
    return Markup(code.svg_inline(border=2, omitsize=True, title=title))  # noqa: S704


def slip_rows(codes: Sequence[str], form: str) -> list[list[TicketSlip]]:
    """Slips as they lie beside each other; `form`: the address of the form that they open."""
    slips = [TicketSlip(each, code_drawing(f"{form}?tiket={each}", title=each)) for each in codes]
    return [slips[at : at + IN_A_ROW] for at in range(0, len(slips), IN_A_ROW)]


def ways_to_answer(typed_at: str) -> list[str]:
    """How a slip is used, in each language; `typed_at`: the address at which its code is typed."""
    return [_way(language, typed_at) for language in LANGUAGES]


def _way(language: str, typed_at: str) -> str:
    with force_locale(language):
        return str(
            _(
                "Pindai, atau buka %(address)s dan ketik kode ini. Tanpa nama; berlaku satu kali.",
                address=typed_at,
            )
        )
