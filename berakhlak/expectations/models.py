"""What a supervisor especially expects of an officer in a cycle (PermenPANRB 6/2022 art. 10(4))."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base

LONGEST = 200
"""Letters of one text: two or three lines on a phone."""


def texts_of(stored: str | None) -> dict[str, str]:
    """Value code -> text, as a row keeps it; empty where there is none."""
    return dict(json.loads(stored)) if stored else {}


class Expectation(Base):
    """The texts about one officer by the code of their value; without a text there is no row.

    By person, since nobody has a seat in a cycle before it opens. Opening leaves alone what is of
    an officer who is rated.
    """

    __tablename__ = "expectation"

    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("cycle.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    texts_json: Mapped[str] = mapped_column(Text)

    @property
    def texts(self) -> Mapping[str, str]:
        return texts_of(self.texts_json)
