"""Results of a second instrument lie in a cycle of their own, of the same people and units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleUnit, SecondInstrument
from berakhlak.cycles.queries import participants_of, units_of
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.operations import add_instrument
from berakhlak.people.models import Unit
from berakhlak.sealing.second_results import make_second_cycle
from tests.factories.cycles import make_open_cycle

COMPETENCE = (DATA_FOLDER / "kompetensi-38-2017.toml").read_text(encoding="utf-8")


def described(session: Any, cycle: Cycle) -> tuple[dict[int, Any], dict[int, Any]]:
    """People and units by what they are outside of the cycle."""
    units = {row.id: row for row in units_of(session, cycle)}
    people = {row.id: row for row in participants_of(session, cycle)}
    return (
        {
            row.person_id: (
                row.nip,
                row.name,
                row.level,
                row.is_rated,
                units[row.unit_id].unit_id if row.unit_id else None,
                people[row.supervisor_id].person_id if row.supervisor_id else None,
            )
            for row in people.values()
        },
        {
            row.unit_id: (row.code, units[row.parent_id].unit_id if row.parent_id else None)
            for row in units.values()
        },
    )


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_units_and_people_are_copied_with_who_leads_and_what_lies_below(
    engine: str, make_app: Callable[..., Flask], request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    with make_app(url).app_context():
        cycle = make_open_cycle(db.session, key_store(), staff=3).cycle
        session = db.session()
        # Its code comes before that of the unit above it, its number after.
        below = Unit(agency_id=cycle.agency_id, code="0", name="Subbidang")
        session.add(below)
        session.flush()
        (above,) = units_of(session, cycle)
        inner = CycleUnit(cycle_id=cycle.id, unit_id=below.id, code="0", name="Subbidang")
        inner.parent_id = above.id
        instrument = add_instrument(session, COMPETENCE)
        cycle.asked_second = SecondInstrument(instrument_id=instrument.id)
        session.add(inner)
        session.flush()

        second, keys = make_second_cycle(session, cycle)

        assert described(session, second) == described(session, cycle)
        assert (second.main, second.instrument_id) == (cycle, instrument.id)
        for old_rows, new_rows, known in (
            (participants_of(session, cycle), participants_of(session, second), keys.people),
            (units_of(session, cycle), units_of(session, second), keys.units),
        ):
            assert sorted(known) == sorted(row.id for row in old_rows)
            assert sorted(known.values()) == sorted(row.id for row in new_rows)
            # The hash over all results is taken in the order of ids.
            assert [known[each] for each in sorted(known)] == sorted(known.values())
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
