"""The places a signed-in person can go, by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from berakhlak.permissions import Action, action_of
from berakhlak.roles import Role


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the navigation.

    `icon` names a drawing in static/img/icons.svg; `section` lists further endpoints (or whole
    blueprints, as "people.*") that belong to it. `action`: what an account must be allowed to do
    there. `unless`: whoever may do this finds the same elsewhere. `officers`: others have nothing
    of their own there.
    """

    label: object
    endpoint: str
    icon: str
    action: Action
    section: Sequence[str] = ()
    unless: Action | None = None
    officers: bool = False

    def is_current(self, endpoint: str | None) -> bool:
        """Whether the page shown lies in this place."""
        if endpoint is None:
            return False
        blueprint = endpoint.rpartition(".")[0]
        return endpoint == self.endpoint or bool({endpoint, f"{blueprint}.*"} & set(self.section))

    def is_open_to(self, account: Any) -> bool:
        """Whether the account may go there; a session of a link stays in its blueprint."""
        only = getattr(account, "only", "")
        if only and self.endpoint.rpartition(".")[0] != only:
            return False
        if self.unless and account.may(self.unless):
            return False
        if self.officers and Role.OFFICER not in account.roles:
            return False
        return bool(account.is_let_in(self.action))


def register_navigation(app: Flask, places: Iterable[NavigationEntry]) -> None:
    """Give the layouts `nav()`: the places open to whoever is signed in."""
    known = tuple(places)

    def nav() -> list[dict[str, object]]:
        return [
            {
                "label": place.label,
                "href": url_for(place.endpoint),
                "icon": place.icon,
                "current": place.is_current(request.endpoint),
            }
            for place in known
            if place.is_open_to(current_user)
        ]

    def may(code: str, *, whole: bool = False) -> bool:
        """Whether a role lets the reader do this: `may('edit people')`."""
        return bool(current_user.may(action_of(code), whole=whole))

    app.jinja_env.globals |= {"nav": nav, "may": may}
