"""Who may do what, and how far: the one table.

Guards, menus, lists and docs/permissions.md follow from it. Docs/decisions/0048 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from berakhlak.actions import Action as Action
from berakhlak.actions import Scope as Scope
from berakhlak.actions import action_of as action_of
from berakhlak.roles import Role


@dataclass(frozen=True)
class Permission:
    """Who may do one thing. `own`: everybody with an account, as far as it is theirs; `line`:
    whoever leads somebody, as far as it is about those.

    `roles`: UNITS reaches as far as the role was given; AGENCY asks that it was given for the whole
    agency, and then reaches that far.
    """

    own: bool = False
    line: bool = False
    roles: Mapping[Role, Scope] = field(default_factory=dict)


def _only(*, own: bool = False, line: bool = False, **roles: Scope) -> Permission:
    return Permission(own, line, {Role(role): scope for role, scope in roles.items()})


PERMISSIONS: Mapping[Action, Permission] = {
    Action.OWN_ACCOUNT: _only(own=True),
    Action.RATE: _only(own=True),
    Action.NAME_PEERS: _only(own=True, line=True),
    Action.EXPECT: _only(own=True, line=True),
    Action.READ_PROFILES: _only(own=True, line=True, hr=Scope.AGENCY),
    Action.PREVIEW_PROFILES: _only(hr=Scope.AGENCY),
    Action.EXPORT_PROFILES: _only(hr=Scope.AGENCY),
    Action.EXPORT_TEAM: _only(line=True),
    Action.DEVELOP: _only(own=True, line=True),
    Action.NOTE: _only(line=True),
    Action.SHARE: _only(own=True, line=True),
    Action.RESPOND: _only(own=True, line=True),
    Action.FEEDBACK: _only(own=True),
    Action.RATE_BEHAVIOUR: _only(own=True, line=True),
    Action.HANDLE_RATINGS: _only(hr=Scope.AGENCY),
    Action.COUNT_TALKS: _only(hr=Scope.AGENCY),
    Action.WATCH_OBJECTIONS: _only(hr=Scope.AGENCY),
    Action.STATE_STANDARDS: _only(own=True, hr=Scope.UNITS),
    Action.PUBLISH_UNITS: _only(hr=Scope.UNITS),
    Action.ANSWER_COMPLAINTS: _only(own=True, line=True),
    Action.WATCH_COMPLAINTS: _only(hr=Scope.AGENCY),
    Action.MANAGE_TRAINING: _only(hr=Scope.AGENCY),
    Action.PARTNER: _only(partner=Scope.AGENCY),
    Action.OPERATE: _only(operator=Scope.INSTALLATION),
    Action.READ_PEOPLE: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.EDIT_PEOPLE: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.IMPORT_PEOPLE: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.MERGE_PEOPLE: _only(hr=Scope.AGENCY),
    Action.GIVE_CODES: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.GIVE_CODES_TO_ALL: _only(admin=Scope.AGENCY),
    Action.RESET_SECOND_STEPS: _only(admin=Scope.AGENCY),
    Action.WATCH_CYCLES: _only(hr=Scope.UNITS),
    Action.CHASE: _only(hr=Scope.UNITS),
    Action.MANAGE_COUNTERS: _only(hr=Scope.UNITS),
    Action.RUN_SURVEYS: _only(hr=Scope.UNITS),
    Action.PREPARE_CYCLES: _only(hr=Scope.AGENCY),
    Action.OPEN_AND_CLOSE: _only(hr=Scope.AGENCY),
    Action.MODERATE: _only(hr=Scope.AGENCY),
    Action.PUBLISH: _only(hr=Scope.AGENCY),
    Action.DELETE_RESULTS: _only(hr=Scope.AGENCY),
    Action.READ_UNPUBLISHED: _only(hr=Scope.AGENCY),
    Action.READ_RESULTS: _only(hr=Scope.AGENCY, reader=Scope.UNITS),
    Action.EXPORT_RESULTS: _only(hr=Scope.AGENCY),
    Action.SEND_MAIL: _only(hr=Scope.AGENCY),
    Action.READ_DOWNLOADS: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.READ_RECORD: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.READ_SIGN_INS: _only(admin=Scope.AGENCY),
    Action.BREAK_GLASS: _only(hr=Scope.AGENCY, admin=Scope.AGENCY),
    Action.GIVE_ROLES: _only(hr=Scope.UNITS, admin=Scope.AGENCY),
    Action.CREATE_ACCOUNTS: _only(admin=Scope.AGENCY),
}

ROLE_NAMES: Mapping[Role, LazyString] = {
    Role.OFFICER: _("Pegawai"),
    Role.HR: _("Pengelola kepegawaian"),
    Role.READER: _("Pembaca hasil"),
    Role.ADMIN: _("Administrator"),
    Role.OPERATOR: _("Pengelola instalasi"),
    Role.PARTNER: _("Mitra"),
}

# Roles that come with an account of their own and go with no other: docs/decisions/0231, 0244.
APART = frozenset({Role.PARTNER, Role.OPERATOR})
# All that is open to these of what every account may do.
OF_THOSE_APART = frozenset({Action.OWN_ACCOUNT})

# Roles that may be given for a unit with all below it; others are for the whole agency.
FOR_UNITS = frozenset({Role.HR, Role.READER})

# Which role lets its holder give which: (role, how far it was given) -> the same, within the units
# of the giver. Two of HR must agree on closing early, so nobody of HR makes another.
GIVING: Mapping[tuple[Role, Scope], Mapping[Role, frozenset[Scope]]] = {
    (Role.ADMIN, Scope.AGENCY): {
        Role.HR: frozenset({Scope.UNITS, Scope.AGENCY}),
        Role.READER: frozenset({Scope.UNITS, Scope.AGENCY}),
        Role.ADMIN: frozenset({Scope.AGENCY}),
    },
    (Role.HR, Scope.AGENCY): {
        Role.HR: frozenset({Scope.UNITS}),
        Role.READER: frozenset({Scope.UNITS, Scope.AGENCY}),
    },
    (Role.HR, Scope.UNITS): {Role.HR: frozenset({Scope.UNITS})},
}


def extent_of(unit_id: int | None) -> Scope:
    """How far a role reaches that was given for a unit, or for the whole agency (None)."""
    return Scope.AGENCY if unit_id is None else Scope.UNITS


@dataclass(frozen=True)
class Grant:
    """One role as it holds today: for a unit with all below it, or the agency (None)."""

    role: Role
    unit_id: int | None = None


@dataclass(frozen=True)
class Reach:
    """How far an account may do something: in these units and all below, or everywhere (None)."""

    agency_id: int
    unit_ids: frozenset[int] | None = None

    @property
    def is_whole(self) -> bool:
        return self.unit_ids is None


def reach_of(agency_id: int, grants: Iterable[Grant], action: Action) -> Reach | None:
    """How far these roles reach in one thing; None where none of them allows it."""
    roles, units = PERMISSIONS[action].roles, set()
    for grant in grants:
        if grant.role in roles and grant.unit_id is None:
            return Reach(agency_id)
        if grant.unit_id is not None and roles.get(grant.role) is Scope.UNITS:
            units.add(grant.unit_id)
    return Reach(agency_id, frozenset(units)) if units else None


class RoleHolder:
    """What an account may do, for whatever has an agency and grants."""

    if TYPE_CHECKING:

        @property
        def agency_id(self) -> int:
            """None of an operator, whom no page of an agency opens to."""

        @property
        def grants(self) -> frozenset[Grant]:
            """The roles that hold today."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold today, however far each reaches."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def stands_apart(self) -> bool:
        """Whether it acts for a provider of trainings, or is of no agency; and nothing else."""
        return self.agency_id is None or not self.roles.isdisjoint(APART)

    @property
    def only_rates(self) -> bool:
        """Whether no role lets the account do more than every officer may."""
        return not self.roles - {Role.OFFICER}

    def reach(self, action: Action) -> Reach | None:
        """How far the account may do it by its roles; what is one's own is not told here."""
        return reach_of(self.agency_id, self.grants, action)

    def may(self, action: Action, *, whole: bool = False) -> bool:
        """Whether a role allows it, anywhere; with `whole`, in the whole agency."""
        found = self.reach(action)
        return found is not None and (found.is_whole or not whole)

    def is_let_in(self, action: Action) -> bool:
        """Whether pages of this open: to whom a role allows it, and to everybody where it is about
        what is one's own. Whose it is, the page asks by itself."""
        permission = PERMISSIONS[action]
        if self.stands_apart and action not in OF_THOSE_APART:
            return any(role in permission.roles for role in self.roles & APART)
        return permission.own or permission.line or self.may(action)
