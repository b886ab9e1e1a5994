"""Which of the file's columns is which of ours: by HR's answer, by title, and by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.people import nip, spellings
from berakhlak.people.blank_cells import is_blank_cell
from berakhlak.people.import_questions import Answers, ImportQuestion, QuestionKind
from berakhlak.people.personnel_file.columns import (
    REQUIRED,
    PersonnelColumn,
    Target,
    guess_target,
    header_preference,
    is_ignored,
)
from berakhlak.people.personnel_file.contents import FileColumn, FileDefect, PersonnelRow
from berakhlak.people.personnel_file.header import target_of_title
from berakhlak.text import single_line, word_key

_SAMPLES = 20
_SHOWN = 3


@dataclass(frozen=True)
class ColumnMapping:
    """Where our columns stand, and what was found out on the way."""

    places: Mapping[Target, int]
    headed: tuple[FileColumn, ...]
    defects: tuple[FileDefect, ...] = ()
    notes: tuple[object, ...] = ()
    questions: tuple[ImportQuestion, ...] = ()

    @property
    def columns(self) -> dict[PersonnelColumn, int]:
        """The places of whole columns, without parts of names."""
        return {
            each: place for each, place in self.places.items() if isinstance(each, PersonnelColumn)
        }


def map_columns(
    titles: Sequence[str], line: int, body: Sequence[PersonnelRow], answers: Answers
) -> ColumnMapping:
    """Settle every title of the header on this line."""
    places, repeated, unused = _placed(titles, answers)
    defects = [_repeated(line, titles[place]) for place in repeated]
    strangers = [
        place
        for place, title in enumerate(titles)
        if place not in places.values()
        and place not in (*repeated, *unused)
        and not is_ignored(title)
        and (title or any(row.cell(place) for row in body))
    ]
    proposals = dict(_proposals(titles, strangers, places, body, answers))
    for place, target in proposals.items():
        if target in REQUIRED:
            places[target] = place
            defects.append(_mistyped(line, titles[place], target))
    defects += _missing(line, places)
    headed = tuple(_headed(titles, places, body))
    left = [place for place in strangers if place not in places.values()]
    notes = tuple(_notes(titles, [*left, *unused], proposals, places))
    return ColumnMapping(places, headed, tuple(defects), notes)


def _placed(
    titles: Sequence[str], answers: Answers
) -> tuple[dict[Target, int], list[int], list[int]]:
    """Places of known columns, of repeated titles, and of titles that another says better."""
    places: dict[Target, int] = {}
    repeated: list[int] = []
    unused: list[int] = []
    for place, title in enumerate(titles):
        target = target_of_title(title, answers)
        if target is None:
            continue
        earlier = places.setdefault(target, place)
        if earlier == place:
            continue
        if header_preference(title) == header_preference(titles[earlier]):
            repeated.append(place)
        else:
            better, poorer = sorted((earlier, place), key=lambda p: -header_preference(titles[p]))
            places[target] = better
            unused.append(poorer)
    return places, repeated, unused


def _proposals(
    titles: Sequence[str],
    strangers: Sequence[int],
    places: Mapping[Target, int],
    body: Sequence[PersonnelRow],
    answers: Answers,
) -> Iterator[tuple[int, Target]]:
    """Titles that were probably meant for a missing column, and whose cells say the same."""
    taken = set(places)
    for place in strangers:
        target = guess_target(titles[place])
        if target is None and _holds_numbers(place, body):
            target = PersonnelColumn.NIP  # Nothing else looks like it, whatever the title says.
        if target is None or target in taken or _is_answered(titles[place], answers):
            continue
        if fits_column(target, [row.cell(place) for row in body[:_SAMPLES]]):
            taken.add(target)
            yield place, target


def _holds_numbers(place: int, body: Sequence[PersonnelRow]) -> bool:
    cells = [row.cell(place) for row in body[:_SAMPLES]]
    return any(map(nip.is_well_formed_nip, cells)) and fits_column(PersonnelColumn.NIP, cells)


def _is_answered(title: str, answers: Answers) -> bool:
    return QuestionKind.COLUMN.key(word_key(title)) in answers


def fits_column(target: Target, cells: Sequence[str]) -> bool:
    """Whether nearly all filled cells read as this column."""
    filled = [cell for cell in cells if not is_blank_cell(cell)]
    if not filled:
        return True
    return sum(_reads_as(target, cell) for cell in filled) >= 0.8 * len(filled)


def _reads_as(target: Target, cell: str) -> bool:
    if target in {PersonnelColumn.NIP, PersonnelColumn.SUPERVISOR}:
        return nip.has_all_nip_digits(cell)
    if target is PersonnelColumn.RANK:
        return spellings.rank_from_words(cell) is not None
    if target is PersonnelColumn.LEVEL:
        return spellings.level_from_words(cell) is not None
    if target is PersonnelColumn.EMPLOYMENT:
        return spellings.employment_from_words(cell) is not None
    if target is PersonnelColumn.EMAIL:
        return "@" in cell
    if target in {PersonnelColumn.UNIT_CODE, PersonnelColumn.UNIT_PARENT}:
        return len(cell) <= 40
    letters = sum(mark.isalpha() for mark in cell)
    return letters * 2 > len(single_line(cell))


def _repeated(line: int, title: str) -> FileDefect:
    reason = _("judul kolom ini muncul lebih dari sekali")
    mend = _("hapus salah satunya, atau pilih kolom mana yang dipakai")
    return FileDefect(line, title, title, reason, mend)


def _mistyped(line: int, title: str, target: Target) -> FileDefect:
    mend = _(
        'ganti menjadi "%(header)s", atau pilih artinya pada "Kolom Anda dan artinya"',
        header=target.value,
    )
    return FileDefect(line, title, title, _("judul kolom tidak dikenal"), mend)


def _missing(line: int, places: Mapping[Target, int]) -> Iterator[FileDefect]:
    for column in REQUIRED:
        if column in places or column is PersonnelColumn.RANK:
            continue
        if column is PersonnelColumn.UNIT_CODE and PersonnelColumn.UNIT_NAME in places:
            continue
        mend = _("tambahkan kolom ini, atau pilih kolom Anda yang berisi data ini")
        yield FileDefect(line, column.value, "", _("kolom wajib ini tidak ada di berkas"), mend)


def _headed(
    titles: Sequence[str], places: Mapping[Target, int], body: Sequence[PersonnelRow]
) -> Iterator[FileColumn]:
    by_place = {place: target for target, place in places.items()}
    for place, title in enumerate(titles):
        found = [row.cell(place) for row in body[:_SAMPLES] if row.cell(place)]
        samples = tuple(
            nip.mask_nip(nip.tidy_nip(cell))
            if nip.is_well_formed_nip(cell)
            else single_line(cell)[:40]
            for cell in found[:_SHOWN]
        )
        if title or samples:
            target = by_place.get(place)
            yield FileColumn(place, title, target.value if target else "", samples)


def _notes(
    titles: Sequence[str],
    left: Sequence[int],
    proposals: Mapping[int, Target],
    places: Mapping[Target, int],
) -> Iterator[object]:
    if left:
        names = ", ".join(titles[p] or str(_("kolom ke-%(number)s", number=p + 1)) for p in left)
        yield _("Kolom yang tidak dipakai: %(names)s", names=names)
    for place, target in proposals.items():
        if target not in places:
            yield _(
                'Kolom "%(title)s" mungkin %(column)s: isinya cocok. Bila benar, pilih pada '
                '"Kolom Anda dan artinya".',
                title=titles[place],
                column=target.value,
            )
    if PersonnelColumn.UNIT_CODE not in places and PersonnelColumn.UNIT_NAME in places:
        yield _("Kolom unit_kode tidak ada: unit dikenali dari namanya.")
    if PersonnelColumn.RANK not in places:
        yield _("Kolom golongan tidak ada: golongan dibiarkan, lengkapi nanti.")
    if PersonnelColumn.SUPERVISOR not in places:
        yield _("Kolom nip_atasan tidak ada: atasan langsung dibiarkan, lengkapi nanti.")
