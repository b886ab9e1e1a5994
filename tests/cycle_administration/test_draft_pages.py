"""HR mends the settings of a cycle until it opens, and deletes a draft; nothing else can go."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from berakhlak.assignments.operations import open_cycle
from berakhlak.audit import numbers
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit
from berakhlak.cycles.operations import (
    CycleHasOpened,
    CycleNameTaken,
    CycleNotDraft,
    amend_cycle,
    create_cycle,
    delete_draft,
    gather_nominations,
    redraft_cycle,
)
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import StateConflict
from berakhlak.people.models import Unit
from tests.cycle_administration.test_cycle_pages import typed
from tests.factories.cycles import AT, make_open_cycle

PLANNED = {"name": "Semester I 2027", "opens_on": date(2027, 1, 4), "closes_on": date(2027, 1, 29)}


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


@pytest.fixture
def draft(session, opened):
    return drafted(session, opened)


def drafted(session, opened, **changes):
    """A draft over the only unit, with a policy that the web form cannot express in full."""
    policy = Policy(gap_threshold=0.7, purpose=Purpose.DEVELOPMENT).with_numbers(
        {"supervisor": 0.333, "peer": 0.3, "subordinate": 0.2, "citizen": 0.1}
    )
    settings = {
        "agency_id": opened.agency.id,
        "instrument": opened.cycle.instrument,
        "units": [opened.unit],
        "policy": policy,
        "by": opened.hr,
        "at": AT,
    }
    return create_cycle(session(), **PLANNED | settings | changes)


def unit_below(session, opened, name="Subbagian"):
    below = Unit(agency_id=opened.agency.id, parent_id=opened.unit.id, code="1.1", name=name)
    session.add(below)
    session.flush()
    return below


def covered(session, cycle):
    return set(session.scalars(select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)))


def acts_on(session, cycle_id):
    query = select(AuditEntry.act).where(
        AuditEntry.object_kind == "cycle", AuditEntry.object_id == cycle_id
    )
    return list(session.scalars(query.order_by(AuditEntry.id)))


def filled_in(page):
    """What the form would send as it stands."""
    fields = {box["name"]: box["value"] for box in page.all("main input[type=text]")}
    units = [box["value"] for box in page.all("main input[type=checkbox][checked]")]
    purpose = page.one("main input[type=radio][checked]")
    return fields | {"units": units, "purpose": purpose["value"]}


def test_the_form_shows_the_draft_and_sent_as_it_stands_changes_nothing(hr, session, opened):
    unit_below(session, opened)
    draft = drafted(session, opened)
    before = (draft.name, draft.opens_on, draft.closes_on, draft.policy, covered(session, draft))
    shown = filled_in(hr.get(hr.get(f"/siklus/{draft.id}").link("Ubah siklus")))

    page = hr.post(f"/siklus/{draft.id}/ubah", shown)

    session.refresh(draft)
    assert shown["units"] == [str(opened.unit.id)]
    assert (shown["opens_on"], shown["weight_supervisor"]) == ("04/01/2027", "33")
    assert "Perubahan siklus tersimpan." in page.text
    assert before == (
        draft.name,
        draft.opens_on,
        draft.closes_on,
        draft.policy,
        covered(session, draft),
    )


def test_everything_of_a_draft_can_be_changed(hr, session, opened, draft):
    below = unit_below(session, opened)
    changes = {"name": "Semester II 2027", "closes_on": "05/02/2027", "units": str(below.id)}

    page = hr.post(f"/siklus/{draft.id}/ubah", typed(opened, **changes))

    session.refresh(draft)
    assert page.heading == draft.name == "Semester II 2027"
    assert draft.closes_on == date(2027, 2, 5)
    assert covered(session, draft) == {below.id}
    assert draft.policy.weights["supervisor"] == 0.4
    assert draft.policy.min_n["citizen"] == 5
    assert draft.policy.gap_threshold == 0.7
    assert acts_on(session, draft.id) == ["created", "amended"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Penilaian 2026"}, "Sudah ada siklus bernama sama. Pilih nama lain."),
        ({"closes_on": "03/01/2027"}, "Tanggal tutup harus pada atau sesudah tanggal buka."),
        ({"units": ""}, "Pilih paling sedikit satu unit kerja"),
        ({"weight_peer": "101"}, "Isi bobot rekan dengan angka bulat dari 0 sampai 100."),
    ],
)
def test_a_refused_change_says_why_and_keeps_what_was_typed(
    hr, session, opened, draft, changes, message
):
    sent = typed(opened, name="Nama baru", weight_supervisor="77") | changes

    page = hr.post(f"/siklus/{draft.id}/ubah", sent, status=422)

    session.refresh(draft)
    assert [error for error in page.errors if message in error], page.errors
    assert page.one("#weight_supervisor")["value"] == "77"
    assert page.one("#name")["value"] == sent["name"]
    assert draft.name == "Semester I 2027"
    assert draft.policy.weights["supervisor"] == 0.333
    assert acts_on(session, draft.id) == ["created"]


def test_while_names_are_gathered_only_name_and_days_can_be_changed(hr, session, opened, draft):
    gather_nominations(session(), draft, by=None, at=AT)
    policy, units = draft.policy, covered(session, draft)
    asked = hr.get(hr.get(f"/siklus/{draft.id}").link("Ubah siklus"))
    sent = {"name": "Nama baru", "opens_on": "11/01/2027", "closes_on": "12/02/2027"}

    page = hr.post(f"/siklus/{draft.id}/ubah", sent)

    session.refresh(draft)
    assert "Unit kerja, instrumen, dan kebijakan sudah tetap" in asked.text
    assert not asked.all("#weight_peer, #units")
    assert page.heading == "Nama baru"
    assert (draft.opens_on, draft.closes_on) == (date(2027, 1, 11), date(2027, 2, 12))
    assert (draft.policy, covered(session, draft)) == (policy, units)


def test_a_form_of_the_draft_sent_after_names_were_asked_for_is_refused_whole(
    hr, session, opened, draft
):
    gather_nominations(session(), draft, by=None, at=AT)

    page = hr.post(f"/siklus/{draft.id}/ubah", typed(opened, name="Nama baru"), status=422)

    session.refresh(draft)
    assert "status siklus sudah berubah" in page.text
    assert page.one("#weight_supervisor")["value"] == "40"
    assert (draft.name, draft.policy.weights["supervisor"]) == ("Semester I 2027", 0.333)


def test_once_opened_nothing_is_changed_or_deleted(hr, session, opened):
    cycle = opened.cycle
    for path, words in (("ubah", "tetap sejak siklus dibuka"), ("hapus", "Hanya rancangan")):
        asked = hr.get(f"/siklus/{cycle.id}/{path}", status=409)
        sent = hr.post(f"/siklus/{cycle.id}/{path}", typed(opened), status=409)
        assert words in asked.text
        assert words in sent.text

    page = hr.get(f"/siklus/{cycle.id}")
    session.refresh(cycle)
    assert (cycle.name, cycle.closes_on) == ("Penilaian 2026", date(2026, 11, 30))
    assert not page.all("a[href$='/ubah'], a[href$='/hapus']")


def test_a_draft_is_deleted_after_saying_what_goes(hr, session, opened, keys, draft):
    draft_id, key_name = draft.id, draft.key_name
    keys.create(key_name)  # Opening was tried, and cut short.
    asked = hr.get(hr.get(f"/siklus/{draft.id}").link("Hapus rancangan"))

    page = hr.post(f"/siklus/{draft_id}/hapus")

    session.expire_all()
    assert "pilihan 1 unit kerja" in asked.text
    assert "Rancangan siklus dihapus." in page.text
    assert session.get(Cycle, draft_id) is None
    assert not session.scalars(select(CycleUnit).where(CycleUnit.cycle_id == draft_id)).all()
    assert not keys.exists(key_name)
    assert session.get(Cycle, opened.cycle.id) is not None
    hr.get(f"/siklus/{draft_id}", status=404)
    hr.get(f"/siklus/{draft_id}/hapus", status=404)


def test_a_cycle_that_gathers_names_is_not_deleted(hr, session, draft):
    gather_nominations(session(), draft, by=None, at=AT)

    assert (
        "Hanya rancangan yang dapat dihapus"
        in hr.post(f"/siklus/{draft.id}/hapus", status=409).text
    )
    assert not hr.get(f"/siklus/{draft.id}").all("a[href$='/hapus']")


def test_the_record_keeps_the_name_of_a_deleted_draft_and_lends_its_acts_to_no_other(
    hr, session, opened, draft, monkeypatch
):
    number = draft.id
    monkeypatch.setattr(numbers, "is_sqlite", lambda _session: False)  # As before decision 0256.
    hr.post(f"/siklus/{number}/hapus")
    session.expire_all()
    next_one = drafted(session, opened, name="Siklus berikutnya")
    assert next_one.id == number, "this database gave the number away again"

    rows = hr.sign_in(opened.admin).get("/audit").all("tbody tr")

    said = [row.get_text(" ", strip=True) for row in rows]
    assert [line for line in said if "Menghapus rancangan siklus (Semester I 2027)" in line]
    assert len([line for line in said if "Siklus berikutnya" in line]) == 1
    assert [line for line in said if line.endswith("Sri Wahyuni Membuat siklus –")]


def test_drafts_belong_to_hr_of_their_agency(client, session, opened, keys, draft):
    foreign = make_open_cycle(session, keys, staff=2).hr
    readers = ((foreign, 404), (opened.admin, 403), (opened.account(opened.head), 403))
    for account, status in readers:
        reader = client.sign_in(account)
        for path in ("ubah", "hapus"):
            reader.get(f"/siklus/{draft.id}/{path}", status=status)
            reader.post(f"/siklus/{draft.id}/{path}", typed(opened), status=status)

    session.refresh(draft)
    assert draft.name == "Semester I 2027"


def test_units_of_another_agency_cannot_be_chosen_for_a_draft(hr, session, opened, keys, draft):
    foreign = make_open_cycle(session, keys, staff=2).unit.id

    assert hr.post(f"/siklus/{draft.id}/ubah", typed(opened, units=str(foreign)), status=422).errors
    assert covered(session, draft) == {opened.unit.id}


def test_the_operations_refuse_by_themselves(session, opened, keys, draft):
    cycle, asked = opened.cycle, {"by": None, "at": AT}
    scope = {"instrument": cycle.instrument, "units": [opened.unit], "policy": Policy()}

    with pytest.raises(CycleHasOpened):
        amend_cycle(session(), cycle, **PLANNED | {"name": "Lain"}, **asked)
    with pytest.raises(CycleNotInState):
        redraft_cycle(session(), cycle, **scope)
    with pytest.raises(CycleNotDraft):
        delete_draft(session(), cycle, **asked)
    with pytest.raises(CycleNameTaken):
        amend_cycle(session(), draft, **PLANNED | {"name": cycle.name}, **asked)

    assert keys.exists(cycle.key_name)
    assert acts_on(session, cycle.id) == ["created", "opened", "narrow circles"]


def test_a_cycle_that_somebody_else_opens_meanwhile_stays_as_it_was_opened(session, keys, draft):
    asked = {"by": None, "at": AT}
    for act in (
        lambda: amend_cycle(session(), draft, **PLANNED | {"name": "Lain"}, **asked),
        lambda: delete_draft(session(), draft, **asked),
        lambda: gather_nominations(session(), draft, **asked),
        lambda: open_cycle(session(), draft, keys=keys, **asked),
    ):
        draft.state = CycleState.DRAFT
        session.flush()
        elsewhere = update(Cycle.__table__).where(Cycle.id == draft.id)
        session.execute(elsewhere.values(state=CycleState.OPEN))
        assert draft.state is CycleState.DRAFT, "what was loaded before does not know"

        with pytest.raises(StateConflict):
            act()

        assert (draft.state, draft.name) == (CycleState.OPEN, "Semester I 2027")
    assert acts_on(session, draft.id) == ["created"]
