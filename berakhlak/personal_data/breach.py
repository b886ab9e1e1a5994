"""What the system itself knows for the letter after a breach (UU 27/2022 article 46).

It counts people and never names them: the letter goes out, and lists of names stay in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.data_rights.terms import BREACH
from berakhlak.extensions import Base
from berakhlak.formats import format_number, long_date
from berakhlak.mail.kinds import fill_blanks
from berakhlak.people.models import Agency, Person
from berakhlak.personal_data.kinds import DataKind

LETTERS = Path(__file__).parent / "data"
SUBJECTS, AUTHORITY = "surat-subjek.txt", "surat-lembaga.txt"
_PEOPLE = ("person", "participant", "account")


@dataclass(frozen=True)
class Affected:
    """How many people the rows of some kinds of data are about.

    `uncounted`: kinds whose rows name nobody, so that nobody can be counted.
    """

    people: int
    uncounted: Sequence[DataKind]


@dataclass(frozen=True)
class BreachFacts:
    """What operators say of it. `learned_on`: from here the term runs."""

    happened: str
    since: str
    done: str
    contact: str
    learned_on: date
    written_on: date


def count_affected(
    session: Session, agency: Agency, kinds: Collection[DataKind], cycle: Cycle | None
) -> Affected:
    """Whoever a row of these kinds names, in whatever part; of a cycle: those who take part."""
    heads: set[tuple[str, int]] = set()
    uncounted = []
    for kind in kinds:
        names = {*kind.tables, *(column.partition(".")[0] for column in kind.columns)}
        ways = [way for name in sorted(names) for way in _ways(Base.metadata.tables[name])]
        if not ways:
            uncounted.append(kind)
        for target, column in ways:
            heads |= _heads(session, target, column)
    return Affected(len(heads & _within(session, agency, cycle)), uncounted)


def _ways(table: Table) -> Iterator[tuple[str, Column[int]]]:
    """The columns of a table that say whom its rows are about, with the table they lead to."""
    if table.name in _PEOPLE:
        yield table.name, table.c.id
        return
    for key in table.foreign_keys:
        if key.column.table.name in _PEOPLE:
            yield key.column.table.name, key.parent


def _heads(session: Session, target: str, column: Column[int]) -> set[tuple[str, int]]:
    """Officers as officers, whatever they were found by; accounts that are nobody's as such."""
    if target == "person":
        return {("person", each) for each in session.scalars(select(column).distinct()) if each}
    if target == "participant":
        seats = select(Participant.person_id).where(Participant.id.in_(select(column)))
        return {("person", each) for each in session.scalars(seats.distinct())}
    owners = dict(session.execute(select(Person.account_id, Person.id)).all())
    found = session.scalars(select(column).distinct())
    return {
        ("person", owners[each]) if each in owners else ("account", each) for each in found if each
    }


def _within(session: Session, agency: Agency, cycle: Cycle | None) -> set[tuple[str, int]]:
    if cycle is not None:
        seats = select(Participant.person_id).where(Participant.cycle_id == cycle.id)
        return {("person", each) for each in session.scalars(seats)}
    people = select(Person.id).where(Person.agency_id == agency.id)
    account = Base.metadata.tables["account"]
    accounts = select(account.c.id).where(account.c.agency_id == agency.id)
    return {("person", each) for each in session.scalars(people)} | {
        ("account", each) for each in session.scalars(accounts)
    }


def count_rows_of(session: Session, kinds: Collection[DataKind], cycle: Cycle | None) -> int:
    """Rows of these kinds, where nobody can be counted; of one cycle, if asked."""
    total = 0
    for name in {name for kind in kinds for name in kind.tables}:
        table = Base.metadata.tables[name]
        wanted = select(func.count()).select_from(table)
        if cycle is not None and "cycle_id" in table.c:
            of_cycle: ColumnElement[bool] = table.c.cycle_id == cycle.id
            wanted = wanted.where(of_cycle)
        total += session.scalar(wanted) or 0
    return total


def write_letter(
    session: Session,
    agency: Agency,
    kinds: Sequence[DataKind],
    facts: BreachFacts,
    *,
    cycle: Cycle | None,
    keys: KeyStore,
    letter: str,
) -> str:
    """The whole letter, SUBJECTS or AUTHORITY, in Indonesian; paragraphs parted by empty lines."""
    affected = count_affected(session, agency, kinds, cycle)
    values = {
        "instansi": agency.name,
        "tempat_tanggal": f"…, {long_date(facts.written_on)}",
        "kejadian": facts.happened,
        "kapan": f"{facts.since} Diketahui {long_date(facts.learned_on)}.",
        "data": "\n".join(f"- {kind.what}" for kind in kinds),
        "jumlah": _counted(session, affected, cycle),
        "pengamanan": "\n".join(_protections(kinds, cycle, keys)),
        "penanganan": facts.done,
        "penghubung": facts.contact,
        "tenggat": long_date(BREACH.last_day(facts.learned_on)),
    }
    return fill_blanks((LETTERS / letter).read_text(encoding="utf-8"), values)


def _counted(session: Session, affected: Affected, cycle: Cycle | None) -> str:
    lines = [f"{format_number(affected.people)} orang menurut basis data saat surat ini dibuat."]
    if affected.uncounted:
        rows = count_rows_of(session, affected.uncounted, cycle)
        names = ", ".join(str(kind.what) for kind in affected.uncounted)
        lines.append(
            f"Tidak dapat dihitung menurut orang, karena tidak menyebut orang: {names} "
            f"({format_number(rows)} baris)."
        )
    return "\n".join(lines)


def _protections(kinds: Sequence[DataKind], cycle: Cycle | None, keys: KeyStore) -> Iterator[str]:
    for kind in kinds:
        if kind.sealed:
            yield f"- {kind.what}: {kind.sealed}"
        else:
            yield f"- {kind.what}: tidak terenkripsi di dalam basis data."
    if cycle is not None:
        there = keys.exists(cycle.key_name)
        state = "masih ada, di luar basis data" if there else "tidak ada lagi di server"
        yield f"- Kunci siklus {cycle.name} {state}."
    yield (
        "- Jawaban perorangan dari siklus yang sudah ditutup tidak ada lagi di basis data; "
        "cadangan dari hari siklus dibuka memuatnya terenkripsi, dan kuncinya dimusnahkan saat "
        "ditutup."
    )
