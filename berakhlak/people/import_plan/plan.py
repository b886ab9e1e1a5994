"""The whole plan: rows, units, reporting lines, then what differs from the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.acting import add_acting_posts, split_acting_rows
from berakhlak.people.import_plan.contents import (
    ExistingRecord,
    ImportPlan,
    OfficerChange,
    OfficerRecord,
    ParsedRow,
    UnitRecord,
)
from berakhlak.people.import_plan.departures import add_departures, is_gone
from berakhlak.people.import_plan.gathering import gather_equal_defects
from berakhlak.people.import_plan.quota import within_quota
from berakhlak.people.import_plan.reporting_lines import check_reporting_lines
from berakhlak.people.import_plan.rows import read_rows
from berakhlak.people.import_plan.twins import (
    assign_unit_codes,
    duplicate_unit_questions,
    merge_duplicate_units,
)
from berakhlak.people.import_plan.units import plan_units
from berakhlak.people.import_questions import Answers, ImportQuestion
from berakhlak.people.models import PositionLevel
from berakhlak.people.personnel_file import FileDefect, PersonnelColumn, PersonnelFile

RETURNED = "aktif kembali"
"""Stands for a column: who had left, and is in the file again, is back."""
_ORDER = {column.value: place for place, column in enumerate(PersonnelColumn)}
_COLUMN_OF = {
    "name": PersonnelColumn.NAME,
    "employment": PersonnelColumn.EMPLOYMENT,
    "rank": PersonnelColumn.RANK,
    "position": PersonnelColumn.POSITION,
    "level": PersonnelColumn.LEVEL,
    "unit_code": PersonnelColumn.UNIT_CODE,
    "supervisor_nip": PersonnelColumn.SUPERVISOR,
    "email": PersonnelColumn.EMAIL,
}


def make_plan(
    file: PersonnelFile, known: ExistingRecord, *, today: date, answers: Answers | None = None
) -> ImportPlan:
    """Everything that importing the file would change, or every defect that forbids it."""
    answers = answers or {}
    drafts, defects = read_rows(file, known, answers, today=today)
    drafts = assign_unit_codes(drafts, known, file)
    twins = duplicate_unit_questions(drafts, known, answers)
    drafts = merge_duplicate_units(drafts, answers)
    units, unit_defects = plan_units(drafts, known, file)
    drafts, acting = split_acting_rows(drafts)
    defects = list(
        gather_equal_defects(
            [
                *file.defects,
                *defects,
                *unit_defects,
                *_identity_defects(drafts, known),
                *_replaced_numbers(drafts, known),
                *check_reporting_lines(drafts, known, file),
            ]
        )
    )
    rows = len(file.rows) + len(file.broken_rows)
    plan = ImportPlan(
        rows,
        defects=tuple(sorted(defects, key=_place)),
        notes=(*file.notes, *_notes(file)),
        questions=(*_asked(defects), *file.questions, *twins),
        headed=file.headed,
    )
    if defects:
        return plan
    named = {draft.nip for draft in drafts if draft.nip}
    staying = [draft for draft in drafts if not is_gone(draft.nip, known, answers)]
    plan = _changes(staying, units, known, file, plan)
    plan = add_departures(add_acting_posts(plan, acting, known, named), known, answers, named)
    return within_quota(plan, known, RETURNED)


def _asked(defects: Iterable[FileDefect]) -> Iterator[ImportQuestion]:
    return (defect.question for defect in defects if defect.question)


def _place(defect: FileDefect) -> tuple[int, int]:
    return defect.line, _ORDER.get(defect.column, -1)


def _notes(file: PersonnelFile) -> Iterator[object]:
    if not file.columns:
        return
    if PersonnelColumn.LEVEL not in file.columns:
        yield _(
            'Kolom jenjang tidak ada: pegawai baru dicatat sebagai "pelaksana", '
            "jenjang pegawai lama tidak diubah."
        )
    if PersonnelColumn.EMPLOYMENT not in file.columns:
        yield _("Kolom status tidak ada: PNS atau PPPK dibaca dari susunan NIP.")


def _identity_defects(drafts: list[ParsedRow], known: ExistingRecord) -> Iterator[FileDefect]:
    """Numbers and addresses that belong to somebody else."""
    stays_with = {draft.nip: draft.email for draft in drafts if draft.nip}
    line_of_nip: dict[str, int] = {}
    line_of_email: dict[str, int] = {}
    for draft in drafts:
        if draft.nip:
            earlier = line_of_nip.setdefault(draft.nip, draft.line)
            if earlier != draft.line:
                yield _repeated(draft.line, PersonnelColumn.NIP, draft.nip, earlier)
                continue  # The same officer twice also has the same address twice.
            if draft.nip in known.foreign_nips:
                reason = _("NIP ini sudah dipakai akun di instansi lain")
                mend = _("pindahkan pegawainya lebih dahulu, atau hapus barisnya")
                yield FileDefect(draft.line, PersonnelColumn.NIP.value, draft.nip, reason, mend)
        if draft.email:
            earlier = line_of_email.setdefault(draft.email, draft.line)
            if earlier != draft.line:
                yield _repeated(draft.line, PersonnelColumn.EMAIL, draft.email, earlier)
            elif _is_taken(draft, known, stays_with):
                reason = _("email ini sudah dipakai akun lain")
                yield FileDefect(
                    draft.line,
                    PersonnelColumn.EMAIL.value,
                    draft.email,
                    reason,
                    _("isi email lain, atau kosongkan"),
                )


def _replaced_numbers(drafts: list[ParsedRow], known: ExistingRecord) -> Iterator[FileDefect]:
    """Numbers that officers had before HR gave them another."""
    for draft in drafts:
        if draft.nip and draft.nip in known.former:
            mend = _("pakai NIP barunya, yang berakhir %(ending)s", ending=known.former[draft.nip])
            column, typed = PersonnelColumn.NIP.value, draft.nip_typed
            yield FileDefect(draft.line, column, typed, _("NIP ini sudah diganti"), mend)


def _is_taken(
    draft: ParsedRow, known: ExistingRecord, stays_with: Mapping[str, str | None]
) -> bool:
    """Whether the address belongs to another account, which the file does not move to a new one."""
    if not draft.nip or not draft.email or draft.email not in known.owner_of_email:
        return False
    owner = known.owner_of_email[draft.email]
    if owner == draft.nip:
        return False
    return owner is None or stays_with.get(owner, draft.email) == draft.email


def _repeated(line: int, column: PersonnelColumn, value: str, earlier: int) -> FileDefect:
    reason = _("sama dengan baris %(line)s", line=earlier)
    mend = _("hapus atau betulkan salah satu baris")
    if column is PersonnelColumn.EMAIL:
        # An office may share a mailbox; its officers are two people all the same.
        reason = _("email ini sama dengan email di baris %(line)s", line=earlier)
        mend = _("isi email lain milik pegawai ini, atau kosongkan; barisnya tetap")
    if column is PersonnelColumn.NIP:
        mend = _(
            "hapus atau betulkan salah satu baris; jabatan tambahan ditulis dengan Plt. atau Plh."
        )
    return FileDefect(line, column.value, value, reason, mend)


def _changes(
    drafts: Iterable[ParsedRow],
    units: Mapping[str, UnitRecord],
    known: ExistingRecord,
    file: PersonnelFile,
    plan: ImportPlan,
) -> ImportPlan:
    """Compare a sound file with the record."""
    officers = [_officer(draft, known, file) for draft in drafts]
    named = {officer.nip for officer in officers}
    changes = [_change(known, o) for o in officers if o.nip in known.officers]
    return replace(
        plan,
        new_units=tuple(unit for code, unit in units.items() if code not in known.units),
        changed_units=tuple(
            unit for code, unit in units.items() if known.units.get(code, unit) != unit
        ),
        new_officers=tuple(o for o in officers if o.nip not in known.officers),
        changes=tuple(change for change in changes if change.columns),
        unchanged=sum(not change.columns for change in changes),
        absent=tuple(
            o
            for number, o in known.officers.items()
            if number not in named and number not in known.inactive
        ),
    )


def _officer(draft: ParsedRow, known: ExistingRecord, file: PersonnelFile) -> OfficerRecord:
    """The officer after the import: an absent column changes nothing, an empty cell clears."""
    # A row without defects has all of these; the checker of types cannot know that.
    assert draft.nip is not None
    assert draft.name is not None
    assert draft.employment is not None
    assert draft.position is not None
    assert draft.unit_code is not None
    before = known.officers.get(draft.nip)
    return OfficerRecord(
        nip=draft.nip,
        name=draft.name,
        employment=draft.employment,
        rank=_kept(draft.rank, PersonnelColumn.RANK, file, before, "rank"),
        position=draft.position,
        level=draft.level or (before.level if before else PositionLevel.PELAKSANA),
        unit_code=draft.unit_code,
        supervisor_nip=_kept(
            draft.supervisor, PersonnelColumn.SUPERVISOR, file, before, "supervisor_nip"
        ),
        email=_kept(draft.email, PersonnelColumn.EMAIL, file, before, "email"),
    )


def _kept(
    value: str | None,
    column: PersonnelColumn,
    file: PersonnelFile,
    before: OfficerRecord | None,
    field: str,
) -> str | None:
    if column in file.columns or before is None:
        return value
    kept: str | None = getattr(before, field)
    return kept


def _change(known: ExistingRecord, after: OfficerRecord) -> OfficerChange:
    before = known.officers[after.nip]
    columns = tuple(
        _COLUMN_OF[field.name].value
        for field in fields(OfficerRecord)
        if getattr(before, field.name) != getattr(after, field.name)
    )
    if after.nip in known.inactive:
        columns = (RETURNED, *columns)
    return OfficerChange(before, after, columns)
