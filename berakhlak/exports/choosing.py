"""Whose profiles an export holds; as ids, so that a job keeps no names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.exports.file_names import FileNameFields, file_stems
from berakhlak.profiles.editions import build_form
from berakhlak.profiles.finding import unit_ids_under
from berakhlak.profiles.profile import Profile
from berakhlak.profiles.queries import (
    ExportableProfile,
    load_profile_source,
    profile_reader,
    team_profiles,
)

BY_UNIT = "{unit}/{nama}"


@dataclass(frozen=True, kw_only=True)
class ExportChoice:
    """`unit_id` of the cycle, alone or with all `below`; or `people`; with neither, everybody."""

    unit_id: int | None = None
    below: bool = False
    people: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"unit": self.unit_id, "below": self.below, "people": list(self.people)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ExportChoice:
        return cls(unit_id=kept["unit"], below=kept["below"], people=tuple(kept["people"]))

    def narrow(
        self, session: Session, cycle: Cycle, everyone: Sequence[ExportableProfile]
    ) -> list[ExportableProfile]:
        """The chosen ones among all published profiles of a cycle. Raises UnitNotInCycle."""
        if self.people:
            wanted = set(self.people)
            return [each for each in everyone if each.participant_id in wanted]
        if self.unit_id is None:
            return list(everyone)
        under = unit_ids_under(session, cycle, self.unit_id)
        units = under if self.below else {self.unit_id}
        codes = set(session.scalars(select(CycleUnit.code).where(CycleUnit.id.in_(units))))
        return [each for each in everyone if each.unit in codes]


def people_by_nip(everyone: Sequence[ExportableProfile], lines: str) -> tuple[tuple[int, ...], int]:
    """Participants of the NIPs in a text, one a line, and how many NIPs have no profile here."""
    wanted = {text.bare_number(line) for line in lines.splitlines()} - {""}
    known = {each.nip: each.participant_id for each in everyone}
    return tuple(sorted(known[nip] for nip in wanted & known.keys())), len(wanted - known.keys())


def team_in_cycle(session: Session, account: Any, cycle_id: int) -> tuple[int, ...]:
    """The published profiles of those whom this account led in a cycle."""
    team = team_profiles(session, profile_reader(session, account))
    return tuple(each.participant_id for each in team if each.cycle_id == cycle_id)


def named_profiles(
    session: Session,
    everyone: Sequence[ExportableProfile],
    chosen: Sequence[ExportableProfile],
    *,
    pattern: str | None,
    language: str,
    form: str,
    timezone: str,
    archive: bool = False,
) -> Iterator[Profile]:
    """The chosen profiles, one by one, under the names that the pattern gives them.

    Raises PatternInvalid at once. `session` forgets what it has loaded after each.
    """
    stems = {} if pattern is None else file_stems(pattern, _fields(everyone, form))
    ids = [each.participant_id for each in chosen]

    def build() -> Iterator[Profile]:
        for built in built_profiles(session, ids, language, form, timezone, archive=archive):
            stem = stems.get(built.participant_id, built.file_stem)
            yield replace(built, file_stem=stem)

    return build()


def built_profiles(
    session: Session,
    participant_ids: Sequence[int],
    language: str,
    form: str,
    timezone: str,
    *,
    archive: bool = False,
) -> Iterator[Profile]:
    """Published profiles, one by one."""
    for participant_id in participant_ids:
        participant = session.get_one(Participant, participant_id)
        source = load_profile_source(session, participant, timezone)
        yield build_form(source, language, form, archive=archive)
        session.expunge_all()  # Thousands of results would otherwise stay in memory.


def _fields(everyone: Sequence[ExportableProfile], form: str) -> Iterator[FileNameFields]:
    for each in everyone:
        yield FileNameFields(
            participant_id=each.participant_id,
            unit=each.unit,
            name=each.name,
            nip3=each.nip[-3:],
            cycle=each.cycle,
            form=form,
        )
