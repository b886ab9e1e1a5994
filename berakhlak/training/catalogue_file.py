"""The catalogue as a file: a programme a line; read in bounds, looked at, then saved whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.people.blank_cells import is_blank_cell
from berakhlak.people.table_lines import FaultyLine, LinesRefused, TableLine, read_table_lines
from berakhlak.text import label_key, search_key, single_line
from berakhlak.training.catalogue_cells import COLUMNS, ReadLine, read_line
from berakhlak.training.models import (
    ProgrammeState,
    ProviderKind,
    TrainingProgramme,
    TrainingProvider,
)
from berakhlak.training.operations import (
    ProgrammeContent,
    add_programme,
    add_provider,
    change_programme,
    change_provider,
)
from berakhlak.training.queries import providers_of, select_programmes
from berakhlak.training.subjects import Subjects, all_subjects

SHEET = "Katalog"  # Of the template, which has a second one with what may be written.
MOST_LINES = 5_000
KNOWN_STATES = (ProgrammeState.OFFERED, ProgrammeState.ENDED, ProgrammeState.PROPOSED)


class CatalogueRefused(LinesRefused):
    """The file of programmes cannot be taken."""


@dataclass(frozen=True)
class CatalogueLine:
    """What one line states; `before`: the programme as it is kept now."""

    provider: str
    kind: ProviderKind
    content: ProgrammeContent
    before: TrainingProgramme | None

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        """Whether it would change the programme or the kind of its provider."""
        kept = self.before
        return kept is not None and (
            self.kind is not kept.provider.kind or self.content != content_of(kept)
        )


@dataclass(frozen=True)
class CataloguePlan:
    """What a file would do; programmes that it does not name stay as they are."""

    lines: Sequence[CatalogueLine]
    new_providers: Sequence[str] = field(default=())

    @property
    def added(self) -> list[CatalogueLine]:
        return [line for line in self.lines if line.is_new]

    @property
    def changed(self) -> list[CatalogueLine]:
        return [line for line in self.lines if line.is_changed]

    @property
    def unchanged(self) -> int:
        return len(self.lines) - len(self.added) - len(self.changed)


def content_of(programme: TrainingProgramme) -> ProgrammeContent:
    """What is stated of it now."""
    return ProgrammeContent(
        programme.title,
        programme.mode,
        programme.hours,
        programme.price,
        programme.served,
        programme.for_levels,
        programme.about,
    )


def plan_catalogue(session: Session, agency_id: int, content: bytes) -> CataloguePlan:
    """What the file says, all of it good. Raises CatalogueRefused, naming every faulty line."""
    found, faults = read_table_lines(content, COLUMNS, SHEET)
    if not faults and not found:
        faults = [FaultyLine(0, _("tidak ada baris di bawah judul kolom."))]
    if len(found) > MOST_LINES:
        words = _("lebih dari %(most)s baris. Bagi menjadi beberapa berkas.", most=MOST_LINES)
        faults = [FaultyLine(0, words)]
    if faults:
        raise CatalogueRefused(faults)
    lines, faults = _read(found, all_subjects(session))
    if faults:
        raise CatalogueRefused(faults)
    return _compared(session, agency_id, lines)


def save_catalogue(
    session: Session, agency_id: int, content: bytes, *, by: Actor, at: datetime
) -> CataloguePlan:
    """Save what the file says, all or nothing. Raises CatalogueRefused."""
    plan = plan_catalogue(session, agency_id, content)
    providers = {each.name_key: each for each in providers_of(session, agency_id)}
    for line in plan.lines:
        provider = providers.get(label_key(line.provider))
        if provider is None:
            provider = add_provider(session, agency_id, line.provider, line.kind, by=by, at=at)
            providers[provider.name_key] = provider
        elif provider.kind is not line.kind:
            change_provider(session, provider, provider.name, line.kind, by=by, at=at)
        if line.before is None:
            add_programme(session, provider, line.content, by=by, at=at)
        elif line.content != content_of(line.before):
            change_programme(session, line.before, line.content, by=by, at=at)
    detail = {"new": len(plan.added), "changed": len(plan.changed)}
    record_act(session, Act.IMPORTED_CATALOGUE, agency_id, by=by, at=at, detail=detail)
    return plan


def _read(
    found: Sequence[TableLine], subjects: Subjects
) -> tuple[list[ReadLine], list[FaultyLine]]:
    lines: dict[tuple[str, str], ReadLine] = {}
    kinds: dict[str, ProviderKind] = {}
    faults: list[FaultyLine] = []
    for line in found:
        cells = ["" if is_blank_cell(cell) else single_line(cell) for cell in line.cells]
        read, why = read_line(cells, subjects)
        if read is not None:
            key = label_key(read.provider), search_key(read.content.title)
            if key in lines:
                why = [("program", _("program ini sudah disebut di baris lain."))]
            elif kinds.setdefault(key[0], read.kind) is not read.kind:
                said = _("lembaga ini berjenis lain di baris sebelumnya.")
                why = [("jenis_lembaga", said)]
            else:
                lines[key] = read
        faults += [FaultyLine(line.number, words, column) for column, words in why]
    return list(lines.values()), faults


def _compared(session: Session, agency_id: int, lines: Sequence[ReadLine]) -> CataloguePlan:
    kept = {
        (each.provider.name_key, each.title_key): each
        for each in session.scalars(select_programmes(agency_id, KNOWN_STATES))
    }
    known: Mapping[str, TrainingProvider] = {
        each.name_key: each for each in providers_of(session, agency_id)
    }
    new = {label_key(line.provider): line.provider for line in lines}
    return CataloguePlan(
        [
            CatalogueLine(
                line.provider,
                line.kind,
                line.content,
                kept.get((label_key(line.provider), search_key(line.content.title))),
            )
            for line in lines
        ],
        [name for key, name in new.items() if key not in known],
    )
