"""The agency's logo: made small and plain, and printed on documents."""

from __future__ import annotations

from io import BytesIO

from berakhlak.people.pictures import read_picture

SIDE = 480  # Pixels of the longer side as it is kept: sharp on a poster of A4.


def plain_logo(content: bytes) -> bytes:
    """The picture as a small PNG. Raises PictureUnusable."""
    picture = read_picture(content)
    picture.thumbnail((SIDE, SIDE))
    plain = BytesIO()
    picture.save(plain, "PNG", optimize=True)
    return plain.getvalue()
