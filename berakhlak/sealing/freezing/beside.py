"""What sheets say beside the behaviours, as it may be told: majorities of groups, by officer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.instrument.answers import NOT_ASKED
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.extra_questions import (
    AT_LEAST_WEEKLY,
    DEVELOP,
    FAMILIARITY,
    STRENGTH,
    STRENGTHS,
)
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.sealing.freezing.json_columns import NULL, Texts, objects
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.statistics.majorities import (
    LEAST,
    GroupChoice,
    GroupFamiliarity,
    ToldStatus,
    is_majority,
    told_choice,
)
from berakhlak.statistics.stored_json import as_stored

Told = GroupChoice | GroupFamiliarity


class BesideWriter:
    """Writes an officer's `choices` and `familiarity` out of linked sheets; `asked`: all that a
    sheet of the cycle asks, whose extras are the columns of `linked.beside`."""

    def __init__(self, linked: LinkedCycle, asked: Instrument, policy: Policy) -> None:
        assert linked.beside is not None
        self.policy, self.beside = policy, linked.beside
        self.group, self.n = linked.group, len(linked.officers)
        self.ends = np.searchsorted(linked.officer, np.arange(self.n + 1))
        codes = [each.code for each in asked.extras]
        self.familiarity = codes.index(FAMILIARITY) if FAMILIARITY in codes else None
        chosen = [(n, each.of_value) for n, each in enumerate(asked.extras) if each.of_value]
        self.places = [n for n, _value in chosen]
        self.values = [value for _n, value in chosen]

    def columns(self) -> dict[str, Texts]:
        """Name of the part -> JSON of each officer; what the cycle did not ask is left out."""
        staff = [each for each in self.policy.groups if each.relation is not Relation.CITIZEN]
        parts: dict[str, Texts] = {}
        if self.places:
            parts["choices"] = self._texts(staff, self._choice)
        if self.familiarity is not None:
            nameless = [group for group in staff if group.is_anonymous]
            parts["familiarity"] = self._texts(nameless, self._familiarity)
        return parts

    def _texts(self, groups: Sequence[RaterGroup], told: Callable[..., Told]) -> Texts:
        columns = {group.code: [as_stored(told(group, rows)) for rows in self._rows(group)]
                   for group in groups}  # fmt: skip
        return objects(columns) if columns else [NULL] * self.n

    def _rows(self, group: RaterGroup) -> Iterator[NDArray[np.uint8]]:
        """What the sheets of a group say, officer by officer."""
        place = self.policy.codes.index(group.code)
        for begin, end in pairwise(self.ends.tolist()):
            yield self.beside[begin:end][self.group[begin:end] == place]

    def _choice(self, group: RaterGroup, rows: NDArray[np.uint8]) -> GroupChoice:
        picks = rows[:, self.places]
        strengths, develop = picks == STRENGTH, picks == DEVELOP
        whole = (strengths.sum(axis=1) == STRENGTHS) & (develop.sum(axis=1) == 1)
        status = _status(group, len(rows), int(whole.sum()))
        if status is not ToldStatus.SHOWN:
            return GroupChoice(status=status)
        return told_choice(strengths[whole], develop[whole], self.values)

    def _familiarity(self, group: RaterGroup, rows: NDArray[np.uint8]) -> GroupFamiliarity:
        said = rows[:, self.familiarity]
        said = said[(said != CANNOT_RATE) & (said != NOT_ASKED)]
        status = _status(group, len(rows), len(said))
        if status is not ToldStatus.SHOWN:
            return GroupFamiliarity(status=status)
        weekly = int((said >= AT_LEAST_WEEKLY).sum())
        return GroupFamiliarity(status=status, mostly_weekly=is_majority(weekly, len(said)))


def _status(group: RaterGroup, sheets: int, answered: int) -> ToldStatus:
    """A lone rater whose name is known is told as they answered, which they were told before."""
    if sheets == 0:
        return ToldStatus.NONE
    if not group.is_anonymous and sheets == 1:
        return ToldStatus.SHOWN if answered else ToldStatus.NONE
    return ToldStatus.SHOWN if answered >= max(LEAST, group.minimum) else ToldStatus.WITHHELD
