"""Each row by itself: from cells to a draft, and every defect of its own cells once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask_babel import lazy_gettext as _

from berakhlak.people import nip
from berakhlak.people.import_plan import cells
from berakhlak.people.import_plan.contents import ExistingRecord, ParsedRow
from berakhlak.people.import_questions import (
    YES,
    AnswerOption,
    Answers,
    ImportQuestion,
    QuestionKind,
)
from berakhlak.people.models import Employment
from berakhlak.people.personnel_file import (
    CellFlaw,
    FileDefect,
    PersonnelColumn,
    PersonnelFile,
    PersonnelRow,
)
from berakhlak.people.spellings import PNS_RANKS
from berakhlak.text import word_key

Value = TypeVar("Value")


@dataclass(frozen=True)
class _Reader:
    """Takes cells out of one row and notes the unfit ones."""

    row: PersonnelRow
    columns: Mapping[PersonnelColumn, int]
    defects: list[FileDefect]
    answers: Answers

    def take(self, column: PersonnelColumn, parse: Callable[[str], Value]) -> Value | None:
        place = self.columns.get(column)
        if place is None or self.row.flaws.get(place) is CellFlaw.COVERED:
            return None
        flaw, text = self.row.flaws.get(place), self.row.cells[place]
        try:
            cells.check_flaw(flaw)
            return parse(
                self.answers.get(QuestionKind.WORD.key(column.value, word_key(text)), text)
            )
        except cells.CellRefused as refused:
            reason = refused.reason
            if flaw is CellFlaw.COMPUTED:
                reason = _("hasil rumus: %(reason)s", reason=reason)
            self.refuse(column, reason, refused.mend, self._question(column, text, refused))
            return None

    def _question(
        self, column: PersonnelColumn, text: str, refused: cells.CellRefused
    ) -> ImportQuestion | None:
        """What would mend the cell, in this row and all with the same word."""
        if isinstance(refused, cells.UnusualNumber):
            return ImportQuestion(
                kind=QuestionKind.NIP,
                subject=nip.tidy_nip(text),
                text=_(
                    "NIP pada baris %(line)s tidak lazim (%(reason)s). Cocok dengan SK-nya?",
                    line=self.row.line,
                    reason=refused.reason,
                ),
                options=(AnswerOption(YES, _("Ya, sudah diperiksa pada SK")),),
            )
        if not refused.options or not word_key(text):
            return None
        return ImportQuestion(
            kind=QuestionKind.WORD,
            subject=f"{column.value}:{word_key(text)}",
            text=_('Apa arti "%(word)s" di kolom %(column)s?', word=text, column=column.value),
            options=refused.options,
        )

    def text(self, column: PersonnelColumn) -> str:
        place = self.columns.get(column)
        return "" if place is None else self.row.cells[place]

    def refuse(
        self,
        column: PersonnelColumn,
        reason: object,
        mend: object,
        question: ImportQuestion | None = None,
    ) -> None:
        line = self.row.line
        defect = FileDefect(line, column.value, self.text(column), reason, mend, question, (line,))
        self.defects.append(defect)


def read_rows(
    file: PersonnelFile, known: ExistingRecord, answers: Answers, *, today: date
) -> tuple[list[ParsedRow], list[FileDefect]]:
    """A draft of every row, and what is wrong within rows."""
    defects: list[FileDefect] = []

    def confirmed(number: str) -> bool:
        return number in known.officers or answers.get(QuestionKind.NIP.key(number)) == YES

    number = cells.nip_parser(today, confirmed)
    drafts = [_draft(_Reader(row, file.columns, defects, answers), number) for row in file.rows]
    return drafts, defects


def _draft(reader: _Reader, parse_nip: Callable[[str], nip.Nip]) -> ParsedRow:
    number = reader.take(PersonnelColumn.NIP, parse_nip)
    stated = reader.take(PersonnelColumn.EMPLOYMENT, cells.parse_employment)
    rank = reader.take(PersonnelColumn.RANK, cells.parse_rank)
    employment = _settle_employment(reader, number, stated)
    if employment and rank:
        _check_rank(reader, rank, employment)
    return ParsedRow(
        line=reader.row.line,
        nip=number.digits if number else None,
        nip_typed=nip.tidy_nip(reader.text(PersonnelColumn.NIP)),
        name=reader.take(PersonnelColumn.NAME, cells.parse_person_name),
        employment=employment,
        rank=rank,
        position=reader.take(PersonnelColumn.POSITION, cells.parse_position),
        level=reader.take(PersonnelColumn.LEVEL, cells.parse_level),
        unit_code=reader.take(PersonnelColumn.UNIT_CODE, cells.parse_unit_code),
        unit_name=reader.take(PersonnelColumn.UNIT_NAME, cells.parse_unit_name),
        parent_code=reader.take(PersonnelColumn.UNIT_PARENT, cells.parse_parent_code),
        supervisor=reader.take(PersonnelColumn.SUPERVISOR, cells.parse_supervisor),
        email=reader.take(PersonnelColumn.EMAIL, cells.parse_email),
    )


def _settle_employment(
    reader: _Reader, number: nip.Nip | None, stated: Employment | None
) -> Employment | None:
    """What the status and the NIP agree on; None when they contradict each other or are silent."""
    if number is None or stated is None:
        return stated or (number.employment if number else None)
    if number.employment is stated:
        return stated
    reason = _("status tidak cocok: susunan NIP-nya milik %(kind)s", kind=number.employment.value)
    reader.refuse(PersonnelColumn.EMPLOYMENT, reason, _("betulkan status atau NIP pada baris ini"))
    return None


def _check_rank(reader: _Reader, rank: str, employment: Employment) -> None:
    is_pns_rank = rank in PNS_RANKS
    if is_pns_rank == (employment is Employment.PNS):
        return
    reason = _("golongan %(rank)s bukan golongan %(kind)s", rank=rank, kind=employment.value)
    first, last = ("I/a", "IV/e") if employment is Employment.PNS else ("I", "XVII")
    mend = _("isi %(first)s sampai %(last)s, atau betulkan statusnya", first=first, last=last)
    reader.refuse(PersonnelColumn.RANK, reason, mend)
