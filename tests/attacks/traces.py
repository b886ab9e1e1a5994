"""Every row of every table, searched for whatever ties a person to another or is one's answer."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from berakhlak.assignments.models import DeclineReason
from berakhlak.cycles.rater_groups import Relation
from berakhlak.packed_text import pack, unpack
from tests.attacks.world import Past
from tests.support.carving import Needles
from tests.support.rows import attached_partitions

PEOPLE = ("person", "participant", "account")
# Who leads whom is the office's own chart, known to all in it; no answer hangs on it.
CHART = {("person", "supervisor_id"), ("participant", "supervisor_id")}
# A person, as the cycle saw them, and as they sign in: one and the same.
THEMSELVES = {("participant", "person_id"), ("person", "account_id")}
GROUPS = {str(relation) for relation in Relation}
TELLING = {"rater_id", "ratee_id", "handle", "answers", "assignment_id", "declined"}
PACKED = pack("")[:2]  # Whatever is packed begins so.
REASONS = {str(reason) for reason in DeclineReason}


@dataclass(frozen=True)
class Known:
    """What is searched for, by its bytes: what kind each secret is."""

    secrets: Mapping[bytes, str]
    needles: Needles[bytes]

    @classmethod
    def of(cls, past: Past) -> Known:
        secrets: dict[bytes, str] = {}
        for each in past.asked:
            secrets[each.handle] = "handle"
        for each in past.sent:
            secrets |= {each.box: "box", each.packed: "answers"}
        for original in past.original.values():
            secrets[original.encode()] = "original wording"
        needles = {secret: secret for secret in secrets}
        needles |= {secret.hex().encode(): secret.hex().encode() for secret in secrets}
        secrets |= {secret.hex().encode(): kind for secret, kind in secrets.items()}
        return cls(secrets, Needles(needles))


def traces(connection: Connection, known: Known) -> set[tuple[str, str, str]]:
    """(table, column, what was found) over all tables that the database itself names."""
    schema = sa.MetaData()
    schema.reflect(connection)
    found = set()
    parts = attached_partitions(connection)
    for table in schema.sorted_tables:
        if table.name in parts:  # Looked at in the table that they are of.
            continue
        rows = list(connection.execute(sa.select(table)).mappings())
        links = _links(table)
        for row in rows:
            found |= {(table.name, *trace) for trace in _of_row(table.name, row, links)}
        for column in [each.name for each in table.columns]:
            values = [_as_text(row[column]) for row in rows]
            found |= {(table.name, column, what) for what in _of_values(values, known)}
    return found


def _links(table: sa.Table) -> set[str]:
    """Columns that name a person."""
    links = {
        column.name
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in PEOPLE
    }
    return links | {"id"} if table.name in PEOPLE else links


def _of_row(table: str, row: Mapping[Any, Any], links: set[str]) -> Iterator[tuple[str, str]]:
    people = {
        name for name in links if row[name] is not None and (table, name) not in CHART | THEMSELVES
    }
    if len(people) > 1:
        yield "+".join(sorted(people)), "two people in one row"
    if row.get("object_kind") == "assignment":
        yield "object_id", "an assignment"
    for name, value in row.items():
        if people and str(value) in GROUPS:
            yield name, "a group beside a person"


def _as_text(value: Any) -> Any:
    """JSON comes out of the database as a document, and figures come packed; what they hold is
    looked for in their text."""
    if isinstance(value, bytes) and value.startswith(PACKED):
        with suppress(zlib.error, UnicodeDecodeError):
            return unpack(value)
    return json.dumps(value) if isinstance(value, dict | list) else value


def _of_values(values: list[Any], known: Known) -> set[str]:
    """What the values of a column hold, as bytes and as documents."""
    texts = [value for value in values if isinstance(value, str)]
    raws = [text.encode() for text in texts]
    raws += [bytes(value) for value in values if isinstance(value, bytes | memoryview)]
    whole = b"\n".join(raws)
    found = {known.secrets[secret] for secret in known.needles.carved(whole)}
    if any(reason.encode() in whole for reason in REASONS):
        found.add("a reason for giving back")
    for text in texts:
        if text.startswith(("{", "[")):
            found |= set(_of_document(json.loads(text), known))
    return found


def _of_document(document: Any, known: Known) -> Iterator[str]:
    """Fields that name a rater, and lists that are one's answers, anywhere in a JSON value."""
    if isinstance(document, dict):
        for name, value in document.items():
            if name in TELLING:
                yield f"a field {name}"
            yield from _of_document(value, known)
    elif isinstance(document, list):
        numbers = [each for each in document if isinstance(each, int)]
        packed = bytes(each for each in numbers if 0 <= each < 256)
        if len(packed) > 8 and packed in known.secrets:
            yield "answers"
        for each in document:
            yield from _of_document(each, known)
