"""Who reports to whom, across the rows and the record; one fault is reported once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.people import nip
from berakhlak.people.import_plan.contents import ExistingRecord, ParsedRow
from berakhlak.people.import_plan.graph import find_loops
from berakhlak.people.personnel_file import FileDefect, PersonnelColumn, PersonnelFile


def check_reporting_lines(
    drafts: Iterable[ParsedRow], known: ExistingRecord, file: PersonnelFile
) -> Iterator[FileDefect]:
    """Supervisors who do not exist, who are the officer, or who stand in a loop."""
    first: dict[str, ParsedRow] = {}
    for draft in drafts:
        if draft.nip:
            first.setdefault(draft.nip, draft)
    drafts = list(drafts)
    yield from _own_supervisors(drafts)
    if file.is_complete and PersonnelColumn.NIP in file.columns:
        yield from _unknown_supervisors(drafts, first, known, file)
    if PersonnelColumn.SUPERVISOR in file.columns:
        yield from _loops(first, known)


def _own_supervisors(drafts: Iterable[ParsedRow]) -> Iterator[FileDefect]:
    for draft in drafts:
        if draft.nip and draft.supervisor == draft.nip:
            reason = _("atasan adalah pegawai itu sendiri")
            mend = _("isi NIP atasan langsung, atau kosongkan bila tidak ada")
            yield FileDefect(
                draft.line, PersonnelColumn.SUPERVISOR.value, draft.supervisor, reason, mend
            )


def _unknown_supervisors(
    drafts: list[ParsedRow], first: dict[str, ParsedRow], known: ExistingRecord, file: PersonnelFile
) -> Iterator[FileDefect]:
    namers: dict[str, list[ParsedRow]] = {}
    for draft in drafts:
        number = draft.supervisor
        if number and number not in first and number not in known.officers:
            namers.setdefault(number, []).append(draft)
    if not namers:
        return
    defective = _Defective.rows_of(drafts, file)
    for number, rows in namers.items():
        if not defective.may_hold(number, rows):
            yield _unknown(number, rows)


def _unknown(number: str, rows: list[ParsedRow]) -> FileDefect:
    lines = [str(row.line) for row in rows][1:]
    shown = ", ".join(lines[:8]) + (", …" if len(lines) > 8 else "")
    also = _(" (juga baris %(lines)s)", lines=shown) if lines else ""
    reason = _("atasan tidak ditemukan di berkas maupun di data pegawai%(also)s", also=also)
    if nip.surviving_nip_digits(number):
        reason = _("NIP atasan rusak karena disimpan sebagai angka%(also)s", also=also)
    elif not nip.has_all_nip_digits(number):
        reason = _("NIP atasan tidak terdiri atas 18 angka%(also)s", also=also)
    mend = _("betulkan NIP atasan, atau tambahkan baris atasan itu")
    where = tuple(row.line for row in rows)
    return FileDefect(where[0], PersonnelColumn.SUPERVISOR.value, number, reason, mend, lines=where)


@dataclass(frozen=True)
class _Defective:
    """Rows already reported for their NIP: those who name them as supervisor are not at fault.

    `stumps` are leading digits that a spreadsheet left over, `nameless_units` the units of rows
    without a NIP of their own, `parents` the unit above each unit.
    """

    texts: frozenset[str]
    stumps: frozenset[str]
    nameless_units: frozenset[str]
    parents: dict[str, str]

    @classmethod
    def rows_of(cls, drafts: list[ParsedRow], file: PersonnelFile) -> _Defective:
        broken = {nip.tidy_nip(cell) for row in file.broken_rows for cell in row.cells}
        unfit = {draft.nip_typed for draft in drafts if draft.nip is None and draft.nip_typed}
        nameless = _nameless(drafts)
        return cls(
            texts=frozenset(broken | unfit),
            stumps=frozenset(filter(None, map(nip.surviving_nip_digits, unfit))),
            nameless_units=frozenset(row.unit_code for row in nameless if row.unit_code),
            parents={d.unit_code: d.parent_code for d in drafts if d.unit_code and d.parent_code},
        )

    def may_hold(self, number: str, namers: list[ParsedRow]) -> bool:
        """Whether the number could be that of a row whose own NIP is unfit or missing."""
        if number in self.texts or any(map(self.texts.__contains__, _slips(number))):
            return True
        # Less sure guesses are made only for somebody whom several name.
        return len(namers) > 1 and (self._is_stump(number) or self._is_head(namers))

    def _is_stump(self, number: str) -> bool:
        return any(number[:length] in self.stumps for length in range(4, len(number) + 1))

    def _is_head(self, namers: list[ParsedRow]) -> bool:
        """Whether a row without a NIP of its own sits in the namers' unit, or right above."""
        units = {namer.unit_code for namer in namers if namer.unit_code}
        units |= {self.parents[unit] for unit in units if unit in self.parents}
        return not self.nameless_units.isdisjoint(units)


def _nameless(drafts: Iterable[ParsedRow]) -> Iterator[ParsedRow]:
    """Rows without any NIP, and rows that carry the NIP of an earlier row in place of theirs."""
    seen: set[str] = set()
    for draft in drafts:
        if not draft.nip_typed or draft.nip in seen:
            yield draft
        if draft.nip:
            seen.add(draft.nip)


def _slips(number: str) -> Iterator[str]:
    """What one slip of the finger makes of a number: a digit lost, doubled, changed or swapped."""
    for place, digit in enumerate(number):
        before, after = number[:place], number[place + 1 :]
        yield before + after
        for other in "0123456789Oo":
            yield before + other + after
            yield before + other + digit + after
        yield before + after[:1] + digit + after[1:]
    yield from (number + digit for digit in "0123456789")


def _loops(first: dict[str, ParsedRow], known: ExistingRecord) -> Iterator[FileDefect]:
    above = {number: officer.supervisor_nip for number, officer in known.officers.items()}
    above |= {number: draft.supervisor for number, draft in first.items()}
    for loop in find_loops(above):
        rows = sorted((first[number] for number in loop if number in first), key=lambda d: d.line)
        if not rows:
            continue
        lines = ", ".join(str(row.line) for row in rows)
        reason = _("rantai atasan berputar: baris %(lines)s saling menjadi atasan", lines=lines)
        mend = _("betulkan nip_atasan salah satu di antaranya")
        value = rows[0].supervisor or ""
        yield FileDefect(rows[0].line, PersonnelColumn.SUPERVISOR.value, value, reason, mend)
