"""A search for words reads an index and not the officers; a whole NIP finds its owner."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from berakhlak.people.directory import OfficerChoice, count_officers, select_officers
from berakhlak.people.models import Person
from berakhlak.permissions import Reach
from tests.factories.people import make_agency, make_person, make_unit


def test_counting_what_a_search_finds_reads_an_index_alone(session: Session) -> None:
    agency = make_agency(session)
    unit = make_unit(session, agency)
    siti, _budi = (make_person(session, unit, name=name) for name in ("Siti Aminah", "Budi"))
    gone = make_person(session, unit, name="Siti Gone")
    gone.is_active = False
    session.commit()
    reach, seen = Reach(agency.id), list[tuple[str, Any]]()

    def note(_connection, _cursor, statement, parameters, *_more) -> None:  # type: ignore[no-untyped-def]
        if "count(person.id)" in statement:
            seen.append((statement, parameters))

    event.listen(session.get_bind(), "before_cursor_execute", note)
    for choice, who in (
        (OfficerChoice("siti"), {siti.id}),
        (OfficerChoice(siti.nip), {siti.id}),
        (OfficerChoice(f" {siti.nip[:8]} {siti.nip[8:]}"), {siti.id}),
        (OfficerChoice(siti.nip[:8]), set()),
        (OfficerChoice("siti", unit.id), {siti.id}),
        (OfficerChoice("siti", has_left=True), {gone.id}),
        (OfficerChoice("siti", unit.id + 1), set()),
        (OfficerChoice("\u0301"), set()),
    ):
        assert {each.id for each in session.scalars(select_officers(reach, choice))} == who
        assert count_officers(session, reach, choice) == len(who)
    statement, parameters = seen[0]
    told = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    assert ["USING COVERING INDEX ix_person_searched" in row[3] for row in told] == [True]
    assert count_officers(session, reach) == session.query(Person).count() - 1
