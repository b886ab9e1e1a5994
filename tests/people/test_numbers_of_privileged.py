"""Whoever edits records may not decide by which number somebody with more rights signs in."""

from __future__ import annotations

import pytest

from berakhlak import clock
from berakhlak.formats import local_today
from berakhlak.people.editing import FieldRefused, change_nip
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit

OTHER = "199001012015031005"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HR])
def test_the_number_of_an_account_with_more_rights_is_changed_by_administrators_alone(
    session, role
):
    agency = make_agency(session)
    unit = make_unit(session, agency)
    accounts = [make_account(session, agency, each) for each in (role, Role.HR, Role.ADMIN)]
    owner, hr, admin = accounts
    person = make_person(session, unit, name="Siti Rahmawati", account=owner)
    session.commit()
    was = person.nip

    with pytest.raises(FieldRefused, match="hanya dapat diubah administrator"):
        change_nip(session(), person, OTHER, today=local_today(), by=hr, at=clock.utc_now())
    session.rollback()
    assert person.nip == was

    change_nip(session(), person, OTHER, today=local_today(), by=admin, at=clock.utc_now())
    assert owner.nip == OTHER
