"""Whether every officer has raters enough to be shown anything: seen before it is too late."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.comparison import ComparisonGraph, comparison_graph
from berakhlak.assignments.draw import draw_invited_peers
from berakhlak.assignments.models import AddedFor, Assignment
from berakhlak.assignments.proposal import ProposalMember, RatingPair
from berakhlak.assignments.queries import reach_of
from berakhlak.assignments.widening import circle_wanted, peers_within_reach
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import participants_of
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.nominations.appointing import standing_appointments
from berakhlak.nominations.barred_pairs import barred_names, barred_people
from berakhlak.nominations.names_at_opening import standing_names
from berakhlak.people.models import Person, Unit
from berakhlak.people.namesakes import name_with_mark


def assigned_groups(policy: Policy) -> tuple[RaterGroup, ...]:
    """The groups whose raters are asked by name, the officer's own left out."""
    unasked = (Relation.SELF, Relation.CITIZEN)
    return tuple(group for group in policy.groups if group.relation not in unasked)


def is_expected(group: RaterGroup) -> bool:
    """Whether each officer should have raters of the group.

    Many lead nobody, and appointing is up to HR; a missing supervisor or missing peers are a gap
    in the tree.
    """
    match group.relation:
        case Relation.SUPERVISOR | Relation.PEER:
            return True
        case Relation.SELF | Relation.SUBORDINATE | Relation.CITIZEN | Relation.APPOINTED:
            return False
        case _:
            assert_never(group.relation)


@dataclass(frozen=True)
class OfficerCoverage:
    """How many raters an officer has per group, and the groups that can never be shown.

    `reach` peers could have been asked, counted up to the `wanted` number;
    `barred`: who must not rate them, nor be rated by them, before opening.
    """

    name: str
    unit: str
    raters: Mapping[str, int]
    short: tuple[str, ...]
    reach: int
    wanted: int
    barred: tuple[str, ...] = ()
    id: int = 0  # Of the participant; of the person, before opening.

    @property
    def is_narrow(self) -> bool:
        """Whether peers are shown, out of so few that two of them may find out the third."""
        return Relation.PEER not in self.short and 0 < self.reach < self.wanted

    @property
    def needs_a_look(self) -> bool:
        return bool(self.short) or self.is_narrow


@dataclass(frozen=True)
class OpeningForecast:
    """What opening would bring about: `pairs` assignments by group, over `officers`."""

    officers: int
    pairs: Mapping[str, int]
    short_officers: int
    narrow_officers: int
    wanted: int
    most_forms: int
    comparison: ComparisonGraph

    @property
    def total(self) -> int:
        return sum(self.pairs.values())


def short_groups(raters: Mapping[str, int], policy: Policy) -> tuple[str, ...]:
    """Groups below their minimum, so that their figures will never be shown."""
    return tuple(
        group.code
        for group in assigned_groups(policy)
        if raters.get(group.code, 0) < group.minimum
        and (raters.get(group.code, 0) or is_expected(group))
    )


def coverage_of_officers(session: Session, cycle: Cycle) -> list[OfficerCoverage]:
    """Every officer to be rated, by unit and name: as assigned, or as a draft would assign."""
    return count_coverage(session, cycle)[0]


def forecast_opening(session: Session, cycle: Cycle) -> OpeningForecast:
    """The assignments that opening would bring, from tree and nominations as they stand today."""
    return _forecast(cycle, *_proposed(session, cycle))


def count_coverage(
    session: Session, cycle: Cycle
) -> tuple[list[OfficerCoverage], OpeningForecast | None]:
    """Every officer to be rated, by unit and name; before opening, with what it would bring."""
    if cycle.opened_at is None:
        found, pairs = _proposed(session, cycle)
        forecast: OpeningForecast | None = _forecast(cycle, found, pairs)
    else:
        found, forecast = _assigned(session, cycle), None
    return sorted(found, key=lambda row: (row.unit, row.name)), forecast


def _forecast(
    cycle: Cycle, officers: Sequence[OfficerCoverage], pairs: Sequence[RatingPair]
) -> OpeningForecast:
    counts = Counter(pair.group for pair in pairs)
    return OpeningForecast(
        officers=len(officers),
        pairs={group: counts[group] for group in cycle.policy.codes if counts[group]},
        short_officers=sum(bool(officer.short) for officer in officers),
        narrow_officers=sum(officer.is_narrow for officer in officers),
        wanted=circle_wanted(cycle.policy),
        most_forms=max(Counter(pair.rater_id for pair in pairs).values(), default=0),
        comparison=comparison_graph(pairs),
    )


