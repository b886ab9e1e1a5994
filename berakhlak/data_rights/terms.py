"""Terms of UU 27/2022, in one place. Article and hours as read; a lawyer has not confirmed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Term:
    """So many hours from being asked, or from learning of it."""

    article: str
    hours: int
    what: LazyString

    def last_day(self, asked_on: date) -> date:
        """The last day that lies wholly within the term, whatever hour of `asked_on` it began at.

        The product keeps days and no hours of what people ask, so it promises less than the law
        allows: 3 x 24 hours from any moment of a Monday are not over before Thursday begins.
        """
        return asked_on + timedelta(days=self.hours // 24 - 1)


ACCESS = Term("32", 72, _("Memberi akses dan salinan data"))
CORRECTION = Term("30", 72, _("Memperbaiki data yang keliru, dan memberitahukan hasilnya"))
BREACH = Term("46", 72, _("Memberitahukan kegagalan pelindungan data"))
TERMS = (ACCESS, CORRECTION, BREACH)
