"""Providers, programmes and partners for tests; everything that matters is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from berakhlak.accounts.models import Account
from berakhlak.people.models import Agency, Person
from berakhlak.training.models import (
    ProgrammeState,
    ProviderKind,
    TrainingMode,
    TrainingProgramme,
    TrainingProvider,
    TrainingRun,
)
from berakhlak.training.operations import ProgrammeContent, add_programme, add_provider
from berakhlak.training.runs import enter_run, send_officers
from berakhlak.training_administration.partner_accounts import add_partner
from tests.factories.cycles import AT

_numbers = count(1)


def make_provider(
    session: Any, agency: Agency, *, name: str = "", kind: ProviderKind = ProviderKind.INSTITUTE
) -> TrainingProvider:
    """A provider of an agency."""
    name = name or f"Lembaga {next(_numbers)}"
    return add_provider(session(), agency.id, name, kind, by=None, at=AT)


def make_programme(
    session: Any,
    provider: TrainingProvider,
    *,
    title: str = "",
    serves: Sequence[str] = ("BP",),
    levels: Sequence[str] = (),
    mode: TrainingMode = TrainingMode.CLASSICAL,
    hours: int = 12,
    price: int = 1_500_000,
    state: ProgrammeState = ProgrammeState.OFFERED,
) -> TrainingProgramme:
    """A programme of a provider."""
    title = title or f"Program {next(_numbers)}"
    content = ProgrammeContent(title, mode, hours, price, tuple(serves), tuple(levels))
    return add_programme(session(), provider, content, state=state, by=None, at=AT)


def make_run(
    session: Any,
    programme: TrainingProgramme,
    people: Sequence[Person],
    *,
    first: date,
    last: date,
    sent: date | None = None,
) -> TrainingRun:
    """A run with these officers on its roll."""
    run = enter_run(session(), programme, first, last, by=None, at=AT)
    send_officers(session(), run, people, by=None, at=AT, today=sent or first)
    return run


def make_partner(session: Any, provider: TrainingProvider, name: str = "Rina Mitra") -> Account:
    """Somebody who signs in for a provider."""
    email = f"mitra{next(_numbers)}@contoh.id"
    return add_partner(session(), provider, name, email, by=None, at=AT)
