"""An open cycle of two offices with two units each: what HR chases part by part."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.operations import create_cycle
from berakhlak.instrument.operations import reference_instrument
from berakhlak.people.models import Agency, PositionLevel, Unit
from berakhlak.roles import Role
from tests.factories.cycles import AT
from tests.factories.people import make_account, make_agency, make_person, make_unit

HOSTILE = "=HYPERLINK(0)"


@dataclass
class TwoOffices:
    """`units`: by code, as H (health), H1, H2, E (education), E1, E2; `hr` reaches all of them."""

    agency: Agency
    cycle: Cycle
    units: dict[str, Unit]
    hr: Account

    def seat(self, session: Any, code: str) -> int:
        """The id that the cycle gave to a unit."""
        mine = (CycleUnit.cycle_id == self.cycle.id, CycleUnit.unit_id == self.units[code].id)
        return int(session.scalars(select(CycleUnit.id).where(*mine)).one())


def make_two_offices(session: Any, keys: KeyStore, *, staff: int = 4) -> TwoOffices:
    """Each unit has a head with `staff` officers; the head of the office leads the heads."""
    agency = make_agency(session, name="Kabupaten Contoh")
    units: dict[str, Unit] = {}
    for code, name in (("H", "Dinas Kesehatan"), ("E", "Dinas Pendidikan")):
        units[code] = office = make_unit(session, agency, code=code, name=name)
        chief = make_person(session, office, name=f"Kepala {name}", level=PositionLevel.JPT_PRATAMA)
        for number in (1, 2):
            part = units[f"{code}{number}"] = make_unit(
                session, agency, code=f"{code}{number}", name=f"{name} Bidang {number}",
                parent=office,
            )  # fmt: skip
            head = make_person(
                session, part, name=f"Kabid {code}{number}", supervisor=chief,
                level=PositionLevel.ADMINISTRATOR,
            )  # fmt: skip
            for each in range(staff):
                name_of = HOSTILE if (code, number, each) == ("H", 1, 0) else ""
                make_person(
                    session, part, name=name_of or f"Staf {code}{number} {'ABCDEFGHI'[each]}",
                    supervisor=head,
                )  # fmt: skip
    cycle = create_cycle(
        session, agency_id=agency.id, name="Penilaian 2026",
        instrument=reference_instrument(session), opens_on=date(2026, 11, 1),
        closes_on=date(2026, 11, 30), units=list(units.values()), by=None, at=AT,
    )  # fmt: skip
    open_cycle(session, cycle, keys=keys, by=None, at=AT, chance=random.Random(1))
    hr = make_account(session, agency, Role.HR)
    session.commit()
    return TwoOffices(agency, cycle, units, hr)
