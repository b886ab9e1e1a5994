"""Pictures as people upload them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def picture_file(kind: str = "PNG", size: tuple[int, int] = (600, 700)) -> bytes:
    """A shield, such as agencies have."""
    picture = Image.new("RGB", size, "#ffffff")
    wide, high = size
    shield = [(0, 0), (wide, 0), (wide, high // 2), (wide // 2, high), (0, high // 2)]
    ImageDraw.Draw(picture).polygon(shield, fill="#0b4f58")
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()
