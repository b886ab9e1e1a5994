"""Write the tables of docs/permissions.md from the table in berakhlak/permissions.py.

python scripts/permissions.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from berakhlak.permissions import (  # noqa: E402  The path has to be known first.
    FOR_UNITS,
    GIVING,
    PERMISSIONS,
    ROLE_NAMES,
    Permission,
    Scope,
)
from berakhlak.roles import Role  # noqa: E402
from berakhlak.run_language import gettext_in  # noqa: E402

PAPER = ROOT / "docs" / "permissions.md"
GIVEN = (Role.HR, Role.READER, Role.ADMIN)
HELD = (*GIVEN, Role.PARTNER, Role.OPERATOR)  # The last two come with the account.
FAR = {Role.PARTNER: "own provider", Role.OPERATOR: "numbers"}
NO = "–"
BEGIN, END = "<!-- made: {} -->\n", "<!-- end -->"


def paper(text: str) -> str:
    """The paper with its tables as the code has them now; the rest of it stays."""
    for name, table in (("roles", _roles()), ("table", _table()), ("giving", _giving())):
        before, begin, rest = text.partition(BEGIN.format(name))
        _old, end, after = rest.partition(END)
        if not (begin and end):
            raise SystemExit(f"{PAPER} has no place for {name}")
        text = f"{before}{begin}{table}{end}{after}"
    return text


def _roles() -> str:
    rows = [
        (f"*{ROLE_NAMES[role]}*", _english(ROLE_NAMES[role]), f"`{role}`", _extents(role))
        for role in Role
    ]
    return _lines(("role", "English", "in commands", "is given for"), rows)


def _extents(role: Role) -> str:
    if role is Role.OFFICER:
        return "everybody in the personnel file"
    if role is Role.PARTNER:
        return "one provider of trainings, with the account; nothing else besides"
    if role is Role.OPERATOR:
        return "the installation, by a command, with the account; nothing else besides"
    return "a unit with all below it, or the agency" if role in FOR_UNITS else "the agency"


def _table() -> str:
    head = (
        *("may", "", "everybody", "supervisor", "HR of a unit", "HR of the agency"),
        *("reader of a unit", "reader of the agency", "administrator", "partner", "operator"),
    )
    rows = [
        (f"*{action.words}*", _english(action.words), *_cells(permission))
        for action, permission in PERMISSIONS.items()
    ]
    return _lines(head, rows)


def _cells(permission: Permission) -> Iterator[str]:
    yield "own" if permission.own else NO
    yield "team" if permission.line else NO
    for role in HELD:
        scope = permission.roles.get(role)
        if role in FOR_UNITS:
            yield "its units" if scope is Scope.UNITS else NO
        yield FAR.get(role, "agency") if scope else NO


def _giving() -> str:
    rows = [
        (_holder(*giver), *("; ".join(_given(given.get(role, ()))) or NO for role in GIVEN))
        for giver, given in GIVING.items()
    ]
    head = ("may give", *(_english(ROLE_NAMES[role]) for role in GIVEN))
    return _lines(head, rows)


def _holder(role: Role, scope: Scope) -> str:
    name = _english(ROLE_NAMES[role])
    return f"{name} of a unit" if scope is Scope.UNITS else f"{name} of the agency"


def _given(scopes: Iterable[Scope]) -> Iterator[str]:
    if Scope.UNITS in scopes:
        yield "for units that they reach"
    if Scope.AGENCY in scopes:
        yield "for the agency"


def _lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    table = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in table)


def _english(words: object) -> str:
    return gettext_in("en", str(words))


if __name__ == "__main__":
    PAPER.write_text(paper(PAPER.read_text(encoding="utf-8")), encoding="utf-8")
