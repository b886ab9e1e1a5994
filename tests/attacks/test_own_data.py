"""Whoever gathers the files that people may download of themselves learns no rater from them."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.personal_data import collecting
from berakhlak.personal_data.bundle import bundle
from berakhlak.personal_data.holder import Holder
from tests.factories.answering import answer, assignments
from tests.factories.cycles import AT, make_open_cycle

ANONYMOUS = (Relation.PEER, Relation.SUBORDINATE)


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=6)
    session.commit()
    return made


def bundles(session, opened):
    """The file of each officer, by name: what two or more of them can lay side by side."""
    return {
        name: bundle(
            Holder(session(), account, "Asia/Jakarta"), at=AT, day=AT.date(), language="id"
        )
        for name, account in opened.accounts.items()
    }


def texts(session, opened):
    """The same before it is packed."""
    found = {}
    for name, account in opened.accounts.items():
        holder = Holder(session(), account, "Asia/Jakarta")
        rows = [row for collect in collecting.COLLECTORS.values() for row in collect(holder)]
        found[name] = [
            str(value) for row in rows for key, value in row.items() if key != "supervisor"
        ]
    return found


def pairs_told(session, opened):
    """Pairs of officers of which one's file names the other, by name or number."""
    numbers = {person.name: person.nip for person in (opened.head, *opened.staff)}
    told = texts(session, opened)
    return {
        (one, other)
        for one, other in permutations(numbers, 2)
        if any(other in words or numbers[other] in words for words in told[one])
    }


def rating_pairs(session, opened):
    """Who rates whom without a name."""
    names = dict(session.execute(select(Participant.id, Participant.name)).all())
    rows = [row for row in assignments(session, opened) if row.group in ANONYMOUS]
    return {(names[row.rater_id], names[row.ratee_id]) for row in rows}


def test_two_files_together_name_no_pair(session, opened):
    assert rating_pairs(session, opened)
    assert pairs_told(session, opened) == set()


def test_the_attack_finds_a_file_that_lists_whom_its_owner_rates(session, opened, monkeypatch):
    def leaking(holder):
        ids = select(Assignment.ratee_id).where(Assignment.rater_id.in_(holder.seat_ids))
        names = select(Participant.name).where(Participant.id.in_(ids))
        return [{"name": name} for name in holder.session.scalars(names)]

    monkeypatch.setattr(collecting, "COLLECTORS", {"seats": leaking})
    assert rating_pairs(session, opened) <= pairs_told(session, opened)


def test_no_file_follows_from_who_has_answered(session, opened):
    before = bundles(session, opened)
    rows = assignments(session, opened)
    answer(session, key_store(), opened, rows[::2], comments={"BP": "Cepat menanggapi."})
    answer(session, key_store(), opened, rows[1::2], submit=False)
    assert bundles(session, opened) == before


def test_no_file_follows_from_who_rates_whom(session, opened):
    before = bundles(session, opened)
    peers = [row for row in assignments(session, opened) if row.group == Relation.PEER]
    for row in random.Random(3).sample(peers, len(peers) // 2):
        session.delete(row)
    session.commit()
    assert bundles(session, opened) == before
