"""What each part of a policy may be at least and at most; told when it is set, never later.

Stored policies are read without asking: results that are out were made by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.cycles import stored_policy
from berakhlak.cycles.bounds import BrokenFloor, as_typed, is_real, is_whole, no_real, no_whole
from berakhlak.cycles.group_floors import MOST_RATERS, broken_groups, drafted_groups, floor_of
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.purposes import CHOSEN, Purpose
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.errors import InvalidInput
from berakhlak.instrument.item_order import ItemOrder

WHOLE_NUMBER_BOUNDS = {
    "min_n_comments": (3, 100),
    "min_n_spread": (8, 100),
    "min_officers_per_unit": (5, 100),
    "peers_per_officer": (3, MOST_RATERS),
}
REAL_NUMBER_BOUNDS = {"gap_threshold": (0.1, 4), "strength_threshold": (1, 10)}
MOST_WEIGHT = 1000
MOST_FORMS = 500
LEAST_BEHAVIOUR_TICKETS = 5
MOST_BEHAVIOUR_TICKETS = 100
PROTECTING = ("min_n_comments", "min_n_spread", "min_officers_per_unit")
BY_GROUP = {"weights": "weight", "min_n": "minimum"}
"""Numbers that a file may give of all groups at once, and what they are called in a group."""


class PolicyRefused(InvalidInput):
    """The policy breaks floors; `broken` names every one of them."""

    def __init__(self, broken: list[BrokenFloor]) -> None:
        super().__init__(" ".join(map(str, broken)))
        self.broken = broken


def parse_policy(text: str) -> Policy:
    """A policy from a file, checked. Raises PolicyRefused with everything that is wrong."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyRefused(
            [BrokenFloor("JSON", _("tidak dapat dibaca (%(why)s).", why=error))]
        ) from None
    if not isinstance(data, dict):
        raise PolicyRefused(
            [
                BrokenFloor(
                    "JSON", _("harus berupa objek, misalnya %(e)s.", e='{"min_n_comments": 3}')
                )
            ]
        )
    return checked_policy(data)


def checked_policy(data: Mapping[str, Any]) -> Policy:
    """A policy of what is given over the defaults. Raises PolicyRefused.

    `groups`: changes of groups by their code, and new ones; `weights`, `min_n`: by code.
    """
    purpose = data.get("purpose", Purpose.UNSTATED)
    known = Purpose(purpose) if purpose in CHOSEN else Purpose.UNSTATED
    default = lift_to_floors(Policy(purpose=known))
    whole = {**_numbers_of(default), **data}
    groups = drafted_groups(data.get("groups", []), default.groups)
    broken = [*_unknown(data), *broken_groups(groups), *_spread(whole, groups)]
    if "purpose" in data and purpose not in CHOSEN:
        broken.append(BrokenFloor("purpose", _none_of(purpose, CHOSEN)))
        whole["purpose"] = known
    broken += [*_broken_numbers(whole, groups), *_broken_flags(whole), *_broken_order(whole)]
    if broken:
        raise PolicyRefused(broken)
    return stored_policy.policy_of({**whole, "groups": groups}, Policy)


def require_floors(policy: Policy) -> None:
    """Raises PolicyRefused unless every part is allowed."""
    policy_with_groups(policy, policy.groups)


def policy_with_groups(policy: Policy, groups: Sequence[RaterGroup]) -> Policy:
    """The policy with other groups, checked. Raises PolicyRefused."""
    data = stored_policy.plain(list(groups))
    broken = [*broken_groups(data), *_broken_numbers(_numbers_of(policy), data)]
    if broken:
        raise PolicyRefused(broken)
    return replace(policy, groups=tuple(groups))


def lift_to_floors(policy: Policy) -> Policy:
    """The policy with the numbers that protect raters on their floors, the others as they are."""
    purpose = policy.purpose
    least = {each.code: max(each.minimum, floor_of(each, purpose)) for each in policy.groups}
    numbers = {name: max(getattr(policy, name), _bounds(name, purpose)[0]) for name in PROTECTING}
    return replace(policy.with_numbers(min_n=least), **numbers)


def count_by_tickets(policy: Policy) -> Policy:
    """The policy by which citizens' groups are made of served visits; for cycles that open now."""
    least = max(policy.behaviour_tickets, LEAST_BEHAVIOUR_TICKETS)
    return replace(policy, behaviour_tickets=least)


def state_purpose(policy: Policy) -> Policy:
    """The policy of a cycle that opens now: what nobody has chosen counts for learning alone."""
    if policy.purpose is not Purpose.UNSTATED:
        return policy
    return replace(policy, purpose=Purpose.DEVELOPMENT)


def policy_at_opening(policy: Policy) -> Policy:
    """What a draft becomes: citizens counted by tickets, and a purpose stated."""
    return state_purpose(count_by_tickets(policy))


def _bounds(name: str, purpose: Purpose) -> tuple[int, int]:
    least, most = WHOLE_NUMBER_BOUNDS[name]
    return (max(least, purpose.least_anonymous) if name == "min_n_comments" else least), most


