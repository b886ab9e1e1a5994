"""Attacks that use the results of two instruments together, which the same raters answered.

Their answers are different numbers, so no figure of one is made of anything in the other. What they
share is who answered: a rater who could judge nothing in one instrument is counted in the other.
See docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from berakhlak.disclosure.published import PublicRules
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind

NamedOfficer = tuple[int, str]  # The person, who is the same in both, and the name.
Counts = Mapping[NamedOfficer, Mapping[str, int | None]]


@dataclass(frozen=True)
class PublishedSheets:
    """Sheets as the results of one instrument tell them: in all, and of each officer, by group."""

    totals: Mapping[str, int]
    officers: Counts

    def withheld(self, group: str) -> tuple[int, set[NamedOfficer]]:
        """How many sheets the total holds beyond those told, and whose they can be."""
        told = {who: counts.get(group, 0) for who, counts in self.officers.items()}
        rest = self.totals.get(group, 0) - sum(n for n in told.values() if n is not None)
        return rest, {who for who, n in told.items() if n is None}


def attack_two_instruments(
    own: PublishedSheets, other: PublishedSheets, setting: PublicRules, owner: str
) -> Iterator[AuditFinding]:
    """Subtract the withheld sheets of one from those of the other.

    Of an officer who is withheld in both, the same raters stand behind both: what is left belongs
    to those who are withheld in one alone.
    """
    for group in setting.policy.codes:
        (rest, hidden), (beside, covered) = own.withheld(group), other.withheld(group)
        if not rest or not beside:  # The withheld ones are in no total of one of them.
            continue
        most = setting.policy.min_n[group] - 1
        only_own, only_other = hidden - covered, covered - hidden
        least_left = len(only_own) - most * len(only_other)
        most_left = most * len(only_own) - len(only_other)
        apart = sorted(only_own | only_other)
        left = rest - beside
        if apart and (len(apart) == 1 or left in (least_left, most_left)):
            yield _finding(left, apart[0], group, setting, owner)


def _finding(
    left: int, who: NamedOfficer, group: str, setting: PublicRules, owner: str
) -> AuditFinding:
    return AuditFinding(
        leak=LeakKind.RECOVERED,
        source=setting.place(owner, FigureKind.SHEETS, group),
        target=FigurePlace(owner=who[1], subject=FigureKind.SHEETS, group=group),
        low=abs(left),
        high=abs(left),
    )
