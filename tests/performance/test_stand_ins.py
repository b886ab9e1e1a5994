"""An officer whose supervisor cannot sign in is rated by whom HR names, and by nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.models import Participant
from berakhlak.objections.models import Objection, ObjectionPart
from berakhlak.performance.models import BehaviourRating, StandInAppraiser
from berakhlak.roles import Role
from tests.factories.people import make_account, make_person

REASON = {"rating": "as_expected", "reason": "Dilihat sendiri setiap pekan."}


@pytest.fixture
def chief(published, session):
    """The head's superior, who took no part in the cycle."""
    opened = published.opened
    account = make_account(session, opened.agency, Role.OFFICER)
    made = make_person(session, opened.unit, name="Kepala Dinas Utama", account=account)
    opened.head.supervisor_id = made.id
    session.commit()
    return made


@pytest.fixture
def unled(published, session):
    """The head has no account any more."""
    opened = published.opened
    session.get_one(Account, opened.head.account_id).is_enabled = False
    session.commit()
    return published


@pytest.fixture
def pages(published):
    seat = published.officers[0].id
    return {
        "rating": f"/profil/{seat}/rating",
        "list": f"/siklus/{published.cycle.id}/rating",
        "name": f"/siklus/{published.cycle.id}/rating/{seat}/penilai",
    }


def account_of(session, person):
    return session.get_one(Account, person.account_id)


def test_hr_names_a_stand_in_who_decides_without_the_profile_and_the_officer_reads_who(
    client, unled, chief, pages, session
):
    opened, seat = unled.opened, unled.officers[0]
    hr = client.sign_in(opened.hr)
    assert "3 pegawai tidak mempunyai atasan yang dapat masuk" in hr.get(pages["list"]).text
    offered = hr.get(pages["name"])
    assert offered.one("#officer")["value"] == chief.nip
    assert "Kepala Dinas Utama" in offered.text
    hr.post(pages["name"], {"officer": chief.nip})
    assert "Kepala Dinas Utama" in hr.get(pages["list"]).text
    named = session.scalars(select(AuditEntry).where(AuditEntry.act == "named a stand-in")).one()
    assert seat.called in str(named.detail)

    stand_in = client.sign_in(account_of(session, chief))
    assert stand_in.get("/").link(f"Rating perilaku {seat.called}") == pages["rating"]
    form = stand_in.get(pages["rating"] + "/tentukan")
    assert f"/profil/{seat.id}/rencana" not in form.html
    for place in ("", ".pdf", "/rencana", "/tanggapan", "/rencana/catatan"):
        assert stand_in.open(f"/profil/{seat.id}{place}").status_code == 404
    stand_in.post(pages["rating"] + "/tentukan", REASON)
    stand_in.post(pages["rating"] + "/final", {"rating": "as_expected"})
    told = client.sign_in(unled.account_of(seat)).get(pages["rating"]).text
    assert "Kepala Dinas Utama" in told
    assert "Sesuai ekspektasi" in told
    other = unled.officers[1].id
    client.sign_in(account_of(session, chief)).get(f"/profil/{other}/rating", status=404)


def test_whoever_can_sign_in_as_supervisor_decides_and_the_stand_in_then_does_not(
    client, unled, chief, pages, session
):
    opened = unled.opened
    client.sign_in(opened.hr).post(pages["name"], {"officer": chief.nip})
    head = session.get_one(Account, opened.head.account_id)
    head.is_enabled = True
    session.commit()
    client.sign_in(account_of(session, chief)).get(pages["rating"], status=404)
    assert "Kepala Dinas" not in client.sign_in(account_of(session, chief)).get("/").text
    client.sign_in(head).post(pages["rating"] + "/tentukan", REASON)
    client.sign_in(opened.hr).get(pages["name"], status=404)
    assert session.scalars(select(BehaviourRating)).one().reason == REASON["reason"]


def test_an_officer_without_any_supervisor_can_be_rated_as_well(
    client, published, chief, pages, session
):
    seat = session.get_one(Participant, published.officers[0].id)
    seat.supervisor_id = None
    session.commit()
    hr = client.sign_in(published.opened.hr)
    assert hr.get(pages["name"]).one("#officer").get("value", "") == ""
    hr.post(pages["name"], {"officer": chief.nip})
    client.sign_in(account_of(session, chief)).post(pages["rating"] + "/tentukan", REASON)
    assert session.get(BehaviourRating, seat.id).reason == REASON["reason"]


def test_nobody_with_a_part_in_it_stands_in_and_what_was_typed_is_kept(
    client, unled, chief, pages, session
):
    opened = unled.opened
    hr = client.sign_in(opened.hr)
    mine = make_person(session, opened.unit, name="Sri Wahyuni", account=opened.hr)
    report = opened.staff[1]
    report.supervisor_id = opened.staff[0].id
    objection = Objection(
        participant_id=unled.officers[0].id, round=1, part=ObjectionPart.PROCESS, reason="x",
        lodged_on=unled.cycle.opens_on, lodge_by=unled.cycle.opens_on, statement="", decision="",
        decide_by=unled.cycle.opens_on, decider_id=opened.staff[2].id,
    )  # fmt: skip
    session.add(objection)
    session.commit()
    for person in (opened.staff[0], opened.head, report, opened.staff[2], mine):
        refused = hr.post(pages["name"], {"officer": person.nip}, status=422)
        assert len(refused.errors) == 1
        assert refused.one("#officer")["value"] == person.nip
    assert session.scalar(select(StandInAppraiser)) is None
    hr.post(pages["name"], {"officer": chief.nip})
    objection.decider_id = chief.id
    session.commit()
    client.sign_in(account_of(session, chief)).get(pages["rating"], status=404)
    for reader in (opened.admin, unled.account_of(unled.officers[1])):
        client.sign_in(reader).get(pages["name"], status=403)


def test_who_decides_on_an_objection_does_not_rate(client, published, chief, pages, session):
    """They read the profile, which is not the right to rate."""
    session.add(
        Objection(
            participant_id=published.officers[0].id, round=1, part=ObjectionPart.PROCESS,
            reason="x", lodged_on=published.cycle.opens_on, lodge_by=published.cycle.opens_on,
            decide_by=published.cycle.opens_on, decider_id=chief.id, statement="", decision="",
        )
    )  # fmt: skip
    session.commit()
    decider = client.sign_in(account_of(session, chief))
    assert decider.open(f"/profil/{published.officers[0].id}").status_code == 200
    decider.get(pages["rating"], status=404)
    decider.post(pages["rating"] + "/tentukan", REASON, status=404)
    assert session.scalar(select(BehaviourRating)) is None


def test_a_final_rating_is_nobody_s_to_undo_by_naming_another(
    client, published, chief, pages, session
):
    opened, seat = published.opened, published.officers[0]
    lead = client.sign_in(account_of(session, opened.head))
    lead.post(pages["rating"] + "/tentukan", REASON)
    lead.post(pages["rating"] + "/final", {"rating": "as_expected"})
    account_of(session, opened.head).is_enabled = False
    session.commit()

    refused = client.sign_in(opened.hr).post(pages["name"], {"officer": chief.nip}, status=422)

    assert "sudah final" in refused.text
    assert session.get(StandInAppraiser, seat.id) is None
