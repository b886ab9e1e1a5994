"""What opening takes from the lists, before it erases their names."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.nominations.barred_pairs import are_barred
from berakhlak.nominations.models import NameVerdict, Nomination, NominationList, least_left

NUMBERS: dict[str, ColumnElement[int]] = {
    "n_proposed": func.sum(case((Nomination.is_proposed, 1), else_=0)),
    "n_struck": func.sum(case((Nomination.verdict == NameVerdict.STRUCK, 1), else_=0)),
    "n_added": func.sum(case((Nomination.verdict == NameVerdict.ADDED, 1), else_=0)),
}
"""What stays of the names of a list, by the columns that keep it."""


def standing_names(session: Session, cycle: Cycle) -> dict[int, list[int]]:
    """Ratee -> nominees whom nobody struck, and who may rate them; both are ids of people."""
    stands = Nomination.verdict.is_distinct_from(NameVerdict.STRUCK)
    rows = session.execute(
        select(NominationList.ratee_id, Nomination.nominee_id)
        .join(Nomination, Nomination.list_id == NominationList.id)
        .where(
            NominationList.cycle_id == cycle.id,
            stands,
            ~are_barred(Nomination.nominee_id, NominationList.ratee_id),
        )
        .order_by(Nomination.id)
    )
    names: dict[int, list[int]] = {}
    for ratee_id, nominee_id in rows:
        names.setdefault(ratee_id, []).append(nominee_id)
    return names


def names_left(session: Session, cycle: Cycle) -> dict[int, int]:
    """Ratee -> `NominationList.left` as it will be once the lists are closed; ids of people."""
    rows = session.execute(
        select(NominationList.ratee_id, *NUMBERS.values())
        .join(Nomination, Nomination.list_id == NominationList.id)
        .where(
            NominationList.cycle_id == cycle.id,
            ~are_barred(Nomination.nominee_id, NominationList.ratee_id),
        )
        .group_by(NominationList.ratee_id)
    )
    return {ratee: least_left(*numbers) for ratee, *numbers in rows}
