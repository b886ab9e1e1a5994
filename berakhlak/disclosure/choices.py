"""Attacks on what is told of chosen strengths and of how well a group knows the officer.

The attacker knows the rules, how many answered, everything printed, and possibly the answers of one
rater, who may be reading. Every rater chose three strengths and one other value to develop, so the
counts add up and tell each other. Whatever leaves nobody, or everybody, of the others as those who
chose a value is found. Written without the code that tells. See docs/decisions/0228.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from berakhlak.disclosure.published import PublicRules, PublishedOfficer
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.majorities import GroupChoice, GroupFamiliarity

LEAST = 5
PICKS, MOST_TOLD = 3, 3
Range = tuple[int, int]


def attack_beside(officer: PublishedOfficer, setting: PublicRules) -> Iterator[AuditFinding]:
    """Findings in what is told of one officer beside the behaviours."""
    for group, choice in (officer.figures.choices or {}).items():
        if choice.strengths or choice.develop:
            at = setting.place(officer.name, FigureKind.CHOICE, group)
            values = list(setting.value_names)
            n = _answered(officer, setting, group)
            yield from _judged(at, n, setting, group, settles_choice(choice, values, n))
    for group, known in (officer.figures.familiarity or {}).items():
        if known.mostly_weekly is not None:
            at = setting.place(officer.name, FigureKind.FAMILIARITY, group)
            n = _answered(officer, setting, group)
            yield from _judged(at, n, setting, group, settles_familiarity(known, n))


def _answered(officer: PublishedOfficer, setting: PublicRules, group: str) -> int:
    """Sheets of the group, as printed; one's own is one."""
    if group == "self":
        return 1
    return officer.figures.responses.get(group) or 0


def _judged(
    at: FigurePlace, n: int, setting: PublicRules, group: str, is_settled: bool
) -> Iterator[AuditFinding]:
    named = not setting.policy.group(group).is_anonymous
    if named and n == 1:
        return
    if n < max(LEAST, setting.policy.min_n[group]):
        yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=at)
    elif is_settled:
        yield AuditFinding(leak=LeakKind.RECOVERED, source=at, target=at)


def settles_choice(choice: GroupChoice, values: Sequence[str], most: int) -> bool:
    """Whether it is settled for somebody who happens to know how many chose: `LEAST` to `most`."""
    if not {*choice.strengths, choice.develop} <= {*values, None}:
        return True  # Told of what was not asked: it was made otherwise.
    liked = tuple(values.index(value) for value in choice.strengths)
    wanted = values.index(choice.develop) if choice.develop else None
    return any(is_settled(n, len(values), liked, wanted) for n in range(LEAST, most + 1))


def settles_familiarity(known: GroupFamiliarity, most: int) -> bool:
    """The same of a majority that says yes or no."""
    return any(
        _is_end(low - own, high - own, n - told)
        for n in range(LEAST, most + 1)
        for low, high in [_majority(n) if known.mostly_weekly else (0, n // 2)]
        for told in (0, 1)
        for own in range(told + 1)
    )


def _majority(n: int) -> Range:
    return n // 2 + 1, n


def _is_end(low: int, high: int, others: int) -> bool:
    """Whether a count of so many others can only be nobody, or only everybody."""
    low, high = max(low, 0), min(high, others)
    return low <= high and (high == 0 or low == others)


@lru_cache(maxsize=1 << 14)
def is_settled(n: int, values: int, liked: tuple[int, ...], wanted: int | None) -> bool:
    """Whether for a reader, or for one of the `n` raters, what is printed (places among so many
    values) leaves a value that nobody, or everybody, of the others chose."""
    if len(liked) > MOST_TOLD or wanted in liked or (wanted is not None and wanted >= values):
        return True
    lone = [set[int](), *map(set, combinations(range(values), PICKS))]
    return any(
        _ends_in(_liked_counts(n, values, liked, wanted, own), n - bool(own)) for own in lone
    ) or any(
        _ends_in(_wanted_counts(n, values, liked, wanted, own), n - bool(own))
        for own in [set[int](), *({place} for place in range(values))]
    )


def _ends_in(counts: Sequence[Range] | None, others: int) -> bool:
    """None: nobody can have chosen so, and nothing is learnt that is true."""
    return counts is not None and any(_is_end(*each, others) for each in counts)


def _liked_counts(
    n: int, values: int, liked: tuple[int, ...], wanted: int | None, own: set[int]
) -> list[Range] | None:
    """How many of the others chose each value as a strength, over all that fits."""
    least = n // 2 + 1
    full = len(liked) == MOST_TOLD
    found: list[Range] | None = None
    # A full list names the highest counts, equal ones by the order of the values: where the value
    # named last (`last`) had `count`, one that is not named had fewer, or as many and stands later.
    for count, last in [(c, v) for c in range(least, n + 1) for v in liked] if full else [(0, -1)]:
        bounds = []
        for place in range(values):
            if place in liked:
                low, high = (count + (place > last), n) if full else (least, n)
                high = count if place == last else high
            else:
                low, high = 0, (count - (place < last) if full else least - 1)
            if place == wanted:  # So many chose it otherwise.
                high = min(high, n - least)
            bounds.append((low - (place in own), high - (place in own)))
        found = _joined(found, _adding_up(bounds, n - bool(own), PICKS))
    return found


def _wanted_counts(
    n: int, values: int, liked: tuple[int, ...], wanted: int | None, own: set[int]
) -> list[Range] | None:
    """The same of what to develop."""
    least = n // 2 + 1
    bounds = []
    for place in range(values):
        low, high = (least, n) if place == wanted else (0, least - 1)
        if place in liked:
            high = min(high, n - least)
        bounds.append((low - (place in own), high - (place in own)))
    return _adding_up(bounds, n - bool(own), 1)


def _adding_up(bounds: Iterable[Range], others: int, picks: int) -> list[Range] | None:
    """The bounds narrowed by that so many others chose `picks` each; None where they cannot."""
    inside = [(max(low, 0), min(high, others)) for low, high in bounds]
    if any(low > high for low, high in inside):
        return None
    total, least, most = others * picks, sum(x for x, _ in inside), sum(y for _, y in inside)
    if not least <= total <= most:
        return None
    return [
        (max(low, total - (most - high)), min(high, total - (least - low))) for low, high in inside
    ]


def _joined(found: list[Range] | None, more: list[Range] | None) -> list[Range] | None:
    """What either allows."""
    if found is None or more is None:
        return found or more
    return [(min(a, c), max(b, d)) for (a, b), (c, d) in zip(found, more, strict=True)]
