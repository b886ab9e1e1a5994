"""What is proposed without any names."""

from __future__ import annotations

import random
from collections.abc import Sequence

from berakhlak.assignments.draw import invite
from berakhlak.assignments.proposal import Pair, Seat


def propose(
    seats: Sequence[Seat], *, peers_per_officer: int, seed: int, wanted: int = 0
) -> list[Pair]:
    """Pairs of a snapshot; the chance that names would need is never asked."""
    return invite(
        seats,
        {},
        peers_per_officer=peers_per_officer,
        seed=seed,
        chance=random.Random(),
        wanted=wanted,
    )
