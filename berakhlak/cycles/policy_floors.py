"""What each number of a policy may be at least and at most; told when it is set, never later.

Stored policies are read without asking: results that are out were made by them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy import OTHERS, Group, Policy
from berakhlak.errors import InvalidInput

MIN_N = {
    Group.SELF: 1,
    Group.SUPERVISOR: 1,
    Group.PEER: 3,
    Group.SUBORDINATE: 3,
    Group.CITIZEN: 3,
}
MOST_RATERS = 10
WHOLE_NUMBER_BOUNDS = {
    "min_n_comments": (3, 100),
    "min_n_spread": (8, 100),
    "min_officers_per_unit": (5, 100),
    "peers_per_officer": (3, MOST_RATERS),
}
REAL_NUMBER_BOUNDS = {"gap_threshold": (0.1, 4), "strength_threshold": (1, 10)}
MOST_WEIGHT = 1000
PROTECTING = ("min_n_comments", "min_n_spread", "min_officers_per_unit")


@dataclass(frozen=True)
class BrokenFloor:
    """A number that a policy may not have; `field` as in its file, `min_n.peer`."""

    field: str
    message: object

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


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
    whole = asdict(Policy()) | data
    if broken := list(_broken(whole)):
        raise PolicyRefused(broken)
    return Policy(**whole)


def require_floors(policy: Policy) -> None:
    """Raises PolicyRefused unless every number is allowed."""
    if broken := list(_broken(asdict(policy))):
        raise PolicyRefused(broken)


def lift_to_floors(policy: Policy) -> Policy:
    """The policy with the numbers that protect raters on their floors, the others as they are."""
    least = {str(group): max(policy.min_n[group], floor) for group, floor in MIN_N.items()}
    numbers = {
        name: max(getattr(policy, name), WHOLE_NUMBER_BOUNDS[name][0]) for name in PROTECTING
    }
    return replace(policy, min_n=least, **numbers)


def _broken(policy: Mapping[str, Any]) -> Iterator[BrokenFloor]:
    known = [field.name for field in fields(Policy)]
    for name in policy:
        if name not in known:
            yield BrokenFloor(
                name, _("tidak dikenal. Yang dikenal: %(names)s.", names=", ".join(known))
            )
    yield from _broken_weights(policy["weights"])
    yield from _broken_minimums(policy["min_n"])
    for name, (least, most) in WHOLE_NUMBER_BOUNDS.items():
        if not _is_whole(policy[name], least, most):
            yield BrokenFloor(name, _whole(policy[name], least, most))
    for name, ends in REAL_NUMBER_BOUNDS.items():
        if not _is_real(policy[name], *ends):
            yield BrokenFloor(name, _real(policy[name], *ends))
    peers, least = policy["peers_per_officer"], _peer_minimum(policy["min_n"])
    if _is_whole(peers, 3, MOST_RATERS) and peers < least:
        yield BrokenFloor(
            "peers_per_officer", _("tidak boleh kurang dari min_n.peer (%(n)s).", n=least)
        )


def _broken_minimums(given: Any) -> Iterator[BrokenFloor]:
    if not isinstance(given, dict) or set(given) != set(map(str, Group)):
        yield BrokenFloor("min_n", _one_for_each([str(group) for group in Group]))
        return
    for group, floor in MIN_N.items():
        if not _is_whole(given[group], floor, MOST_RATERS):
            yield BrokenFloor(f"min_n.{group}", _whole(given[group], floor, MOST_RATERS))


def _broken_weights(given: Any) -> Iterator[BrokenFloor]:
    if not isinstance(given, dict) or set(given) != set(map(str, OTHERS)):
        yield BrokenFloor("weights", _one_for_each([str(group) for group in OTHERS]))
        return
    wrong = [group for group in OTHERS if not _is_real(given[group], 0, MOST_WEIGHT)]
    for group in wrong:
        yield BrokenFloor(f"weights.{group}", _real(given[group], 0, MOST_WEIGHT))
    if not wrong and not any(given.values()):
        yield BrokenFloor("weights", _("paling sedikit satu harus di atas 0."))


def _peer_minimum(given: Any) -> int:
    found: Any = given.get(str(Group.PEER)) if isinstance(given, dict) else None
    return int(found) if _is_whole(found, 1, MOST_RATERS) else 0


def _is_whole(given: Any, least: int, most: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= most


def _is_real(given: Any, least: float, most: float) -> bool:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return is_number and least <= given <= most  # Nor NaN, which is not within anything.


def _whole(given: Any, least: int, most: int) -> object:
    return _(
        "%(given)s tidak boleh. Isi dengan bilangan bulat dari %(least)s sampai %(most)s.",
        given=_told(given),
        least=least,
        most=most,
    )


def _real(given: Any, least: float, most: float) -> object:
    return _(
        "%(given)s tidak boleh. Isi dengan bilangan dari %(least)s sampai %(most)s.",
        given=_told(given),
        least=least,
        most=most,
    )


def _one_for_each(names: list[str]) -> object:
    return _("beri satu bilangan untuk masing-masing: %(names)s.", names=", ".join(names))


def _told(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False, default=str)[:40]
