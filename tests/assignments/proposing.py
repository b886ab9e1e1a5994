"""What is proposed without any names."""

from __future__ import annotations

import random
from collections.abc import Sequence

from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.proposal import ProposalMember, RatingPair


def propose(
    seats: Sequence[ProposalMember], *, peers_per_officer: int, seed: int, wanted: int = 0
) -> list[RatingPair]:
    """Pairs of a snapshot; the chance that names would need is never asked."""
    return draw_invited_peers(
        seats,
        {},
        peers_per_officer=peers_per_officer,
        seed=seed,
        chance=random.Random(),
        wanted=wanted,
    )
