"""Where the table begins: titles above it, headers of two rows, and what each header means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from berakhlak.people.import_questions import Answers, QuestionKind
from berakhlak.people.personnel_file.columns import (
    PersonnelColumn,
    Target,
    target_by_header,
    target_by_name,
)
from berakhlak.people.personnel_file.contents import PersonnelRow, RawTable
from berakhlak.people.personnel_file.merges import MergedArea
from berakhlak.text import single_line, word_key

_ROWS_LOOKED_AT = 60
_DIGITS = re.compile(r"\d{8}")


@dataclass(frozen=True)
class TableHeader:
    """The header's titles, one a column; `first` and `last` are its places among the rows."""

    titles: tuple[str, ...]
    first: int
    last: int

    def line(self, table: RawTable) -> int:
        """The line on which it ends."""
        return table.rows[self.last].line


def find_header(table: RawTable, answers: Answers) -> TableHeader | None:
    """The row, or pair of rows, under which the most columns are known; the first of equals."""
    best: TableHeader | None = None
    most = (0, False)
    for place in range(min(len(table.rows), _ROWS_LOOKED_AT)):
        for candidate in _candidates(table, place, answers):
            known = len(known_targets(candidate.titles, answers))
            # A title above the header is no part of it, unless it makes more of it known.
            worth = (known, candidate.first == candidate.last)
            if known and worth > most:
                best, most = candidate, worth
    return best


def known_targets(titles: Iterable[str], answers: Answers) -> set[Target]:
    """Our columns among these titles."""
    return {target for title in titles if (target := target_of_title(title, answers))}


def target_of_title(title: str, answers: Answers) -> Target | None:
    """What this title stands for: by HR's answer, else by its words."""
    said = answers.get(QuestionKind.COLUMN.key(word_key(title)))
    return target_by_header(title) if said is None else target_by_name(said)


def _candidates(table: RawTable, place: int, answers: Answers) -> list[TableHeader]:
    row = table.rows[place]
    if _has_person(row):
        return []
    upper = _spread(row, table.merges)
    found = [TableHeader(tuple(single_line(cell) for cell in row.cells), place, place)]
    if place + 1 < len(table.rows) and not _has_person(table.rows[place + 1]):
        lower = table.rows[place + 1]
        width = max(len(upper), len(lower.cells))
        titles = tuple(
            _joined(_at(upper, n), single_line(lower.cell(n)), answers)
            if lower.cell(n)
            else single_line(row.cell(n))
            for n in range(width)
        )
        found.append(TableHeader(titles, place, place + 1))
    return found


def _has_person(row: PersonnelRow) -> bool:
    return any(_DIGITS.search(cell.replace(" ", "")) for cell in row.cells)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _spread(row: PersonnelRow, merges: Iterable[MergedArea]) -> list[str]:
    """The row's titles, each over the whole width of its merged cell."""
    cells = [single_line(cell) for cell in row.cells]
    for merge in merges:
        if merge.top == row.line and merge.left < len(cells):
            cells += [""] * (merge.right + 1 - len(cells))
            cells[merge.left : merge.right + 1] = [cells[merge.left]] * (
                merge.right + 1 - merge.left
            )
    return cells


def _joined(upper: str, lower: str, answers: Answers) -> str:
    """The title that both rows make: "ATASAN" over "NIP" is not an officer's own number."""
    if not (upper and lower):
        return upper or lower
    whole = f"{upper} {lower}"
    for title in (whole, f"{lower} {upper}"):
        if target_of_title(title, answers):
            return title
    return lower if target_by_header(upper) is not PersonnelColumn.SUPERVISOR else whole
