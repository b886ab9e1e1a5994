"""What one officer says to another about one behaviour, or was asked to say. Days, no hours.

Nothing leads from here to assignments or answers: this room cannot import them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from berakhlak.extensions import Base
from berakhlak.people.models import Person

LONGEST = 400  # Letters.


class Feedback(Base):
    """From `giver` to `receiver`. Without words it is a request that waits for the giver.

    `is_hidden`: the receiver wants neither this nor anything new from the giver; words that the
    giver has deleted then are empty. `is_shown`: the receiver shows it to whoever leads them.
    `told_on`: when a mail told of it as it stands.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("(words IS NULL) = (given_on IS NULL)", name="given_with_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    behaviour: Mapped[str] = mapped_column(String(40))
    asked_on: Mapped[date | None]
    given_on: Mapped[date | None]
    words: Mapped[str | None] = mapped_column(String(LONGEST))
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_shown: Mapped[bool] = mapped_column(default=False)
    told_on: Mapped[date | None]

    giver: Mapped[Person] = relationship(foreign_keys=[giver_id])
    receiver: Mapped[Person] = relationship(foreign_keys=[receiver_id])

    @property
    def waits(self) -> bool:
        """Whether it was asked for and not given."""
        return self.given_on is None
