"""The places a signed-in person can go, by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from berakhlak.roles import Role


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the navigation.

    `icon` names a drawing in static/img/icons.svg; no `roles` means everybody who is signed in;
    `section` lists further endpoints (or whole blueprints, as "people.*") that belong to it.
    """

    label: object
    endpoint: str
    icon: str
    roles: frozenset[Role] = frozenset()
    section: Sequence[str] = ()

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
        return not self.roles or any(account.has_role(role) for role in self.roles)


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

    app.jinja_env.globals["nav"] = nav
