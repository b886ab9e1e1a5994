"""An operator reaches numbers and the own account: every route, every form, every name."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.granting import StaysApart, give_role
from berakhlak.accounts.models import Account
from berakhlak.accounts.second_factors import is_required_of
from berakhlak.cycles.models import Cycle
from berakhlak.formats import local_today
from berakhlak.people.models import Person, Unit
from berakhlak.permissions import GIVING, PERMISSIONS, Action
from berakhlak.roles import Role
from tests.factories.cycles import AT
from tests.factories.people import make_account, make_agency, make_operator
from tests.installation.test_agencies import NEW_PASSWORD
from tests.support.pages import PageClient
from tests.whole_app.standing_apart import faults_of_one_apart
from tests.whole_app.test_access import make_world, outcome


def test_an_operator_is_refused_at_every_route_but_the_public_the_own_account_and_its_pages(
    app: Flask, client: PageClient, session: Any
) -> None:
    world = make_world(session)
    account = world.readers["operator"]
    others = select(Account.name).where(Account.id != account.id)
    named = (others, *(select(each.name) for each in (Person, Unit, Cycle)))
    names = {name for wanted in named for name in session.scalars(wanted)}
    assert not faults_of_one_apart(app, client, world, account, Action.OPERATE, names)


def test_what_an_operator_may_do_stands_in_one_row_and_goes_with_no_other_role(
    session: Any,
) -> None:
    rows = {action for action, each in PERMISSIONS.items() if Role.OPERATOR in each.roles}
    assert rows == {Action.OPERATE}
    assert set(PERMISSIONS[Action.OPERATE].roles) == {Role.OPERATOR}
    assert not [given for given in GIVING.values() if Role.OPERATOR in given]
    operator, hr = make_operator(session), make_account(session, make_agency(session), Role.HR)
    given = {"by": None, "at": AT, "today": local_today()}
    for account, role in ((operator, Role.HR), (operator, Role.OFFICER), (hr, Role.OPERATOR)):
        with pytest.raises(StaysApart):
            give_role(session(), account, role, **given)
    assert is_required_of(operator, required=True)


def test_an_account_of_no_agency_whose_role_has_ended_opens_nothing_of_an_agency(
    client: PageClient, session: Any
) -> None:
    operator = make_operator(session)
    operator.role_rows.clear()
    client.sign_in(operator)
    assert outcome(client.open("/instalasi")) == "refused"
    assert outcome(client.open("/tugas")) == "refused"
    client.get("/akun")


def test_an_operator_is_made_by_the_command_alone(app: Flask, session: Any) -> None:
    typed = ["account", "create-operator", "Op@Prov.go.id", "Operator", "--password", NEW_PASSWORD]
    made = app.test_cli_runner().invoke(args=typed)
    assert made.exit_code == 0, made.output
    operator = session.scalars(select(Account)).one()
    assert (operator.email, operator.agency_id) == ("op@prov.go.id", None)
    assert operator.roles == {Role.OPERATOR}
    again = app.test_cli_runner().invoke(args=typed)
    assert again.exit_code == 1
    assert "sudah dipakai akun lain" in again.output
    granted = app.test_cli_runner().invoke(args=["account", "grant", "op@prov.go.id", "admin"])
    assert "tidak dapat diberi peran lain" in granted.output

    make_agency(session)
    session.commit()
    told = app.test_cli_runner().invoke(args=["account", "roles"])
    assert told.output.splitlines() == ["op@prov.go.id\toperator\t-\t-\tOperator"]
