"""The tree of units that the rows and the record state together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.contents import ExistingRecord, ParsedRow, UnitRecord
from berakhlak.people.import_plan.graph import find_loops
from berakhlak.people.personnel_file import FileDefect, PersonnelColumn, PersonnelFile
from berakhlak.text import word_key


@dataclass(frozen=True)
class _Statement:
    """What the rows of one unit say about it; the word of most rows counts."""

    name: str | None
    parent_code: str | None
    drafts: tuple[ParsedRow, ...]

    @property
    def line(self) -> int:
        return self.drafts[0].line


def plan_units(
    drafts: Iterable[ParsedRow], known: ExistingRecord, file: PersonnelFile
) -> tuple[dict[str, UnitRecord], list[FileDefect]]:
    """The units that the file speaks of, as they would be, and what is wrong with them."""
    stated = _statements(drafts)
    defects = [
        *_contradictions(stated),
        *_unknown_codes(stated, known, file),
        *_unknown_parents(stated, known, file),
    ]
    has_parents = PersonnelColumn.UNIT_PARENT in file.columns
    units = {
        code: _record(code, said, known.units.get(code), has_parents)
        for code, said in stated.items()
    }
    return units, defects + list(_loops(units, stated, known))


def _statements(drafts: Iterable[ParsedRow]) -> dict[str, _Statement]:
    grouped: dict[str, list[ParsedRow]] = {}
    for draft in drafts:
        if draft.unit_code:
            grouped.setdefault(draft.unit_code, []).append(draft)
    return {
        code: _Statement(
            _most_common(row.unit_name for row in rows),
            _most_common(row.parent_code for row in rows),
            tuple(rows),
        )
        for code, rows in grouped.items()
    }


def _most_common(words: Iterable[str | None]) -> str | None:
    counted = Counter(word for word in words if word)
    return counted.most_common(1)[0][0] if counted else None


def _contradictions(stated: Mapping[str, _Statement]) -> Iterator[FileDefect]:
    for said in stated.values():
        for draft in said.drafts:
            if draft.unit_name and word_key(draft.unit_name) != word_key(said.name or ""):
                yield _contradiction(draft, PersonnelColumn.UNIT_NAME, draft.unit_name, said.name)
            if draft.parent_code and draft.parent_code != said.parent_code:
                yield _contradiction(
                    draft, PersonnelColumn.UNIT_PARENT, draft.parent_code, said.parent_code
                )


def _contradiction(
    draft: ParsedRow, column: PersonnelColumn, value: str, usual: str | None
) -> FileDefect:
    reason = _(
        'berbeda dari baris lain untuk unit %(code)s: "%(usual)s"',
        code=draft.unit_code,
        usual=usual,
    )
    return FileDefect(draft.line, column.value, value, reason, _("samakan di semua baris unit itu"))


def _unknown_codes(
    stated: Mapping[str, _Statement], known: ExistingRecord, file: PersonnelFile
) -> Iterator[FileDefect]:
    if PersonnelColumn.UNIT_NAME not in file.columns:
        return  # The missing column is one defect; every unit without a name would be many.
    unfit = _lines_of_unfit_names(file)
    for code, said in stated.items():
        if said.name or code in known.units or any(row.line in unfit for row in said.drafts):
            continue
        reason = _("unit belum dikenal dan namanya tidak diisi%(also)s", also=_also(said.drafts))
        yield FileDefect(
            said.line,
            PersonnelColumn.UNIT_CODE.value,
            code,
            reason,
            _("betulkan kodenya, atau isi unit_nama"),
            lines=tuple(draft.line for draft in said.drafts),
        )


def _lines_of_unfit_names(file: PersonnelFile) -> set[int]:
    """Where a merged or unfit cell may well hold the name; it is reported as itself."""
    place = file.columns[PersonnelColumn.UNIT_NAME]
    return {row.line for row in file.rows if row.cells[place] or place in row.flaws}


def _unknown_parents(
    stated: Mapping[str, _Statement], known: ExistingRecord, file: PersonnelFile
) -> Iterator[FileDefect]:
    mentioned = {cell for row in file.broken_rows for cell in row.cells}
    missing: dict[str, list[ParsedRow]] = {}
    for said in stated.values():
        code = said.parent_code
        if code and not (code in stated or code in known.units or code in mentioned):
            missing.setdefault(code, []).extend(d for d in said.drafts if d.parent_code == code)
    if not file.is_complete:
        return
    for code, drafts in missing.items():
        reason = _(
            "unit induk ini tidak ada di berkas maupun di data unit%(also)s", also=_also(drafts)
        )
        mend = _("betulkan kodenya, atau tambahkan baris pegawai unit itu")
        lines = tuple(draft.line for draft in drafts)
        yield FileDefect(
            lines[0], PersonnelColumn.UNIT_PARENT.value, code, reason, mend, lines=lines
        )


def _also(drafts: Iterable[ParsedRow]) -> object:
    """The further lines with the same fault, so that one fault makes one report."""
    lines = [str(draft.line) for draft in drafts][1:]
    if not lines:
        return ""
    shown = ", ".join(lines[:8]) + (", …" if len(lines) > 8 else "")
    return _(" (juga baris %(lines)s)", lines=shown)


def _record(
    code: str, said: _Statement, before: UnitRecord | None, has_parents: bool
) -> UnitRecord:
    name = said.name or (before.name if before else "")
    kept = before.parent_code if before else None
    return UnitRecord(code, name, said.parent_code if has_parents else kept)


def _loops(
    units: Mapping[str, UnitRecord], stated: Mapping[str, _Statement], known: ExistingRecord
) -> Iterator[FileDefect]:
    above = {unit.code: unit.parent_code for unit in (*known.units.values(), *units.values())}
    mend = _("betulkan unit_induk salah satu di antaranya")
    for code, unit in units.items():
        if unit.parent_code == code:
            reason = _("unit menjadi induk dirinya sendiri")
            yield FileDefect(
                stated[code].line, PersonnelColumn.UNIT_PARENT.value, code, reason, mend
            )
    for loop in find_loops(above):
        if found := [code for code in loop if code in stated]:
            first = min(found, key=lambda code: stated[code].line)
            reason = _("unit saling menjadi induk: %(units)s", units=" → ".join((*loop, loop[0])))
            value = units[first].parent_code or ""
            yield FileDefect(
                stated[first].line, PersonnelColumn.UNIT_PARENT.value, value, reason, mend
            )
