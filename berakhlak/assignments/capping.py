"""No rater owes more forms than the policy says. Pure: the chance is handed in.

The rule is told in docs/decisions/0053-most-forms-of-a-rater.md.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from berakhlak.assignments.proposal import RatingPair
from berakhlak.cycles.rater_groups import Relation

ALWAYS_ASKED = (Relation.SELF, Relation.SUBORDINATE)
"""One form each at most: about oneself, and about one's own supervisor."""


def within_most_forms(
    tied: Sequence[RatingPair],
    most: int,
    *,
    kept_for_peers: int,
    peers: Collection[int],
    chance: random.Random,
) -> list[RatingPair]:
    """The pairs of the tree and of appointing, in their order, none of whose raters has too many.

    Who would owe more than `most` keeps their own form and that about their supervisor. Of the
    others chance leaves out as many as are too many, each time one about an officer who has the
    most raters of that group left. `peers` keep room for `kept_for_peers` colleagues.
    """
    raters_left = Counter((pair.ratee_id, pair.group) for pair in tied)
    by_rater: dict[int, list[RatingPair]] = defaultdict(list)
    for pair in tied:
        by_rater[pair.rater_id].append(pair)
    left_out: set[RatingPair] = set()
    for rater, owed in by_rater.items():
        excess = len(owed) - most + (kept_for_peers if rater in peers else 0)
        if excess <= 0:
            continue
        some = [pair for pair in owed if pair.group not in ALWAYS_ASKED]
        chance.shuffle(some)
        for _each in range(min(excess, len(some))):
            pair = max(some, key=lambda each: raters_left[each.ratee_id, each.group])
            some.remove(pair)
            raters_left[pair.ratee_id, pair.group] -= 1
            left_out.add(pair)
    return [pair for pair in tied if pair not in left_out]