def _assigned(session: Session, cycle: Cycle) -> list[OfficerCoverage]:
    """Officers of the snapshot; raters who declined do not count."""
    counts, policy = rater_counts(session, cycle), cycle.policy
    reached = reach_of(session, cycle, participants_of(session, cycle))
    rows = session.execute(
        select(Participant.id, Participant.name, Participant.mark, CycleUnit.name)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Participant.cycle_id == cycle.id, Participant.is_rated)
    )
    return [
        officer_coverage(
            officer_id,
            name_with_mark(name, mark),
            unit,
            counts.get(officer_id, {}),
            policy,
            reached[officer_id],
        )
        for officer_id, name, mark, unit in rows
    ]


def _proposed(session: Session, cycle: Cycle) -> tuple[list[OfficerCoverage], list[RatingPair]]:
    """Officers of the tree with the raters that a snapshot taken now would give them."""
    units = _covered(session, cycle)
    people = _people(session, units)
    policy = cycle.policy
    above, named = _units_above(session, cycle), standing_names(session, cycle)
    seats = [
        ProposalMember(
            each.id,
            each.unit_id,
            each.level,
            each.supervisor_id,
            each.unit_id in units,
            above.get(each.unit_id),
        )
        for each in people
    ]
    wanted = circle_wanted(policy)
    appointed = [
        RatingPair(each.rater_id, each.ratee_id, each.group)
        for each in standing_appointments(session, cycle)
    ]
    barred = barred_people(session, cycle.agency_id)
    counted = {ratee: len(names) for ratee, names in named.items()}
    reached = peers_within_reach(seats, counted, wanted, appointed, barred)
    pairs = draw_invited_peers(
        seats,
        named,
        peers_per_officer=policy.peers_per_officer,
        seed=cycle.id,
        # Another draw than that of opening, which nobody can foresee: only numbers are shown.
        chance=random.Random(cycle.id),  # noqa: S311
        wanted=wanted,
        appointed=appointed,
        most_forms=policy.most_forms_per_rater,
        kept_for_peers=policy.min_n[Relation.PEER],
        barred=barred,
    )
    raters: dict[int, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        raters[pair.ratee_id][pair.group] += 1
    names = barred_names(session, cycle.agency_id) if barred else {}
    officers = [
        officer_coverage(
            each.id,
            each.called,
            units[each.unit_id],
            raters[each.id],
            policy,
            reached[each.id],
            names.get(each.id, ()),
        )
        for each in people
        if each.unit_id in units
    ]
    return officers, pairs


def rater_counts(session: Session, cycle: Cycle) -> dict[int, dict[str, int]]:
    """Raters by officer and group; who was asked in place of somebody who left is not counted.

    That one stands for another who still is: a number that rose would tell whom that one rates.
    """
    is_shown = Assignment.added_for.is_distinct_from(AddedFor.LEFT)
    counts: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(Assignment.ratee_id, Assignment.group, func.count())
        .where(Assignment.cycle_id == cycle.id, Assignment.declined.is_(None), is_shown)
        .group_by(Assignment.ratee_id, Assignment.group)
    )
    for ratee_id, group, number in rows:
        counts.setdefault(ratee_id, {})[group] = number
    return counts


def officer_coverage(
    officer_id: int,
    name: str,
    unit: str,
    raters: Mapping[str, int],
    policy: Policy,
    reached: int,
    barred: Iterable[str] = (),
) -> OfficerCoverage:
    """What these counts say of an officer."""
    short, wanted = short_groups(raters, policy), circle_wanted(policy)
    return OfficerCoverage(name, unit, raters, short, reached, wanted, tuple(barred), officer_id)


def _covered(session: Session, cycle: Cycle) -> dict[int, str]:
    """Unit id -> name, for the units of a draft."""
    rows = session.execute(
        select(CycleUnit.unit_id, CycleUnit.name).where(CycleUnit.cycle_id == cycle.id)
    )
    return {row.unit_id: row.name for row in rows}


def _units_above(session: Session, cycle: Cycle) -> dict[int, int | None]:
    """Unit of a draft -> the unit above it, where the draft covers that too."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    rows = select(Unit.id, Unit.parent_id).where(Unit.id.in_(covered), Unit.parent_id.in_(covered))
    return dict(session.execute(rows).all())


def _people(session: Session, units: Mapping[int, str]) -> list[Person]:
    """The active people of the units, and their supervisors elsewhere."""
    rated = session.scalars(select(Person).where(Person.unit_id.in_(units), Person.is_active)).all()
    wanted = {person.supervisor_id for person in rated if person.supervisor_id}
    wanted -= {person.id for person in rated}
    outside = session.scalars(select(Person).where(Person.id.in_(wanted), Person.is_active))
    return [*rated, *outside]
