"""What is known of a PDF's signature. Reading one is in `signatures`, whose library takes long to
load; most processes never need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class BrokenSignature(ValueError):
    """There is something like a signature, but nothing that can be checked."""


@dataclass(frozen=True, kw_only=True)
class PdfSignature:
    """The last signature of a file.

    `intact`: the signed bytes are unchanged and were signed by this certificate. `covers_all`:
    nothing follows the signed bytes. `trusted`: the certificate stands under a trusted root and
    is in force; None when no roots were given. `reported_at` is the signer's own word.
    """

    subject: str
    issuer: str
    intact: bool
    covers_all: bool
    trusted: bool | None
    reported_at: datetime | None

    @property
    def holds(self) -> bool:
        """Intact, over the whole file, and not known to be untrusted."""
        return self.intact and self.covers_all and self.trusted is not False
