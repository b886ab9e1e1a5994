"""The badge that other sites embed: a small drawing with the latest index, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup, escape

from berakhlak.colours import token_colour
from berakhlak.public_pages.trust_line import TrustPoint

LETTER = 7.1  # Width of a letter at 12 px, generously.
HEIGHT = 28
PAD = 10


def badge_snippet(*, page: str, badge: str, unit: str) -> str:
    """HTML that another site pastes: the badge, leading to the page."""
    made = Markup('<a href="{}"><img src="{}" alt="{}" height="{}"></a>')
    return str(made.format(page, badge, unit, HEIGHT))


def badge_svg(points: Sequence[TrustPoint]) -> bytes:
    """In the language of the request; words grow the drawing, so nothing is cut off."""
    known = [each for each in points if each.index is not None]
    left, right = str(_("Layanan kami")), str(_("standar dan pendapat masyarakat"))
    if known and (index := known[-1].index):
        left = str(_("Kepercayaan layanan"))
        right = f"{index.figure} ({index.low}–{index.high}) · {known[-1].quarter.short}"
    one, other = (round(len(words) * LETTER + 2 * PAD) for words in (left, right))
    ink, ground = token_colour("on-gold"), token_colour("gold")
    bar, on_bar = token_colour("bar"), token_colour("on-bar")
    text = 'font-family="system-ui, sans-serif" font-size="12" text-anchor="middle"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{one + other}" height="{HEIGHT}" '
        f'viewBox="0 0 {one + other} {HEIGHT}" role="img">'
        f"<title>{escape(left)}: {escape(right)}</title>"
        f'<rect width="{one}" height="{HEIGHT}" fill="{bar}"/>'
        f'<rect x="{one}" width="{other}" height="{HEIGHT}" fill="{ground}"/>'
        f'<text x="{one / 2}" y="18.5" fill="{on_bar}" {text}>{escape(left)}</text>'
        f'<text x="{one + other / 2}" y="18.5" fill="{ink}" {text}>{escape(right)}</text></svg>\n'
    ).encode()
