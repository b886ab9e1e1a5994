"""HR's file of pairs who must not rate each other: two NIPs and a reason, one pair a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.audit.operations import Actor
from berakhlak.nominations.barred_pairs import barred_people, people_by_nip
from berakhlak.nominations.barring import LONGEST_REASON, bar_pair
from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.table_lines import (
    FaultyLine,
    LinesRefused,
    TableLine,
    read_table_lines,
    shown_number,
)

COLUMNS = ("nip_pertama", "nip_kedua", "alasan")


class PairsRefused(LinesRefused):
    """The file cannot be taken; `faults` names every line with its remedy."""


@dataclass(frozen=True)
class _Line:
    number: int
    first: str
    second: str
    reason: str


def bar_pairs_from_file(
    session: Session, agency_id: int, content: bytes, *, by: Actor | None, at: datetime
) -> tuple[int, int]:
    """Bar every pair of a file beside those that are; how many, and how many were already.

    All or nothing. Raises PairsRefused.
    """
    lines = _lines(content)
    numbers = {number for line in lines for number in (line.first, line.second)}
    people = people_by_nip(session, agency_id, numbers)
    faults = [fault for line in lines for fault in _faults(line, people)]
    if faults:
        raise PairsRefused(faults)
    known = set(barred_people(session, agency_id))
    added = 0
    for line in lines:
        one, other = people[line.first], people[line.second]
        if (one.id, other.id) not in known:
            bar_pair(session, one, other, line.reason, by=by, at=at)
            known |= {(one.id, other.id), (other.id, one.id)}
            added += 1
    return added, len(lines) - added


def _lines(content: bytes) -> list[_Line]:
    """What the lines say. Raises PairsRefused where the file has no lines, or no such columns."""
    lines, faults = read_table_lines(content, COLUMNS)
    if faults:
        raise PairsRefused(faults)
    return [_line(each) for each in lines]


def _line(line: TableLine) -> _Line:
    first, second = (nip.tidy_nip(cell) for cell in line.cells[:2])
    return _Line(line.number, first, second, text.single_line(line.cells[2]))


def _faults(line: _Line, people: Mapping[str, Person]) -> list[FaultyLine]:
    unknown = [number for number in (line.first, line.second) if number not in people]
    faults: list[object] = [
        _("NIP %(nip)s bukan pegawai aktif instansi ini.", nip=shown_number(number))
        for number in unknown
    ]
    if not unknown and line.first == line.second:
        faults.append(_("Kedua NIP sama. Isi dua pegawai yang berbeda."))
    if not line.reason:
        faults.append(_("Kolom alasan kosong. Isi alasannya."))
    elif len(line.reason) > LONGEST_REASON:
        faults.append(_("Alasannya terlalu panjang. Ringkas sampai 200 huruf."))
    return [FaultyLine(line.number, each) for each in faults]
