"""A search for who holds a role reads the names of those, not of all officers."""

from __future__ import annotations

import pytest
from flask import Flask

from berakhlak.extensions import db
from berakhlak.permissions import Reach
from berakhlak.role_grants.queries import roles_page
from berakhlak.roles import Role
from tests.role_grants.conftest import make_tree
from tests.support.engines import POSTGRES, app_on
from tests.whole_app.test_query_plans import told


@pytest.mark.parametrize("engine", ["sqlite", POSTGRES])
def test_holders_are_found_by_their_own_name_or_a_unit_s_among_holders_alone(
    engine, request, app: Flask, make_app
) -> None:
    with app_on(engine, request, app, make_app) as served, served.app_context():
        tree = make_tree(db.session)
        tree.hold(tree.account("A1"), Role.HR, "B")
        tree.hold(tree.account("D"), Role.READER)
        db.session.commit()
        reach = Reach(tree.agency.id)

        def found(words: str, reach: Reach = reach) -> list[tuple[str, Role]]:
            page = roles_page(db.session(), reach, 1, words)
            assert page.total == len(page.items)
            return [(each.account.name, each.row.role) for each in page.items]

        with told() as seen:
            assert found("PEGAWAI a1") == [("Pegawai A1", Role.HR)]
        assert seen
        assert all("account_role" in statement for statement in seen)
        assert found("pegawai") == [("Pegawai A1", Role.HR), ("Pegawai D", Role.READER)]
        assert found("bidang b") == [("Pegawai A1", Role.HR)]
        assert found("Wahyuni") == [("Sri Wahyuni", Role.HR)]
        assert found("-") == []
        below = Reach(tree.agency.id, frozenset({tree.units["A"].id}))
        assert found("pegawai", below) == []
