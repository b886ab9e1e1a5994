"""What a cycle's policy asks beside the behaviours, of everybody and of one group."""

from __future__ import annotations

from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.extra_questions import with_extra_questions
from berakhlak.instrument.rotating_forms import form_codes


def asked_in_cycle(instrument: Instrument, policy: Policy) -> Instrument:
    """All that any sheet of staff may hold."""
    return with_extra_questions(
        instrument, familiarity=policy.asks_familiarity, choices=policy.asks_choices
    )


def asked_codes(instrument: Instrument, policy: Policy, group: str, rater: int) -> tuple[str, ...]:
    """Codes of the behaviours that a rater (a participant) of a group is asked about: all, or those
    of their form. A rater has the same form for everybody, so that they compare like with like."""
    if policy.asks_half and policy.group(group).is_anonymous:
        return form_codes(instrument, rater)
    return tuple(instrument.positions)


def asked_of_group(instrument: Instrument, policy: Policy, group: str) -> Instrument:
    """What raters of a group are asked. How well they know the officer is asked of those alone of
    whom it can ever be told: of groups whose answers bear no name."""
    familiarity = policy.asks_familiarity and policy.group(group).is_anonymous
    return with_extra_questions(instrument, familiarity=familiarity, choices=policy.asks_choices)
