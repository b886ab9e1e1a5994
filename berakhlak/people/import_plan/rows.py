"""Each row by itself: from cells to a draft, and every defect of its own cells once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask_babel import lazy_gettext as _

from berakhlak.people import nip
from berakhlak.people.import_plan import cells
from berakhlak.people.import_plan.contents import Draft
from berakhlak.people.models import Employment
from berakhlak.people.personnel_file import Column, Defect, Flaw, PersonnelFile, Row

Value = TypeVar("Value")


@dataclass(frozen=True)
class _Reader:
    """Takes cells out of one row and notes the unfit ones."""

    row: Row
    columns: Mapping[Column, int]
    defects: list[Defect]

    def take(self, column: Column, parse: Callable[[str], Value]) -> Value | None:
        place = self.columns.get(column)
        if place is None or self.row.flaws.get(place) is Flaw.COVERED:
            return None
        try:
            cells.check_flaw(self.row.flaws.get(place))
            return parse(self.row.cells[place])
        except cells.Refused as refused:
            self.refuse(column, refused.reason, refused.mend)
            return None

    def text(self, column: Column) -> str:
        place = self.columns.get(column)
        return "" if place is None else self.row.cells[place]

    def refuse(self, column: Column, reason: object, mend: object) -> None:
        defect = Defect(self.row.line, column.value, self.text(column), reason, mend)
        self.defects.append(defect)


def read_rows(file: PersonnelFile, *, today: date) -> tuple[list[Draft], list[Defect]]:
    """A draft of every row, and what is wrong within rows."""
    defects: list[Defect] = []
    number = cells.nip_of(today)
    drafts = [_draft(_Reader(row, file.columns, defects), number) for row in file.rows]
    return drafts, defects


def _draft(reader: _Reader, parse_nip: Callable[[str], nip.Nip]) -> Draft:
    number = reader.take(Column.NIP, parse_nip)
    stated = reader.take(Column.EMPLOYMENT, cells.employment)
    rank = reader.take(Column.RANK, cells.rank)
    employment = _settle_employment(reader, number, stated)
    if employment and rank:
        _check_rank(reader, rank, employment)
    return Draft(
        line=reader.row.line,
        nip=number.digits if number else None,
        nip_typed=nip.tidy(reader.text(Column.NIP)),
        name=reader.take(Column.NAME, cells.person_name),
        employment=employment,
        rank=rank,
        position=reader.take(Column.POSITION, cells.position),
        level=reader.take(Column.LEVEL, cells.level),
        unit_code=reader.take(Column.UNIT_CODE, cells.unit_code),
        unit_name=reader.take(Column.UNIT_NAME, cells.unit_name),
        parent_code=reader.take(Column.UNIT_PARENT, cells.parent_code),
        supervisor=reader.take(Column.SUPERVISOR, cells.supervisor),
        email=reader.take(Column.EMAIL, cells.email),
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
    reader.refuse(Column.EMPLOYMENT, reason, _("betulkan status atau NIP pada baris ini"))
    return None


def _check_rank(reader: _Reader, rank: str, employment: Employment) -> None:
    is_pns_rank = rank in cells.PNS_RANKS
    if is_pns_rank == (employment is Employment.PNS):
        return
    reason = _("golongan %(rank)s bukan golongan %(kind)s", rank=rank, kind=employment.value)
    first, last = ("I/a", "IV/e") if employment is Employment.PNS else ("I", "XVII")
    mend = _("isi %(first)s sampai %(last)s, atau betulkan statusnya", first=first, last=last)
    reader.refuse(Column.RANK, reason, mend)
