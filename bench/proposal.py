"""What proposing raters costs, and how near it comes to what could be had at most.

Run: python -m bench.proposal [OFFICERS]     5,000 unless told

Departments of 25, each with a head; one head leads 500. Of 500 pairs that a first draw proposed,
the next must propose none. Prints seconds against the limit of 30, the most forms that one rater
owes against the limit, the peers found against the most that any draw could find (no officer more
than wanted, no rater more than there is room for), how many barred pairs were proposed, how many
officers have less than the minimum of peers (the head of the agency has nobody beside), and how
many hang together by shared raters.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter

from berakhlak.assignments.comparison import comparison_graph
from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.proposal import ProposalMember, RatingPair, SeatPair
from berakhlak.cycles.rater_groups import Relation

LIMIT_SECONDS = 30
PEERS, WANTED, MOST_FORMS, LEAST_PEERS = 8, 5, 25, 3
IN_UNIT, IN_LARGE_UNIT = 25, 500
BARRED = 500


def agency(officers: int) -> list[ProposalMember]:
    """A head of the agency, heads of units below, clerks below those; the first unit is large."""
    seats = [ProposalMember(1, 1, "jpt_pratama", None, is_rated=True)]
    unit, head, left = 1, 1, 0
    for number in range(2, officers + 1):
        if not left:
            unit, head, left = unit + 1, number, IN_LARGE_UNIT if unit == 1 else IN_UNIT
            seats.append(ProposalMember(number, unit, "administrator", 1, True, 1))
        else:
            seats.append(ProposalMember(number, unit, "pelaksana", head, True, 1))
        left -= 1
    return seats


def most_possible(seats: list[ProposalMember], pairs: list[RatingPair]) -> int:
    """No draw finds more peers than are wanted, nor than raters have room for."""
    rated = [seat.id for seat in seats if seat.is_rated]
    others = Counter(pair.rater_id for pair in pairs if pair.group != Relation.PEER)
    room = sum(min(2 * PEERS, MOST_FORMS - others[each]) for each in rated)
    return min(PEERS * len(rated), room)


def draw(seats: list[ProposalMember], barred: frozenset[SeatPair]) -> list[RatingPair]:
    """What opening would propose."""
    return draw_invited_peers(
        seats,
        {},
        peers_per_officer=PEERS,
        seed=1,
        chance=random.Random(1),
        wanted=WANTED,
        most_forms=MOST_FORMS,
        kept_for_peers=LEAST_PEERS,
        barred=barred,
    )


def some_to_bar(pairs: list[RatingPair]) -> frozenset[SeatPair]:
    """Peers who would rate each other, and as many who would rate whom they report to."""
    chance, half = random.Random(1), BARRED // 2
    found: set[SeatPair] = set()
    for group in (Relation.PEER, Relation.SUBORDINATE):
        proposed = [(p.rater_id, p.ratee_id) for p in pairs if p.group == group]
        found.update(chance.sample(proposed, min(half, len(proposed))))
    return frozenset(found | {(ratee, rater) for rater, ratee in found})


def main() -> None:
    """Draw once, and print what it cost and what it brought."""
    seats = agency(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
    barred = some_to_bar(draw(seats, frozenset()))
    begun = time.perf_counter()
    pairs = draw(seats, barred)
    seconds = time.perf_counter() - begun
    owed = Counter(pair.rater_id for pair in pairs)
    peers = sum(pair.group == Relation.PEER for pair in pairs)
    graph, possible = comparison_graph(pairs), most_possible(seats, pairs)
    print(f"officers {len(seats)}, forms {len(pairs)} ({len(pairs) / len(seats):.1f} an officer)")
    print(f"seconds {seconds:.2f}, ratio to {LIMIT_SECONDS} s: {seconds / LIMIT_SECONDS:.3f}")
    print(f"most forms of a rater {max(owed.values())}, limit {MOST_FORMS}")
    print(f"peers {peers}, at most possible {possible}: {peers / possible:.4f}")
    asked = {(p.rater_id, p.ratee_id) for p in pairs if p.group != Relation.SUPERVISOR}
    found = Counter(pair.ratee_id for pair in pairs if pair.group == Relation.PEER)
    short = sum(found[seat.id] < LEAST_PEERS for seat in seats)
    print(f"barred pairs {len(barred) // 2}, of these proposed {len(asked & barred)}")
    print(f"officers with less than {LEAST_PEERS} peers: {short}")
    print(f"joined by shared raters: {graph.joined} of {graph.officers}, adjustable {graph.linked}")


if __name__ == "__main__":
    main()
