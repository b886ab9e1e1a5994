"""HR shapes the rater groups of a draft without a shell, and is told what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_administration.group_forms import code_of
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.rater_groups import GroupMark
from tests.factories.cycles import make_next_draft

NEW = {
    "name": "Mitra kerja",
    "english": "Partners",
    "order": "4",
    "anonymous": "ya",
    "weight": "25",
    "minimum": "3",
}


@pytest.fixture
def draft(session, opened):
    return make_next_draft(session, opened)


@pytest.fixture
def hr(client, opened, draft, on_day):
    return client.sign_in(opened.hr)


def page_of(draft: Any, rest: str = "") -> str:
    return f"/siklus/{draft.id}/kelompok{rest}"


def test_a_group_is_added_named_anew_and_taken_away(hr, session, draft):
    listed = hr.post(page_of(draft, "/baru"), NEW)
    assert "Mitra kerja ya 25% 3" in listed.text
    session.refresh(draft)
    group = draft.policy.group("mitra_kerja")
    assert (group.weight, group.minimum, group.is_anonymous) == (0.25, 3, True)
    assert (group.mark, group.colour) == ("plus", "lilac")

    hr.post(page_of(draft, "/mitra_kerja"), NEW | {"name": "Mitra", "anonymous": "tidak"})
    session.refresh(draft)
    group = draft.policy.group("mitra_kerja")
    assert (group.words.id, group.is_anonymous) == ("Mitra", False)

    left = hr.post(page_of(draft, "/mitra_kerja/hapus"))
    assert "Mitra" not in left.text
    session.refresh(draft)
    assert len(draft.policy.groups) == 5
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.object_id == draft.id)).all()
    assert acts.count("amended") == 3


def test_a_group_that_every_cycle_has_gets_another_name_and_stays(hr, session, draft):
    typed = {"name": "Pengguna layanan", "english": "Citizens", "order": "5"}
    listed = hr.post(page_of(draft, "/citizen"), typed)

    assert "Pengguna layanan" in listed.text
    assert "Pengguna layanan" in hr.get(f"/siklus/{draft.id}").text
    hr.get(page_of(draft, "/citizen/hapus"), status=404)
    form = hr.get(f"/siklus/{draft.id}/ubah").text
    assert "Bobot Pengguna layanan" in form
    assert "Minimal Pengguna layanan" in form
    assert "Bobot rekan" in form


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": "rekan"}, "name", "sudah dipakai kelompok lain: rekan"),
        ({"name": ""}, "name", "nama kelompok"),
        ({"english": "PEERS"}, "english", "sudah dipakai kelompok lain: peers"),
        ({"minimum": "2"}, "minimum", "bilangan bulat dari 3 sampai 10"),
        ({"minimum": "0", "anonymous": "tidak"}, "minimum", "1"),
        ({"order": "0"}, "order", "1"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(hr, session, draft, typed, field, words):
    page = hr.post(page_of(draft, "/baru"), NEW | typed, status=422)

    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert words in page.text
    session.refresh(draft)
    assert len(draft.policy.groups) == 5


def test_there_are_as_many_groups_as_marks(hr, session, draft):
    for number in range(len(GroupMark) - 5):
        names = {"name": f"Mitra {number}", "english": f"Partners {number}"}
        hr.post(page_of(draft, "/baru"), NEW | names)

    assert "Tambah kelompok" not in hr.get(page_of(draft)).text
    hr.get(page_of(draft, "/baru"), status=404)


def test_once_others_were_asked_groups_are_settled(hr, session, draft, opened):
    draft.state = CycleState.NOMINATION
    session.commit()

    hr.get(page_of(draft), status=409)
    hr.get(f"/siklus/{opened.cycle.id}/kelompok", status=409)
    assert "Ubah kelompok penilai" not in hr.get(f"/siklus/{draft.id}").text


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("Mitra kerja", (), "mitra_kerja"),
        ("Mitra kerja", ("mitra_kerja",), "mitra_kerja_2"),
        ("360°", (), "kelompok"),
        ("Ñandú & Co.", (), "nandu_co"),
    ],
)
def test_a_code_says_what_the_group_was_called_first(name, taken, code):
    assert code_of(name, taken) == code
