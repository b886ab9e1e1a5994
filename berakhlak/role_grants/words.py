"""What each role may do, in words, read from the table of permissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.permissions import PERMISSIONS, ROLE_NAMES, Scope
from berakhlak.roles import Role

GIVEN = (Role.HR, Role.READER, Role.ADMIN)  # That of a partner is no given one: 0231.


@dataclass(frozen=True)
class RoleRights:
    """What comes with a role: for a unit, and for the whole agency besides."""

    name: object
    in_units: Sequence[object]
    in_agency: Sequence[object]

    @property
    def heading(self) -> str:
        return str(_("%(role)s boleh:", role=self.name))


def rights_by_role() -> list[RoleRights]:
    """One entry for each role that is given."""
    return [
        RoleRights(ROLE_NAMES[role], _rights(role, Scope.UNITS), _rights(role, Scope.AGENCY))
        for role in GIVEN
    ]


def _rights(role: Role, scope: Scope) -> list[object]:
    return [action.words for action, each in PERMISSIONS.items() if each.roles.get(role) is scope]
