"""Which of the file's columns is which of ours: by HR's answer, by title, and by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.people import nip, spellings
from berakhlak.people.blank_cells import is_blank
from berakhlak.people.import_questions import Answers, Kind, Question
from berakhlak.people.personnel_file.columns import (
    REQUIRED,
    Column,
    Target,
    column_meant,
    is_ignored,
    worth,
)
from berakhlak.people.personnel_file.contents import Defect, Headed, Row
from berakhlak.people.personnel_file.header import target_of
from berakhlak.text import line, word_key

_SAMPLES = 20
_SHOWN = 3


@dataclass(frozen=True)
class Mapped:
    """Where our columns stand, and what was found out on the way."""

    places: Mapping[Target, int]
    headed: tuple[Headed, ...]
    defects: tuple[Defect, ...] = ()
    notes: tuple[object, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def columns(self) -> dict[Column, int]:
        """The places of whole columns, without parts of names."""
        return {each: place for each, place in self.places.items() if isinstance(each, Column)}


def map_columns(titles: Sequence[str], line: int, body: Sequence[Row], answers: Answers) -> Mapped:
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
    return Mapped(places, headed, tuple(defects), notes)


def _placed(
    titles: Sequence[str], answers: Answers
) -> tuple[dict[Target, int], list[int], list[int]]:
    """Places of known columns, of repeated titles, and of titles that another says better."""
    places: dict[Target, int] = {}
    repeated: list[int] = []
    unused: list[int] = []
    for place, title in enumerate(titles):
        target = target_of(title, answers)
        if target is None:
            continue
        earlier = places.setdefault(target, place)
        if earlier == place:
            continue
        if worth(title) == worth(titles[earlier]):
            repeated.append(place)
        else:
            better, poorer = sorted((earlier, place), key=lambda p: -worth(titles[p]))
            places[target] = better
            unused.append(poorer)
    return places, repeated, unused


def _proposals(
    titles: Sequence[str],
    strangers: Sequence[int],
    places: Mapping[Target, int],
    body: Sequence[Row],
    answers: Answers,
) -> Iterator[tuple[int, Target]]:
    """Titles that were probably meant for a missing column, and whose cells say the same."""
    taken = set(places)
    for place in strangers:
        target = column_meant(titles[place])
        if target is None and _holds_numbers(place, body):
            target = Column.NIP  # Nothing else looks like it, whatever the title says.
        if target is None or target in taken or _is_answered(titles[place], answers):
            continue
        if fits(target, [row.cell(place) for row in body[:_SAMPLES]]):
            taken.add(target)
            yield place, target


def _holds_numbers(place: int, body: Sequence[Row]) -> bool:
    cells = [row.cell(place) for row in body[:_SAMPLES]]
    return any(map(nip.is_well_formed, cells)) and fits(Column.NIP, cells)


def _is_answered(title: str, answers: Answers) -> bool:
    return Kind.COLUMN.key(word_key(title)) in answers


def fits(target: Target, cells: Sequence[str]) -> bool:
    """Whether nearly all filled cells read as this column."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return True
    return sum(_reads_as(target, cell) for cell in filled) >= 0.8 * len(filled)


def _reads_as(target: Target, cell: str) -> bool:
    if target in {Column.NIP, Column.SUPERVISOR}:
        return nip.looks_complete(cell)
    if target is Column.RANK:
        return spellings.rank(cell) is not None
    if target is Column.LEVEL:
        return spellings.level(cell) is not None
    if target is Column.EMPLOYMENT:
        return spellings.employment(cell) is not None
    if target is Column.EMAIL:
        return "@" in cell
    if target in {Column.UNIT_CODE, Column.UNIT_PARENT}:
        return len(cell) <= 40
    letters = sum(mark.isalpha() for mark in cell)
    return letters * 2 > len(line(cell))


def _repeated(line: int, title: str) -> Defect:
    reason = _("judul kolom ini muncul lebih dari sekali")
    mend = _("hapus salah satunya, atau pilih kolom mana yang dipakai")
    return Defect(line, title, title, reason, mend)


def _mistyped(line: int, title: str, target: Target) -> Defect:
    mend = _(
        'ganti menjadi "%(header)s", atau pilih artinya pada "Kolom Anda dan artinya"',
        header=target.value,
    )
    return Defect(line, title, title, _("judul kolom tidak dikenal"), mend)


def _missing(line: int, places: Mapping[Target, int]) -> Iterator[Defect]:
    for column in REQUIRED:
        if column in places or column is Column.RANK:
            continue
        if column is Column.UNIT_CODE and Column.UNIT_NAME in places:
            continue
        mend = _("tambahkan kolom ini, atau pilih kolom Anda yang berisi data ini")
        yield Defect(line, column.value, "", _("kolom wajib ini tidak ada di berkas"), mend)


def _headed(
    titles: Sequence[str], places: Mapping[Target, int], body: Sequence[Row]
) -> Iterator[Headed]:
    by_place = {place: target for target, place in places.items()}
    for place, title in enumerate(titles):
        found = [row.cell(place) for row in body[:_SAMPLES] if row.cell(place)]
        samples = tuple(
            nip.masked(nip.tidy(cell)) if nip.is_well_formed(cell) else line(cell)[:40]
            for cell in found[:_SHOWN]
        )
        if title or samples:
            target = by_place.get(place)
            yield Headed(place, title, target.value if target else "", samples)


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
    if Column.UNIT_CODE not in places and Column.UNIT_NAME in places:
        yield _("Kolom unit_kode tidak ada: unit dikenali dari namanya.")
    if Column.RANK not in places:
        yield _("Kolom golongan tidak ada: golongan dibiarkan, lengkapi nanti.")
    if Column.SUPERVISOR not in places:
        yield _("Kolom nip_atasan tidak ada: atasan langsung dibiarkan, lengkapi nanti.")
