"""Leaves and root, over two cycles of a few rows each: each part counts, and only one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleUnit, Participant
from berakhlak.cycles.queries import units_of
from berakhlak.sealing.merkle_tree import leaf_hash, merkle_root, root_code
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import (
    ResultLeaf,
    RootStatus,
    cycle_leaf,
    new_salt,
    officer_leaf,
    officer_root_status,
    result_leaves,
    root_detail,
    root_over_leaves,
    root_status,
    rules_text,
    stored_root_code,
    unit_leaf,
)
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.transparency.conftest import record

SALT = bytes(range(32))


def all_say(session: Any, opened: OpenCycle) -> set[RootStatus]:
    """What the root says of the whole cycle and of each of its officers."""
    session.flush()
    session.expire_all()
    own = {officer_root_status(session, who) for who in participants(session, opened.cycle)}
    return own | {root_status(session, opened.cycle)}


def own_rows(session: Any, model: Any, opened: OpenCycle) -> list[Any]:
    rows = session.scalars(select(model).where(model.cycle_id == opened.cycle.id))
    return list(rows)


# The format is published: what was printed yesterday is checked in ten years.


def test_a_leaf_is_hashed_as_published() -> None:
    leaf = ResultLeaf("officer", b"o" * 32, '{"å": 1}', b"s" * 16)

    entry = b"s" * 16 + b"officer\x00" + b"o" * 32 + '{"å": 1}'.encode()
    assert leaf.hash == sha256(b"\x00" + entry).digest()


@pytest.mark.parametrize("field", ["kind", "owner", "payload", "salt"])
def test_every_part_of_a_leaf_counts(field: str) -> None:
    leaf = ResultLeaf("unit", b"o" * 32, "{}", b"s" * 16)
    value = getattr(leaf, field)

    other = replace(leaf, **{field: value + ("x" if isinstance(value, str) else b"x")})

    assert other.hash != leaf.hash


def test_owners_are_hashed_as_published(session: Any, two: tuple[OpenCycle, OpenCycle]) -> None:
    opened = two[0]
    who, unit = participants(session, opened.cycle)[0], units_of(session, opened.cycle)[0]
    own, mark, rules = SALT[:16], SALT[16:], rules_text(opened.cycle, "2").encode()

    assert officer_leaf(who, "{}", SALT) == ResultLeaf(
        "officer", sha256(mark + f"{who.nip}\n{who.name}".encode()).digest(), "{}", own
    )
    assert unit_leaf(unit, "{}", SALT) == ResultLeaf(
        "unit", sha256(mark + f"{unit.code}\n{unit.name}".encode()).digest(), "{}", own
    )
    assert cycle_leaf(opened.cycle, "2", "{}", SALT) == ResultLeaf(
        "cycle", sha256(rules).digest(), "{}", own
    )


def test_rules_are_written_as_published(session: Any, two: tuple[OpenCycle, OpenCycle]) -> None:
    cycle = two[0].cycle

    text = rules_text(cycle, "7")

    told = json.loads(text)
    assert list(told) == ["instrument_sha256", "policy", "rules_version", "steps"]
    assert told["instrument_sha256"] == cycle.instrument.sha256
    assert told["policy"] == json.loads(cycle.policy_json)
    assert (told["rules_version"], told["steps"]) == ("7", 5)
    assert text == json.dumps(told, sort_keys=True, separators=(",", ":"))
    assert text.isascii()


def test_salts_are_fresh_and_have_a_half_for_the_owner() -> None:
    salts = {new_salt() for _ in range(50)}

    assert len({salt[:16] for salt in salts}) == len({salt[16:] for salt in salts}) == 50
    assert {len(salt) for salt in salts} == {32}


def test_the_root_does_not_depend_on_the_order_of_leaves() -> None:
    hashes = [leaf_hash(bytes([n])) for n in range(5)]

    assert (
        root_over_leaves(hashes)
        == root_over_leaves(reversed(hashes))
        == merkle_root(sorted(hashes))
    )
    assert root_over_leaves([]) == sha256(b"").digest()
    assert root_over_leaves(hashes[:4]) != root_over_leaves(hashes)


@pytest.mark.parametrize(
    ("root", "signs"),
    [
        (bytes(32), "0000-0000-0000-0000-0000-0000"),
        (b"\xff" * 32, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        (b"\xff" * 15 + bytes(17), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        (bytes(15) + b"\xff" * 17, "0000-0000-0000-0000-0000-0000"),
        (sha256(b"").digest(), "WERC-8GMR-ZGE1-96QV-YK49-JVXS"),
        (bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df") + bytes(12),
         "0123-4567-89AB-CDEF-GHJK-MNPQ"),
    ],
)  # fmt: skip
def test_signs_spell_the_first_120_bits(root: bytes, signs: str) -> None:
    assert root_code(root) == signs
    assert root_detail(root) == {"root": signs}


# The rows of a cycle make its leaves, and no other's.


def test_a_cycle_has_a_leaf_for_itself_each_officer_and_each_unit(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    for opened in two:
        found = result_leaves(session, opened.cycle)

        rows = [
            row
            for model in (CycleResult, OfficerResult, UnitResult)
            for row in own_rows(session, model, opened)
        ]
        assert sorted(leaf.hash for leaf in found) == sorted(row.leaf for row in rows)
        assert {(leaf.salt, leaf.payload) for leaf in found} == {
            (row.salt[:16], row.payload) for row in rows
        }
        kinds = [leaf.kind for leaf in found]
        assert kinds.count("officer") == len(participants(session, opened.cycle))
        assert (kinds.count("cycle"), kinds.count("unit")) == (1, 1)
        root = root_over_leaves(leaf.hash for leaf in found)
        assert own_rows(session, CycleResult, opened)[0].root == root.hex()
        assert stored_root_code(session, opened.cycle.id) == root_code(root)


def test_results_are_stored_with_what_they_are_about(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    for opened in two:
        (stored,) = own_rows(session, CycleResult, opened)
        assert (stored.rules_version, stored.sha256) == ("2", "0" * 64)
        assert json.loads(stored.payload)["n_officers"] == opened.cycle.id
        for row in own_rows(session, OfficerResult, opened):
            assert json.loads(row.payload) == {"officer": row.participant_id}
        for row in own_rows(session, UnitResult, opened):
            assert json.loads(row.payload) == {"unit": row.cycle_unit_id}


def test_untouched_results_hold_in_both(session: Any, two: tuple[OpenCycle, OpenCycle]) -> None:
    assert all_say(session, two[0]) == all_say(session, two[1]) == {RootStatus.HOLDS}


def test_a_cycle_that_is_not_closed_has_no_root(
    session: Any, app: Flask, two: tuple[OpenCycle, OpenCycle]
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=1)

    assert stored_root_code(session, opened.cycle.id) is None
    assert root_status(session, opened.cycle) is RootStatus.NONE
    who = participants(session, opened.cycle)[0]
    assert officer_root_status(session, who) is RootStatus.BROKEN  # There is nothing to vouch for.


Change = Callable[[Any, OpenCycle], None]


def first(model: Any, name: str, value: object) -> Change:
    def change(session: Any, opened: OpenCycle) -> None:
        setattr(own_rows(session, model, opened)[0], name, value)

    return change


def entry_of(session: Any, opened: OpenCycle) -> AuditEntry:
    return session.scalars(  # type: ignore[no-any-return]
        select(AuditEntry).where(
            AuditEntry.act == "fixed results", AuditEntry.object_id == opened.cycle.id
        )
    ).one()


def unrecord(session: Any, opened: OpenCycle) -> None:
    session.delete(entry_of(session, opened))


def misrecord(session: Any, opened: OpenCycle) -> None:
    entry_of(session, opened).detail = root_detail(bytes(32))


def record_of_another_kind(session: Any, opened: OpenCycle) -> None:
    entry_of(session, opened).object_kind = "person"


def record_twice(session: Any, opened: OpenCycle) -> None:
    record(session, opened.cycle, entry_of(session, opened).detail)


def change_policy(_session: Any, opened: OpenCycle) -> None:
    policy = json.loads(opened.cycle.policy_json)
    opened.cycle.policy_json = json.dumps(policy | {"min_n_comments": 1})


WHOLE_CHANGES = {
    "own payload": first(CycleResult, "payload", "{}"),
    "own salt": first(CycleResult, "salt", None),
    "rules": first(CycleResult, "rules_version", "1"),
    "root": first(CycleResult, "root", "0" * 64),
    "no root": first(CycleResult, "root", None),
    "officer": first(OfficerResult, "payload", "{}"),
    "officer's salt": first(OfficerResult, "salt", None),
    "unit": first(UnitResult, "payload", "{}"),
    "unit's salt": first(UnitResult, "salt", None),
    "unit's name": first(CycleUnit, "name", "Lain"),
    "unit's code": first(CycleUnit, "code", "9"),
    "name": first(Participant, "name", "Lain"),
    "NIP": first(Participant, "nip", "198001012000010000"),
    "no record": unrecord,
    "another record": misrecord,
    "record of another kind": record_of_another_kind,
    "record twice": record_twice,
    "policy": change_policy,
}


@pytest.mark.parametrize("change", WHOLE_CHANGES.values(), ids=WHOLE_CHANGES)
def test_each_change_breaks_its_own_cycle_alone(
    session: Any, two: tuple[OpenCycle, OpenCycle], change: Change
) -> None:
    changed, other = two

    change(session, changed)

    session.flush()
    session.expire_all()
    assert root_status(session, changed.cycle) is RootStatus.BROKEN
    assert all_say(session, other) == {RootStatus.HOLDS}


@pytest.mark.parametrize("name", ["payload", "salt", "leaf"])
def test_each_change_of_an_officers_row_breaks_that_officer(
    session: Any, two: tuple[OpenCycle, OpenCycle], name: str
) -> None:
    row = own_rows(session, OfficerResult, two[0])[0]
    who = session.get_one(Participant, row.participant_id)
    setattr(row, name, {"payload": "{}"}.get(name))
    session.flush()

    assert officer_root_status(session, who) is RootStatus.BROKEN


@pytest.mark.parametrize("model", [CycleResult, OfficerResult, UnitResult])
def test_a_stored_leaf_of_any_row_counts_for_every_officer(
    session: Any, two: tuple[OpenCycle, OpenCycle], model: Any
) -> None:
    own_rows(session, model, two[0])[-1].leaf = bytes(32)
    session.flush()

    assert all_say(session, two[0]) - {root_status(session, two[0].cycle)} == {RootStatus.BROKEN}
    assert all_say(session, two[1]) == {RootStatus.HOLDS}


def test_without_root_and_record_a_cycle_is_an_older_one(
    session: Any, two: tuple[OpenCycle, OpenCycle]
) -> None:
    older, newer = two
    for model in (CycleResult, OfficerResult, UnitResult):
        for row in own_rows(session, model, older):
            row.salt = row.leaf = None
    own_rows(session, CycleResult, older)[0].root = None
    unrecord(session, older)
    sealed = AuditEntry(at=AT, act="sealed", object_kind="cycle", object_id=older.cycle.id)
    session.add(sealed)
    session.flush()

    assert all_say(session, older) == {RootStatus.NONE}
    assert stored_root_code(session, older.cycle.id) is None
    assert all_say(session, newer) == {RootStatus.HOLDS}
