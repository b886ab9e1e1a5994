"""The state before an import, and the plan that leads to the state after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from berakhlak.people.import_questions import ImportQuestion
from berakhlak.people.models import ActingKind, Employment, LeavingReason, PositionLevel
from berakhlak.people.personnel_file import FileColumn, FileDefect


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit by its code and that of its parent (None: a root)."""

    code: str
    name: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class OfficerRecord:
    """A person as the personnel file states one."""

    nip: str
    name: str
    employment: Employment
    rank: str | None
    position: str
    level: PositionLevel
    unit_code: str
    supervisor_nip: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class ActingRecord:
    """A post that an officer holds beside their own."""

    nip: str
    unit_code: str
    title: str
    kind: ActingKind


@dataclass(frozen=True)
class ExistingRecord:
    """What is there before the import.

    `owner_of_email` maps every e-mail address in use to the NIP of its account (None: an account
    without one); `foreign_nips` belong to accounts of other agencies. `ids` are those of officers
    by NIP; `inactive` are officers who have left, `gone` why, of those who do not come back by a
    file alone. `most_officers`: how many may be in service. `former` are numbers that were
    replaced, each with the last digits of the new one.
    """

    units: Mapping[str, UnitRecord] = field(default_factory=dict)
    officers: Mapping[str, OfficerRecord] = field(default_factory=dict)
    owner_of_email: Mapping[str, str | None] = field(default_factory=dict)
    foreign_nips: frozenset[str] = frozenset()
    ids: Mapping[str, int] = field(default_factory=dict)
    inactive: frozenset[str] = frozenset()
    gone: Mapping[str, LeavingReason] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    acting: frozenset[ActingRecord] = frozenset()
    acting_by_hand: frozenset[ActingRecord] = frozenset()
    most_officers: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row as far as it could be understood; None where a cell was unfit or the column absent.

    `nip` is set for a well-formed number only, `nip_typed` always; `supervisor` is as typed,
    without spaces, and may be anybody or nobody.
    """

    line: int
    nip: str | None
    nip_typed: str
    name: str | None
    employment: Employment | None
    rank: str | None
    position: str | None
    level: PositionLevel | None
    unit_code: str | None
    unit_name: str | None
    parent_code: str | None
    supervisor: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class OfficerChange:
    """An officer whose record the import alters; `columns` are the headers of what differs."""

    before: OfficerRecord
    after: OfficerRecord
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ImportPlan:
    """Everything an import would do. With defects it does nothing, and the rest is empty.

    `absent` are officers on record whom the file does not name; they are left as they are,
    but for those whom HR said to have left: `leaving` holds their ids, `leaving_as` why.
    """

    rows: int
    defects: tuple[FileDefect, ...] = ()
    notes: tuple[object, ...] = ()
    new_units: tuple[UnitRecord, ...] = ()
    changed_units: tuple[UnitRecord, ...] = ()
    new_officers: tuple[OfficerRecord, ...] = ()
    changes: tuple[OfficerChange, ...] = ()
    unchanged: int = 0
    absent: tuple[OfficerRecord, ...] = ()
    new_acting: tuple[ActingRecord, ...] = ()
    ended_acting: tuple[ActingRecord, ...] = ()
    leaving: tuple[int, ...] = ()
    leaving_as: Mapping[int, LeavingReason] = field(default_factory=dict)
    questions: tuple[ImportQuestion, ...] = ()
    headed: tuple[FileColumn, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the file."""
        return not self.defects

    @property
    def is_ready(self) -> bool:
        """Whether it may be carried out: sound, and nothing is left open."""
        return self.is_sound and not self.open_questions

    @property
    def counts(self) -> dict[str, int]:
        """People who are new, change and leave."""
        found = {"new": self.new_officers, "changed": self.changes, "left": self.leaving}
        return {name: len(people) for name, people in found.items()}

    @property
    def open_questions(self) -> tuple[ImportQuestion, ...]:
        """What the import waits for."""
        return tuple(question for question in self.questions if question.is_open)

    @property
    def titles_at_fault(self) -> bool:
        """Whether a fault is mended by saying what a column of the file means."""
        found = {each.target for each in self.headed}
        return any(
            each.column and (each.column not in found or each.column == each.value)
            for each in self.defects
        )

    @property
    def changes_anything(self) -> bool:
        return bool(
            self.new_units
            or self.changed_units
            or self.new_officers
            or self.changes
            or self.leaving
            or self.new_acting
            or self.ended_acting
        )
