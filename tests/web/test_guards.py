"""A guard lets in whom its view names, and tells strangers from those who look elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask

from berakhlak.errors import NotFound
from berakhlak.extensions import login_manager
from berakhlak.permissions import APART, Action, Grant, RoleHolder
from berakhlak.roles import Role
from berakhlak.web.guards import open_to_all, requires, requires_by_query
from tests.support.pages import PageClient

Visit = Callable[..., int]


class Guest(RoleHolder):
    """An account with these roles, each for the whole agency."""

    is_authenticated = is_active = True
    is_anonymous = False

    agency_id = 1
    grants: frozenset[Grant] = frozenset()

    def __init__(self, roles: set[Role]) -> None:
        self.grants = frozenset(Grant(role) for role in roles)

    def get_id(self) -> str:
        return "1"


@open_to_all
def open_view() -> str:
    return "terbuka"


@requires(Action.OWN_ACCOUNT)
def any_view() -> str:
    return "siapa saja"


@requires(Action.MODERATE)
def office_view() -> str:
    return "kantor"


@requires(Action.EDIT_PEOPLE)
def either_view(number: int) -> str:
    return f"nomor {number}"


@requires_by_query(Action.RATE)
def found_view(number: int) -> str:
    if number:
        raise NotFound
    return "ada"


@pytest.fixture
def guarded(app: Flask) -> Flask:
    guarded = Blueprint("guarded", __name__)
    guarded.add_url_rule("/terbuka", view_func=open_view)
    guarded.add_url_rule("/siapa", view_func=any_view)
    guarded.add_url_rule("/kantor", view_func=office_view)
    guarded.add_url_rule("/salah-satu/<int:number>", view_func=either_view)
    guarded.add_url_rule("/ada/<int:number>", view_func=found_view)
    app.register_blueprint(guarded)
    return app


@pytest.fixture
def visit(guarded: Flask, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """The status that an account with these roles gets; None: nobody is signed in."""
    monkeypatch.setattr(login_manager, "unauthorized_callback", lambda: ("Masuk dahulu", 401))

    def status_of(path: str, roles: set[Role] | None) -> int:
        monkeypatch.setattr(login_manager, "_user_callback", lambda _id: Guest(roles or set()))
        client = PageClient(guarded)
        if roles is not None:
            with client.http.session_transaction() as stored:
                stored["_user_id"] = "1"
        return client.open(path).status_code

    return status_of


# Whoever acts for others than the agency is nothing besides; see tests/whole_app/test_access.py.
WITHIN = [role for role in Role if role not in APART]
EVERYBODY: list[set[Role] | None] = [None, set(), *({role} for role in WITHIN), set(WITHIN)]


@pytest.mark.parametrize("roles", EVERYBODY, ids=["nobody", "no role", *WITHIN, "every role"])
def test_each_guard_lets_in_just_whom_it_names(visit: Visit, roles: set[Role] | None) -> None:
    def expected(*wanted: Role) -> int:
        if roles is None:
            return 401
        return 200 if not wanted or roles & set(wanted) else 403

    assert visit("/terbuka", roles) == 200
    assert visit("/siapa", roles) == expected()
    assert visit("/kantor", roles) == expected(Role.HR)
    assert visit("/salah-satu/3", roles) == expected(Role.HR, Role.ADMIN)


def test_what_a_query_does_not_find_leads_strangers_alone_to_the_sign_in(visit: Visit) -> None:
    assert visit("/ada/0", {Role.OFFICER}) == 200
    assert visit("/ada/1", {Role.OFFICER}) == 404
    assert visit("/ada/1", None) == 401


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (open_to_all, "public"),
        (requires(Action.MODERATE), Action.MODERATE),
        (requires_by_query(Action.RATE), Action.RATE),
    ],
)
def test_a_guarded_view_keeps_its_name_and_words_and_says_who_may_open_it(
    guard: Callable[[Any], Any], said: object
) -> None:
    @guard
    def page() -> str:
        """Words."""
        return "halaman"

    assert page.access == said
    assert page.__name__ == "page"
    assert page.__doc__ == "Words."


def test_only_what_is_one_s_own_may_be_left_to_a_query() -> None:
    with pytest.raises(ValueError, match="MODERATE"):
        requires_by_query(Action.MODERATE)
