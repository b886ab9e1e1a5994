"""Several PDF files as one. Its tags for screen readers are lost: keep small files in one part."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO


def joined(parts: Sequence[bytes]) -> bytes:
    """All pages in order; a lone part stays as it is, with its tags."""
    import pikepdf

    if len(parts) == 1:
        return parts[0]
    whole = BytesIO()
    with pikepdf.new() as merged:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as opened:
                merged.pages.extend(opened.pages)
        merged.save(whole, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return whole.getvalue()
