"""One person's data, kind by kind, as the page and the files tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from berakhlak.formats import format_number, long_date
from berakhlak.personal_data.collecting import COLLECTORS
from berakhlak.personal_data.holder import Holder, Record, Value
from berakhlak.personal_data.kinds import Access, DataKind
from berakhlak.personal_data.register import REGISTER
from berakhlak.personal_data.words import LABELS


@dataclass(frozen=True)
class OwnKind:
    """A kind of data with what the holder is given of it; no rows where that is refused."""

    kind: DataKind
    rows: list[Record]

    @property
    def is_refused(self) -> bool:
        return self.kind.access is Access.REFUSED

    def lines(self) -> Iterator[list[tuple[str, str]]]:
        """Each row as (label, words), without what is empty."""
        for row in self.rows:
            yield [
                (str(LABELS[name]), in_words(value))
                for name, value in row.items()
                if value not in (None, "")
            ]


def own_kinds(holder: Holder) -> list[OwnKind]:
    """Every kind of the register, in its order."""
    found = []
    for kind in REGISTER:
        collect = COLLECTORS.get(kind.code)
        found.append(OwnKind(kind, collect(holder) if collect else []))
    return found


def in_words(value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return str(_("Ya") if value else _("Tidak"))
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int):
        return format_number(value)
    if isinstance(value, dict | list):
        return str(_("dalam berkas JSON"))
    return str(value)
