"""What an agency has chosen reaches the engine, every number of it."""

from __future__ import annotations

from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.sealing.engine_input import scoring_rules_of

OTHERWISE = Policy(
    groups=Policy()
    .with_numbers(
        weights={"supervisor": 0.11, "peer": 0.22, "subordinate": 0.33, "citizen": 0.34},
        min_n={"self": 1, "supervisor": 2, "peer": 4, "subordinate": 5, "citizen": 6},
    )
    .groups,
    min_officers_per_unit=9,
    gap_threshold=0.7,
    strength_threshold=4.2,
)


def test_every_number_of_a_policy_reaches_the_rules_of_the_engine() -> None:
    instrument = parse_instrument(reference_source())

    rules = scoring_rules_of(OTHERWISE, instrument)

    assert rules.scale == (1, instrument.max_score)
    assert rules.groups == ("self", "supervisor", "peer", "subordinate", "citizen")
    assert rules.weights == (0.0, 0.11, 0.22, 0.33, 0.34)
    assert rules.min_n == (1, 2, 4, 5, 6)
    assert rules.min_officers_per_unit == 9
    assert (rules.gap_threshold, rules.strength_threshold) == (0.7, 4.2)
    assert (rules.pool_withheld, rules.borrow_variance) == (False, True)
