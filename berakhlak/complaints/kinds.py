"""Kinds of complaints: those that ship, and what the agency made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.complaints.models import ComplaintKind

FILE = Path(__file__).resolve().parent / "data" / "kinds.toml"
MISCONDUCT = "misconduct"
"""Chosen on the form, and never stored."""


@dataclass(frozen=True)
class Kind:
    """One kind. `names`: by language; `days`: within so many it is settled."""

    code: str
    names: Mapping[str, str]
    days: int
    is_offered: bool = True

    def name(self, language: str) -> str:
        """In a language; in Indonesian where there are no words in it."""
        return self.names.get(language) or self.names["id"]


@lru_cache(maxsize=1)
def shipped_kinds() -> tuple[Kind, ...]:
    """As the file has them."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["kind"]
    return tuple(
        Kind(row["code"], {"id": row["id"], "en": row["en"]}, int(row["days"])) for row in rows
    )


def kinds_of(session: Session, agency_id: int) -> dict[str, Kind]:
    """By code: the shipped ones in their order, as the agency words them, then its own."""
    wanted = select(ComplaintKind).where(ComplaintKind.agency_id == agency_id)
    rows = session.scalars(wanted.order_by(ComplaintKind.code)).all()
    found = {kind.code: kind for kind in shipped_kinds()}
    for row in rows:
        names = {"id": row.name_id, "en": row.name_en}
        found[row.code] = Kind(row.code, names, row.days, row.is_offered)
    return found
