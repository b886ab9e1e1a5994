"""Who agreed to be asked about again, and what a pulse asks about each of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from berakhlak.extensions import Base


class _Behaviours:
    """Codes of one to three behaviours, parted by blanks; empty where nothing was chosen."""

    behaviours: Mapped[str] = mapped_column(String(100))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.behaviours.split())


class PulseConsent(_Behaviours, Base):
    """An officer of the cycle that is looked back on, who was asked by mail on a day (`told_on`)
    and agreed on another; until the pulse opens, it can be taken back."""

    __tablename__ = "pulse_consent"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    told_on: Mapped[date | None]
    agreed_on: Mapped[date | None]


class PulseQuestion(_Behaviours, Base):
    """What is asked about an officer of the pulse, as it was when the pulse opened."""

    __tablename__ = "pulse_question"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
