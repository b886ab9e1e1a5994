"""Keys of cycles in a token, which holds no files: holders are refused, and closing still ends."""

from __future__ import annotations

import secrets

import pytest

from berakhlak import clock
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycles.holding import choose_holders
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.readiness import HoldersNeedFolder
from berakhlak.sealing.sealing import is_sealing_complete
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.holders import with_codes
from tests.key_holders.test_closing import answer_all, seal


class Device:
    """Secrets by name that are no files, as in a token (tests/cycles/test_token_secrets.py)."""

    place = "device"

    def __init__(self):
        self.kept = {}

    def make(self, name):
        return self.kept.setdefault(name, secrets.token_bytes(32))

    def require_makeable(self, name):
        pass

    def read(self, name):
        return self.kept[name]

    def exists(self, name):
        return name in self.kept

    def names(self):
        return sorted(self.kept)

    def wipe(self, name):
        self.destroy(name)

    def destroy(self, name):
        self.kept.pop(name, None)

    def place_of(self, name):
        return name

    removal_of = place_of


def test_a_cycle_without_holders_closes_to_its_end_where_keys_are_no_files(session):
    keys = KeyStore(Device())
    opened = make_open_cycle(session, keys)
    answer_all(session, keys, opened)

    seal(session, keys, opened)

    assert keys.key_names() == []
    assert is_sealing_complete(opened.cycle, keys)


def test_holders_are_refused_in_words_when_named_and_when_the_cycle_opens(
    session, keys, client, monkeypatch
):
    token = KeyStore(Device())
    holders, _codes = with_codes()
    draft = make_open_cycle(session, keys, opens=False)
    with pytest.raises(HoldersNeedFolder, match="KEY_STORE=token"):
        choose_holders(session, draft.cycle, holders, keys=token, by=None, at=AT)
    assert draft.cycle.holders is None

    # Named while keys were files, as by the cycle before.
    choose_holders(session, draft.cycle, holders, keys=keys, by=None, at=AT)
    session.commit()
    monkeypatch.setattr("berakhlak.cycle_administration.cycle_pages.key_store", lambda: token)
    hr = client.sign_in(draft.hr)
    told = hr.get(f"/siklus/{draft.cycle.id}/buka")
    assert "KEY_STORE=folder" in told.text
    assert told.all(f'a[href$="/siklus/{draft.cycle.id}/pemegang-kunci"]')
    with pytest.raises(HoldersNeedFolder):
        open_cycle(session(), draft.cycle, keys=token, by=None, at=clock.utc_now())
    session.expire_all()
    assert draft.cycle.state is CycleState.DRAFT
    assert token.key_names() == []
