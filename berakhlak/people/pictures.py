"""Pictures that people upload: read once, in bounded memory, and freed of all but what is seen."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

KINDS = ("png", "jpg", "jpeg")
MOST_PIXELS = 25_000_000  # As taken by a good camera; more is a file that is made to fill memory.
ROUGH = (960, 960)  # JPEG is decoded no larger than twice this: nothing is kept so large.


class PictureUnusable(InvalidInput):
    """What was sent is no picture."""

    message = _("Berkas ini tidak dapat dibaca sebagai gambar. Pilih gambar PNG atau JPEG lain.")


class PictureTooLarge(PictureUnusable):
    """A picture of very many pixels."""

    message = _("Gambar ini terlalu besar. Kecilkan dahulu, misalnya menjadi 1000 piksel.")


def read_picture(content: bytes) -> Picture:
    """What is seen on the picture, upright, as RGBA and without anything that cameras and programs
    write into files. Raises PictureUnusable."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise PictureTooLarge
            found.draft(None, ROUGH)
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    # Broken files end in errors of many kinds, of the library and of Python.
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureUnusable from error
    picture.info = {}  # Else comments, profiles and places would be written again.
    return picture
