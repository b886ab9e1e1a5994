"""The key of a cycle that an older version opened is proven by what it opens, and then kept."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from flask import Flask

from berakhlak.citizens.models import OpenVoice
from berakhlak.cycles.key_fingerprints import TRIED, adopt_key, adopt_proven_keys
from berakhlak.cycles.keys import CycleKey, KeyForeign, KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.ratings.models import OpenSheet
from tests.factories.cycles import make_open_cycle


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def older(session: Any, keys: KeyStore) -> Cycle:
    """An open cycle whose key nobody has proven yet, beside another one."""
    other = make_open_cycle(session, keys, staff=1).cycle
    put_sheets(session, other, keys.load_key(other.key_name))
    return unproven(session, make_open_cycle(session, keys, staff=1).cycle)


def unproven(session: Any, cycle: Cycle) -> Cycle:
    cycle.key_fingerprint = None
    session.flush()
    return cycle


def put_sheets(session: Any, cycle: Cycle, key: CycleKey, count: int = 1) -> None:
    for _ in range(count):
        name = secrets.token_bytes(32)
        box = key.encrypt(b"isi", name)
        session.add(OpenSheet(handle=name, cycle_id=cycle.id, is_submitted=True, box=box))
    session.flush()


def put_voice(session: Any, cycle: Cycle, key: CycleKey) -> None:
    name = secrets.token_bytes(16)
    session.add(OpenVoice(id=name, cycle_id=cycle.id, box=key.encrypt(b"isi", name)))
    session.flush()


def another_key(keys: KeyStore) -> CycleKey:
    return keys.create(secrets.token_hex(8))


def fingerprint_of(session: Any, cycle: Cycle) -> str | None:
    session.refresh(cycle)
    return cycle.key_fingerprint


def adopt(session: Any, cycle: Cycle, keys: KeyStore) -> int:
    return adopt_key(session.connection(), cycle.id, cycle.key_name, keys)


@pytest.mark.parametrize("put", [put_sheets, put_voice])
def test_one_sheet_or_voice_that_opens_proves_the_key(
    session: Any, keys: KeyStore, older: Cycle, put: Any
) -> None:
    mine = keys.load_key(older.key_name)
    put(session, older, another_key(keys))
    put(session, older, mine)

    assert adopt(session, older, keys) == 2
    assert fingerprint_of(session, older) == mine.fingerprint


@pytest.mark.parametrize("put", [put_sheets, put_voice])
def test_a_key_that_opens_none_of_the_cycles_own_is_refused(
    session: Any, keys: KeyStore, older: Cycle, put: Any
) -> None:
    put(session, older, another_key(keys))
    stranger = make_open_cycle(session, keys, staff=1).cycle
    put(session, stranger, keys.load_key(older.key_name))

    with pytest.raises(KeyForeign) as refused:
        adopt(session, older, keys)

    told = f"{older.key_name}.key tidak membuka satu pun dari 1 formulir"
    assert refused.value.detail == told
    assert fingerprint_of(session, older) is None


def test_where_nothing_is_stored_the_key_of_that_name_is_the_cycles(
    session: Any, keys: KeyStore, older: Cycle
) -> None:
    assert adopt(session, older, keys) == 0
    assert fingerprint_of(session, older) == keys.load_key(older.key_name).fingerprint


def test_a_fingerprint_that_is_kept_is_not_replaced_and_no_other_cycles_is_touched(
    session: Any, keys: KeyStore, older: Cycle
) -> None:
    second = unproven(session, make_open_cycle(session, keys, staff=1).cycle)
    second.key_fingerprint = "k" * 16
    third = unproven(session, make_open_cycle(session, keys, staff=1).cycle)

    adopt(session, older, keys)
    adopt(session, second, keys)

    assert fingerprint_of(session, second) == "k" * 16
    assert fingerprint_of(session, third) is None


def test_only_so_many_are_tried(session: Any, keys: KeyStore, older: Cycle) -> None:
    put_sheets(session, older, keys.load_key(older.key_name), TRIED + 1)

    assert adopt(session, older, keys) == TRIED


@pytest.mark.parametrize("state", list(CycleState), ids=str)
def test_of_all_cycles_those_with_answers_and_a_proven_key_are_adopted(
    session: Any, keys: KeyStore, older: Cycle, state: CycleState
) -> None:
    wrong, gone, known = (make_open_cycle(session, keys, staff=1).cycle for _ in range(3))
    for cycle in (wrong, gone):
        unproven(session, cycle)
    put_sheets(session, wrong, another_key(keys))
    keys.destroy(gone.key_name)
    older.state = state
    session.flush()

    adopted = adopt_proven_keys(session.connection(), keys)

    is_answered = state in (CycleState.OPEN, CycleState.SEALING)
    assert adopted == ([older.id] if is_answered else [])
    assert (fingerprint_of(session, older) is not None) is is_answered
    assert [fingerprint_of(session, cycle) for cycle in (wrong, gone)] == [None, None]
    assert fingerprint_of(session, known) is not None
