"""What HR does to the catalogue; also what a partner proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.text import label_key, search_key
from berakhlak.training.models import (
    LONGEST_SERVES,
    ProgrammeState,
    ProviderKind,
    TrainingMode,
    TrainingProgramme,
    TrainingProvider,
)

MOST_WAITING = 20
"""Proposals of one provider that HR has yet to decide."""


class ProviderKnown(InvalidInput):
    """Another one has the name."""

    message = _("Lembaga dengan nama ini sudah ada.")


class ProgrammeKnown(InvalidInput):
    """The provider has another one of this title."""

    message = _("Lembaga ini sudah mempunyai program dengan judul yang sama.")


class NotProposed(StateConflict):
    """It was decided already, or never proposed."""

    message = _("Usulan ini sudah diputuskan. Muat ulang halaman.")


class TooManyProposals(StateConflict):
    """HR could not read them all."""

    message = _(
        "Usulan Anda yang menunggu jawaban sudah terlalu banyak. Tunggu pengelola kepegawaian "
        "memutuskan sebagian."
    )


class ServesTooMuch(InvalidInput):
    """More than is kept."""

    message = _("Terlalu banyak yang dilayani. Pilih yang terpenting saja.")


class ReasonNeeded(InvalidInput):
    """Whoever proposed it is told why it was declined."""

    message = _("Isi alasannya: mitra membacanya.")


@dataclass(frozen=True)
class ProgrammeContent:
    """What is stated of a programme. `serves`, `levels`: codes; `price`: rupiah for a place."""

    title: str
    mode: TrainingMode
    hours: int
    price: int
    serves: Sequence[str]
    levels: Sequence[str] = ()
    about: str = ""


def add_provider(
    session: Session, agency_id: int, name: str, kind: ProviderKind, *, by: Actor | None,
    at: datetime,
) -> TrainingProvider:  # fmt: skip
    """Raises ProviderKnown."""
    if provider_called(session, agency_id, name) is not None:
        raise ProviderKnown
    provider = TrainingProvider(agency_id=agency_id, name=name, kind=kind)
    session.add(provider)
    session.flush()
    _record(session, Act.ADDED_PROVIDER, provider.id, name, by, at)
    return provider


def change_provider(
    session: Session, provider: TrainingProvider, name: str, kind: ProviderKind, *,
    by: Actor | None, at: datetime,
) -> None:  # fmt: skip
    """Raises ProviderKnown."""
    known = provider_called(session, provider.agency_id, name)
    if known is not None and known.id != provider.id:
        raise ProviderKnown
    provider.name, provider.kind = name, kind
    session.flush()
    _record(session, Act.CHANGED_PROVIDER, provider.id, name, by, at)


def provider_called(session: Session, agency_id: int, name: str) -> TrainingProvider | None:
    """The one of this name, in any case."""
    mine = (TrainingProvider.agency_id == agency_id, TrainingProvider.name_key == label_key(name))
    return session.scalar(select(TrainingProvider).where(*mine))


def add_programme(
    session: Session, provider: TrainingProvider, content: ProgrammeContent, *,
    state: ProgrammeState = ProgrammeState.OFFERED, by: Actor | None, at: datetime,
) -> TrainingProgramme:  # fmt: skip
    """Raises ProgrammeKnown, ServesTooMuch; TooManyProposals where it is one of a partner."""
    if state is ProgrammeState.PROPOSED:
        _require_room(session, provider)
    _require_new_title(session, provider.id, content.title)
    programme = TrainingProgramme(provider_id=provider.id, state=state, answer="")
    _state(programme, content)
    session.add(programme)
    session.flush()
    session.refresh(programme)
    act = Act.PROPOSED_PROGRAMME if state is ProgrammeState.PROPOSED else Act.ADDED_PROGRAMME
    _record(session, act, programme.id, content.title, by, at)
    return programme


def change_programme(
    session: Session, programme: TrainingProgramme, content: ProgrammeContent, *,
    by: Actor | None, at: datetime,
) -> None:  # fmt: skip
    """Raises ProgrammeKnown, ServesTooMuch."""
    _require_new_title(session, programme.provider_id, content.title, but=programme.id)
    _state(programme, content)
    session.flush()
    _record(session, Act.CHANGED_PROGRAMME, programme.id, content.title, by, at)


def offer(
    session: Session, programme: TrainingProgramme, *, is_on: bool, by: Actor | None, at: datetime
) -> None:
    """Offer a programme no longer, or again. Raises NotProposed for one that is yet to decide."""
    if programme.state in (ProgrammeState.PROPOSED, ProgrammeState.DECLINED):
        raise NotProposed
    programme.state = ProgrammeState.OFFERED if is_on else ProgrammeState.ENDED
    _record(session, Act.CHANGED_PROGRAMME, programme.id, programme.title, by, at)


def decide_proposal(
    session: Session, programme: TrainingProgramme, *, accepts: bool, answer: str,
    by: Actor | None, at: datetime,
) -> None:  # fmt: skip
    """HR's word on what a partner proposed. Raises NotProposed, ReasonNeeded."""
    state = select(TrainingProgramme.state).where(TrainingProgramme.id == programme.id)
    # Of two who decide at once, the second waits here, and reads what the first one did.
    if session.scalar(state.with_for_update()) is not ProgrammeState.PROPOSED:
        raise NotProposed
    if not accepts and not answer:
        raise ReasonNeeded
    programme.state = ProgrammeState.OFFERED if accepts else ProgrammeState.DECLINED
    programme.answer = answer
    session.flush()
    act = Act.ACCEPTED_PROGRAMME if accepts else Act.DECLINED_PROGRAMME
    _record(session, act, programme.id, programme.title, by, at)


def _state(programme: TrainingProgramme, content: ProgrammeContent) -> None:
    programme.title, programme.mode = content.title, content.mode
    programme.hours, programme.price = content.hours, content.price
    programme.serves, programme.levels = ",".join(content.serves), ",".join(content.levels)
    if len(programme.serves) > LONGEST_SERVES:
        raise ServesTooMuch
    programme.about = content.about


def _require_room(session: Session, provider: TrainingProvider) -> None:
    waiting = select(func.count()).where(
        TrainingProgramme.provider_id == provider.id,
        TrainingProgramme.state == ProgrammeState.PROPOSED,
    )
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooManyProposals


def _require_new_title(session: Session, provider_id: int, title: str, but: int = 0) -> None:
    same = select(TrainingProgramme.id).where(
        TrainingProgramme.provider_id == provider_id,
        TrainingProgramme.title_key == search_key(title),
        TrainingProgramme.state != ProgrammeState.DECLINED,
        TrainingProgramme.id != but,
    )
    if session.scalar(same.limit(1)) is not None:
        raise ProgrammeKnown


def _record(
    session: Session, act: Act, object_id: int, name: str, by: Actor | None, at: datetime
) -> None:
    record_act(session, act, object_id, by=by, at=at, detail={"name": name})
