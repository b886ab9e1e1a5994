"""How many names a list takes. Plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

# Names of a list that the draw leaves out, so that a list never tells who was drawn from it.
UNINVITED = 2
USUAL_MOST = 10


@dataclass(frozen=True)
class ListBounds:
    """A list holds from `least` to `most` names; `invited` of them are drawn, at most."""

    invited: int
    least: int
    most: int
    is_drawn: bool

    @classmethod
    def for_officer(cls, peers_per_officer: int, eligible: int) -> ListBounds:
        """For an officer who can choose among `eligible` people.

        Where there are not more of them than are invited, there is nothing to draw.
        """
        most = min(cls.counted_to(peers_per_officer), eligible)
        return cls(
            invited=min(peers_per_officer, eligible),
            least=min(peers_per_officer + UNINVITED, eligible),
            most=most,
            is_drawn=eligible > peers_per_officer,
        )

    @staticmethod
    def counted_to(peers_per_officer: int) -> int:
        """How many to choose among matter; more of them change no bound."""
        return max(USUAL_MOST, 2 * peers_per_officer, peers_per_officer + UNINVITED)
