"""What a partner may find: of the own provider alone, and of persons the roll alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.pagination import paginate_rows
from berakhlak.training.models import TrainingProgramme, TrainingProvider, TrainingRun
from berakhlak.training.needs import provider_of
from berakhlak.training.queries import TrainingNotFound, roll_of
from berakhlak.training.runs import is_open_to_provider


@dataclass(frozen=True)
class RollLine:
    """One of those sent: a name, and the unit. `person_id` ticks the box, and opens nothing."""

    person_id: int
    name: str
    unit: str
    attended: bool | None


@dataclass(frozen=True)
class PartnerRun:
    """A run of one's own programme. `roll`: None once it is closed to the provider."""

    run: TrainingRun
    roll: Sequence[RollLine] | None
    attended: int


def own_provider(session: Session, account_id: int) -> TrainingProvider:
    """For whom the account acts. Raises TrainingNotFound."""
    found = provider_of(session, account_id)
    if found is None:
        raise TrainingNotFound
    return found


def own_programmes(session: Session, provider: TrainingProvider) -> Sequence[TrainingProgramme]:
    """In whatever state, by title."""
    mine = select(TrainingProgramme).where(TrainingProgramme.provider_id == provider.id)
    return session.scalars(mine.order_by(TrainingProgramme.title_key, TrainingProgramme.id)).all()


def own_runs(session: Session, provider: TrainingProvider, page: int, per_page: int) -> Pagination:
    """A page of the runs of one's own programmes, the newest first."""
    mine = (
        select(TrainingRun)
        .join(TrainingProgramme, TrainingProgramme.id == TrainingRun.programme_id)
        .where(TrainingProgramme.provider_id == provider.id)
        .order_by(TrainingRun.starts_on.desc(), TrainingRun.id)
    )
    return paginate_rows(session, mine, page, per_page, lambda run: run, key=TrainingRun.id)


def own_run(
    session: Session, provider: TrainingProvider, run_id: int, today: date
) -> PartnerRun:  # fmt: skip
    """Raises TrainingNotFound, also for a run of another provider."""
    run = session.get(TrainingRun, run_id)
    if run is None or run.programme.provider_id != provider.id:
        raise TrainingNotFound
    rows = roll_of(session, run.id)
    lines = [
        RollLine(each.person_id, each.person.called, each.person.unit.name, each.attended)
        for each in rows
    ]
    is_open = is_open_to_provider(run, today)
    return PartnerRun(run, lines if is_open else None, sum(bool(each.attended) for each in rows))
