"""HR's file of appointed raters: officer, rater, group, one appointment a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.nominations.barred_pairs import PeoplePairs, barred_people
from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.table_lines import FaultyLine, read_table_lines, shown_number
from berakhlak.text import word_key

COLUMNS = ("nip_pegawai", "nip_penilai", "kelompok")
Pairs = dict[tuple[int, int], str]


@dataclass(frozen=True)
class KnownPeople:
    """Whom lines may name, by NIP, and by which word a group of the cycle is meant."""

    people: Mapping[str, Person]
    rated: frozenset[int]
    groups: Mapping[str, str]
    barred: PeoplePairs


def read_appointments(
    session: Session, cycle: Cycle, content: bytes
) -> tuple[Pairs, list[FaultyLine]]:
    """(Ratee, rater) -> group, by ids of people; and everything that is wrong with the file."""
    lines, faults = read_table_lines(content, COLUMNS)
    if faults:
        return {}, faults
    pairs: Pairs = {}
    known = _known(session, cycle)
    for line in lines:
        faults += [FaultyLine(line.number, why) for why in _take(line.cells, known, pairs)]
    return pairs, faults


def _known(session: Session, cycle: Cycle) -> KnownPeople:
    people = session.scalars(
        select(Person).where(Person.agency_id == cycle.agency_id, Person.is_active)
    ).all()
    covered = set(session.scalars(select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)))
    groups: dict[str, str] = {}
    for group in cycle.policy.appointed:
        names = (group.code, group.words.id, group.words.en)
        groups |= {word_key(name): group.code for name in names}
    return KnownPeople(
        people={person.nip: person for person in people},
        rated=frozenset(person.id for person in people if person.unit_id in covered),
        groups=groups,
        barred=barred_people(session, cycle.agency_id),
    )


def _take(cells: Sequence[str], known: KnownPeople, pairs: Pairs) -> Iterator[object]:
    """Put one line into `pairs`, or say what is wrong with it."""
    ratee, rater = (known.people.get(nip.tidy_nip(cell)) for cell in cells[:2])
    group = known.groups.get(word_key(cells[2]))
    if ratee is None:
        yield _("nip_pegawai %(nip)s bukan pegawai aktif instansi ini.", nip=shown_number(cells[0]))
    elif ratee.id not in known.rated:
        yield _("%(name)s tidak dinilai dalam siklus ini.", name=ratee.name)
    if rater is None:
        yield _("nip_penilai %(nip)s bukan pegawai aktif instansi ini.", nip=shown_number(cells[1]))
    if group is None:
        names = ", ".join(dict.fromkeys(known.groups.values()))
        yield _("kelompok “%(given)s” tidak ada. Pakai: %(names)s.", given=cells[2], names=names)
    if ratee is None or rater is None or group is None or ratee.id not in known.rated:
        return
    if why := why_not_appointed(ratee, rater, known.barred):
        yield why
    elif (ratee.id, rater.id) in pairs:
        yield _(
            "%(rater)s sudah ditunjuk menilai %(ratee)s di baris lain.",
            rater=rater.name,
            ratee=ratee.name,
        )
    else:
        pairs[ratee.id, rater.id] = group


def why_not_appointed(ratee: Person, rater: Person, barred: PeoplePairs) -> Any:
    """Why the rater cannot be appointed to rate the officer; None where nothing is against it."""
    if why := rates_already(ratee, rater):
        return why
    return barred_words(rater, ratee) if (rater.id, ratee.id) in barred else None


def barred_words(rater: Person, ratee: Person) -> Any:
    """Why HR's own word keeps a rater from an officer."""
    words = {"rater": rater.called, "ratee": ratee.called}
    return _(
        "%(rater)s dan %(ratee)s dilarang saling menilai karena konflik kepentingan. Tunjuk orang "
        "lain, atau cabut larangannya di Pegawai.",
        **words,
    )


def rates_already(ratee: Person, rater: Person) -> Any:
    """Why a rater needs no appointment: each rates an officer in one group alone."""
    words = {"rater": rater.name, "ratee": ratee.name}
    if rater.id == ratee.id:
        return _("%(ratee)s sudah menilai diri sendiri.", **words)
    if ratee.supervisor_id == rater.id:
        return _("%(rater)s sudah menilai %(ratee)s sebagai atasan.", **words)
    if rater.supervisor_id == ratee.id:
        return _("%(rater)s sudah menilai %(ratee)s sebagai bawahan.", **words)
    return None
