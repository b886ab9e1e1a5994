"""Whoever tries the demonstration finds an account for each standing, and each opens."""

from __future__ import annotations

import random
from typing import Any

from berakhlak.accounts.operations import check_password
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.demo.accounts import demo_accounts, prepare_demo_accounts
from berakhlak.demo.agency import build_agency
from berakhlak.roles import Role
from tests.support.pages import PageClient


def test_each_account_that_is_offered_opens_and_the_operator_sees_the_installation(
    session: Any, client: PageClient
) -> None:
    assert demo_accounts(session) == []
    agency = build_agency(session, random.Random(1945))
    prepare_demo_accounts(session, agency)
    session.commit()

    accounts = {}
    for each in demo_accounts(session):
        account = accounts[str(each.label)] = account_by_sign_in_name(session, each.sign_in_name)
        check_password(account, each.password)
    assert accounts.keys() == {
        "Pegawai",
        "Atasan",
        "Biro SDM",
        "Biro SDM, orang kedua",
        "Administrator",
        "Pengelola instalasi",
    }  # fmt: skip  A partner comes with the trainings.
    operator = accounts["Pengelola instalasi"]
    assert (operator.agency_id, operator.roles) == (None, {Role.OPERATOR})
    assert agency.name in client.sign_in(operator).get("/instalasi").text
