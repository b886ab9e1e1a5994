"""The agency's logo: read once, made small and plain, and printed on documents."""

from __future__ import annotations

from io import BytesIO

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput

KINDS = ("png", "jpg", "jpeg")
SIDE = 480  # Pixels of the longer side as it is kept: sharp on a poster of A4.
MOST_PIXELS = 25_000_000  # As taken by a good camera; more is a file that is made to fill memory.


class LogoUnusable(InvalidInput):
    """What was sent is no picture that can be printed."""

    message = _("Berkas ini tidak dapat dibaca sebagai gambar. Pilih gambar PNG atau JPEG lain.")


class LogoTooLarge(LogoUnusable):
    """A picture of very many pixels."""

    message = _("Gambar ini terlalu besar. Kecilkan dahulu, misalnya menjadi 1000 piksel.")


def plain_logo(content: bytes) -> bytes:
    """The picture as a small PNG without anything that cameras write into files.

    Raises LogoUnusable.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise LogoTooLarge
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    # Broken files end in errors of many kinds, of the library and of Python.
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise LogoUnusable from error
    picture.thumbnail((SIDE, SIDE))
    plain = BytesIO()
    picture.save(plain, "PNG", optimize=True)
    return plain.getvalue()
