"""A partner sees nothing of a person but the roll: every route, other providers, every name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.accounts.granting import StaysApart, give_role, revoke_role
from berakhlak.formats import local_today
from berakhlak.partners import views
from berakhlak.people.models import Person
from berakhlak.permissions import OF_THOSE_APART, PERMISSIONS, Action
from berakhlak.roles import Role
from berakhlak.training.models import (
    ProgrammeState,
    SharedNeed,
    TrainingAttendance,
    TrainingNeed,
    TrainingProgramme,
)
from berakhlak.training.operations import MOST_WAITING, decide_proposal
from berakhlak.training_administration.partner_accounts import end_partner
from tests.factories.cycles import AT
from tests.factories.training import make_partner, make_programme, make_provider, make_run
from tests.whole_app.standing_apart import faults_of_one_apart
from tests.whole_app.test_access import make_world, outcome


@pytest.fixture
def scene(session, published):
    """Two providers of one agency, each with a run: of the first officer, and of the second."""
    today, agency = local_today(), published.opened.agency
    own, other = (make_provider(session, agency) for _each in range(2))
    people = [session.get_one(Person, seat.person_id) for seat in published.officers]
    runs = [
        make_run(session, make_programme(session, provider), [person], first=today, last=today)
        for provider, person in zip((own, other), people, strict=False)
    ]
    partner = make_partner(session, own)
    session.commit()
    return own, runs, people, partner


def test_a_partner_is_refused_at_every_route_but_the_public_the_own_account_and_its_pages(
    app, client, session
):
    world = make_world(session)
    account = world.readers["partner"]
    names = set(session.scalars(select(Person.name))) - {"Roll Satu"}
    assert not faults_of_one_apart(app, client, world, account, Action.PARTNER, names)


def test_what_a_partner_may_do_stands_in_one_row_and_nowhere_else():
    rows = {action for action, each in PERMISSIONS.items() if Role.PARTNER in each.roles}
    assert rows == {Action.PARTNER}
    assert {Action.OWN_ACCOUNT} == OF_THOSE_APART


def test_runs_and_programmes_of_another_provider_do_not_exist(client, session, scene):
    own, (mine, others), people, partner = scene
    client.sign_in(partner)
    client.get(f"/mitra/pelaksanaan/{others.id}", 404)
    report = {"people": [str(people[1].id)], "materials": "x"}
    client.post(f"/mitra/pelaksanaan/{others.id}", report, 404)
    page = client.get("/mitra")
    assert mine.programme.title in page.text
    assert others.programme.title not in page.text
    # Whoever is not on one's own roll cannot be ticked on it.
    client.post(f"/mitra/pelaksanaan/{mine.id}", report, 422)
    assert session.get_one(TrainingAttendance, (others.id, people[1].id)).attended is None
    assert own.id != others.programme.provider_id


def test_runs_are_shown_a_page_at_a_time_the_newest_first(client, session, scene, monkeypatch):
    own, (newest, _others), _people, partner = scene
    day = local_today() - timedelta(days=1)
    older = make_run(session, make_programme(session, own), [], first=day, last=day)
    session.commit()
    monkeypatch.setattr(views, "PER_PAGE", 1)
    client.sign_in(partner)
    shown = [f'href="/mitra/pelaksanaan/{run.id}"' for run in (newest, older)]
    for number, here in ((1, [True, False]), (2, [False, True]), (9, [False, True])):
        page = client.get(f"/mitra?halaman={number}").html
        assert [link in page for link in shown] == here


def test_of_a_person_a_partner_reads_name_and_unit_for_so_long_as_the_roll_is_open(
    client, session, scene
):
    _own, (mine, _others), people, partner = scene
    client.sign_in(partner)
    here = f"/mitra/pelaksanaan/{mine.id}"
    page = client.get(here).text + client.get("/mitra").text
    assert people[0].name in page
    assert people[0].unit.name in page
    for secret in (people[0].nip, people[0].position, people[1].name, people[2].name):
        assert secret not in page
    client.post(here, {"people": [str(people[0].id)], "materials": "Modul A"})
    for days, is_shown in ((30, True), (31, False)):
        mine.starts_on = mine.ends_on = local_today() - timedelta(days=days)
        session.commit()
        assert (people[0].name in client.get(here).text) is is_shown
    assert "Yang hadir: 1 orang." in client.get(here).text
    refused = client.post(here, {"people": [], "materials": "Modul B"}, 422)
    assert "Daftar peserta sudah tertutup" in refused.text
    assert people[0].name not in refused.text


def test_needs_are_sums_over_units_from_five_places_on_and_only_what_was_shared(
    client, session, scene, published
):
    own, _runs, _people, partner = scene
    unit, year = published.opened.unit, local_today().year
    for subject, places in (("BP", 3), ("BP", 2), ("HM", 4), ("KB", 9)):
        session.add(TrainingNeed(unit_id=unit.id, year=year, subject=subject, places=places))
    for subject in ("BP", "HM"):
        session.add(SharedNeed(provider_id=own.id, year=year, subject=subject))
    session.commit()
    page = client.sign_in(partner).get("/mitra").text
    assert "Berorientasi Pelayanan" in page
    for hidden in ("Harmonis", "Kolaboratif", unit.name):
        assert hidden not in page


def test_a_partner_proposes_and_reads_why_it_was_declined(client, session, scene):
    own, _runs, _people, partner = scene
    client.sign_in(partner)
    typed = {"title": "Baru", "mode": "online", "hours": "8", "price": "0", "values": ["BP"]}
    page = client.post("/mitra/usulan", typed | {"hours": "0"}, 422)
    assert page.one("input[name=title]")["value"] == "Baru"
    idle = client.post("/mitra/usulan", typed | {"values": []}, 422)
    assert "Pilih paling sedikit satu nilai" in idle.errors[0]
    assert "Menunggu keputusan pengelola" in client.post("/mitra/usulan", typed).text
    assert "sudah mempunyai program" in client.post("/mitra/usulan", typed, 422).errors[0]
    programme = next(
        each for each in session.scalars(select(TrainingProgramme)) if each.title == "Baru"
    )
    assert programme.state is ProgrammeState.PROPOSED
    assert programme.provider_id == own.id
    given = {"by": None, "at": AT}
    decide_proposal(session(), programme, accepts=False, answer="Sudah ada di BPSDM.", **given)
    session.commit()
    assert "Sudah ada di BPSDM." in client.get("/mitra").text
    for number in range(MOST_WAITING):
        make_programme(session, own, title=f"Usulan {number}", state=ProgrammeState.PROPOSED)
    session.commit()
    page = client.post("/mitra/usulan", typed | {"title": "Satu lagi"}, 422)
    assert "menunggu jawaban" in page.text


def test_a_partner_is_nothing_besides_and_ends_at_once(client, session, scene, published):
    own, _runs, _people, partner = scene
    given = {"by": None, "at": AT, "today": local_today()}
    with pytest.raises(StaysApart):
        give_role(session(), partner, Role.HR, **given)
    with pytest.raises(StaysApart):
        give_role(session(), published.opened.hr, Role.PARTNER, **given)
    # Without it, the account would be let in wherever everybody with an account is.
    with pytest.raises(StaysApart):
        revoke_role(session(), partner, Role.PARTNER, by=None, at=AT)
    client.sign_in(partner).get("/mitra")
    end_partner(session(), own, partner.id, by=None, at=AT)
    session.commit()
    assert outcome(client.open("/mitra")) == "sign in"
