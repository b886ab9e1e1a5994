"""Names, numbers and addresses of officers in a text that everybody may read.

The public page names nobody. A name of one word counts as it is written, with its capital: many are
ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.engines import is_sqlite
from berakhlak.people.models import Person

_NIP = re.compile(r"(?<!\d)\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}(?!\d)")
_POINTS = re.compile(r"[.,;:()/]")  # Between a title and a name, with a space or without.
_GLUED = re.compile(_POINTS.pattern + r"\S")
BEGINNING = 4  # Characters: more would hardly leave out more.
MOST_WORDS = 5000  # Parameters of a statement are limited.
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")  # Bounds of RFC 5321.


def named_in(session: Session, agency_id: int, words: Iterable[str]) -> list[str]:
    """Every name of an officer of the agency, NIP and e-mail address of an officer in the words."""
    whole = "\n".join(words)
    found = _addresses_in(session, agency_id, whole) + _NIP.findall(whole)
    searched = f" {text.search_key(_POINTS.sub(' ', whole))} "
    plain = set(re.findall(r"\w+", whole))
    # Most names of a large agency share no word with the text: the database leaves out those whose
    # first is not in it, and the key that is stored with each says the rest at once, unless a point
    # glues words together in it.
    said = set(searched.split())
    names = session.execute(
        select(Person.name, Person.name_key).where(*_of(agency_id), _may_be_said(session, said))
    )
    found += [
        name
        for name, key in names
        if (not said.isdisjoint(key.split()) or _GLUED.search(name))
        and any(_is_said(each, searched, plain) for each in _spellings(name))
    ]
    return sorted(set(found))


def _may_be_said(session: Session, said: set[str]) -> ColumnElement[bool]:
    """True at least of a name whose first word is said, by its beginning, and of one that begins
    with a title or an initial: a point in its first word is left out, or glues others to it."""
    if len(said) > MOST_WORDS:
        return true()
    short = [f"{word} " for word in said if len(word) < BEGINNING]
    begun = [
        func.substr(Person.name_key, 1, length).in_(sorted(beginnings))
        for length in range(2, BEGINNING + 1)
        if (beginnings := {each for each in short if len(each) == length})
    ]
    whole = {word[:BEGINNING] for word in said}
    place = func.instr if is_sqlite(session) else func.strpos
    point, space = place(Person.name, "."), place(Person.name, " ")
    return or_(
        *begun,
        func.substr(Person.name_key, 1, BEGINNING).in_(sorted(whole)),
        and_(point > 0, or_(space == 0, point < space)),
    )


def _of(agency_id: int) -> tuple[ColumnElement[bool]]:
    return (Person.agency_id == agency_id,)


def _addresses_in(session: Session, agency_id: int, words: str) -> list[str]:
    """E-mail addresses of officers."""
    written = {each: text.email_key(each.strip(".,;()")) for each in _EMAIL.findall(words)}
    if not written:
        return []
    known = select(Person.email).where(*_of(agency_id), Person.email.is_not(None))
    emails = {text.email_key(email) for email in session.scalars(known) if email}
    return [each for each, key in written.items() if key in emails]


def _spellings(name: str) -> tuple[str, str]:
    """`dr. Ani Wulandari` and `Ani Wulandari` of `dr. Ani Wulandari, S.E.`."""
    whole = name.partition(",")[0]
    return whole, " ".join(word for word in whole.split() if not word.endswith("."))


def _is_said(name: str, searched: str, plain: set[str]) -> bool:
    key = text.search_key(_POINTS.sub(" ", name))
    return f" {key} " in searched if " " in key else name in plain