def _none_of(given: object, allowed: Iterable[str]) -> object:
    return _(
        "%(given)s tidak boleh. Yang boleh: %(words)s.",
        given=as_typed(given),
        words=", ".join(as_typed(word) for word in allowed),
    )


def _numbers_of(policy: Policy) -> dict[str, Any]:
    names = [field.name for field in fields(Policy) if field.name != "groups"]
    return {name: getattr(policy, name) for name in names}


def _unknown(data: Mapping[str, Any]) -> Iterator[BrokenFloor]:
    known = [*(field.name for field in fields(Policy)), *BY_GROUP]
    for name in data:
        if name not in known:
            yield BrokenFloor(
                name, _("tidak dikenal. Yang dikenal: %(names)s.", names=", ".join(known))
            )


def _spread(whole: Mapping[str, Any], groups: Sequence[dict[str, Any]]) -> Iterator[BrokenFloor]:
    """Put numbers that are given of all groups at once into the groups."""
    codes = {name: [str(group.get("code")) for group in groups] for name in BY_GROUP}
    codes["weights"].remove(str(Relation.SELF))
    for name, field in BY_GROUP.items():
        given = whole.get(name)
        if given is None and name not in whole:
            continue
        if not isinstance(given, dict) or set(given) != set(codes[name]):
            yield BrokenFloor(name, _one_for_each(codes[name]))
            continue
        for group in groups:
            group[field] = given.get(str(group.get("code")), group[field])


def _broken_numbers(
    policy: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]
) -> Iterator[BrokenFloor]:
    purpose = Purpose(policy["purpose"])
    yield from _broken_weights(groups)
    yield from _broken_minimums(groups, purpose)
    for name in WHOLE_NUMBER_BOUNDS:
        least, most = _bounds(name, purpose)
        if not is_whole(policy[name], least, most):
            yield BrokenFloor(name, no_whole(policy[name], least, most))
    for name, ends in REAL_NUMBER_BOUNDS.items():
        if not is_real(policy[name], *ends):
            yield BrokenFloor(name, no_real(policy[name], *ends))
    peers, least = policy["peers_per_officer"], _peer_minimum(groups)
    if is_whole(peers, 3, MOST_RATERS) and peers < least:
        yield BrokenFloor(
            "peers_per_officer", _("tidak boleh kurang dari min_n.peer (%(n)s).", n=least)
        )

    yield from _broken_most_forms(policy["most_forms_per_rater"], peers)
    tickets, ends = policy["behaviour_tickets"], (LEAST_BEHAVIOUR_TICKETS, MOST_BEHAVIOUR_TICKETS)
    if tickets != 0 and not is_whole(tickets, *ends):
        yield BrokenFloor("behaviour_tickets", no_whole(tickets, *ends))


def _broken_flags(whole: Mapping[str, Any]) -> Iterator[BrokenFloor]:
    for name in stored_policy.FLAGS:
        if not isinstance(whole[name], bool):
            yield BrokenFloor(name, _("harus true atau false."))


def _broken_order(whole: Mapping[str, Any]) -> Iterator[BrokenFloor]:
    if whole["order"] not in list(ItemOrder):
        yield BrokenFloor("order", _none_of(whole["order"], ItemOrder))


def least_of_most_forms(peers_per_officer: int) -> int:
    """One's own form, that about one's supervisor, and as many peers as anybody is asked for."""
    return 2 + 2 * peers_per_officer


def _broken_most_forms(given: Any, peers: Any) -> Iterator[BrokenFloor]:
    """Zero is no limit."""
    least = least_of_most_forms(peers if is_whole(peers, 3, MOST_RATERS) else 3)
    if not is_whole(given, 0, MOST_FORMS) or 0 < given < least:
        yield BrokenFloor("most_forms_per_rater", no_whole(given, least, MOST_FORMS))


def _broken_minimums(
    groups: Sequence[Mapping[str, Any]], purpose: Purpose
) -> Iterator[BrokenFloor]:
    for group in groups:
        floor = purpose.least_anonymous if group.get("is_anonymous", True) else 1
        given = group.get("minimum")
        if not is_whole(given, floor, MOST_RATERS):
            place = f"min_n.{group.get('code')}"
            yield BrokenFloor(place, no_whole(given, floor, MOST_RATERS))


def _broken_weights(groups: Sequence[Mapping[str, Any]]) -> Iterator[BrokenFloor]:
    others = [group for group in groups if group.get("code") != Relation.SELF]
    wrong = [group for group in others if not is_real(group.get("weight"), 0, MOST_WEIGHT)]
    for group in wrong:
        given = group.get("weight")
        yield BrokenFloor(f"weights.{group.get('code')}", no_real(given, 0, MOST_WEIGHT))
    if not wrong and not any(group["weight"] for group in others):
        yield BrokenFloor("weights", _("paling sedikit satu harus di atas 0."))


def _peer_minimum(groups: Sequence[Mapping[str, Any]]) -> int:
    found: list[Any] = [each.get("minimum") for each in groups if each.get("code") == Relation.PEER]
    return next((int(each) for each in found if is_whole(each, 1, MOST_RATERS)), 0)


def _one_for_each(names: list[str]) -> object:
    return _("beri satu bilangan untuk masing-masing: %(names)s.", names=", ".join(names))
