"""How a document says which frozen results it was made from."""

from __future__ import annotations

from flask_babel import gettext as _

FINGERPRINT_LENGTH = 16


def result_fingerprint(sha256: str, root: str | None) -> str:
    """What people compare: the root over all results in signs, or of older cycles the first
    sixteen digits of their hash in groups of four."""
    short = sha256[:FINGERPRINT_LENGTH]
    return root or " ".join(short[start : start + 4] for start in range(0, len(short), 4))


def origin_sentence(sha256: str, root: str | None) -> str:
    """The code, with what it is compared with, or that it has no counterpart on paper."""
    code = result_fingerprint(sha256, root)
    words = (
        _("Kode keaslian hasil siklus: %(code)s; sama dengan di Berita Acara Penutupan.", code=code)
        if root
        else _(
            "Kode keaslian hasil siklus: %(code)s; ditutup oleh versi lama, tanpa Berita Acara.",
            code=code,
        )
    )
    return str(words)
